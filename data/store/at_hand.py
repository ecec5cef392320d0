"""Rows of some months, read once for queries that name the same tables again and again.

Each time a query names a table, DuckLake asks its catalog about it: a month's figures are told by dozens of
such names. Of a table without rows it asks ten times as much as of others.
"""

# ruff: noqa: S608 - names in SQL come from this package; values are parameters

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date

import duckdb

from data.store.schema import REPLACED, quoted, with_replaced
from data.store.totals import extracts_of

#: What tells which of them count.
_OWN = ("load_scopes", "load_rollbacks", "replaced")
_BROUGHT = "SELECT DISTINCT extract FROM temp.main.load_scopes"
_OF_MONTHS = "WHERE period BETWEEN $first AND $last"
#: Rows of more months than these are left where they are: there is no room for a long history twice.
_MOST = 12


@contextmanager
def at_hand(
    cursor: duckdb.DuckDBPyConnection, tables: Sequence[str], first: date, last: date
) -> Iterator[Callable[[str], str]]:
    """Within the block the tables that `of_months` reads are the cursor's own, of these months alone.

    What the cursor's transaction wrote is among them. Of many months they stay where they are. The block is
    told what to do with a query before it is asked there: `with_replaced`, unless that is at hand too.
    """
    if (last.year - first.year) * 12 + last.month - first.month >= _MOST:
        yield with_replaced
        return
    span = {"first": first, "last": last}

    def take(name: str, which: str, months: dict[str, date] | None = span) -> None:
        query = f"CREATE TEMP TABLE {quoted(name)} AS SELECT * FROM store.main.{quoted(name)} {which}"
        cursor.execute(query, months)

    try:
        take("load_scopes", _OF_MONTHS)
        take("load_rollbacks", "", None)
        cursor.execute(f"CREATE TEMP TABLE replaced AS {REPLACED}", span)
        brought = {name for (name,) in cursor.execute(_BROUGHT).fetchall()}
        for name in tables:
            if brought.isdisjoint(extracts_of(name)):
                take(name, "LIMIT 0", None)
            else:
                take(name, _OF_MONTHS)
        yield str
    finally:
        with suppress(duckdb.Error):  # of a transaction that an error ended nothing stays
            cursor.execute(
                ";".join(f"DROP TABLE IF EXISTS temp.main.{quoted(name)}" for name in (*_OWN, *tables))
            )
