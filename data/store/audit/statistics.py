"""DuckLake's statistics held against the rows: a query skips what they say cannot match.

Whoever alters a bound in the catalog makes rows invisible to some queries and not to others, with
every row in its place. A DuckDB file keeps such bounds inside its blocks, under their checksums.
"""

# ruff: noqa: S608 - names in SQL come from the catalog's own columns of our tables; values are parameters

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import PurePath
from typing import Any

import duckdb

from data.store.audit.findings import Finding
from data.store.schema import quoted

_KIND = """
    SELECT type, options['metadata_schema'] FROM system.main.duckdb_databases()
    WHERE database_name = 'store'"""
_COLUMNS = """
    SELECT t.table_name, t.table_id, c.column_id, c.column_name
    FROM {catalog}.ducklake_column c JOIN {catalog}.ducklake_table t ON t.table_id = c.table_id
    WHERE c.end_snapshot IS NULL AND t.end_snapshot IS NULL ORDER BY t.table_name, c.column_id"""
_OF_TABLES = """
    SELECT table_id, column_id, min_value, max_value, contains_null
    FROM {catalog}.ducklake_table_column_stats"""
_OF_FILES = """
    SELECT f.path, s.column_id, s.min_value, s.max_value, s.null_count > 0
    FROM {catalog}.ducklake_file_column_stats s
    JOIN {catalog}.ducklake_data_file f ON f.data_file_id = s.data_file_id"""
#: How a bound is written down, by the type of the values.
_READ: dict[type, Callable[[str], Any]] = {
    int: int,
    str: str,
    Decimal: Decimal,
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
}
Bounds = tuple[str | None, str | None, bool | None]


def statistics_findings(cursor: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    """The tables of a DuckLake store of which some statistics leave out rows that are there."""
    kind, schema = cursor.execute(_KIND).fetchone() or ("", None)
    if kind != "ducklake":
        return
    catalog = f"__ducklake_metadata_store.{quoted(schema or 'main')}"
    of_tables: dict[tuple[int, int], Bounds] = {
        (number, column): (low, high, nulls)
        for number, column, low, high, nulls in cursor.execute(_OF_TABLES.format(catalog=catalog)).fetchall()
    }
    of_files: dict[tuple[str, int], Bounds] = {
        (PurePath(path).name, column): (low, high, nulls)
        for path, column, low, high, nulls in cursor.execute(_OF_FILES.format(catalog=catalog)).fetchall()
    }
    tables: dict[tuple[str, int], list[tuple[int, str]]] = {}
    for table, number, column, name in cursor.execute(_COLUMNS.format(catalog=catalog)).fetchall():
        tables.setdefault((table, number), []).append((column, name))
    for (table, number), columns in tables.items():
        if any(
            _leaves_out(bounds, found)
            for path, values in _found(cursor, table, [name for _, name in columns])
            for (column, _), found in zip(columns, values, strict=True)
            for bounds in (of_tables.get((number, column)), of_files.get((path, column)))
        ):
            yield Finding("statistics_altered", {"table": table})


def _found(
    cursor: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str]
) -> Iterator[tuple[str, list[tuple[Any, Any, int]]]]:
    """Per file of a table (rows in the catalog have none): of each column least, greatest, and nulls."""
    wanted = ", ".join(
        f"min({quoted(name)}), max({quoted(name)}), count(*) - count({quoted(name)})" for name in columns
    )
    # What depends on chance can neither be answered from statistics nor used to skip a file.
    rows = cursor.execute(
        f"SELECT filename, {wanted} FROM store.main.{quoted(table)} WHERE random() >= 0 GROUP BY filename"
    ).fetchall()
    for path, *values in rows:
        triples = [(values[at], values[at + 1], values[at + 2]) for at in range(0, len(values), 3)]
        yield PurePath(path or "").name, triples


def _leaves_out(bounds: Bounds | None, found: tuple[Any, Any, int]) -> bool:
    """Whether bounds say that something which was found cannot be there."""
    least, greatest, nulls = found
    if bounds is None:
        return False
    low, high, has_nulls = bounds
    if nulls and has_nulls is False:
        return True
    if least is None:
        return False
    read = _READ[type(least)]
    try:
        return (low is not None and read(low) > least) or (high is not None and read(high) < greatest)
    except (ValueError, ArithmeticError):
        return True
