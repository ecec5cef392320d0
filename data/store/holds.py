"""What a thread holds of a store while it reads."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import duckdb

from data.store.errors import StateGone

#: Begins a transaction that only reads: its cursor and the version of the data that it sees.
Begin = Callable[[], tuple[duckdb.DuckDBPyConnection, str]]


class Hold:
    """A transaction that only reads, and the version of the data that it sees.

    version: the one that is believed to be the present; then the transaction begins with the first question.
    """

    def __init__(self, begin: Begin, version: str | None = None) -> None:
        self._begin = begin
        self._cursor: duckdb.DuckDBPyConnection | None = None
        self.is_over = False
        if version is None:
            self._cursor, version = begin()
        self.version = version

    @property
    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor that sees the version; StateGone if that was not the present one any more."""
        if self._cursor is None:
            cursor, found = self._begin()
            if found != self.version:
                raise StateGone("The store has changed since it was read.")
            self._cursor = cursor
        return self._cursor

    def end(self) -> None:
        """Let go of the state before the block that holds it ends."""
        self.is_over = True
        if self._cursor is not None:
            with suppress(duckdb.Error):
                self._cursor.execute("ROLLBACK")
