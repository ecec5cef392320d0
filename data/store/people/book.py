"""What the audit log says of people: accounts, invitations, passwords, sessions, locks. A fold over entries.

Times are the caller's clock and stand in an entry's details, in UTC; a deed is an entry, nothing is changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, get_args

import orjson

from data.people.limits import INVITATION_LASTS, LOCKED_FOR, MOST_FAILED, SESSION_LASTS
from data.people.person import Person, account_key, grant_of
from data.people.preferences import Preferences, preferences_of
from data.store.audit.log import Entry, PeopleAct

ACTS: tuple[PeopleAct, ...] = get_args(PeopleAct)


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that lets somebody set a password: good once, until `expires`."""

    account: str
    expires: datetime
    is_used: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in. `key` is the hash of its token; times are UTC. `ended`: why, None while it runs.

    how: `password`, or the name of another way to sign in. heard: when a program that ended had last heard
    of it, None if none told.
    """

    key: str
    account: str
    how: str
    began: datetime
    expires: datetime
    ended: str | None = None
    heard: datetime | None = None


@dataclass(slots=True)
class Tries:
    """Failed tries of an account since it last got in, and until when it is locked."""

    failed: int = 0
    locked_until: datetime | None = None

    def fail(self, at: datetime) -> None:
        """Count one more; so many of them lock the account, and counting begins anew."""
        self.failed += 1
        if self.failed >= MOST_FAILED:
            self.failed, self.locked_until = 0, at + LOCKED_FOR

    def lock_at(self, now: datetime) -> datetime | None:
        """Until when the account is locked; None if it is not."""
        return self.locked_until if self.locked_until is not None and now < self.locked_until else None


@dataclass(slots=True)
class Book:
    """People by the key of their account; invitations and sessions by the hash of their token.

    identities: (issuer, subject) -> the key of an account.
    """

    sequence: int = 0
    persons: dict[str, Person] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)
    invitations: dict[str, Invitation] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    tries: dict[str, Tries] = field(default_factory=dict)
    preferences: dict[str, Preferences] = field(default_factory=dict)
    identities: dict[tuple[str, str], str] = field(default_factory=dict)

    def person(self, account: str) -> Person | None:
        """Who has an account, however it is spelled."""
        return self.persons.get(account_key(account))

    def sessions_of(self, account: str, now: datetime) -> list[Session]:
        """The sessions of an account that run, the earliest first."""
        key = account_key(account)
        return [
            s for s in list(self.sessions.values()) if account_key(s.account) == key and is_running(s, now)
        ]

    def locked_until(self, account: str, now: datetime) -> datetime | None:
        """Until when an account is locked; None if it is not."""
        tries = self.tries.get(account_key(account))
        return tries.lock_at(now) if tries else None

    def copied(self) -> Book:
        """A book that can learn more without this one learning it."""
        tries = {key: replace(each) for key, each in self.tries.items()}
        return Book(
            self.sequence,
            dict(self.persons),
            dict(self.passwords),
            dict(self.invitations),
            dict(self.sessions),
            tries,
            dict(self.preferences),
            dict(self.identities),
        )

    def learn(self, entries: Iterable[Entry]) -> Book:
        """Take in later entries. One whose hash is wrong was altered and says nothing."""
        for entry in entries:
            self.sequence = max(self.sequence, entry.sequence)
            if entry.act in ACTS and entry.computed_hash() == entry.hash:
                self._add(entry.act, entry.subject, orjson.loads(entry.details))
        return self

    def _add(self, act: str, account: str, details: dict[str, Any]) -> None:
        key, at = account_key(account), datetime.fromisoformat(details["at"])
        match act:
            case "person":
                self._add_person(key, details)
            case "invitation":
                for token, earlier in [*self.invitations.items()]:
                    if account_key(earlier.account) == key and not earlier.is_used:
                        del self.invitations[token]
                self.invitations[details["token"]] = Invitation(account, at + INVITATION_LASTS)
            case "password":
                self._use_up(details["invitation"])
                # Whoever resets a way in means the only one: what somebody else may have made goes with it.
                self.passwords[key] = details["argon2"]
                self.identities = self._others(key)
                self._end(key, "password")
                self.tries.pop(key, None)
            case "identity":
                self._use_up(details["invitation"])
                self.passwords.pop(key, None)
                self.identities = self._others(key) | {(details["issuer"], details["subject"]): key}
                self._end(key, "identity")
            case "session":
                token, expires = details["token"], at + SESSION_LASTS
                self.sessions[token] = Session(token, account, details["how"], at, expires)
                self.tries.pop(key, None)
            case "session_end":
                for token in details["sessions"]:
                    if token in self.sessions:
                        self.sessions[token] = replace(self.sessions[token], ended=details["why"])
            case "sessions_alive":
                for token, heard in details["sessions"].items():
                    if token in self.sessions:
                        self.sessions[token] = replace(
                            self.sessions[token], heard=datetime.fromisoformat(heard)
                        )
            case "sign_in_failed":
                self.tries.setdefault(key, Tries()).fail(at)
            case "preferences":
                self.preferences[key] = preferences_of(details)

    def _add_person(self, key: str, details: dict[str, Any]) -> None:
        known = details["person"]
        grants = tuple(grant_of(grant) for grant in known["grants"])
        before = self.persons.get(key)
        self.persons[key] = Person(known["account"], known["name"], known["email"], grants)
        if before is not None and before.grants != grants:
            self._end(key, "grant")

    def _others(self, key: str) -> dict[tuple[str, str], str]:
        return {who: whose for who, whose in self.identities.items() if whose != key}

    def _use_up(self, token: str) -> None:
        if (used := self.invitations.get(token)) is not None:
            self.invitations[token] = replace(used, is_used=True)

    def _end(self, key: str, why: str) -> None:
        for token, session in self.sessions.items():
            if account_key(session.account) == key and session.ended is None:
                self.sessions[token] = replace(session, ended=why)


def is_running(session: Session, now: datetime) -> bool:
    """Whether a session was neither ended nor has lasted its time; idleness is judged elsewhere."""
    return session.ended is None and now < session.expires
