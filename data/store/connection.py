"""Open a store by its address and hand out cursors.

A connection must not be shared between threads (it returns wrong rows), so every use
takes its own cursor. One address is opened once per process, however often it is asked for.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

import duckdb
import polars as pl

from data.store.address import Address, address
from data.store.attaching import opened
from data.store.belongings import keeper_of, originals_of
from data.store.by_month import Kept
from data.store.complaints import explained, is_lost
from data.store.errors import StoreError, StoreLost, StoreUnavailable, StoreVanished
from data.store.ever import Ever
from data.store.holds import Hold
from data.store.kept import Keeper
from data.store.originals import Originals
from data.store.privacy import closed_to_others, keep_private
from data.store.schema import views
from data.store.strays import discard_unfinished
from data.store.turns import Turn

Answer = TypeVar("Answer")
#: How often a catalog that was lost is looked for again; each time it is waited for.
_RECONNECTIONS = 2
#: Kinds of stores that belong to one process as long as they are open.
_ALONE = {"duckdb", "memory"}
#: So long (seconds) may pass until what another process wrote is seen.
_FRESH = 1.0
#: What a name means: a view of this connection, else a table of the store.
SEARCH_PATH = "memory.main,store.main"


@dataclass(slots=True)
class Connection:
    """An open database, shared by all threads of the process.

    `write_lock` lets one load at a time commit, of all programs that share a catalog; reads never wait
    for it. `laid_open`: how many of its files and folders other accounts had rights to until it was opened.
    """

    address: Address
    _database: duckdb.DuckDBPyConnection
    originals: Originals
    kept: Keeper
    write_lock: Turn
    _keeping: Turn
    laid_open: int = 0
    users: int = 1
    #: Whether the store was looked through and brought up to date since it was opened.
    is_ready: bool = False
    #: Whether the database gave up after an error; it is opened anew when it is asked next.
    is_broken: bool = False
    #: What `file_of` told when it was opened.
    _file: tuple[object, ...] | None = None
    #: When (UTC) something was last heard of a session, by its key; nothing of it is written down.
    signs_of_life: dict[str, datetime] = field(default_factory=dict)
    #: When (monotonic) files that no load names were last taken away.
    swept: float = float("-inf")
    #: How often this process wrote into the audit log.
    writes: int = 0
    #: What was computed of months, for as long as their loads are in force.
    by_month: Kept = field(default_factory=Kept)
    #: What is known of all loads, current or not.
    ever: Ever = field(default_factory=Ever)
    #: Thread → the state that it holds while it reads; see `as_of`.
    holds: dict[int, Hold] = field(default_factory=dict)

    @property
    def live(self) -> Connection:
        """The connection that reads and writes what is there now: this one."""
        return self

    @property
    def moment(self) -> tuple[int, int]:
        """Another one as soon as the log may say more: whoever remembers what it says looks again then.

        Into a file that this process holds for itself nobody else writes. What other processes write into a
        shared store is seen within a second.
        """
        is_alone = self.address.kind in _ALONE
        return self.writes, 0 if is_alone else int(time.monotonic() / _FRESH)

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
        """A cursor that asks about the store; nothing in the store can stand in a name's place.

        StoreUnavailable if the connection to a catalog breaks off meanwhile; the next cursor makes it anew.
        """
        if self.is_broken:
            self._open_anew()
        # A cursor does not inherit the search path of its parent.
        database, cursor = self._cursor()
        try:
            yield cursor
        except duckdb.Error as error:
            if lost := self._lost(error, database):
                raise lost from error
            raise
        finally:
            cursor.close()

    def _cursor(self) -> tuple[duckdb.DuckDBPyConnection, duckdb.DuckDBPyConnection]:
        """The database and a cursor of it, though another thread may be opening it anew."""
        while True:
            database = self._database
            try:
                return database, database.cursor()
            except duckdb.ConnectionException:
                if database is self._database:
                    raise

    def _lost(self, error: duckdb.Error, database: duckdb.DuckDBPyConnection) -> StoreUnavailable | None:
        """What to say if an error of a database means that the catalog is gone.

        It is to be opened anew then, unless somebody else who met the same has done so meanwhile.
        """
        # In the middle of a query DuckLake may stumble over rows that did not come.
        is_fatal = isinstance(error, duckdb.FatalException | duckdb.InternalException)
        if self.address.server is None or not (is_fatal or is_lost(str(error))):
            return None
        self.is_broken = self.is_broken or database is self._database
        return StoreUnavailable("lost", str(self.address), reason=error)

    def _open_anew(self) -> None:
        """Open a database that gave up; StoreLost if the program must be started anew for that.

        DuckLake's catalog stays held by what gave up, unless it is a server's: then StoreUnavailable
        and CatalogRefused say why not.
        """
        with _registry_lock:
            if self.is_broken:
                self._database.close()
                try:
                    self._database = opened(self.address, None)
                except StoreError as error:
                    if self.address.server is not None:
                        raise
                    raise StoreLost(f"The database broke off; restart the program: {error}") from error
                self._file = file_of(self.address)
                self.is_broken = False
        self.make_views()

    def refuse_vanished(self) -> None:
        """StoreVanished if another file, or none, stands where the store was opened: it would be lost."""
        if self._file != file_of(self.address):
            raise StoreVanished(str(self.address))

    def make_views(self) -> None:
        """Make the views of current rows over the store's tables, for the cursors of this connection."""
        with self.outside() as cursor:
            made = views("store.main.", "memory.main.").items()
            cursor.execute(
                ";".join(f"CREATE OR REPLACE VIEW memory.main.{name} AS {text}" for name, text in made)
            )

    def asked(self, ask: Callable[[duckdb.DuckDBPyConnection], Answer]) -> Answer:
        """What `ask` answers through a cursor, asked again if the catalog is lost meanwhile."""
        for _ in range(_RECONNECTIONS):
            with suppress(StoreUnavailable), self.cursor() as cursor:
                return ask(cursor)
        with self.cursor() as cursor:
            return ask(cursor)

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

        Raises StoreVanished if the store's file is gone, LoadConflict if another writer came
        first, StoreUnavailable if the catalog is gone (what was to be committed may be there all the
        same), DiskFull, DiskFailed, StoreLost, and LoadFailed for every other complaint of the
        database. After some errors COMMIT reports success and stores nothing: callers read back
        what they wrote.
        """
        self.refuse_vanished()
        with self.cursor() as cursor:
            database = self._database
            cursor.execute("BEGIN TRANSACTION")
            try:
                yield cursor
                self.refuse_vanished()  # what was written where the store is not must not be committed
                cursor.execute("COMMIT")
                self.let_go()
            except duckdb.Error as error:
                _roll_back(cursor)
                if lost := self._lost(error, database):
                    raise lost from error
                discard_unfinished(self.address, str(error))
                failure = explained(error)
                self.is_broken = self.is_broken or isinstance(failure, StoreLost)
                raise failure from error
            except BaseException:
                _roll_back(cursor)
                raise

    def let_go(self) -> None:
        """End what this thread holds: it sees what it has written itself."""
        hold = self.holds.pop(threading.get_ident(), None)
        if hold is not None:
            hold.end()

    def close(self) -> None:
        """Give the connection back; the last user closes the database."""
        with _registry_lock:
            self.users -= 1
            if self.users > 0:
                return
            if _registry.get(self.address) is self:
                del _registry[self.address]
            self._database.close()
            self.write_lock.close()
            self._keeping.close()


def result(
    cursor: duckdb.DuckDBPyConnection, query: str, parameters: Mapping[str, object] | None = None
) -> pl.DataFrame:
    """The rows of a query as a frame.

    `execute` and not `sql`: the latter builds a relation first, and took twelve times as
    long for 400,000 rows.
    """
    return cursor.execute(query, dict(parameters or {})).pl()


def file_of(place: Address) -> tuple[object, ...] | None:
    """Device and number of the file that makes a store, or a shared folder's mark."""
    if place.kind == "postgresql":
        from data.store.shared import mark_of  # noqa: PLC0415 - files do without

        return mark_of(place)
    if place.kind == "memory" or not place.database.exists():
        return None
    found = place.database.stat()
    return found.st_dev, found.st_ino


def is_open(place: Address) -> bool:
    """Whether this process has a store with a catalog in PostgreSQL open; files are looked at anyway."""
    with _registry_lock:
        return place.server is not None and place in _registry


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
    it is older than the head beside it (unless that is ignored); with a catalog in PostgreSQL, whose
    other users do not matter, CatalogRefused and StoreUnavailable.
    """
    place = address(url)
    with _registry_lock:
        known = _registry.get(place)
        if known is not None:
            known.users += 1
            return known
        kept = keeper_of(place)
        keep_private()
        laid_open = closed_to_others(place)
        database = opened(place, None if ignores_kept else kept)
        keeping = Turn(place, "originals")
        connection = Connection(
            place, database, originals_of(place, keeping), kept, Turn(place, "writing"), keeping, laid_open
        )
        connection._file = file_of(place)
        if place.kind != "postgresql":  # whoever else has it open may be writing one
            connection.originals.sweep()
        if place.kind != "memory":
            _registry[place] = connection
        return connection
