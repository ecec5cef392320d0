"""People, invitations, passwords and sessions: what is asked of them and what is done to them.

Each deed is one transaction that looks at the log, refuses or writes. Times are passed in, UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

import duckdb

from data.people.limits import IDLE_LASTS
from data.people.passwords import hashed, is_password, password_fault
from data.people.person import Grant, Person, account_key
from data.people.preferences import Preferences
from data.people.tokens import new_token, token_hash
from data.store.by import By
from data.store.connection import Connection
from data.store.errors import PeopleRefused
from data.store.people.book import Book, Session, is_running
from data.store.people.deeds import add, has_admin, invited
from data.store.people.identities import Identities
from data.store.people.strangers import Strangers

#: How somebody signed in who did with a password.
PASSWORD = "password"  # noqa: S105 - the word, not one
#: Under which names the log keeps what pages without sign-in, the demo company and the clean-up do.
_OURS = {"dashboard", "demo", "quarantine"}


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that has just begun: its token, told this once, and what is kept of it."""

    token: str
    session: Session


class People(Identities):
    """The people of a store; safe between threads."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._strangers = Strangers()

    # What is known

    def persons(self) -> tuple[Person, ...]:
        """Everybody with an account, by account."""
        return tuple(sorted(self._seen().persons.values(), key=lambda person: account_key(person.account)))

    def person(self, account: str) -> Person | None:
        """Who has an account, None if nobody."""
        return self._seen().person(account)

    def has_password(self, account: str) -> bool:
        """Whether an account can sign in with a password."""
        return account_key(account) in self._seen().passwords

    def locked_until(self, account: str, now: datetime) -> datetime | None:
        """Until when too many failed tries lock an account; None if they do not."""
        return self._seen().locked_until(account, now)

    def preferences(self, account: str) -> Preferences:
        """What an account wants pages to begin with."""
        return self._seen().preferences.get(account_key(account), Preferences())

    def invited_until(self, account: str, now: datetime) -> datetime | None:
        """Until when an invitation of an account is good; None without one."""
        key = account_key(account)
        good = (
            i.expires
            for i in self._seen().invitations.values()
            if account_key(i.account) == key and not i.is_used and now < i.expires
        )
        return max(good, default=None)

    def invited(self, token: str, now: datetime) -> Person:
        """Whom an invitation is for; PeopleRefused (`invitation_*`) if it is good no longer."""
        return invited(self._seen(), token_hash(token), now)

    def sessions(self, account: str, now: datetime) -> list[Session]:
        """The sessions of an account that run, those that have been idle for too long left out."""
        return [s for s in self._seen().sessions_of(account, now) if not self._is_idle(s, now)]

    def session(self, token: str, now: datetime) -> Session | None:
        """The session of a token, None unless it runs. To ask is a sign of life.

        Signs of life are known to this process only, unless it hands them over: after a start, a session
        older than they may be apart has ended.
        """
        found = self.running(token, now)
        if found is None:
            self._connection.signs_of_life.pop(token_hash(token), None)
        else:
            self._connection.signs_of_life[found.key] = now
        return found

    def running(self, token: str, now: datetime) -> Session | None:
        """The session of a token, None unless it runs; to ask that keeps nothing alive."""
        found = self._seen().sessions.get(token_hash(token))
        return None if found is None or not is_running(found, now) or self._is_idle(found, now) else found

    def _is_idle(self, session: Session, now: datetime) -> bool:
        last = self._connection.signs_of_life.get(session.key, session.began)
        return now - max(last, session.heard or last) >= IDLE_LASTS

    def hand_over(self, now: datetime) -> int:
        """Tell other programs that share the store when this one last heard of its sessions; how many run."""

        def write(cursor: duckdb.DuckDBPyConnection, book: Book) -> int:
            known = dict(self._connection.signs_of_life)
            alive = {
                key: heard.isoformat()
                for key, heard in known.items()
                if (session := book.sessions.get(key)) is not None
                if is_running(session, now) and not self._is_idle(session, now)
            }
            if alive:
                add(cursor, "sessions_alive", "", "", now, sessions=alive)
            return len(alive)

        return self._done(write)

    # What is done

    def load(
        self, persons: Iterable[Person], actor: str | By, now: datetime, day: date | None = None
    ) -> tuple[str, ...]:
        """Take in people: each replaces what was known of the account. The accounts that changed.

        Sessions of those whose grants changed end. PeopleRefused (`no_admin_left`) where nobody would be
        left who may manage people on that day. day: by the company's calendar, None: as in UTC.
        """
        on = day or now.date()

        def write(cursor: duckdb.DuckDBPyConnection, book: Book) -> tuple[str, ...]:
            changed = [person for person in persons if book.person(person.account) != person]
            for person in changed:
                _demand_free(person.account)
            had_admin = has_admin(book.persons.values(), on)
            after = book.persons | {account_key(person.account): person for person in changed}
            if had_admin and not has_admin(after.values(), on):
                raise PeopleRefused("no_admin_left")
            for person in changed:
                add(cursor, "person", person.account, actor, now, person=person.as_dict())
            return tuple(person.account for person in changed)

        return self._done(write, actor)

    def invite(self, account: str, actor: str | By, now: datetime, day: date | None = None) -> str:
        """A new invitation for an account, in whose place no earlier one counts any more; its token.

        Where nobody may manage people yet, an unknown account becomes the first admin. PeopleRefused
        (`unknown_account`) otherwise. day: by the company's calendar, None: as in UTC.
        """
        token = new_token()

        def write(cursor: duckdb.DuckDBPyConnection, book: Book) -> str:
            person = book.person(account)
            if person is None:
                if has_admin(book.persons.values(), day or now.date()) or not account_key(account):
                    raise PeopleRefused("unknown_account", account=account)
                _demand_free(account)
                name = account.strip()
                person = Person(name, name, "", (Grant("admin", None),))
                add(cursor, "person", person.account, actor, now, person=person.as_dict())
            add(cursor, "invitation", person.account, actor, now, token=token_hash(token))
            return token

        return self._done(write, actor)

    def redeem(self, token: str, password: str, now: datetime) -> Person:
        """Set the password of whom an invitation is for; the invitation is used up, their sessions end.

        PeopleRefused: `invitation_unknown`, `invitation_used`, `invitation_expired`, `password_short`,
        `password_long`, `password_common`, `password_own_name`.
        """
        key = token_hash(token)
        person = invited(self._seen(), key, now)
        if (fault := password_fault(password, person.account, person.name)) is not None:
            raise PeopleRefused(f"password_{fault}")
        kept = hashed(password)

        def write(cursor: duckdb.DuckDBPyConnection, book: Book) -> Person:
            person = invited(book, key, now)
            account = person.account
            add(cursor, "password", account, account, now, argon2=kept, invitation=key)
            return person

        return self._done(write)

    def sign_in(self, account: str, password: str, now: datetime) -> SignedIn:
        """Begin a session with a password. PeopleRefused: `wrong_password`, `locked` (with `until`).

        An account that is unknown, or has no password, is told as a wrong password is, as late, after as
        many tries locked as any other. What was typed as an account stands in the log only if it is one.
        """
        seen, key = self._seen(), account_key(account)
        person = seen.person(account)
        kept = seen.passwords.get(key)
        is_right = is_password(kept, password)
        until = seen.locked_until(account, now) if person else self._strangers.lock_at(key, now)
        if until is not None:
            raise PeopleRefused("locked", until=until)
        if person is None or not is_right:
            if person is None:
                self._strangers.fail(key, now)
            known = person.account if person else ""
            self._done(lambda cursor, _book: add(cursor, "sign_in_failed", known, "", now))
            raise PeopleRefused("wrong_password")
        return self.begin_session(person.account, PASSWORD, now, lambda book: book.passwords.get(key) == kept)

    def begin_session(
        self, account: str, how: str, now: datetime, still_proven: Callable[[Book], bool] = lambda _book: True
    ) -> SignedIn:
        """Begin a session of somebody who proved to be who they are; PeopleRefused if unknown.

        how: `password`, or the name of another way in, which failed tries of a password do not bar.
        still_proven: asked in the transaction, since what proved it may have been reset meanwhile;
        `wrong_password` if not.
        """
        token = new_token()

        def write(cursor: duckdb.DuckDBPyConnection, book: Book) -> str:
            person = book.person(account)
            if person is None:
                raise PeopleRefused("unknown_account", account=account)
            until = book.locked_until(account, now)
            if until is not None and how == PASSWORD:
                raise PeopleRefused("locked", until=until)
            if not still_proven(book):
                raise PeopleRefused("wrong_password")
            add(cursor, "session", person.account, person.account, now, token=token_hash(token), how=how)
            return person.account

        self._done(write)
        return SignedIn(token, self._seen().sessions[token_hash(token)])

    def end_session(self, token: str, now: datetime) -> None:
        """Sign out; a token of no running session changes nothing, and waits for nobody who writes."""
        key = token_hash(token)
        known = self._seen().sessions.get(key)
        if known is None or not is_running(known, now):
            return

        def write(cursor: duckdb.DuckDBPyConnection, book: Book) -> None:
            found = book.sessions.get(key)
            if found is not None and is_running(found, now):
                add(cursor, "session_end", found.account, found.account, now, sessions=[key], why="sign_out")

        self._done(write)

    def end_own_session(self, account: str, key: str, now: datetime) -> None:
        """End a session of one's own by its key; one of somebody else's stays as it is."""

        def write(cursor: duckdb.DuckDBPyConnection, book: Book) -> None:
            if key in {session.key for session in book.sessions_of(account, now)}:
                add(cursor, "session_end", account, account, now, sessions=[key], why="sign_out")

        self._done(write)

    def prefer(self, account: str, wanted: Preferences, actor: str | By, now: datetime) -> None:
        """Keep what an account wants pages to begin with; PeopleRefused if it is unknown."""

        def write(cursor: duckdb.DuckDBPyConnection, book: Book) -> None:
            person = book.person(account)
            if person is None:
                raise PeopleRefused("unknown_account", account=account)
            add(cursor, "preferences", person.account, actor, now, **wanted.as_dict())

        self._done(write, actor)

    def end_sessions(self, account: str, actor: str | By, now: datetime) -> int:
        """End all sessions of an account; how many. PeopleRefused if it is unknown."""

        def write(cursor: duckdb.DuckDBPyConnection, book: Book) -> int:
            person = book.person(account)
            if person is None:
                raise PeopleRefused("unknown_account", account=account)
            running = [session.key for session in book.sessions_of(account, now)]
            if running:
                add(cursor, "session_end", person.account, actor, now, sessions=running, why="admin")
            return len(running)

        return self._done(write, actor)

    def view_as(self, account: str, actor: str, now: datetime) -> None:
        """Record that somebody looks at what another person sees; PeopleRefused if that is nobody."""

        def write(cursor: duckdb.DuckDBPyConnection, book: Book) -> None:
            person = book.person(account)
            if person is None:
                raise PeopleRefused("unknown_account", account=account)
            add(cursor, "view_as", person.account, actor, now)

        self._done(write)


def _demand_free(account: str) -> None:
    """PeopleRefused if an account is called as the log calls what nobody signed in for: both would be one."""
    if account_key(account) in _OURS:
        raise PeopleRefused("reserved_account", account=account)
