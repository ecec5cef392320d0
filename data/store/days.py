"""Sales and collections by day, of regions and of offices, and whose days are not known.

Both come from the stored totals (`totals.py`); no ledger is read.
"""

# ruff: noqa: S608 - names in SQL come from this package

from __future__ import annotations

from datetime import date

import duckdb
import polars as pl

from data.store.amounts import sql_integer
from data.store.at_hand import at_hand
from data.store.by_month import Kept
from data.store.connection import Connection, result
from data.store.in_force import loads_in_force
from data.store.schema import of_months, with_replaced
from engine.forecasting import Days
from engine.planning.daily_courses import OFFICE_DAYS, OfficeDays

_TOTALS: dict[str, pl.DataType | type[pl.DataType]] = {
    "month": pl.Date,
    "region": pl.String,
    "day": pl.Int8,
    "sales": pl.Int64,
    "collections": pl.Int64,
}


def _of_day(extract: str) -> str:
    return sql_integer(f"coalesce(sum(amount) FILTER (extract = '{extract}'), 0)")


_DAYS = f"""
    SELECT period AS month, region, CAST(day(date) AS TINYINT) AS day,
        {_of_day("sales")} AS sales, {_of_day("collections")} AS collections
    FROM {of_months("day_totals")} GROUP BY ALL ORDER BY month, region, day"""


_OFFICE_DAYS = f"""
    SELECT period AS month, region, office, CAST(day(date) AS TINYINT) AS day,
        {_of_day("sales")} AS sales, {_of_day("collections")} AS collections
    FROM {of_months("day_totals")}
    GROUP BY ALL ORDER BY month, region, office, day"""


# An office whose figure the summary supplies has no days: the region's curve would be too low.
def _undated(extract: str) -> str:
    return f"""
        SELECT u.period AS month, u.region, u.office FROM {of_months("summary")} u ANTI JOIN (
            SELECT period, region, office FROM {of_months("measure_totals")} WHERE extract = '{extract}')
        USING (period, region, office) WHERE u.{extract} IS NOT NULL"""


_UNDATED_OFFICES = f"({_undated('sales')} UNION {_undated('collections')})"
_UNDATED = f"SELECT DISTINCT month, region FROM {_UNDATED_OFFICES} ORDER BY month, region"


def daily_totals(connection: Connection) -> Days:
    """Sales and collections by day, of all months; both frames see the same state of the store."""
    with connection.snapshot() as cursor:
        return days_seen_by(cursor, connection.by_month)


def days_seen_by(cursor: duckdb.DuckDBPyConnection, kept: Kept, *, keeps: bool = True) -> Days:
    """The same as a cursor inside a transaction sees it, its own writes included.

    Only months whose loads are others than before are asked for anew. kept: what was made of months before.
    keeps: False for writes that are never committed.
    """

    def asked(first: date, last: date) -> dict[str, pl.DataFrame]:
        span = {"first": first, "last": last}
        with at_hand(cursor, ("day_totals", "measure_totals", "summary"), first, last) as whole:
            totals = result(cursor, whole(_DAYS), span).select(list(_TOTALS))
            return {
                "totals": totals.cast(pl.Schema(_TOTALS)),
                "undated": result(cursor, whole(_UNDATED), span).select("month", "region"),
            }

    return Days(**kept.brought_to("days", loads_in_force(cursor).months, asked, keeps=keeps).frames)


def office_days(connection: Connection, first: date, last: date) -> OfficeDays:
    """Sales and collections by office and day, of the months `first` to `last`."""
    span = {"first": first, "last": last}
    undated = with_replaced(f"SELECT * FROM {_UNDATED_OFFICES} ORDER BY ALL")
    with connection.snapshot() as cursor:
        totals = result(cursor, with_replaced(_OFFICE_DAYS), span)
        return OfficeDays(
            totals=totals.select(list(OFFICE_DAYS)).cast(pl.Schema(OFFICE_DAYS)),
            undated=result(cursor, undated, span).select("month", "region", "office"),
        )
