"""People, invitations, passwords and sessions: what is asked of them and what is done to them.

Each deed is one transaction that looks at the log, refuses or writes. Times are passed in, UTC.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import duckdb

from data.people.limits import IDLE_LASTS
from data.people.passwords import hashed, is_password, password_fault
from data.people.person import Grant, Person, account_key
from data.people.roles import BY_CODE
from data.people.tokens import new_token, token_hash
from data.store.connection import Connection
from data.store.errors import PeopleRefused
from data.store.people.book import Book, Session, Tries, is_running
from data.store.people.deeds import add, invited
from data.store.people.identities import Identities

#: How somebody signed in who did with a password.
PASSWORD = "password"  # noqa: S105 - the word, not one


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that has just begun: its token, told this once, and what is kept of it."""

    token: str
    session: Session


class _Strangers:
    """Failed tries of names that are no accounts, by their hash, so that they do not tell by never locking.

    In this process only, and of so many names only: then all are forgotten.
    """

    MOST = 10_000

    def __init__(self) -> None:
        self._tries: dict[str, Tries] = {}
        self._lock = threading.Lock()

    def lock_at(self, name: str, now: datetime) -> datetime | None:
        with self._lock:
            tries = self._tries.get(token_hash(name))
            return tries.lock_at(now) if tries else None

    def fail(self, name: str, now: datetime) -> None:
        with self._lock:
            if len(self._tries) >= self.MOST:
                self._tries.clear()
            self._tries.setdefault(token_hash(name), Tries()).fail(now)


class People(Identities):
    """The people of a store; safe between threads."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._strangers = _Strangers()

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

    def invited(self, token: str, now: datetime) -> Person:
        """Whom an invitation is for; PeopleRefused (`invitation_*`) if it is good no longer."""
        return invited(self._seen(), token_hash(token), now)

    def sessions(self, account: str, now: datetime) -> list[Session]:
        """The sessions of an account that run, those that have been idle for too long left out."""
        return [s for s in self._seen().sessions_of(account, now) if not self._is_idle(s, now)]

    def session(self, token: str, now: datetime) -> Session | None:
        """The session of a token, None unless it runs. To ask is a sign of life.

        Signs of life are known to this process only: after a start, a session older than they may be
        apart has ended.
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
        return now - last >= IDLE_LASTS

    # What is done

    def load(self, persons: Iterable[Person], actor: str, now: datetime) -> tuple[str, ...]:
        """Take in people: each replaces what was known of the account. The accounts that changed.

        Sessions of those whose grants changed end. PeopleRefused (`no_admin_left`) where nobody would be
        left who may manage people on that day.
        """

        def write(cursor: duckdb.DuckDBPyConnection, book: Book) -> tuple[str, ...]:
            changed = [person for person in persons if book.person(person.account) != person]
            had_admin = has_admin(book.persons.values(), now.date())
            after = book.persons | {account_key(person.account): person for person in changed}
            if had_admin and not has_admin(after.values(), now.date()):
                raise PeopleRefused("no_admin_left")
            for person in changed:
                add(cursor, "person", person.account, actor, now, person=person.as_dict())
            return tuple(person.account for person in changed)

        return self._done(write)

    def invite(self, account: str, actor: str, now: datetime) -> str:
        """A new invitation for an account, in whose place no earlier one counts any more; its token.

        Where nobody may manage people yet, an unknown account becomes the first admin. PeopleRefused
        (`unknown_account`) otherwise.
        """
        token = new_token()

        def write(cursor: duckdb.DuckDBPyConnection, book: Book) -> str:
            person = book.person(account)
            if person is None:
                if has_admin(book.persons.values(), now.date()) or not account_key(account):
                    raise PeopleRefused("unknown_account", account=account)
                name = account.strip()
                person = Person(name, name, "", (Grant("admin", None),))
                add(cursor, "person", person.account, actor, now, person=person.as_dict())
            add(cursor, "invitation", person.account, actor, now, token=token_hash(token))
            return token

        return self._done(write)

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
        is_right = is_password(seen.passwords.get(key), password)
        until = seen.locked_until(account, now) if person else self._strangers.lock_at(key, now)
        if until is not None:
            raise PeopleRefused("locked", until=until)
        if person is None or not is_right:
            if person is None:
                self._strangers.fail(key, now)
            known = person.account if person else ""
            self._done(lambda cursor, _book: add(cursor, "sign_in_failed", known, "", now))
            raise PeopleRefused("wrong_password")
        return self.begin_session(person.account, PASSWORD, now)

    def begin_session(self, account: str, how: str, now: datetime) -> SignedIn:
        """Begin a session of somebody who proved to be who they are; PeopleRefused if unknown.

        how: `password`, or the name of another way in, which failed tries of a password do not bar.
        """
        token = new_token()

        def write(cursor: duckdb.DuckDBPyConnection, book: Book) -> str:
            person = book.person(account)
            if person is None:
                raise PeopleRefused("unknown_account", account=account)
            until = book.locked_until(account, now)
            if until is not None and how == PASSWORD:
                raise PeopleRefused("locked", until=until)
            add(cursor, "session", person.account, person.account, now, token=token_hash(token), how=how)
            return person.account

        self._done(write)
        return SignedIn(token, self._seen().sessions[token_hash(token)])

    def end_session(self, token: str, now: datetime) -> None:
        """Sign out; a token of no running session changes nothing."""
        key = token_hash(token)

        def write(cursor: duckdb.DuckDBPyConnection, book: Book) -> None:
            found = book.sessions.get(key)
            if found is not None and is_running(found, now):
                add(cursor, "session_end", found.account, found.account, now, sessions=[key], why="sign_out")

        self._done(write)

    def end_sessions(self, account: str, actor: str, now: datetime) -> int:
        """End all sessions of an account; how many. PeopleRefused if it is unknown."""

        def write(cursor: duckdb.DuckDBPyConnection, book: Book) -> int:
            person = book.person(account)
            if person is None:
                raise PeopleRefused("unknown_account", account=account)
            running = [session.key for session in book.sessions_of(account, now)]
            if running:
                add(cursor, "session_end", person.account, actor, now, sessions=running, why="admin")
            return len(running)

        return self._done(write)


def has_admin(persons: Iterable[Person], day: date) -> bool:
    """Whether anybody may manage people on a day."""
    return any("manage_people" in BY_CODE[g.role].acts for person in persons for g in person.grants_on(day))
