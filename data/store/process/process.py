"""What is known of the months of a store."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import duckdb
import polars as pl

from data.store.audit.log import entries_after, heads
from data.store.connection import Connection
from data.store.process.book import ACTS, Book
from data.store.process.frozen import Frozen
from engine.evaluation import Evaluation
from engine.policy.parameters import Policies
from engine.process.states import Marks, marks_of


class Process:
    """The book of a store's months; safe between threads. A book that was handed out never changes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.frozen = Frozen()
        self._book = Book()
        self._lock = threading.Lock()
        self._moment: tuple[int, int] | None = None
        self._marked: dict[tuple[str, str], tuple[Evaluation, dict[date, Marks]]] = {}

    @property
    def live(self) -> Process:
        """What is known now: this."""
        return self

    def as_of(self, connection: Connection) -> Process:
        """What was known of the months in the state that `connection` reads."""
        return _AsOf(self.live, connection)

    def book(self) -> Book:
        """The book as of now; the same object until something was written."""
        with self._lock:
            moment = self._connection.moment
            if moment == self._moment:
                return self._book
            known = self._book.sequence
            later = self._connection.asked(lambda cursor: entries_after(cursor, known, ACTS))
            self._moment = moment
            if later:
                self._book = self._book.copied().learn(later)
            return self._book

    def seen_by(self, cursor: duckdb.DuckDBPyConnection) -> Book:
        """The book as a transaction sees it. A copy: what it learns may never be committed."""
        with self._lock:
            book = self._book
        if any(last < book.sequence for last, _ in heads(cursor)):
            book = Book()  # others have learned of what was written since the transaction began
        later = entries_after(cursor, book.sequence, ACTS)
        return book.copied().learn(later) if later else book

    def frames(self, cursor: duckdb.DuckDBPyConnection) -> dict[str, pl.DataFrame]:
        """What a transaction sees of publications and adjustments, as frames of `Facts` by name."""
        return self.frozen.frames(self.seen_by(cursor))

    def cursor(self) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """A cursor to look at the store with."""
        return self._connection.cursor()

    def marks(self, version: str, policies: Policies, month: date, make: Callable[[], Evaluation]) -> Marks:
        """What tells the figures of a month from any others, as of a version of the data.

        make: evaluates it, called once for a version and the policies.
        """
        key = (version, policies.digest)
        known = self._marked.get(key)
        if known is None:
            known = (make(), {})
            self._marked.clear()
            self._marked[key] = known
        evaluation, marks = known
        if month not in marks:
            marks[month] = marks_of(evaluation, month)
        return marks[month]


class _AsOf(Process):
    """The book of one state, read once; what was made of books is shared with the present one."""

    def __init__(self, live: Process, connection: Connection) -> None:
        super().__init__(connection)
        self.frozen, self._marked = live.frozen, live._marked
        self._live = live
        self._seen: Book | None = None

    @property
    def live(self) -> Process:
        return self._live

    def book(self) -> Book:
        if self._seen is None:
            with self._connection.cursor() as cursor:
                self._seen = self.seen_by(cursor)
        return self._seen

    def seen_by(self, cursor: duckdb.DuckDBPyConnection) -> Book:
        return self._live.seen_by(cursor)
