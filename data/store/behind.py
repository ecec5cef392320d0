"""All rows behind a region's figure, flat: from every office and month that it is added up from.

Each row names its file, sheet and row and carries what it counts for, so that `counted`
adds up to the figure. Only one page of them leaves the store unless all are asked for.
"""

# ruff: noqa: S608 - names in SQL come from data/fields.py and this package; values are parameters

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
import polars as pl

from data.fields import BY_NAME, PENDING
from data.store.amounts import sql_integer
from data.store.connection import Connection, result
from data.store.office_facts import COUNTED_CLAIM, summary_figure
from data.store.tracing import FIGURES, Figure, ledger_source

#: Columns of the rows; `counted` is fen, `rows` and `total` (fen) speak of all rows in every row.
BEHIND: dict[str, pl.DataType | type[pl.DataType]] = {
    "month": pl.Date,
    "office": pl.String,
    "extract": pl.String,
    "source_file": pl.String,
    "source_sheet": pl.String,
    "source_row": pl.Int64,
    "date": pl.Date,
    "document": pl.String,
    "party": pl.String,
    "counted": pl.Int64,
    "load_id": pl.String,
    "rows": pl.Int64,
    "total": pl.Int64,
}
_PENDING = Figure(
    "pending_expenses", "expenses", "category", None, condition=f"{COUNTED_CLAIM} AND e.status = '{PENDING}'"
)
#: The facts of a receipt that are sums over offices, by their names there.
SUMS = {
    **{
        name: FIGURES[name]
        for name in (
            *("sales", "collections", "sales_to_checkpoint", "collections_to_checkpoint"),
            *("retail_receivables", "contract_overdue", "inventory", "manager_travel"),
        )
    },
    "trailing_collections": FIGURES["collections"],
    "expense_collections": FIGURES["collections"],
    "expense_counted": FIGURES["expenses"],
    "expense_pending": _PENDING,
}
#: Targets of record, and the column that supplies each in a plan and in a declaration.
TARGETS = {
    "sales_target": ("sales_plan", "sales"),
    "collections_target": ("collections_plan", "collections"),
}
ANNUAL = {"annual_collections_target": "collections_target"}
#: What can be opened down to its rows.
FACTS = (*SUMS, *TARGETS, *ANNUAL)


@dataclass(frozen=True, slots=True)
class Place:
    """Whose figure it is: a region, the months it spans, and the offices' sources of its targets.

    months: month, manager and checkpoint `day` of each. declared: the `position` (as in
    `Facts.declarations`) of each declaration that became a target of record, with its
    month and office; an office-month without one goes by its plan.
    """

    region: str
    months: pl.DataFrame
    declared: pl.DataFrame


def rows_behind(
    connection: Connection, fact: str, place: Place, first: int = 0, most: int | None = None
) -> pl.DataFrame:
    """`most` rows from the `first` on (all without), in the order of months and files; see `BEHIND`.

    fact: one of `FACTS`; KeyError for others. Empty where no row counts.
    """
    query = f"""
        SELECT * EXCLUDE (position), count(*) OVER () AS rows, {sql_integer("sum(counted) OVER ()", "count")}
            AS total
        FROM ({" UNION ALL ".join(_parts(fact))})
        ORDER BY month, extract, load_id, position, source_row LIMIT $most OFFSET $first"""
    with connection.snapshot() as cursor:
        cursor.register("places", place.months)
        cursor.register("declared", place.declared)
        found = result(cursor, query, {"region": place.region, "first": first, "most": most})
    return found.select(list(BEHIND)).cast(pl.Schema(BEHIND))
