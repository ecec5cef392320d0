"""The engine's facts, derived from the current rows.

All queries of one call see the same state of the store. None reads a ledger: their sums
were stored with each load (`totals.py`). Only months whose loads are others than before are asked for anew.
"""

# ruff: noqa: S608 - names in SQL come from data/fields.py and this package; values are parameters

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial

import duckdb
import polars as pl

from data.store.amounts import sql_integer
from data.store.at_hand import at_hand
from data.store.by_month import Kept, Same, cut_by_month
from data.store.connection import Connection, result
from data.store.in_force import InForce, loads_in_force
from data.store.office_facts import ACTIVE_OFFICES, OFFICE_MONTHS, SOURCES
from data.store.schema import of_months, with_replaced
from engine.facts import SCHEMAS, Facts

CheckpointDay = Callable[[date], int]
#: What a transaction sees of publications and adjustments: frames of `Facts` by name.
PublishedFrames = Callable[[duckdb.DuckDBPyConnection], Mapping[str, pl.DataFrame]]

# An office closes with the closing month of any of its rows, unless a later row opens it
# again or names a later one. In the closing month itself it counts if it still has a plan or figures.
_REGION_MONTHS = """
    WITH rows_begun AS (
        SELECT m.month, o.region, o.office, o.manager, o.vice_president, o.effective_month, o.end_month,
            o.position
        FROM asked_months m JOIN current_org o ON o.effective_month <= m.month),
    closed AS (
        SELECT DISTINCT b.month, b.region, b.office FROM rows_begun b
        LEFT JOIN active_offices a ON a.month = b.month AND a.region = b.region AND a.office = b.office
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
    FROM {of_months("monthly_plan")} ORDER BY period, region, office"""

_DECLARATIONS = f"""
    SELECT period AS month, region, office, declared_on, {sql_integer("sales")} AS sales,
        {sql_integer("collections")} AS collections, reason, remedy, approver, approved_on,
        position, load_id
    FROM {of_months("declarations")} ORDER BY period, load_id, position"""


def _is_loaded(extract: str) -> str:
    return f"bool_or(extract IN ('{extract}', 'summary')) AS is_{extract}_loaded"


_LOADED_MONTHS = f"""
    SELECT period AS month, {_is_loaded("sales")}, {_is_loaded("collections")},
        {_is_loaded("receivables")}, {_is_loaded("inventory")}, {_is_loaded("expenses")}
    FROM load_scopes ANTI JOIN load_rollbacks USING (load_id)
    WHERE period BETWEEN $first AND $last
        AND extract IN ('sales', 'collections', 'receivables', 'inventory', 'expenses', 'summary')
    GROUP BY period ORDER BY period"""

_CONDUCT = f"""
    SELECT period AS month, region, sanction, count(*) AS count
    FROM {of_months("conduct")} GROUP BY period, region, sanction ORDER BY period, region, sanction"""

_INDICATORS = f"""
    SELECT period AS month, region, indicator, {sql_integer("target", "quantity")} AS target,
        {sql_integer("actual", "quantity")} AS actual
    FROM {of_months("indicators")} ORDER BY period, region, load_id, position"""


#: Frames of `Facts` by month that rest on nothing but the month's loads, and what others are made from.
_OF_LOADS = {
    "office_plans": _OFFICE_PLANS,
    "declarations": _DECLARATIONS,
    "loaded_months": _LOADED_MONTHS,
    "conduct": _CONDUCT,
    "indicators": _INDICATORS,
    "sources": SOURCES,
    "active_offices": ACTIVE_OFFICES,
}
#: The tables that these and the sums of offices are read from.
_TABLES = ("measure_totals", "monthly_plan", "summary", "declarations", "conduct", "indicators")
_SUMMED = ("day_totals", "measure_totals", "receivable_totals", "expense_totals", "summary")


def monthly_facts(connection: Connection, checkpoint_day: CheckpointDay, published: PublishedFrames) -> Facts:
    """The facts of all months; frames as `engine.facts` describes them.

    `checkpoint_day` gives the day up to which a month's month-to-date figures reach (the
    policy's, 28 as stated). Offices that are not in force still count for their region.
    """
    with connection.snapshot() as cursor:
        return facts_seen_by(cursor, checkpoint_day, published, connection.by_month)


