"""Current rows of some months, read once for queries that name the same tables again and again.

Each time a query names a table, DuckLake asks its catalog about it, three times for a view of current rows:
the sources of a month's figures are told by fifteen such names.
"""

# ruff: noqa: S608 - names in SQL come from data/fields.py and this package; values are parameters

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date

import duckdb

from data.store.schema import views

_SCOPES = "current_scopes"
#: Rows of more months than these are left where they are: there is no room for a long history twice.
_MOST = 12


@contextmanager
def at_hand(
    cursor: duckdb.DuckDBPyConnection, tables: Sequence[str], first: date, last: date
) -> Iterator[None]:
    """Within the block `current_TABLE` and `current_scopes` are the cursor's own, of these months alone.

    What the cursor's transaction wrote is among them. Of many months they stay the views that they were.
    """
    if (last.year - first.year) * 12 + last.month - first.month >= _MOST:
        yield
        return
    texts = views("store.main.", "temp.main.")
    names = [_SCOPES, *(f"current_{table}" for table in tables)]
    try:
        for name in names:
            cursor.execute(
                f"CREATE TEMP TABLE {name} AS SELECT * FROM ({texts[name]}) "
                "WHERE period BETWEEN $first AND $last",
                {"first": first, "last": last},
            )
        yield
    finally:
        with suppress(duckdb.Error):  # of a transaction that an error ended nothing stays
            cursor.execute(";".join(f"DROP TABLE IF EXISTS temp.main.{name}" for name in names))
