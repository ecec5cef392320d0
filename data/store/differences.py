"""What a load changed: its rows against those of the loads that it replaced."""

# ruff: noqa: S608 - names in SQL come from data/fields.py and this package; values are parameters

from __future__ import annotations

import duckdb
import polars as pl

from data.fields import EXTRACTS, Extract
from data.store.amounts import sql_integer
from data.store.connection import Connection, result
from data.store.errors import LoadUnknown
from data.store.schema import quoted

# What counted in each scope of the load when it was committed: rollbacks of later do not matter.
_REPLACED = """
    SELECT s.extract, s.period, s.region, max(earlier.load_id) AS load_id
    FROM load_scopes s
    JOIN load_scopes earlier ON earlier.extract = s.extract AND earlier.period = s.period
        AND earlier.region = s.region AND earlier.load_id < s.load_id
    WHERE s.load_id = $load AND NOT EXISTS (
        SELECT 1 FROM load_rollbacks r JOIN loads l ON l.load_id = $load
        WHERE r.load_id = earlier.load_id AND r.created_at < l.created_at)
    GROUP BY s.extract, s.period, s.region"""


def differences(connection: Connection, load_id: str) -> dict[str, pl.DataFrame]:
    """Per extract of the load, the rows that differ from what it replaced; LoadUnknown.

    Columns: `change` (added, changed, removed), the extract's own (money Int64 fen, quantity
    ten-thousandths; of a removed row its last values), and for each column outside the key
    `before_<column>`, null for an added row. Rows are matched by the extract's key, those
    that bear the same key in file order; an extract without a key knows only added and
    removed rows. Extracts whose rows all stayed the same give an empty frame.
    """
    with connection.snapshot() as cursor:
        found = cursor.execute("SELECT extract FROM load_scopes WHERE load_id = $load", {"load": load_id})
        covered = {extract for (extract,) in found.fetchall()}
        if not covered:
            raise LoadUnknown(f"There is no load {load_id}.")
        replaced = result(cursor, _REPLACED, {"load": load_id})
        cursor.register("replaced_scopes", replaced)
        return {
            extract.name: _differences(cursor, extract, load_id)
            for extract in EXTRACTS
            if extract.name in covered
        }


def _differences(cursor: duckdb.DuckDBPyConnection, extract: Extract, load_id: str) -> pl.DataFrame:
    names = [field.name for field in extract.fields]
    key = list(extract.key) or names
    beyond = [name for name in names if name not in key]
    integers = {field.name: field.kind for field in extract.fields if field.kind in {"money", "quantity"}}

    def rows(source: str) -> str:
        # Numbered within its key, so that a key that occurs twice is matched twice.
        columns = ", ".join(
            f"{sql_integer(f't.{quoted(name)}', integers[name])} AS {quoted(name)}"
            if name in integers
            else f"t.{quoted(name)}"
            for name in names
        )
        return f"""
            SELECT {columns}, t.position, row_number() OVER (
                PARTITION BY {", ".join(f"t.{quoted(name)}" for name in key)}
                ORDER BY t.load_id, t.position) AS occurrence
            FROM {quoted(extract.name)} t {source}"""

    new = rows("WHERE t.load_id = $load")
    old = rows(f"""
        JOIN replaced_scopes c ON c.extract = '{extract.name}' AND c.load_id = t.load_id
        AND c.period = t.period AND c.region = t.region""")
    match = " AND ".join(
        f"n.{name} IS NOT DISTINCT FROM o.{name}" for name in (*map(quoted, key), "occurrence")
    )
    differs = " OR ".join(f"n.{name} IS DISTINCT FROM o.{name}" for name in map(quoted, beyond)) or "false"
    shown = [
        f"CASE WHEN n.occurrence IS NULL THEN o.{name} ELSE n.{name} END AS {name}"
        for name in map(quoted, names)
    ]
    before = [f"o.{quoted(name)} AS {quoted(f'before_{name}')}" for name in beyond]
    query = f"""
        SELECT CASE WHEN o.occurrence IS NULL THEN 'added' WHEN n.occurrence IS NULL THEN 'removed'
            ELSE 'changed' END AS change, {", ".join(shown + before)}
        FROM ({new}) n FULL JOIN ({old}) o ON {match}
        WHERE o.occurrence IS NULL OR n.occurrence IS NULL OR {differs}
        ORDER BY coalesce(n.position, o.position), change"""
    return result(cursor, query, {"load": load_id})
