"""The engine's facts, derived from the current rows.

All queries of one call see the same state of the store. None reads a ledger: their sums
were stored with each load (`totals.py`).
"""

# ruff: noqa: S608 - names in SQL come from data/fields.py and this package; values are parameters

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import duckdb
import polars as pl

from data.store.amounts import sql_integer
from data.store.connection import Connection, result
from data.store.office_facts import ACTIVE_OFFICES, OFFICE_MONTHS, SOURCES
from engine.facts import SCHEMAS, Facts

CheckpointDay = Callable[[date], int]
#: What a transaction sees of publications and adjustments: frames of `Facts` by name.
PublishedFrames = Callable[[duckdb.DuckDBPyConnection], Mapping[str, pl.DataFrame]]

# Organisation and annual targets have no months; every other scope has rows.
_MONTHS = """
    SELECT DISTINCT period AS month FROM current_scopes
    WHERE extract NOT IN ('org', 'annual_plan') ORDER BY month"""

# An office closes with the closing month of any of its rows, unless a later row opens it
# again or names a later one. In the closing month itself it counts if it still has a plan or figures.
_REGION_MONTHS = f"""
    WITH months AS ({_MONTHS}), active AS ({ACTIVE_OFFICES}),
    rows_begun AS (
        SELECT m.month, o.region, o.office, o.manager, o.vice_president, o.effective_month, o.end_month,
            o.position
        FROM months m JOIN current_org o ON o.effective_month <= m.month),
    closed AS (
        SELECT DISTINCT b.month, b.region, b.office FROM rows_begun b
        LEFT JOIN active a ON a.month = b.month AND a.region = b.region AND a.office = b.office
        WHERE (b.end_month < b.month OR (b.end_month = b.month AND a.office IS NULL))
        AND NOT EXISTS (
            SELECT 1 FROM rows_begun later WHERE later.month = b.month AND later.region = b.region
            AND later.office = b.office AND later.effective_month > b.effective_month
            AND (later.effective_month >= b.end_month OR later.end_month > b.end_month))),
    in_force AS (SELECT * FROM rows_begun ANTI JOIN closed USING (month, region, office))
    SELECT month, region, manager, vice_president FROM in_force
    QUALIFY row_number() OVER (PARTITION BY month, region ORDER BY effective_month DESC, position DESC) = 1
    ORDER BY month, region"""

_ANNUAL_PLANS = f"""
    SELECT year, region, {sql_integer("sales_target")} AS sales_target,
        {sql_integer("collections_target")} AS collections_target
    FROM current_annual_plan ORDER BY year, region"""

_OFFICE_PLANS = f"""
    SELECT period AS month, region, office, {sql_integer("sales_plan")} AS sales_plan,
        {sql_integer("collections_plan")} AS collections_plan
    FROM current_monthly_plan ORDER BY period, region, office"""

# Positions start again with every load; numbered anew, each is unique and their order stays.
_DECLARATIONS = f"""
    SELECT period AS month, region, office, declared_on, {sql_integer("sales")} AS sales,
        {sql_integer("collections")} AS collections, reason, remedy, approver, approved_on,
        row_number() OVER (ORDER BY load_id, position) - 1 AS position
    FROM current_declarations ORDER BY position"""


def _is_loaded(extract: str) -> str:
    return f"bool_or(extract IN ('{extract}', 'summary')) AS is_{extract}_loaded"


_LOADED_MONTHS = f"""
    SELECT period AS month, {_is_loaded("sales")}, {_is_loaded("collections")},
        {_is_loaded("receivables")}, {_is_loaded("inventory")}, {_is_loaded("expenses")}
    FROM current_scopes
    WHERE extract IN ('sales', 'collections', 'receivables', 'inventory', 'expenses', 'summary')
    GROUP BY period ORDER BY period"""

_CONDUCT = """
    SELECT period AS month, region, sanction, count(*) AS count
    FROM current_conduct GROUP BY period, region, sanction ORDER BY period, region, sanction"""

_INDICATORS = f"""
    SELECT period AS month, region, indicator, {sql_integer("target", "quantity")} AS target,
        {sql_integer("actual", "quantity")} AS actual
    FROM current_indicators ORDER BY period, region, load_id, position"""


def monthly_facts(connection: Connection, checkpoint_day: CheckpointDay, published: PublishedFrames) -> Facts:
    """The facts of all months; frames as `engine.facts` describes them.

    `checkpoint_day` gives the day up to which a month's month-to-date figures reach (the
    policy's, 28 as stated). Offices that are not in force still count for their region.
    """
    with connection.snapshot() as cursor:
        return facts_seen_by(cursor, checkpoint_day, published)


def facts_seen_by(
    cursor: duckdb.DuckDBPyConnection, checkpoint_day: CheckpointDay, published: PublishedFrames | None = None
) -> Facts:
    """The facts as a cursor inside a transaction sees them, its own writes included.

    published: None where what was published does not matter.
    """
    months = [month for (month,) in cursor.execute(_MONTHS).fetchall()]
    region_months = _frame(cursor, _REGION_MONTHS, "region_months")
    checkpoints = {"month": months, "day": [checkpoint_day(month) for month in months]}
    cursor.register("checkpoints", pl.DataFrame(checkpoints, schema={"month": pl.Date, "day": pl.Int32}))
    cursor.register("managers", region_months.select("month", "region", "manager"))
    return Facts(
        region_months=region_months,
        annual_plans=_frame(cursor, _ANNUAL_PLANS, "annual_plans"),
        office_plans=_frame(cursor, _OFFICE_PLANS, "office_plans"),
        declarations=_frame(cursor, _DECLARATIONS, "declarations"),
        office_months=_frame(cursor, OFFICE_MONTHS, "office_months"),
        loaded_months=_frame(cursor, _LOADED_MONTHS, "loaded_months"),
        conduct=_frame(cursor, _CONDUCT, "conduct"),
        indicators=_frame(cursor, _INDICATORS, "indicators"),
        sources=_frame(cursor, SOURCES, "sources"),
        **(published(cursor) if published else {}),
    )


def _frame(cursor: duckdb.DuckDBPyConnection, query: str, name: str) -> pl.DataFrame:
    return result(cursor, query).select(list(SCHEMAS[name])).cast(pl.Schema(SCHEMAS[name]))
