"""A load: rows of any extracts, committed all together or not at all.

For the same extract a load replaces the scopes (region-months, region-years, regions)
that it has rows for. Nothing is deleted: the earlier rows just are no longer the latest.
"""

# ruff: noqa: S608 - names in SQL come from data/fields.py and this package; values are parameters

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime

import duckdb
import orjson
import polars as pl

from data.fields import BY_NAME, PROVENANCE, Extract
from data.store.amounts import sql_decimal
from data.store.audit.digests import WITH_ROWS, Digest, digest, load_digests
from data.store.audit.log import recorded
from data.store.by import By
from data.store.connection import Connection
from data.store.errors import LoadLost, StoreChanged
from data.store.ids import load_id
from data.store.originals import Originals
from data.store.schema import NO_PERIOD, quoted, row_columns
from data.store.totals import write_totals
from data.store.version import version_seen_by

_DTYPES: dict[str, type[pl.DataType]] = {
    "year": pl.Int32,
    "month": pl.Date,
    "date": pl.Date,
    "money": pl.Int64,
    "quantity": pl.Int64,
}
#: As many rows as one of DuckDB's row groups.
_CHUNK_ROWS = 122_880


@dataclass(frozen=True, slots=True)
class LoadFile:
    """An uploaded file: its name, the SHA-256 of its bytes (hex) and their number.

    left_out: names of extracts, split by commas, whose rows in it were loaded before; None if none.
    """

    name: str
    sha256: str
    size: int
    left_out: str | None = None


@dataclass(frozen=True, slots=True)
class LoadRequest:
    """What to commit.

    frames: one cleaned frame per extract name, in the form of docs/architecture.md, rows
        in file order (of several files one after the other); optional columns may lack.
    files: the files they were read from.
    actor: who loads. accepted_reason: why the warnings were accepted, None if there were none.
    issues: the accepted warnings as JSON-ready mappings (`dataclasses.asdict(issue)`).
    checked_against: the data version the frames were validated against; None checks nothing.
    """

    frames: Mapping[str, pl.DataFrame]
    files: Sequence[LoadFile]
    actor: str
    accepted_reason: str | None = None
    issues: Sequence[Mapping[str, object]] = field(default_factory=tuple)
    checked_against: str | None = None


def commit(connection: Connection, request: LoadRequest, by: By | None = None) -> str:
    """Write the load and return its id. by: who writes it; else `request.actor`, of whom nothing is demanded.

    Raises ValueError if there are no rows or a frame lacks columns (a caller's mistake),
    StoreChanged, LoadConflict, LoadFailed or LoadLost if the store is unchanged. Loads of one process
    queue up; readers see the load whole or not at all.
    """
    frames, by = stored_frames(request), by or By(request.actor)

    def write(cursor: duckdb.DuckDBPyConnection) -> str:
        by.demand(cursor)
        if request.checked_against not in {None, version_seen_by(cursor)}:
            raise StoreChanged("The store has changed since the load was checked. Nothing was loaded.")
        new = write_load(cursor, request, frames)
        written = load_digests(cursor, new, WITH_ROWS)
        details = _details(request, digests.result() | written, connection.originals)
        by.record(cursor, "load", new, details)
        return new

    # Hashing and inserting both leave the interpreter to others: neither waits for the other.
    with ThreadPoolExecutor(1) as beside:
        digests = beside.submit(lambda: {name: digest(frame) for name, frame in frames.items()})
        new = recorded(connection, write)
    _read_back(connection, new, sum(frame.height for frame in frames.values()))
    return new


def _details(request: LoadRequest, digests: Mapping[str, Digest], originals: Originals) -> dict[str, object]:
    """What the audit log binds of a load: its files, its rows, and the warnings that were accepted."""
    return {
        "files": [
            {
                "name": file.name,
                "sha256": file.sha256,
                "size": file.size,
                "is_kept": originals.holds(file.sha256),
            }
            for file in request.files
        ],
        "rows": {table: rows for table, (rows, _) in digests.items() if table in BY_NAME},
        "warnings": len(request.issues),
        "reason": request.accepted_reason,
        "digests": digests,
    }


def stored_frames(request: LoadRequest) -> dict[str, pl.DataFrame]:
    """The request's frames that have rows, in `stored_form`; ValueError if none has."""
    frames = {
        name: stored_form(BY_NAME[name], frame) for name, frame in request.frames.items() if frame.height
    }
    if not frames:
        raise ValueError("a load without rows")
    return frames


def write_load(
    cursor: duckdb.DuckDBPyConnection, request: LoadRequest, frames: Mapping[str, pl.DataFrame]
) -> str:
    """Write a load through a cursor inside a transaction and return its id; `frames` as `stored_frames`.

    The one way rows come into the store: committing keeps what it wrote, a preview never does.
    """
    now = datetime.now(UTC)
    new = load_id(now, _latest(cursor))
    for name, frame in frames.items():
        cursor.register(f"incoming_{name}", _in_chunks(frame))
        _write_rows(cursor, BY_NAME[name], new, frame)
    write_totals(cursor, new, frames.keys())
    _write_scopes(cursor, new, frames)
    _write_history(cursor, new, now, sum(frame.height for frame in frames.values()), request)
    return new


