"""Digests of what a load stored: equal rows give equal digests, whichever kind of store holds them.

A digest is SHA-256 over the columns in the order of their names, each as its values in row
order. Columns without any value are left out, so that a column added by a later migration
changes nothing.
"""

# ruff: noqa: S608 - names in SQL come from data/fields.py and this package; values are parameters

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa

from data.fields import EXTRACTS
from data.store.amounts import sql_integer
from data.store.connection import result
from data.store.schema import HISTORY, TOTALS, quoted

#: Rows of a table in one load, and their digest; a list, so that it equals what JSON gives back.
Digest = list[int | str]
#: Load → table → digest.
Digests = dict[str, dict[str, Digest]]

_EXTRACTS = frozenset(extract.name for extract in EXTRACTS)
ROLLBACKS = "load_rollbacks"
#: The tables of which every row belongs to a load.
LOAD_TABLES = (*(name for name in HISTORY if name != ROLLBACKS), *TOTALS, *sorted(_EXTRACTS))
#: What is written with a load besides its rows. Totals are not among it: they are held against the rows.
WITH_ROWS = tuple(name for name in LOAD_TABLES if name not in TOTALS and name not in _EXTRACTS)
#: So many rows of a table are read at once (or one load's, if that has more).
_BATCH = 500_000


def digest(rows: pl.DataFrame) -> Digest:
    """The digest of rows in their order: integers, dates and texts, nulls allowed."""
    whole = hashlib.sha256(str(rows.height).encode())
    for name in sorted(rows.columns):
        column = rows[name]
        if column.null_count() < column.len():
            whole.update(_column_digest(name, column))
    return [rows.height, whole.hexdigest()]


def _column_digest(name: str, column: pl.Series) -> bytes:
    of_column = hashlib.sha256(name.encode() + b"\0")
    if column.null_count():
        of_column.update(np.packbits(column.is_null().to_numpy()).data)
    if column.dtype == pl.String:
        texts = pa.array(column.fill_null("").to_arrow(), type=pa.large_string())
        _, offsets, characters = texts.buffers()
        ends = np.frombuffer(offsets, "<i8")[texts.offset : texts.offset + len(texts) + 1]
        of_column.update(np.diff(ends).astype("<u4").data)
        if characters is not None:
            of_column.update(memoryview(characters)[ends[0] : ends[-1]])
    else:
        numbers = column.to_physical().cast(pl.Int64).fill_null(0).to_numpy()
        of_column.update(np.ascontiguousarray(numbers, "<i8").data)
    return of_column.digest()


def stored_digests(cursor: duckdb.DuckDBPyConnection, tables: Collection[str]) -> Digests:
    """The digests of all loads with rows in `tables`, as the cursor sees them."""
    found: Digests = {}
    for table in tables:
        counts = cursor.execute(
            f"SELECT load_id, count(*) FROM {quoted(table)} GROUP BY load_id ORDER BY load_id"
        ).fetchall()
        for loads in _batches(counts):
            for load, of_load in _digests_in(cursor, table, loads):
                found.setdefault(load, {})[table] = of_load
    return found


def load_digests(
    cursor: duckdb.DuckDBPyConnection, load_id: str, tables: Collection[str]
) -> dict[str, Digest]:
    """The digests of one load in those of `tables` that it has rows in."""
    return {table: of_load for table in tables for _load, of_load in _digests_in(cursor, table, [load_id])}


def _batches(counts: list[tuple[str, int]]) -> Iterator[list[str]]:
    loads: list[str] = []
    rows = 0
    for load, count in counts:
        if loads and rows + count > _BATCH:
            yield loads
            loads, rows = [], 0
        loads.append(load)
        rows += count
    if loads:
        yield loads


def _digests_in(
    cursor: duckdb.DuckDBPyConnection, table: str, loads: list[str]
) -> Iterator[tuple[str, Digest]]:
    kinds = {
        name: kind
        for name, kind, *_ in cursor.execute(f"DESCRIBE SELECT * FROM {quoted(table)}").fetchall()
        if name != "load_id"
    }
    columns = ", ".join(f"{_plain(quoted(name), kind)} AS {quoted(name)}" for name, kind in kinds.items())
    order = "position" if table in _EXTRACTS else ", ".join(map(quoted, kinds))
    # A list of parameters and not an array: a join with the latter took seven times as long.
    wanted = {f"load_{number}": load for number, load in enumerate(loads)}
    rows = result(
        cursor,
        f"SELECT load_id, {columns} FROM {quoted(table)} "
        f"WHERE load_id IN ({', '.join(f'${name}' for name in wanted)}) ORDER BY load_id, {order}",
        wanted,
    )
    for (load,), part in rows.partition_by("load_id", as_dict=True, include_key=False).items():
        yield str(load), digest(part)


def _plain(column: str, kind: str) -> str:
    """SQL that gives a column as an integer, a date or a text."""
    match kind:
        case "DECIMAL(18,2)":
            return sql_integer(column, "money")
        case "DECIMAL(18,4)":
            return sql_integer(column, "quantity")
        case "TIMESTAMP":
            return f"epoch_us({column})"
    return column
