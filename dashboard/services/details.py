"""What stands behind the monthly figures: days, categories, claims and balances, for pages to show.

Everything here was stored or is a question about one month's rows; nothing is judged.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from data.people.person import account_key
from data.store.reader import Reader
from engine.evaluation import Evaluation
from engine.exact import hundredths
from engine.regulation.beyond_cap import beyond_cap

#: Columns of `claims_beyond`, in yuan. to_date: what counts through the claim; cap: what it is held against.
BEYOND: dict[str, pl.DataType | type[pl.DataType]] = {
    "date": pl.Date,
    "region": pl.String,
    "office": pl.String,
    "document": pl.String,
    "category": pl.String,
    "claimant": pl.String,
    "approver": pl.String,
    "amount": pl.Float64,
    "to_date": pl.Float64,
    "cap": pl.Float64,
}
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


def claims_beyond(reader: Reader, evaluation: Evaluation, month: date, region: str | None) -> pl.DataFrame:
    """Claims of the span of the cap that stand beyond it, the largest first; see `BEYOND`.

    Of regions that are seen in full, in the months in which they stand above their cap.
    """
    here = pl.col("month").is_between(span_start(evaluation, month), month) & ~pl.col("is_within_cap")
    rows = evaluation.regions.filter(here if region is None else here & (pl.col("region") == region))
    found = [pl.DataFrame(schema=BEYOND)]
    for row in rows.iter_rows(named=True):
        if not reader.scope.sees_region(row["region"]):
            continue
        policy = evaluation.policies.at(row["month"])
        cap = policy.expenses.cap_rate.value * round(row["expense_collections"] * 100)
        claims = reader.source_rows("expenses", row["region"], row["month"])
        beside = claims.with_columns(pl.lit(row["manager"], pl.String).alias("manager"))
        beyond = beyond_cap(beside, policy.readings, round(row["expense_counted"] * 100), cap)
        found.append(beyond.with_columns(cap=pl.lit(float(cap))).select(list(BEYOND)).cast(pl.Schema(BEYOND)))
    return _in_yuan(pl.concat(found), "amount", "to_date", "cap").sort(
        "amount", "date", "document", descending=[True, False, False], maintain_order=True
    )


def unapproved(reader: Reader, beyond: pl.DataFrame) -> pl.DataFrame:
    """Those of `claims_beyond` that no general manager of their day approved (三), by name or account."""
    known: dict[tuple[str, date], set[str]] = {}

    def is_approved(region: str, day: date, approver: str | None) -> bool:
        place = (region, day.replace(day=1))
        if place not in known:
            doers = reader.doers("approve_expense", region, None, day)
            known[place] = {account_key(name) for each in doers for name in (each.name, each.account)}
        return approver is not None and account_key(approver) in known[place]

    lacking = [not is_approved(*row) for row in beyond.select("region", "date", "approver").iter_rows()]
    return beyond.filter(pl.Series(lacking, dtype=pl.Boolean))


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