def _in_chunks(frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` cut, without a copy, into chunks: DuckDB reads a frame of one chunk with one thread only."""
    starts = range(0, frame.height, _CHUNK_ROWS)
    return pl.concat((frame.slice(start, _CHUNK_ROWS) for start in starts), rechunk=False)


def stored_form(extract: Extract, frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` with `position` (row order, from 0) and `period`, columns as the table has them but load_id.

    Absent optional columns become null. Raises ValueError for other absent columns and wrong types.
    """
    wanted = {field.name: _DTYPES.get(field.kind, pl.String) for field in extract.fields}
    wanted |= dict.fromkeys(PROVENANCE[:2], pl.String) | {PROVENANCE[2]: pl.Int32}
    optional = {field.name for field in extract.fields if field.is_optional}
    for name, dtype in wanted.items():
        if name not in frame.columns:
            if name not in optional:
                raise ValueError(f"{extract.name} lacks the column {name}")
        elif frame.schema[name] not in {dtype, pl.Null}:
            raise ValueError(f"{extract.name}.{name} is {frame.schema[name]}, not {dtype}")
    return frame.select(
        pl.int_range(pl.len(), dtype=pl.Int64).alias("position"),
        _period(extract).alias("period"),
        *(
            pl.col(name).cast(dtype) if name in frame.columns else pl.lit(None, dtype).alias(name)
            for name, dtype in wanted.items()
        ),
    )


def _period(extract: Extract) -> pl.Expr:
    """The month (for a year its January) that a row belongs to; NO_PERIOD where there is none."""
    if extract.period is None:
        return pl.lit(NO_PERIOD)
    if extract.field(extract.period).kind == "year":
        return pl.date(pl.col(extract.period), 1, 1)
    return pl.col(extract.period).dt.month_start()


def _latest(cursor: duckdb.DuckDBPyConnection) -> str | None:
    found = cursor.execute("SELECT max(load_id) FROM loads").fetchone()
    return found[0] if found else None


def _write_rows(cursor: duckdb.DuckDBPyConnection, extract: Extract, new: str, frame: pl.DataFrame) -> None:
    kinds = {field.name: field.kind for field in extract.fields}
    columns = list(row_columns(extract))
    # A file and a sheet that are the same in every row are told once.
    same = {name: frame.item(0, name) for name in PROVENANCE[:2] if _is_same(frame[name])}
    values = ", ".join(
        sql_decimal(quoted(name), kinds[name])
        if kinds.get(name) in {"money", "quantity"}
        else f"${name}"
        if name in same
        else quoted(name)
        for name in columns[1:]
    )
    names = ", ".join(map(quoted, columns))
    cursor.execute(
        f"INSERT INTO {quoted(extract.name)} ({names}) SELECT $load, {values} FROM incoming_{extract.name}",
        {"load": new, **same},
    )


def _is_same(texts: pl.Series) -> bool:
    return texts[0] is not None and bool((texts == texts[0]).all(ignore_nulls=False))


def _write_scopes(cursor: duckdb.DuckDBPyConnection, new: str, frames: Mapping[str, pl.DataFrame]) -> None:
    scopes = pl.concat(
        frame.group_by("period", "region")
        .agg(pl.len().cast(pl.Int64).alias("row_count"))
        .select(pl.lit(new).alias("load_id"), pl.lit(name).alias("extract"), "period", "region", "row_count")
        for name, frame in frames.items()
    )
    _append(cursor, "load_scopes", scopes)


def _write_history(
    cursor: duckdb.DuckDBPyConnection, new: str, now: datetime, rows: int, request: LoadRequest
) -> None:
    cursor.execute(
        "INSERT INTO loads (load_id, created_at, actor, accepted_reason, row_count) "
        "VALUES ($load, $now, $actor, $reason, $rows)",
        {
            "load": new,
            "now": now.replace(tzinfo=None),
            "actor": request.actor,
            "reason": request.accepted_reason,
            "rows": rows,
        },
    )
    if request.files:
        files = {
            "load_id": [new] * len(request.files),
            "name": [file.name for file in request.files],
            "sha256": [file.sha256 for file in request.files],
            "size": [file.size for file in request.files],
            "left_out": pl.Series([file.left_out for file in request.files], dtype=pl.String),
        }
        _append(cursor, "load_files", pl.DataFrame(files))
    if request.issues:
        issues = {
            "load_id": [new] * len(request.issues),
            "position": list(range(len(request.issues))),
            "issue": [orjson.dumps(issue, default=str).decode() for issue in request.issues],
        }
        _append(cursor, "load_issues", pl.DataFrame(issues))


def _append(cursor: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> None:
    cursor.register("appended", frame)
    names = ", ".join(map(quoted, frame.columns))
    cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM appended")
    cursor.unregister("appended")


def _read_back(connection: Connection, new: str, rows: int) -> None:
    """LoadLost unless the load is there: COMMIT may report success and store nothing."""
    found = connection.asked(
        lambda cursor: cursor.execute(
            "SELECT (SELECT row_count FROM loads WHERE load_id = $load), "
            "(SELECT sum(row_count) FROM load_scopes WHERE load_id = $load), "
            "(SELECT count(*) FROM audit_entries WHERE act = 'load' AND subject = $load)",
            {"load": new},
        ).fetchone()
    )
    if found != (rows, rows, 1):
        raise LoadLost(
            "The store reported success, but the load is not there. Nothing was changed; try again."
        )
