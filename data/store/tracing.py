"""From a figure down to the rows it was added up from: office, customer, document, source row.

Each row carries what it counts for in the figure, so that the rows of a region and month
add up to what the engine was given; `office_facts.py` adds up the same conditions.
"""

# ruff: noqa: S608 - names in SQL come from data/fields.py and this package; values are parameters

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from data.fields import BY_NAME, PROVENANCE
from data.store.amounts import sql_integer
from data.store.conditions import owed, sql
from data.store.connection import Connection, result
from data.store.office_facts import summary_figure
from data.store.schema import quoted
from engine.conditions import Condition
from engine.regulation.what_counts import (
    COUNTED_CLAIM,
    EVERY_ROW,
    MANAGERS_TRAVEL,
    OF_CONTRACT,
    OF_RETAIL,
    STOCK,
    TO_CHECKPOINT,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of `Facts.office_months` and the ledger rows behind it.

    `condition` says which rows count, `amount` is SQL over a row `e`. `party` is the column that says with
    whom, `summary` the summary's columns whose sum is the same figure, none where it has none.
    """

    name: str
    extract: str
    party: str
    summary: tuple[str, ...]
    amount: str = "e.amount"
    condition: Condition = EVERY_ROW


_FIGURES = (
    Figure("sales", "sales", "customer", ("sales",)),
    Figure("sales_to_checkpoint", "sales", "customer", ("sales_to_checkpoint",), condition=TO_CHECKPOINT),
    Figure("collections", "collections", "customer", ("collections",)),
    Figure(
        "collections_to_checkpoint",
        "collections",
        "customer",
        ("collections_to_checkpoint",),
        condition=TO_CHECKPOINT,
    ),
    Figure("retail_receivables", "receivables", "customer", ("retail_receivables",), "e.owed", OF_RETAIL),
    Figure("contract_overdue", "receivables", "customer", ("contract_overdue",), "e.overdue", OF_CONTRACT),
    Figure("inventory", "inventory", "category", ("inventory",), condition=STOCK),
    Figure("expense_counted", "expenses", "category", ("expenses",), condition=COUNTED_CLAIM),
    Figure("manager_travel", "expenses", "claimant", ("manager_travel",), condition=MANAGERS_TRAVEL),
)
FIGURES = {figure.name: figure for figure in _FIGURES}
#: What every traced row has beside the extract's own columns.
COUNTED = "counted"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure is looked at. `manager` and `day` are those of the month's policy and organisation."""

    month: date
    region: str
    office: str
    manager: str | None
    day: int


def parties(connection: Connection, figure: Figure, place: Place) -> pl.DataFrame:
    """With whom an office's figure was made: `party`, `rows`, `counted` (fen), the largest first.

    Empty where the office has no ledger rows of the extract in the month.
    """
    query = f"""
        SELECT coalesce(CAST(e.{quoted(figure.party)} AS VARCHAR), '') AS party, count(*) AS rows,
            {sql_integer(f"coalesce(sum({figure.amount}), 0)")} AS counted
        FROM {_ledger(figure)} WHERE {_HERE} AND {sql(figure.condition)}
        GROUP BY party ORDER BY abs(counted) DESC, party"""
    with connection.cursor() as cursor:
        return result(cursor, query, _parameters(figure, place)).cast({"rows": pl.Int64, COUNTED: pl.Int64})


def documents(connection: Connection, figure: Figure, place: Place, party: str | None = None) -> pl.DataFrame:
    """The rows behind an office's figure, of one party if given, in the order of the files.

    Columns: those of the extract (money in fen), provenance, `load_id` and `counted` (fen).
    Where the office has no ledger rows, the summary's row stands for them.
    """
    here = _here(place)
    with connection.cursor() as cursor:
        has_ledger = cursor.execute(
            f"SELECT count(*) FROM current_{figure.extract} e WHERE {_HERE}", here
        ).fetchone()
        if not has_ledger or not has_ledger[0]:
            columns = _columns("summary", summarised(figure))
            query = f"SELECT {columns} FROM current_summary e WHERE {_HERE}"
            return result(cursor, query, here)
        chosen = (
            "true" if party is None else f"coalesce(CAST(e.{quoted(figure.party)} AS VARCHAR), '') = $party"
        )
        query = f"""
            SELECT {_columns(figure.extract, figure.amount)} FROM {_ledger(figure)}
            WHERE {_HERE} AND {sql(figure.condition)} AND {chosen} ORDER BY e.load_id, e.position"""
        parameters = _parameters(figure, place) | ({} if party is None else {"party": party})
        return result(cursor, query, parameters)


_HERE = "e.period = $month AND e.region = $region AND e.office = $office"


# A customer's rows add up, and count unless the sum is a credit (二).
_WHOLE = "sum(balance) OVER (PARTITION BY period, region, office, customer, customer_type)"
_RECEIVABLES = f"(SELECT *, {owed('balance', whole=_WHOLE)} AS owed FROM current_receivables)"


def ledger_rows(figure: Figure) -> str:
    """Where a figure's ledger rows stand, with `owed` beside receivables."""
    return _RECEIVABLES if figure.extract == "receivables" else f"current_{figure.extract}"


def summarised(figure: Figure) -> str:
    """The figure in a row `e` of the summary; null where it has none."""
    parts = [summary_figure("e", column) for column in figure.summary]
    if len(parts) < 2:
        return parts[0] if parts else "NULL"
    known = ", ".join(parts)
    total = " + ".join(f"coalesce({part}, 0)" for part in parts)
    return f"CASE WHEN coalesce({known}) IS NOT NULL THEN {total} END"


def _ledger(figure: Figure) -> str:
    here = ", (SELECT CAST($manager AS VARCHAR) AS manager, CAST($day AS INTEGER) AS day) m"
    return f"{ledger_rows(figure)} e{here if figure.condition.holding else ''}"


def _columns(extract: str, amount: str) -> str:
    fields = [
        f"{sql_integer(f'e.{quoted(field.name)}', field.kind)} AS {quoted(field.name)}"
        if field.kind in {"money", "quantity"}
        else f"e.{quoted(field.name)}"
        for field in BY_NAME[extract].fields
    ]
    origin = [f"e.{name}" for name in (*PROVENANCE, "load_id")]
    return ", ".join([*fields, *origin, f"{sql_integer(amount)} AS {COUNTED}"])


def _here(place: Place) -> dict[str, object]:
    return {"month": place.month, "region": place.region, "office": place.office}


def _parameters(figure: Figure, place: Place) -> dict[str, object]:
    """Only what the query names: DuckDB refuses parameters it is not asked for."""
    given = _here(place)
    return given | {"manager": place.manager, "day": place.day} if figure.condition.holding else given
