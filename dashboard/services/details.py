"""What stands behind the monthly figures: days, categories, claims and balances, for pages to show.

Everything here was stored or is a question about one month's rows; nothing is judged.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from data.store.reader import Reader
from engine.evaluation import Evaluation
from engine.exact import hundredths

#: So many of the largest claims and balances are shown before all are asked for.
LARGEST = 12


def categories(store: Reader, evaluation: Evaluation) -> pl.DataFrame:
    """Expenses by category: month, region, category, is_own_travel, amount and pending in yuan."""
    return _in_yuan(store.expense_categories(_managers(evaluation)), "amount", "pending")


def pending_claims(
    store: Reader, evaluation: Evaluation, month: date, region: str | None, most: int | None = LARGEST
) -> pl.DataFrame:
    """Claims awaiting approval in the span of the cap, the `most` largest (None: all); in yuan.

    Columns: `breakdowns.CLAIMS`.
    """
    first = span_start(evaluation, month)
    found = store.pending_claims(_managers(evaluation), first, month, region=region, most=most)
    return _in_yuan(found, "amount", "total")


def debtors(store: Reader, month: date, region: str | None, most: int | None = LARGEST) -> pl.DataFrame:
    """Whose balances tie up most at the end of `month`, the `most` largest (None: all); in yuan.

    Columns: `breakdowns.DEBTORS`.
    """
    return _in_yuan(store.debtors(month, region, most), "balance", "overdue", "counted", "total")


def conduct(store: Reader, evaluation: Evaluation, month: date) -> pl.DataFrame:
    """The month's recorded conduct of all regions (六): the extract's columns, file, sheet, row and load."""
    regions = evaluation.regions.filter(pl.col("month") == month)["region"]
    rows = store.source_rows("conduct", None, month).filter(pl.col("region").is_in(regions.to_list()))
    return rows.sort("date", "region", maintain_order=True) if len(regions) else pl.DataFrame()


def span_start(evaluation: Evaluation, month: date) -> date:
    """The first month that expenses are held against the cap over (三): January, or the month itself."""
    is_year = evaluation.policies.at(month).expenses.span.value == "year_to_date"
    return month.replace(month=1) if is_year else month


def _managers(evaluation: Evaluation) -> pl.DataFrame:
    return evaluation.regions.select("month", "region", "manager")


def _in_yuan(frame: pl.DataFrame, *columns: str) -> pl.DataFrame:
    return frame.with_columns(hundredths(pl.col(*columns)))
