"""How the log is asked about people, and how a deed is written: a transaction that looks, then writes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, TypeVar

import duckdb

from data.people.person import Person
from data.people.roles import BY_CODE
from data.store.audit.log import PeopleAct, entries_after, recorded
from data.store.by import By
from data.store.connection import Connection
from data.store.errors import PeopleRefused
from data.store.people.book import ACTS, Book

Written = TypeVar("Written")


class Deeds:
    """The book of a store's people, and the way to add to it; safe between threads."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._book = Book()
        self._lock = threading.Lock()
        self._moment: tuple[int, int] | None = None

    @property
    def is_at_hand(self) -> bool:
        """Whether the book is as the log is: to ask it then waits for nothing."""
        return self._moment == self._connection.moment

    def _seen(self) -> Book:
        """The book as of now; only what was written since it was last looked at is read."""
        with self._lock:
            moment = self._connection.moment
            if moment != self._moment:
                known = self._book.sequence
                self._book.learn(self._connection.asked(lambda cursor: entries_after(cursor, known, ACTS)))
                self._moment = moment
            return self._book

    def seen_by(self, cursor: duckdb.DuckDBPyConnection) -> Book:
        """The book as a transaction sees it. A copy: what it learns may never be committed."""
        with self._lock:
            book = self._book.copied()
        return book.learn(entries_after(cursor, book.sequence, ACTS))

    def _done(
        self, write: Callable[[duckdb.DuckDBPyConnection, Book], Written], actor: str | By = ""
    ) -> Written:
        """What `write` returns, done in one transaction that sees what it decides by."""

        def done(cursor: duckdb.DuckDBPyConnection) -> Written:
            By.of(actor).demand(cursor)
            return write(cursor, self.seen_by(cursor))

        return recorded(self._connection, done)


def has_admin(persons: Iterable[Person], day: date) -> bool:
    """Whether anybody may manage people on a day."""
    return any("manage_people" in BY_CODE[g.role].acts for person in persons for g in person.grants_on(day))


def invited(book: Book, key: str, now: datetime) -> Person:
    """Whom an invitation (its hash) is for; PeopleRefused (`invitation_*`) if it is good no longer."""
    found = book.invitations.get(key)
    person = book.person(found.account) if found else None
    if found is None or person is None:
        raise PeopleRefused("invitation_unknown")
    if found.is_used:
        raise PeopleRefused("invitation_used")
    if now >= found.expires:
        raise PeopleRefused("invitation_expired")
    return person


def add(
    cursor: duckdb.DuckDBPyConnection,
    act: PeopleAct,
    account: str,
    actor: str | By,
    now: datetime,
    **details: Any,
) -> None:
    """Write a deed to an account."""
    By.of(actor).record(cursor, act, account, {"at": now.isoformat(), **details})
