"""Attach a store to a database in memory: the one door to its files."""

from __future__ import annotations

import atexit
import re
from functools import cache
from pathlib import Path

import duckdb

from data.scratch import scratch
from data.store.address import Address, Server
from data.store.complaints import is_lost
from data.store.errors import StoreBusy, StoreError, StoreTorn, StoreUnavailable, StoreUnreadable
from data.store.extensions import extension
from data.store.kept import Keeper

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
#: What DuckLake says of a catalog that is blank and may not be filled.
_NOTHING = "creating a new DuckLake is explicitly disabled"
#: Loads of fewer rows than this stay in the catalog instead of becoming a Parquet file of their own.
_INLINED_ROWS = 1_000


def opened(place: Address, kept: Keeper | None) -> duckdb.DuckDBPyConnection:
    """A database in memory with the store attached as `store`, which is made if it is not there.

    `kept` tells what must be in it, None nothing. Raises StoreBusy, StoreUnreadable, StoreTorn, EntriesLost,
    and for a catalog in PostgreSQL CatalogRefused and StoreUnavailable.
    """
    if place.server is None:
        return _opened(place, kept)
    try:
        return _opened_at_server(place, kept)
    except StoreUnavailable as error:
        if error.code != "lost":  # nobody answers, which was waited for
            raise
    return _opened_at_server(place, kept)


def _opened_at_server(place: Address, kept: Keeper | None) -> duckdb.DuckDBPyConnection:
    from data.store.shared import opening  # noqa: PLC0415 - files do without

    with opening(place, may_take_over=kept is None):
        return _opened(place, kept)


def _opened(place: Address, kept: Keeper | None) -> duckdb.DuckDBPyConnection:
    database = duckdb.connect(":memory:", config=_CONFIG)
    try:
        database.execute("SET enable_progress_bar = false")  # or it writes into our standard output
        _make_folders(place)
        was_there = kept is not None and kept.exists
        if kept is not None and was_there and place.log.exists():
            _look_before(place, kept)
        _attach(database, place, must_exist=was_there)
        database.execute("SET enable_external_access = false")
        database.execute("SET python_enable_replacements = false")
        database.execute("SET allocator_background_threads = true")  # or freed memory is never given back
        database.execute("SET lock_configuration = true")
    except (duckdb.Error, OSError) as error:
        database.close()
        if kept is not None and _NOTHING in str(error):
            kept.refuse_loss(str(place), [])
        raise _explained(place, str(error)) from error
    except StoreError:
        database.close()
        raise
    return database


def _look_before(place: Address, kept: Keeper) -> None:
    """EntriesLost unless the head that was kept is in the store; nothing is written meanwhile.

    Whoever opens a store with a log that was cut off has the rest of it taken away.
    """
    with duckdb.connect(":memory:", config=_CONFIG) as database:
        try:
            _attach(database, place, is_read_only=True)
            found = database.execute("SELECT sequence, hash FROM store.main.audit_entries").fetchall()
        except duckdb.Error as error:
            if not isinstance(error, duckdb.CatalogException) and _NOTHING not in str(error):
                raise
            found = []
    kept.refuse_loss(str(place), found)


def _make_folders(place: Address) -> None:
    if place.kind == "duckdb":
        Path(place.path).parent.mkdir(parents=True, exist_ok=True)
    elif place.kind != "memory" and place.bucket is None:
        (Path(place.path) / "data").mkdir(parents=True, exist_ok=True)


def _attach(
    database: duckdb.DuckDBPyConnection,
    place: Address,
    *,
    is_read_only: bool = False,
    must_exist: bool = False,
) -> None:
    if place.kind == "memory":
        database.execute("ATTACH ':memory:' AS store")
        return
    mode = ", READ_ONLY" if is_read_only else ""
    database.execute(f"SET temp_directory = {_quoted(_spill(place))}")
    if place.kind == "duckdb":
        _refuse_foreign_file(Path(place.path))
        database.execute(f"ATTACH {_quoted(place.path)} AS store (TYPE duckdb{mode})")
        return
    database.execute(f"LOAD {_quoted(str(extension('ducklake')))}")
    if place.bucket is not None:
        _reach_bucket(database, place.bucket)  # first, or the folders below are taken for local ones
    # What the store may touch once the door is shut; it can no longer be widened then.
    database.execute(f"SET allowed_directories = [{_quoted(place.path + '/')}]")
    options = f"DATA_PATH {_quoted(f'{place.path}/data/')}, DATA_INLINING_ROW_LIMIT {_INLINED_ROWS}{mode}"
    if must_exist:
        options += ", CREATE_IF_NOT_EXISTS false"
    if place.server is not None:
        _attach_server(database, place.server, options)
        return
    database.execute("SET enable_external_access = false")
    catalog = place.database
    if catalog.exists():
        _refuse_foreign_file(catalog)
        _refuse_foreign_catalog(catalog)
    database.execute(f"ATTACH {_quoted(f'ducklake:{catalog}')} AS store ({options})")


