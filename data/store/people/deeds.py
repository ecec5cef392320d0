"""How the log is asked about people, and how a deed is written: a transaction that looks, then writes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import duckdb

from data.people.person import Person
from data.store.audit.log import PeopleAct, append, entries_after, recorded
from data.store.connection import Connection
from data.store.errors import PeopleRefused
from data.store.people.book import ACTS, Book

Written = TypeVar("Written")

#: So long (seconds) may pass until what another process wrote is seen. What this one wrote is seen at once.
_FRESH = 1.0


class Deeds:
    """The book of a store's people, and the way to add to it; safe between threads."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._book = Book()
        self._lock = threading.Lock()
        self._looked, self._writes = float("-inf"), -1

    @property
    def writes(self) -> int:
        """Grows with whatever this process does, so that somebody who asked may know to ask again."""
        return self._connection.writes

    def _seen(self) -> Book:
        """The book as of now; only what was written since it was last looked at is read."""
        with self._lock:
            at, writes = time.monotonic(), self._connection.writes
            if writes == self._writes and at - self._looked < _FRESH:
                return self._book
            with self._connection.cursor() as cursor:
                later = entries_after(cursor, self._book.sequence, ACTS)
            self._looked, self._writes = at, writes
            return self._book.learn(later)

    def _done(self, write: Callable[[duckdb.DuckDBPyConnection, Book], Written]) -> Written:
        """What `write` returns, done in one transaction that sees what it decides by."""
        with self._lock:
            known = self._book.copied()

        def done(cursor: duckdb.DuckDBPyConnection) -> Written:
            book = known.copied()  # what a try learns may never be committed
            return write(cursor, book.learn(entries_after(cursor, book.sequence, ACTS)))

        return recorded(self._connection, done)


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
    cursor: duckdb.DuckDBPyConnection, act: PeopleAct, account: str, actor: str, now: datetime, **details: Any
) -> None:
    """Write a deed to an account."""
    append(cursor, act, account, actor, {"at": now.isoformat(), **details})