def facts_seen_by(
    cursor: duckdb.DuckDBPyConnection,
    checkpoint_day: CheckpointDay,
    published: PublishedFrames,
    kept: Kept,
    *,
    keeps: bool = True,
) -> Facts:
    """The facts as a cursor inside a transaction sees them, its own writes included.

    kept: what was made of months before. keeps: False for writes that are never committed.
    """
    found = loads_in_force(cursor)
    asked = partial(_asked, cursor)

    def of_loads(first: date, last: date) -> dict[str, pl.DataFrame]:
        with at_hand(cursor, _TABLES, first, last) as whole:
            return {name: asked(whole(query), first, last) for name, query in _OF_LOADS.items()}

    plain = kept.brought_to("facts", found.months, of_loads, keeps=keeps)

    def in_charge(first: date, last: date) -> dict[str, pl.DataFrame]:
        months = [month for month in found.months if first <= month <= last]
        active = plain.frames["active_offices"]
        return {"region_months": _region_months(cursor, active, found, months)}

    rests = {month: (loads, found.organisation) for month, loads in found.months.items()}
    region_months = kept.brought_to("region_months", rests, in_charge, keeps=keeps).frames["region_months"]
    managers = region_months.select("month", "region", "manager")
    days = {month: checkpoint_day(month) for month in found.months}

    def office_months(first: date, last: date) -> dict[str, pl.DataFrame]:
        checkpoints = {"month": list(days), "day": list(days.values())}
        cursor.register("checkpoints", pl.DataFrame(checkpoints, schema={"month": pl.Date, "day": pl.Int32}))
        cursor.register("managers", managers)
        with at_hand(cursor, _SUMMED, first, last) as whole:
            return {"office_months": asked(whole(OFFICE_MONTHS), first, last)}

    by_month = cut_by_month(managers)
    # Whose travel is a manager's own is told by who manages the region (三), not by the whole organisation.
    sums_rest = {
        month: (loads, days[month], Same(by_month.get(month, managers.clear())))
        for month, loads in found.months.items()
    }
    name = ("office_months", *sorted(set(days.values())))
    sums = kept.brought_to(name, sums_rest, office_months, keeps=keeps)
    return Facts(
        region_months=region_months,
        annual_plans=_typed(result(cursor, _ANNUAL_PLANS), "annual_plans"),
        office_plans=_typed(plain.frames["office_plans"], "office_plans"),
        declarations=_numbered(plain.frames["declarations"]),
        office_months=_typed(sums.frames["office_months"], "office_months"),
        **{
            each: _typed(plain.frames[each], each)
            for each in ("loaded_months", "conduct", "indicators", "sources")
        },
        **published(cursor),
    )


def places_seen_by(cursor: duckdb.DuckDBPyConnection, month: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A month's `office_plans` and `region_months` as a cursor inside a transaction sees them.

    Regions exist in it whether or not anything of it is loaded.
    """
    found, active = loads_in_force(cursor), _asked(cursor, with_replaced(ACTIVE_OFFICES), month, month)
    plans = _typed(_asked(cursor, with_replaced(_OFFICE_PLANS), month, month), "office_plans")
    return plans, _region_months(cursor, active, found, [month])


def _region_months(
    cursor: duckdb.DuckDBPyConnection, active: pl.DataFrame, found: InForce, months: Sequence[date]
) -> pl.DataFrame:
    if not (months and found.organisation):  # nobody is in charge of anything then
        return pl.DataFrame(schema=SCHEMAS["region_months"])
    cursor.register("asked_months", pl.DataFrame({"month": months}, schema={"month": pl.Date}))
    cursor.register("active_offices", active.filter(pl.col("month").is_in(list(months))))
    return _typed(result(cursor, _REGION_MONTHS), "region_months")


def _numbered(declarations: pl.DataFrame) -> pl.DataFrame:
    """In the order of loading. Positions start again with every load; numbered anew, each is unique."""
    ordered = declarations.sort("load_id", "position", maintain_order=True)
    return _typed(ordered.with_columns(position=pl.int_range(pl.len(), dtype=pl.Int64)), "declarations")


def _asked(cursor: duckdb.DuckDBPyConnection, query: str, first: date, last: date) -> pl.DataFrame:
    return result(cursor, query, {"first": first, "last": last})


def _typed(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    return frame.select(list(SCHEMAS[name])).cast(pl.Schema(SCHEMAS[name]))
