"""Open a store by its address and hand out cursors.

A connection must not be shared between threads (it returns wrong rows), so every use
takes its own cursor. One address is opened once per process, however often it is asked for.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import duckdb
import polars as pl

from data.store.address import Address, address
from data.store.attaching import opened
from data.store.errors import LoadConflict, LoadFailed
from data.store.kept import Keeper
from data.store.originals import Originals
from data.store.schema import views

#: What a name means: a view of this connection, else a table of the store.
SEARCH_PATH = "memory.main,store.main"


@dataclass(slots=True)
class Connection:
    """An open database, shared by all threads of the process.

    `write_lock` lets one load at a time commit; reads never wait for it.
    """

    address: Address
    _database: duckdb.DuckDBPyConnection
    originals: Originals
    kept: Keeper
    write_lock: threading.Lock = field(default_factory=threading.Lock)
    users: int = 1
    #: Whether the store was looked through and brought up to date since it was opened.
    is_ready: bool = False

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor of the caller's own, closed at the end of the block.

        Names mean this connection's views first, then the store's tables.
        """
        with self.outside() as cursor:
            cursor.execute(f"SET search_path = '{SEARCH_PATH}'")
            yield cursor

    @contextmanager
    def outside(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor that asks about the store; nothing in the store can stand in a name's place."""
        # A cursor does not inherit the search path of its parent.
        cursor = self._database.cursor()
        try:
            yield cursor
        finally:
            cursor.close()

    def make_views(self) -> None:
        """Make the views of current rows over the store's tables, for the cursors of this connection."""
        with self.outside() as cursor:
            for name, text in views("store.main.", "memory.main.").items():
                cursor.execute(f"CREATE OR REPLACE VIEW memory.main.{name} AS {text}")

    @contextmanager
    def snapshot(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor whose queries all see the same state, whatever is committed meanwhile."""
        with self.cursor() as cursor:
            cursor.execute("BEGIN TRANSACTION")
            try:
                yield cursor
            finally:
                with suppress(duckdb.Error):
                    cursor.execute("ROLLBACK")

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor whose writes are committed together, or not at all if the block raises.

        Raises LoadConflict if another writer came first, LoadFailed for every other
        complaint of the database. After some errors COMMIT reports success and stores
        nothing: callers read back what they wrote.
        """
        with self.cursor() as cursor:
            cursor.execute("BEGIN TRANSACTION")
            try:
                yield cursor
                cursor.execute("COMMIT")
            except duckdb.TransactionException as error:
                _roll_back(cursor)
                raise LoadConflict(
                    f"Another load was being committed; please try again. ({error})"
                ) from error
            except duckdb.Error as error:
                _roll_back(cursor)
                raise LoadFailed(f"The store refused to write, nothing was changed: {error}") from error
            except BaseException:
                _roll_back(cursor)
                raise

    def close(self) -> None:
        """Give the connection back; the last user closes the database."""
        with _registry_lock:
            self.users -= 1
            if self.users > 0:
                return
            if _registry.get(self.address) is self:
                del _registry[self.address]
            self._database.close()


def result(
    cursor: duckdb.DuckDBPyConnection, query: str, parameters: Mapping[str, object] | None = None
) -> pl.DataFrame:
    """The rows of a query as a frame.

    `execute` and not `sql`: the latter builds a relation first, and took twelve times as
    long for 400,000 rows.
    """
    return cursor.execute(query, dict(parameters or {})).pl()


def _roll_back(cursor: duckdb.DuckDBPyConnection) -> None:
    # A failed COMMIT has ended the transaction already; then there is nothing to roll back.
    with suppress(duckdb.Error):
        cursor.execute("ROLLBACK")


_registry: dict[Address, Connection] = {}
_registry_lock = threading.Lock()


def open_connection(url: str | os.PathLike[str], *, ignores_kept: bool = False) -> Connection:
    """Open the store at `url`, or share it if this process has it open already.

    Missing folders and files are created. Raises StoreBusy if another process holds the
    store, StoreUnreadable if what is there is no store, is damaged or may not be read, EntriesLost if
    it is older than the head beside it (unless that is ignored).
    """
    place = address(url)
    with _registry_lock:
        known = _registry.get(place)
        if known is not None:
            known.users += 1
            return known
        kept = Keeper(place.beside("head"))
        connection = Connection(
            place, opened(place, None if ignores_kept else kept), Originals(place.beside("originals")), kept
        )
        if place.kind != "memory":
            _registry[place] = connection
        return connection
