"""Sums of the ledgers, written in the same transaction as their rows.

A company's ledgers have millions of rows, an office's months only a handful of figures.
Pages and the engine read these tables; the ledgers are read for their source rows only.
The other extracts are small (a row per office-month or so) and need no sums.
"""

# ruff: noqa: S608 - names in SQL come from data/fields.py and this package; values are parameters

from __future__ import annotations

from collections.abc import Collection

import duckdb

from data.fields import BY_NAME, TRAVEL
from data.store.amounts import sql_decimal
from data.store.schema import quoted

#: The extracts whose sums are stored; a row of the summary gives way to them.
LEDGERS = ("sales", "collections", "receivables", "inventory", "expenses")
_BY_DAY = ("sales", "collections")


def write_totals(cursor: duckdb.DuckDBPyConnection, load_id: str, extracts: Collection[str]) -> None:
    """Sum up the registered frames `incoming_<extract>` of a load into the tables of totals."""
    load = {"load": load_id}
    present = [name for name in LEDGERS if name in extracts]
    if measures := [_measure_totals(name, column) for name in present for column in _money(name)]:
        cursor.execute(f"INSERT INTO measure_totals {' UNION ALL '.join(measures)}", load)
    if days := [_day_totals(name) for name in present if name in _BY_DAY]:
        cursor.execute(f"INSERT INTO day_totals {' UNION ALL '.join(days)}", load)
    if "receivables" in present:
        cursor.execute(f"INSERT INTO receivable_totals {_RECEIVABLE_TOTALS}", load)
    if "expenses" in present:
        cursor.execute(f"INSERT INTO expense_totals {_EXPENSE_TOTALS}", load)
    if "collections" in present:
        paid = sql_decimal("sum(amount)", "money")
        cursor.execute(
            f"INSERT INTO payment_totals {_payment_totals('$load', paid, 'incoming_collections')}", load
        )


def write_earlier_payments(cursor: duckdb.DuckDBPyConnection) -> None:
    """Sum up what customers paid in the loads that came before there was `payment_totals`."""
    cursor.execute(f"INSERT INTO payment_totals {_payment_totals('load_id', 'sum(amount)', 'collections')}")


def _money(extract: str) -> list[str]:
    return [field.name for field in BY_NAME[extract].fields if field.kind == "money"]


def _measure_totals(extract: str, measure: str) -> str:
    """Per office-month, the sum of a money column (null if it is blank in every row)."""
    return f"""
        SELECT $load, '{extract}', period, region, office, '{measure}',
            {sql_decimal(f"sum({quoted(measure)})", "money")}, count(*)
        FROM incoming_{extract} GROUP BY period, region, office"""


def _day_totals(extract: str) -> str:
    """By day, since the checkpoint day is a policy value and may change after the load."""
    return f"""
        SELECT $load, '{extract}', period, region, office, date, {sql_decimal("sum(amount)", "money")}
        FROM incoming_{extract} GROUP BY period, region, office, date"""


def _payment_totals(load: str, paid: str, source: str) -> str:
    """Chase lists look at a year of what each customer paid."""
    return f"""
        SELECT {load}, 'collections', period, region, office, customer, customer_type, {paid}
        FROM {source} GROUP BY ALL"""


# A customer's rows add up; credit balances count as 0 customer by customer (二), which no sum could make
# good later.
_RECEIVABLE_TOTALS = f"""
    SELECT $load, 'receivables', period, region, office, customer_type,
        {sql_decimal("sum(greatest(balance, 0))", "money")}, {sql_decimal("sum(overdue)", "money")}
    FROM (
        SELECT period, region, office, customer_type, sum(balance) AS balance, sum(overdue) AS overdue
        FROM incoming_receivables GROUP BY period, region, office, customer, customer_type)
    GROUP BY period, region, office, customer_type"""

# Whose claim it is matters for travel only (三); without it the sums stay few.
_EXPENSE_TOTALS = f"""
    SELECT $load, 'expenses', period, region, office, category,
        CASE WHEN category = '{TRAVEL}' THEN claimant END AS claimant, status,
        {sql_decimal("sum(amount)", "money")}
    FROM incoming_expenses GROUP BY ALL"""
