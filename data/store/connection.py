"""Open a store by its address and hand out cursors.

A connection must not be shared between threads (it returns wrong rows), so every use
takes its own cursor. One address is opened once per process, however often it is asked for.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import duckdb
import polars as pl

from data.store.address import Address, address
from data.store.errors import LoadConflict, LoadFailed, StoreBusy, StoreUnreadable
from data.store.originals import Originals
from data.store.privacy import closed_to_others, keep_private

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
#: Loads of fewer rows than this stay in the catalog instead of becoming a Parquet file of their own.
_INLINED_ROWS = 1_000


@dataclass(slots=True)
class Connection:
    """An open database, shared by all threads of the process.

    `write_lock` lets one load at a time commit; reads never wait for it. `laid_open`: how many of
    its files and folders other accounts had rights to until it was opened.
    """

    address: Address
    _database: duckdb.DuckDBPyConnection
    originals: Originals
    laid_open: int = 0
    write_lock: threading.Lock = field(default_factory=threading.Lock)
    users: int = 1

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor of the caller's own, closed at the end of the block."""
        cursor = self._database.cursor()
        try:
            # A cursor does not inherit the database that its parent uses.
            cursor.execute("USE store")
            yield cursor
        finally:
            cursor.close()

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


def open_connection(url: str | os.PathLike[str]) -> Connection:
    """Open the store at `url`, or share it if this process has it open already.

    Missing folders and files are created. Raises StoreBusy if another process holds the
    store, StoreUnreadable if what is there is no store, is damaged or may not be read.
    """
    place = address(url)
    with _registry_lock:
        known = _registry.get(place)
        if known is not None:
            known.users += 1
            return known
        keep_private()
        laid_open = closed_to_others(place)
        connection = Connection(place, _opened(place), Originals(place.beside("originals")), laid_open)
        connection.originals.sweep()
        if place.kind != "memory":
            _registry[place] = connection
        return connection


def _opened(place: Address) -> duckdb.DuckDBPyConnection:
    database = duckdb.connect(":memory:", config=_CONFIG)
    try:
        _make_folders(place)
        _attach(database, place)
        database.execute("SET enable_external_access = false")
        database.execute("SET python_enable_replacements = false")
        database.execute("SET enable_progress_bar = false")  # or it writes into our standard output
        database.execute("SET allocator_background_threads = true")  # or freed memory is never given back
        database.execute("SET lock_configuration = true")
    except (duckdb.Error, OSError) as error:
        database.close()
        raise _explained(place, str(error)) from error
    except StoreUnreadable:
        database.close()
        raise
    return database


def _make_folders(place: Address) -> None:
    if place.kind == "duckdb":
        Path(place.path).parent.mkdir(parents=True, exist_ok=True)
    elif place.kind == "ducklake":
        (Path(place.path) / "data").mkdir(parents=True, exist_ok=True)


def _attach(database: duckdb.DuckDBPyConnection, place: Address) -> None:
    if place.kind == "memory":
        database.execute("ATTACH ':memory:' AS store")
        return
    spill = f"{place.path}/.tmp" if place.kind == "ducklake" else f"{place.path}.tmp"
    database.execute(f"SET temp_directory = {_quoted(spill)}")
    if place.kind == "duckdb":
        _refuse_foreign_file(Path(place.path))
        database.execute(f"ATTACH {_quoted(place.path)} AS store (TYPE duckdb)")
        return
    database.execute(f"LOAD {_quoted(str(_ducklake_extension()))}")
    # What the store may touch once the door is shut; it can no longer be widened then.
    database.execute(f"SET allowed_directories = [{_quoted(place.path + '/')}]")
    database.execute("SET enable_external_access = false")
    catalog, data = place.database, f"{place.path}/data/"
    if catalog.exists():
        _refuse_foreign_file(catalog)
    database.execute(
        f"ATTACH {_quoted(f'ducklake:{catalog}')} AS store "
        f"(DATA_PATH {_quoted(data)}, DATA_INLINING_ROW_LIMIT {_INLINED_ROWS})"
    )


def _refuse_foreign_file(path: Path) -> None:
    """StoreUnreadable unless `path` is absent or begins as a DuckDB file does (`DUCK` at byte 8)."""
    if path.is_dir():
        raise StoreUnreadable(str(path), "it is a folder, not a file")
    if not path.exists():
        return
    with path.open("rb") as file:
        if file.read(12)[8:] != b"DUCK":
            raise StoreUnreadable(str(path), "it is not a DuckDB file")


def _ducklake_extension() -> Path:
    found = find_spec("duckdb_extension_ducklake")
    folders = found.submodule_search_locations if found is not None else None
    files = [file for folder in folders or () for file in Path(folder).rglob("ducklake.duckdb_extension")]
    matching = [file for file in files if file.parent.name == f"v{duckdb.__version__}"]
    if not matching:
        raise StoreUnreadable(
            "ducklake", f"it needs the package duckdb-extension-ducklake, version {duckdb.__version__}"
        )
    return matching[0]


def _explained(place: Address, message: str) -> StoreBusy | StoreUnreadable:
    if "Could not set lock" in message or "Conflicting lock" in message:
        pid = re.search(r"\(PID (\d+)\)", message)
        return StoreBusy(str(place), int(pid.group(1)) if pid else None)
    return StoreUnreadable(str(place), message.splitlines()[0] if message else "no reason given")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
