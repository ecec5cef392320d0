"""Sums of all money columns per office and month, and what of them a check asks for."""

# ruff: noqa: S608 - names in SQL come from data/fields.py and this package; values are parameters

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import duckdb
import polars as pl

from data.current_state import EXTREMES, OFFICE_MONTHS, OFFICES, Span
from data.fields import EXTRACTS, Extract
from data.store.amounts import sql_integer
from data.store.connection import result
from data.store.schema import EVERY_MONTH, of_months, quoted, with_replaced
from data.store.totals import LEDGERS


def office_months(
    cursor: duckdb.DuckDBPyConnection, extracts: Collection[str], months: Span | None
) -> pl.DataFrame:
    """The office-months of these extracts (`OFFICE_MONTHS`), of some months or of all."""
    span = EVERY_MONTH if months is None else {"first": months[0], "last": months[1]}
    return _asked(cursor, "FROM sums", extracts, span).cast(pl.Schema(OFFICE_MONTHS))


def extremes(
    cursor: duckdb.DuckDBPyConnection, extracts: Collection[str], without: pl.DataFrame
) -> pl.DataFrame:
    """The extremes of all months (`EXTREMES`) but those `without` (extract, month, region)."""
    cursor.register("without", without.select("extract", "month", "region"))
    found = _asked(cursor, _EXTREMES, extracts, EVERY_MONTH)

    def nth(column: str, number: int) -> pl.Expr:
        return pl.col(column).list.get(number, null_on_oob=True)

    return found.select(
        "extract", "region", "office", "measure", "months",
        largest=nth("high", 0), second_largest=nth("high", 1),
        smallest=nth("low", 0), second_smallest=nth("low", 1),
    ).cast(pl.Schema(EXTREMES))  # fmt: skip


def office_months_beside(cursor: duckdb.DuckDBPyConnection, offices: pl.DataFrame) -> pl.DataFrame:
    """The office-months of all extracts and months, of other offices than these (`region`, `office`)."""
    every = [each.name for each in EXTRACTS]
    # Whether current or not: that is cheap to say, and as a rule there are no others.
    tables = ["measure_totals", *(each.name for each in _by_row(every))]
    union = " UNION ".join(f"SELECT region, office FROM {quoted(table)}" for table in tables)
    others = result(cursor, union).cast(pl.Schema(OFFICES)).join(offices, on=list(OFFICES), how="anti")
    if others.is_empty():
        return pl.DataFrame(schema=OFFICE_MONTHS)
    cursor.register("others", others)
    query = "FROM sums SEMI JOIN others USING (region, office)"
    return _asked(cursor, query, every, EVERY_MONTH).cast(pl.Schema(OFFICE_MONTHS))


_EXTREMES = """
    SELECT extract, region, office, measure, count(*) AS months, max(abs(amount), 2) AS high,
        min(amount, 2) FILTER (amount > 0) AS low
    FROM sums ANTI JOIN without USING (extract, month, region) GROUP BY ALL"""
_LEDGER_SUMS = f"""
    SELECT extract, period AS month, region, office, measure, {sql_integer("amount")} AS amount,
        row_count AS rows
    FROM {of_months("measure_totals")} WHERE list_contains($ledgers, extract)"""


def _asked(
    cursor: duckdb.DuckDBPyConnection, query: str, extracts: Collection[str], span: dict[str, date]
) -> pl.DataFrame:
    """What `query` says of `sums`, the office-months of these extracts."""
    ledgers = sorted(set(extracts) & set(LEDGERS))
    parts = [
        _sums(each, field.name)
        for each in _by_row(extracts)
        for field in each.fields
        if field.kind == "money"
    ]
    parts += [_LEDGER_SUMS]
    asked = with_replaced(f"WITH sums AS ({' UNION ALL '.join(parts)}) {query}")
    return result(cursor, asked, {**span, "ledgers": ledgers})


def _by_row(extracts: Collection[str]) -> list[Extract]:
    """Those of the extracts with rows per office-month of which no sums are stored."""
    return [
        each
        for each in EXTRACTS
        if each.name in extracts
        and each.name not in LEDGERS
        and each.scope == "region_month"
        and any(field.name == "office" for field in each.fields)
        and any(field.kind == "money" for field in each.fields)
    ]


def _sums(extract: Extract, measure: str) -> str:
    return f"""
        SELECT '{extract.name}' AS extract, period AS month, region, office, '{measure}' AS measure,
            {sql_integer(f"sum({quoted(measure)})")} AS amount, count(*) AS rows
        FROM {of_months(extract.name)} GROUP BY period, region, office"""
