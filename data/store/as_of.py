"""One state of the data, read for a while: a hold on it, and connections that read nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import get_ident
from typing import NoReturn

import duckdb

from data.store.connection import Connection
from data.store.errors import StateGone
from data.store.holds import Hold
from data.store.version import version_seen_by


@contextmanager
def holding(connection: Connection, version: str | None = None) -> Iterator[Hold]:
    """Hold the present state within the block, for connections `AsOf` its version on the same thread.

    Nobody waits for it. What the thread itself writes ends the hold, and so does an error of the database:
    either is told by `Hold.is_over`. version: what the present one is believed to be; it is not looked at
    before anything is asked, and whoever asks then is told if it is another one (StateGone).
    """
    with ExitStack() as ending:

        def begin() -> tuple[duckdb.DuckDBPyConnection, str]:
            cursor = ending.enter_context(connection.snapshot())
            # The first question is what decides which state a transaction sees.
            return cursor, version_seen_by(cursor)

        hold = Hold(begin, version)
        connection.holds[get_ident()] = hold
        try:
            yield hold
        finally:
            hold.is_over = True
            if connection.holds.get(get_ident()) is hold:
                del connection.holds[get_ident()]


class AsOf(Connection):
    """A connection to read one state of the data by, whatever is loaded meanwhile.

    Where the thread holds that state, it is read; else what is there now, if that is still it (StateGone).
    """

    __slots__ = ("_live", "version")

    def __init__(self, live: Connection, version: str) -> None:
        super().__init__(
            live.address,
            live._database,
            live.originals,
            live.kept,
            live.write_lock,
            live._keeping,
            by_month=live.by_month,
            ever=live.ever,
        )
        self._live = live
        self.version = version

    @property
    def live(self) -> Connection:
        """The connection that reads and writes what is there now."""
        return self._live

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor that sees the state; StateGone if that is gone."""
        hold = self._live.holds.get(get_ident())
        if hold is None or hold.version != self.version:
            with self._live.snapshot() as cursor:
                if version_seen_by(cursor) != self.version:
                    raise StateGone("The store has changed since it was read.")
                yield cursor
            return
        try:
            yield hold.cursor
        except duckdb.Error:
            # An error may have ended the transaction.
            self._live.let_go()
            raise

    @contextmanager
    def snapshot(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """As `cursor`."""
        with self.cursor() as cursor:
            yield cursor

    @contextmanager
    def outside(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """What asks about the store itself asks it as it is."""
        with self._live.outside() as cursor:
            yield cursor

    def transaction(self) -> NoReturn:
        """Nothing is written to a state that was."""
        raise TypeError("a state of the data is for reading")

    def close(self) -> None:
        """It has nothing of its own."""
