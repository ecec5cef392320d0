"""Rows of some months, read once for queries that name the same tables again and again.

Each time a query names a table, DuckLake asks its catalog about it: a month's figures are told by dozens of
such names.
"""

# ruff: noqa: S608 - names in SQL come from this package; values are parameters

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date

import duckdb

from data.store.schema import quoted

#: What tells which of them count.
_SCOPES = ("load_scopes", "load_rollbacks")
_OF_MONTHS = "WHERE period BETWEEN $first AND $last"
#: Rows of more months than these are left where they are: there is no room for a long history twice.
_MOST = 12


@contextmanager
def at_hand(
    cursor: duckdb.DuckDBPyConnection, tables: Sequence[str], first: date, last: date
) -> Iterator[None]:
    """Within the block the tables that `of_months` reads are the cursor's own, of these months alone.

    What the cursor's transaction wrote is among them. Of many months they stay where they are.
    """
    if (last.year - first.year) * 12 + last.month - first.month >= _MOST:
        yield
        return
    try:
        for name in (*_SCOPES, *tables):
            months = ("", None) if name == "load_rollbacks" else (_OF_MONTHS, {"first": first, "last": last})
            copied = (
                f"CREATE TEMP TABLE {quoted(name)} AS SELECT * FROM store.main.{quoted(name)} {months[0]}"
            )
            cursor.execute(copied, months[1])
        yield
    finally:
        with suppress(duckdb.Error):  # of a transaction that an error ended nothing stays
            cursor.execute(
                ";".join(f"DROP TABLE IF EXISTS temp.main.{quoted(name)}" for name in (*_SCOPES, *tables))
            )
