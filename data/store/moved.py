"""Capital that fell in one office while it rose in another: whose balances, which stock, and the rows.

Asked only for regions and months that were rewarded: balances of two months' ends.
"""

# ruff: noqa: S608 - names in SQL come from this package; values are parameters

from __future__ import annotations

import polars as pl

from data.store.amounts import sql_integer
from data.store.around_checkpoint import ROWS
from data.store.conditions import owed, sql
from data.store.connection import Connection, result
from engine.regulation.what_counts import OF_RETAIL

#: Columns of `capital_changes`: a customer's or a category's `thing` in an office, by how much what of it
#: counts (二) changed over the month (fen).
CHANGES: dict[str, pl.DataType | type[pl.DataType]] = {
    "month": pl.Date,
    "figure": pl.String,
    "thing": pl.String,
    "region": pl.String,
    "office": pl.String,
    "change": pl.Int64,
}
_KEYS = "month, figure, thing, region, office"
_BEFORE = "CAST({month} - INTERVAL 1 MONTH AS DATE)"
#: The fact that a row of receivables is part of, and what of a balance counts for it.
_FIGURE = f"CASE WHEN {sql(OF_RETAIL, row='')} THEN 'retail_receivables' ELSE 'contract_overdue' END"
_COUNTED = f"CASE WHEN {sql(OF_RETAIL, row='')} THEN {owed()} ELSE overdue END"
# Where either month's end was not loaded for a region, nobody knows what changed there. Only what fell in
# one of the regions asked about and rose in another leaves the store.
_CHANGES = f"""
    WITH months AS (SELECT DISTINCT month, {_BEFORE.format(month="month")} AS before FROM places),
    ends AS (SELECT month AS period FROM months UNION SELECT before FROM months),
    held AS (
        SELECT 'receivables' AS extract, {_FIGURE} AS figure, customer AS thing, region, office, period,
            {_COUNTED} AS counted
        FROM (
            SELECT region, office, customer, customer_type, period,
                sum(balance) AS balance, sum(overdue) AS overdue
            FROM current_receivables WHERE period IN (SELECT period FROM ends) GROUP BY ALL)
        UNION ALL
        SELECT 'inventory', 'inventory', category, region, office, period, amount
        FROM current_inventory WHERE period IN (SELECT period FROM ends)),
    changes AS (
        SELECT m.month, h.figure, h.thing, h.region, h.office,
            sum(CASE WHEN h.period = m.month THEN h.counted ELSE -h.counted END) AS change
        FROM held h JOIN months m ON h.period IN (m.month, m.before)
        JOIN current_scopes s ON s.extract = h.extract AND s.region = h.region AND s.period = m.month
        JOIN current_scopes b ON b.extract = h.extract AND b.region = h.region AND b.period = m.before
        GROUP BY ALL),
    fell AS (
        SELECT DISTINCT c.month, c.figure, c.thing FROM changes c
        JOIN places p ON p.month = c.month AND p.region = c.region WHERE c.change < 0)
    SELECT {_KEYS}, {sql_integer("change")} AS change
    FROM changes JOIN fell USING (month, figure, thing) WHERE change <> 0 ORDER BY {_KEYS}"""

_ROWS = f"""
    WITH ends AS (
        SELECT month, region, figure, thing, of_region, of_office, month AS period FROM asked
        UNION SELECT month, region, figure, thing, of_region, of_office, {_BEFORE.format(month="month")}
        FROM asked),
    held AS (
        SELECT {_FIGURE} AS figure, customer AS thing, region, office, period,
            CASE WHEN {sql(OF_RETAIL, row="")} THEN balance ELSE overdue END AS amount,
            source_file, source_sheet, source_row, load_id
        FROM current_receivables
        UNION ALL
        SELECT 'inventory', category, region, office, period, amount,
            source_file, source_sheet, source_row, load_id
        FROM current_inventory)
    SELECT a.month, a.region, a.figure,
        CASE WHEN h.region = a.region THEN h.office ELSE h.office || ' (' || h.region || ')' END AS office,
        h.thing AS customer, last_day(h.period) AS date, NULL AS document,
        {sql_integer("h.amount")} AS amount, h.source_file, h.source_sheet, h.source_row, h.load_id
    FROM held h JOIN ends a ON h.figure = a.figure AND h.thing = a.thing AND h.period = a.period
        AND h.region = a.of_region AND h.office = a.of_office
    ORDER BY a.month, a.region, a.figure, customer, h.region <> a.region, office, date, source_row"""


def capital_changes(connection: Connection, places: pl.DataFrame) -> pl.DataFrame:
    """What fell over a month in a place's region, and the same customer's or category's changes elsewhere.

    places: month, region. Columns: `CHANGES`; regions of which a month's end is missing are left out.
    """
    if places.is_empty():
        return pl.DataFrame(schema=CHANGES)
    with connection.snapshot() as cursor:
        cursor.register("places", places.select("month", "region"))
        return result(cursor, _CHANGES).select(list(CHANGES)).cast(pl.Schema(CHANGES))


def rows_of_moves(connection: Connection, moves: pl.DataFrame) -> pl.DataFrame:
    """The rows of both month ends and both offices of moves (`engine.whatif.moved.MOVES`).

    Columns: `around_checkpoint.ROWS`; region is the one the capital fell in, an office elsewhere is named
    with its own region, customer is a category's name for stock, date the month's end.
    """
    keys = ["month", "region", "figure", "thing"]
    asked = pl.concat(
        moves.select(*keys, pl.col(region).alias("of_region"), pl.col(office).alias("of_office"))
        for region, office in (("region", "office"), ("to_region", "to_office"))
    ).unique()
    if asked.is_empty():
        return pl.DataFrame(schema=ROWS)
    with connection.snapshot() as cursor:
        cursor.register("asked", asked)
        return result(cursor, _ROWS).select(list(ROWS)).cast(pl.Schema(ROWS))
