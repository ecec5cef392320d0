"""Sums of the ledgers, written in the same transaction as their rows.

A company's ledgers have millions of rows, an office's months only a handful of figures.
Pages and the engine read these tables; the ledgers are read for their source rows only.
The other extracts are small (a row per office-month or so) and need no sums.

The audit believes no sum: it makes them again from the rows, by the same text.
"""

# ruff: noqa: S608 - names in SQL come from data/fields.py and this package; values are parameters

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import duckdb

from data.fields import BY_NAME, EXTRACTS
from data.store.amounts import sql_decimal
from data.store.conditions import owed, sql
from data.store.schema import quoted
from engine.regulation.what_counts import IS_TRAVEL

#: The extracts whose sums are stored; a row of the summary gives way to them.
LEDGERS = ("sales", "collections", "receivables", "inventory", "expenses")


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows of an extract that are summed up: their load and table as SQL; money is fen while they come in."""

    extract: str
    load: str
    table: str
    is_stored: bool

    def money(self, expression: str) -> str:
        return expression if self.is_stored else sql_decimal(expression, "money")


def _incoming(extract: str) -> _Rows:
    return _Rows(extract, "$load", f"incoming_{extract}", is_stored=False)


def _stored(extract: str) -> _Rows:
    return _Rows(extract, "load_id", quoted(extract), is_stored=True)


def write_totals(cursor: duckdb.DuckDBPyConnection, load_id: str, extracts: Collection[str]) -> None:
    """Sum up the registered frames `incoming_<extract>` of a load into the tables of totals."""
    for table in WRITTEN:
        sources, summed = _SUMS[table]
        if parts := [summed(_incoming(name)) for name in sources if name in extracts]:
            cursor.execute(f"INSERT INTO {table} {' UNION ALL '.join(parts)}", {"load": load_id})


def write_earlier_payments(cursor: duckdb.DuckDBPyConnection, recorded: Collection[str]) -> None:
    """Sum up what customers paid in the loads that came before there was `payment_totals`.

    recorded: loads whose sums the log knows already. Neither they nor loads with sums get others.
    """
    cursor.execute(
        f"""
        INSERT INTO payment_totals
        SELECT p.* FROM ({_payment_totals(_stored("collections"))}) p (load_id)
        WHERE NOT list_contains($recorded, load_id)
        AND load_id NOT IN (SELECT load_id FROM payment_totals)""",
        {"recorded": list(recorded)},
    )


def rows_that_follow(table: str) -> str:
    """SQL of what a table of `FOLLOWING` must hold, made from the stored rows of all loads."""
    sources, summed = _SUMS[table]
    return " UNION ALL ".join(summed(_stored(name)) for name in sources)


def _measure_totals(rows: _Rows) -> str:
    """Per office-month, the sum of each money column (null if it is blank in every row)."""
    measures = [field.name for field in BY_NAME[rows.extract].fields if field.kind == "money"]
    return " UNION ALL ".join(
        f"""
        SELECT {rows.load}, '{rows.extract}', period, region, office, '{measure}',
            {rows.money(f"sum({quoted(measure)})")}, count(*)
        FROM {rows.table} GROUP BY ALL"""
        for measure in measures
    )


def _day_totals(rows: _Rows) -> str:
    """By day, since the checkpoint day is a policy value and may change after the load."""
    return f"""
        SELECT {rows.load}, '{rows.extract}', period, region, office, date, {rows.money("sum(amount)")}
        FROM {rows.table} GROUP BY ALL"""


def _payment_totals(rows: _Rows) -> str:
    """Chase lists look at a year of what each customer paid."""
    return f"""
        SELECT {rows.load}, '{rows.extract}', period, region, office, customer, customer_type,
            {rows.money("sum(amount)")}
        FROM {rows.table} GROUP BY ALL"""


def _receivable_totals(rows: _Rows) -> str:
    """A customer's rows add up; credit balances count as 0 customer by customer (二).

    No sum could make that good later.
    """
    return f"""
        SELECT load, '{rows.extract}', period, region, office, customer_type,
            {rows.money(f"sum({owed()})")}, {rows.money("sum(overdue)")}
        FROM (
            SELECT {rows.load} AS load, period, region, office, customer, customer_type,
                sum(balance) AS balance, sum(overdue) AS overdue
            FROM {rows.table} GROUP BY ALL)
        GROUP BY ALL"""


def _expense_totals(rows: _Rows) -> str:
    """Whose claim it is matters for travel only (三); without it the sums stay few."""
    return f"""
        SELECT {rows.load}, '{rows.extract}', period, region, office, category,
            CASE WHEN {sql(IS_TRAVEL, row="")} THEN claimant END, status, {rows.money("sum(amount)")}
        FROM {rows.table} GROUP BY ALL"""


def _scopes(rows: _Rows) -> str:
    """What a load replaces is what it has rows of."""
    return f"SELECT {rows.load}, '{rows.extract}', period, region, count(*) FROM {rows.table} GROUP BY ALL"


#: Table of totals → the extracts whose rows it sums up, and how.
_SUMS: dict[str, tuple[tuple[str, ...], Callable[[_Rows], str]]] = {
    "measure_totals": (LEDGERS, _measure_totals),
    "day_totals": (("sales", "collections"), _day_totals),
    "receivable_totals": (("receivables",), _receivable_totals),
    "expense_totals": (("expenses",), _expense_totals),
    "payment_totals": (("collections",), _payment_totals),
    "load_scopes": (tuple(extract.name for extract in EXTRACTS), _scopes),
}
#: Tables that must follow from the rows; all but the scopes are written here.
FOLLOWING = tuple(_SUMS)
WRITTEN = tuple(table for table in _SUMS if table != "load_scopes")


def extracts_of(table: str) -> tuple[str, ...]:
    """The extracts whose loads bring rows of a table: of a table of rows that extract itself."""
    return _SUMS[table][0] if table in _SUMS else (table,)
