"""What regional figures are made of: expenses by category, claims still waiting, the largest balances.

Categories come from the stored totals (`totals.py`). Claims and balances are ledger rows,
but only those of the months asked for, and only the largest leave the store.
"""

# ruff: noqa: S608 - names in SQL come from this package; values are parameters

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import duckdb
import polars as pl

from data.store.amounts import sql_integer
from data.store.conditions import owed, sql, sum_where
from data.store.connection import Connection, result
from engine.regulation.what_counts import AWAITS_APPROVAL, IS_CLAIM, MANAGERS_TRAVEL, OF_RETAIL

#: Columns of `expense_categories`, `pending_claims` and `debtors`; amounts are fen.
CATEGORIES: dict[str, pl.DataType | type[pl.DataType]] = {
    "month": pl.Date,
    "region": pl.String,
    "category": pl.String,
    "is_own_travel": pl.Boolean,
    "amount": pl.Int64,
    "pending": pl.Int64,
}
CLAIMS: dict[str, pl.DataType | type[pl.DataType]] = {
    "date": pl.Date,
    "document": pl.String,
    "region": pl.String,
    "office": pl.String,
    "category": pl.String,
    "claimant": pl.String,
    "is_own_travel": pl.Boolean,
    "amount": pl.Int64,
    "claims": pl.Int64,
    "total": pl.Int64,
}
DEBTORS: dict[str, pl.DataType | type[pl.DataType]] = {
    "region": pl.String,
    "office": pl.String,
    "customer": pl.String,
    "customer_type": pl.String,
    "balance": pl.Int64,
    "overdue": pl.Int64,
    "counted": pl.Int64,
    "debtors": pl.Int64,
    "total": pl.Int64,
}

_CATEGORIES = f"""
    SELECT e.period AS month, e.region, e.category, {sql(MANAGERS_TRAVEL)} AS is_own_travel,
        {sql_integer("sum(e.amount)")} AS amount,
        {sum_where("e.amount", sql(AWAITS_APPROVAL))} AS pending
    FROM current_expense_totals e LEFT JOIN managers m ON m.month = e.period AND m.region = e.region
    WHERE {sql(IS_CLAIM)}
    GROUP BY ALL ORDER BY month, region, category, is_own_travel"""

_CLAIMS = f"""
    SELECT e.date, e.document, e.region, e.office, e.category, e.claimant,
        {sql(MANAGERS_TRAVEL)} AS is_own_travel, {sql_integer("e.amount")} AS amount, e.position
    FROM current_expenses e LEFT JOIN managers m ON m.month = e.period AND m.region = e.region
    WHERE {sql(AWAITS_APPROVAL)} AND e.period BETWEEN $first AND $last
        AND ($region IS NULL OR e.region = $region) AND {sql(IS_CLAIM)}"""
_CLAIM_ORDER = "amount DESC, date, document, region, office, position"

# Retail balances count as occupied; of the others only what is overdue, and that as overrun (二).
_COUNTED = f"CASE WHEN {sql(OF_RETAIL, row='')} THEN {owed()} ELSE overdue END"
_DEBTORS = f"""
    SELECT region, office, customer, customer_type, {sql_integer("balance")} AS balance,
        {sql_integer("overdue")} AS overdue, {sql_integer(_COUNTED)} AS counted
    FROM (
        SELECT region, office, customer, customer_type, sum(balance) AS balance, sum(overdue) AS overdue
        FROM current_receivables
        WHERE period = $month AND ($region IS NULL OR region = $region) GROUP BY ALL)
    WHERE {_COUNTED} > 0"""
_DEBTOR_ORDER = "counted DESC, region, office, customer, customer_type"


def expense_categories(connection: Connection, managers: pl.DataFrame) -> pl.DataFrame:
    """Claims that count against the cap and managers' own travel by category; see `CATEGORIES`.

    `managers` (month, region, manager) says whose travel is the manager's own (三). Rejected
    claims and salaries are left out; `pending` is the part of `amount` that awaits approval.
    Office-months whose expenses the summary supplies have no categories.
    """
    with connection.snapshot() as cursor:
        cursor.register("managers", managers)
        return result(cursor, _CATEGORIES).select(list(CATEGORIES)).cast(pl.Schema(CATEGORIES))


def pending_claims(
    connection: Connection,
    managers: pl.DataFrame,
    first: date,
    last: date,
    *,
    region: str | None,
    most: int | None = None,
) -> pl.DataFrame:
    """The `most` largest claims (all without) of `first` to `last` that await approval; see `CLAIMS`.

    `claims` and `total` say in every row how many there are and what they come to together.
    """
    with connection.snapshot() as cursor:
        cursor.register("managers", managers)
        asked = {"first": first, "last": last, "region": region}
        found = _largest(cursor, _CLAIMS, asked, ("claims", "amount"), order=_CLAIM_ORDER, most=most)
        return found.select(list(CLAIMS)).cast(pl.Schema(CLAIMS))


def debtors(connection: Connection, month: date, region: str | None, most: int | None = None) -> pl.DataFrame:
    """The `most` customers (all without) whose month-end balances tie up most capital; see `DEBTORS`.

    `counted` is what counts by 二: a retail customer's balance (no less than 0), of contract and
    registered customers the overdue. `debtors` and `total` say in every row how many there
    are and what they tie up together.
    """
    with connection.snapshot() as cursor:
        asked = {"month": month, "region": region}
        found = _largest(cursor, _DEBTORS, asked, ("debtors", "counted"), order=_DEBTOR_ORDER, most=most)
        return found.select(list(DEBTORS)).cast(pl.Schema(DEBTORS))


def _largest(
    cursor: duckdb.DuckDBPyConnection,
    query: str,
    parameters: Mapping[str, object],
    counts: tuple[str, str],
    *,
    order: str,
    most: int | None,
) -> pl.DataFrame:
    """The first rows of `query`; how many all are, and the sum of an amount, stand in every row.

    Not as window functions: in DuckDB 1.5.5 their threads fail now and then.
    """
    rows, amount = counts
    sums = f"SELECT count(*), CAST(coalesce(sum({amount}), 0) AS BIGINT) FROM ({query})"
    count, total = result(cursor, sums, parameters).row(0)
    limit = "" if most is None else f"LIMIT {int(most)}"
    found = result(cursor, f"SELECT * FROM ({query}) ORDER BY {order} {limit}", parameters)
    return found.with_columns(pl.lit(count).alias(rows), pl.lit(total).alias("total"))