def _attach_server(database: duckdb.DuckDBPyConnection, server: Server, options: str) -> None:
    """A catalog can be attached only before the door is shut. The folder's mark has told what it is."""
    from data.store.catalog import conninfo  # noqa: PLC0415 - files do without

    database.execute(f"LOAD {_quoted(str(extension('postgres_scanner')))}")
    database.execute(
        f"ATTACH {_quoted(f'ducklake:postgres:{conninfo(server)}')} AS store "
        f"({options}, METADATA_SCHEMA {_quoted(server.schema)}, OVERRIDE_DATA_PATH true)"
    )


def _reach_bucket(database: duckdb.DuckDBPyConnection, bucket: str) -> None:
    database.execute(f"LOAD {_quoted(str(extension('httpfs')))}")
    from data.store.bucket import keys  # noqa: PLC0415 - files do without

    known = keys()
    told = {name: value for name, value in known.items() if name != "ENDPOINT"}
    scheme, _, endpoint = known.get("ENDPOINT", "").partition("://")
    if endpoint:
        told |= {"ENDPOINT": endpoint.rstrip("/"), "URL_STYLE": "path", "USE_SSL": str(scheme == "https")}
    parts = ", ".join(f"{name} {_quoted(value)}" for name, value in told.items())
    database.execute(f"CREATE SECRET bucket (TYPE s3, PROVIDER config, SCOPE {_quoted(bucket)}, {parts})")


def _spill(place: Address) -> str:
    """Where the database puts what does not fit into memory: beside the store, never into a shared folder."""
    if place.kind == "postgresql":
        return str(_spill_here())
    return f"{place.path}/.tmp" if place.kind == "ducklake" else f"{place.path}.tmp"


@cache
def _spill_here() -> Path:
    """A folder of this process, for as long as it lives."""
    folder = scratch("spill")
    atexit.register(folder.__exit__, None, None, None)
    return folder.__enter__()


def _refuse_foreign_catalog(catalog: Path) -> None:
    """StoreUnreadable if DuckLake's catalog holds what answers in the place of its tables or functions."""
    with duckdb.connect(str(catalog), read_only=True, config=_CONFIG) as database:
        for kind, name in database.execute(_NOT_OF_A_CATALOG).fetchall():
            raise StoreUnreadable(str(catalog), f"it holds the {kind} {name}, which is not of this program")


_NOT_OF_A_CATALOG = """
    SELECT 'macro', function_name FROM system.main.duckdb_functions()
    WHERE database_name = 'catalog' AND NOT internal
    UNION ALL SELECT 'view', view_name FROM system.main.duckdb_views()
    WHERE database_name = 'catalog' AND NOT internal
    UNION ALL SELECT 'type', type_name FROM system.main.duckdb_types()
    WHERE database_name = 'catalog' AND NOT internal"""


def _refuse_foreign_file(path: Path) -> None:
    """StoreUnreadable unless `path` is absent or begins as a DuckDB file does (`DUCK` at byte 8)."""
    if path.is_dir():
        raise StoreUnreadable(str(path), "it is a folder, not a file")
    if not path.exists():
        return
    with path.open("rb") as file:
        if file.read(12)[8:] != b"DUCK":
            raise StoreUnreadable(str(path), "it is not a DuckDB file")


def _explained(place: Address, message: str) -> StoreBusy | StoreUnreadable | StoreUnavailable:
    if place.server is not None and is_lost(message):
        return StoreUnavailable("lost", str(place), reason=message)
    if "Could not set lock" in message or "Conflicting lock" in message:
        pid = re.search(r"\(PID (\d+)\)", message)
        return StoreBusy(str(place), int(pid.group(1)) if pid else None)
    reason = message.splitlines()[0] if message else "no reason given"
    if "WAL file" in message:
        position = re.search(r"at byte position (\d+)", message)
        return StoreTorn(str(place), reason, int(position.group(1)) if position else None)
    return StoreUnreadable(str(place), reason)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
