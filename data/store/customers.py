"""What customers owe at a month's end, and what they paid in the months before.

Payments come from the stored totals (`totals.py`). The balances of a month's end are rows
of 应收余额, one or several (by due date) for each customer, which add up.
"""

# ruff: noqa: S608 - names in SQL come from this package; values are parameters

from __future__ import annotations

from datetime import date

import duckdb
import polars as pl

from data.store.amounts import sql_integer
from data.store.conditions import sql
from data.store.connection import Connection, result
from engine.regulation.what_counts import IS_OWED

_CUSTOMER: dict[str, pl.DataType | type[pl.DataType]] = {
    "region": pl.String,
    "office": pl.String,
    "customer": pl.String,
    "customer_type": pl.String,
}
#: Columns of `customer_balances` and `customer_payments`, as `engine.collecting.chase` takes them.
BALANCES = _CUSTOMER | {"balance": pl.Int64, "overdue": pl.Int64}
PAYMENTS = _CUSTOMER | {"month": pl.Date, "balance": pl.Int64, "overdue": pl.Int64, "paid": pl.Int64}

#: Columns of `balance_rows`, as `engine.collecting.ageing` takes them.
BALANCE_ROWS = BALANCES | {"due_date": pl.Date, "salesperson": pl.String}

_OWED = f"""
    SELECT region, office, customer, customer_type, period,
        {sql_integer("sum(balance)")} AS balance, {sql_integer("sum(overdue)")} AS overdue
    FROM current_receivables
    WHERE period BETWEEN $first AND $last AND ($region IS NULL OR region = $region)
    GROUP BY ALL"""
_BALANCES = f"""
    SELECT * FROM ({_OWED}) WHERE {sql(IS_OWED, row="")} OR overdue > 0
    ORDER BY region, office, customer, customer_type"""

_BALANCE_ROWS = f"""
    SELECT region, office, customer, customer_type, {sql_integer("balance")} AS balance,
        {sql_integer("overdue")} AS overdue, due_date, salesperson
    FROM current_receivables WHERE period = $month AND region = $region
    ORDER BY region, office, customer, customer_type, due_date, position"""

# A month whose collections were not loaded for the region says nothing about who paid. What was paid
# before the first of the days no longer stood open on it.
_PAYMENTS = """
    WITH owed AS ({owed}),
    paid AS (
        SELECT region, office, customer, customer_type, period, {paid}
        FROM {source}
        WHERE period BETWEEN $first + INTERVAL 1 MONTH AND $last + INTERVAL 1 MONTH AND region = $region
        GROUP BY ALL)
    SELECT o.region, o.office, o.customer, o.customer_type,
        CAST(o.period + INTERVAL 1 MONTH AS DATE) AS month,
        o.balance - coalesce(p.earlier, 0) AS balance, o.overdue - coalesce(p.earlier, 0) AS overdue,
        coalesce(p.paid, 0) AS paid
    FROM owed o
    JOIN current_scopes s ON s.extract = 'collections' AND s.region = o.region
        AND s.period = o.period + INTERVAL 1 MONTH
    LEFT JOIN paid p ON p.region = o.region AND p.office = o.office AND p.customer = o.customer
        AND p.customer_type = o.customer_type AND p.period = o.period + INTERVAL 1 MONTH
    WHERE o.balance > coalesce(p.earlier, 0) OR o.overdue > coalesce(p.earlier, 0)
    ORDER BY o.region, o.office, o.customer, o.customer_type, month"""

#: All days of any month.
WHOLE_MONTH = (1, 31)
_OF_MONTHS = _PAYMENTS.format(
    owed=_OWED, paid=f"{sql_integer('sum(amount)')} AS paid, 0 AS earlier", source="current_payment_totals"
)


def _summed(days: str) -> str:
    return sql_integer(f"coalesce(sum(amount) FILTER (day(date) {days}), 0)")


_OF_DAYS = _PAYMENTS.format(
    owed=_OWED,
    paid=f"{_summed('BETWEEN $from AND $through')} AS paid, {_summed('< $from')} AS earlier",
    source="current_collections",
)


def customer_balances(connection: Connection, month: date, region: str | None = None) -> pl.DataFrame:
    """Who owed something at the end of `month`, balance and overdue in fen; see `BALANCES`.

    Credit balances are left out, as they count as 0 (二).
    """
    with connection.cursor() as cursor:
        parameters: dict[str, object] = {"first": month, "last": month, "region": region}
        return _frame(cursor, _BALANCES, parameters, BALANCES)


def balance_rows(connection: Connection, month: date, region: str) -> pl.DataFrame:
    """The region's rows of 应收余额 at the end of `month`, as they were uploaded; see `BALANCE_ROWS`.

    Amounts in fen, credits negative; due date and salesperson are null where the file has none.
    """
    with connection.cursor() as cursor:
        parameters: dict[str, object] = {"month": month, "region": region}
        return _frame(cursor, _BALANCE_ROWS, parameters, BALANCE_ROWS)


def customer_payments(
    connection: Connection, region: str, first: date, last: date, days: tuple[int, int] = WHOLE_MONTH
) -> pl.DataFrame:
    """What the region's customers paid in each month from `first` to `last` on what they owed before.

    days: the first and the last day of each month that count, both included; what was paid earlier in
    the month is taken off what was owed. Columns: region, office, customer, customer_type, month,
    balance and overdue when the days began, paid within them (fen; refunds are negative). Months whose
    collections were not loaded for the region, and customers who owed nothing, are left out.
    """
    with connection.cursor() as cursor:
        parameters: dict[str, object] = {"first": _before(first), "last": _before(last), "region": region}
        if days == WHOLE_MONTH:
            return _frame(cursor, _OF_MONTHS, parameters, PAYMENTS)
        # Sums are kept by month: of some of its days the ledger has to say.
        within: dict[str, object] = {"from": days[0], "through": days[1]}
        return _frame(cursor, _OF_DAYS, parameters | within, PAYMENTS)


def _before(month: date) -> date:
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)


def _frame(
    cursor: duckdb.DuckDBPyConnection,
    query: str,
    parameters: dict[str, object],
    schema: dict[str, pl.DataType | type[pl.DataType]],
) -> pl.DataFrame:
    return result(cursor, query, parameters).select(list(schema)).cast(pl.Schema(schema))
