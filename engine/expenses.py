"""三 Expenses: what counts against the cap, year to date, with the month beside it."""

from __future__ import annotations

import polars as pl

from engine.exact import WIDE, ratio, times, wide
from engine.parameters import Policy

_COLUMNS = ("expenses", "manager_travel", "collections", "pending_expenses")


def with_expenses(regions: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Adds counted expenses, manager travel, cap, ratio and `expense_status` (三).

    Needs fen columns expenses, manager_travel, collections, pending_expenses and their
    `_of_year`. The leading figures are those of the policy's span, as are the
    `expense_collections` that they are held against; `*_month` those of the month. Adds
    the exact pair `expense_to_cap_part` and `_whole` for the score. The status is no_data
    where expenses or collections were never loaded in the span, and no_ratio where
    collections are not positive.
    """
    rate = policy.expenses.cap_rate.value
    suffix = "_of_year" if policy.expenses.span.value == "year_to_date" else ""
    counted, travel, collections, pending = (f"{column}{suffix}" for column in _COLUMNS)
    is_known = pl.col(counted).is_not_null() & pl.col(collections).is_not_null()
    status = (
        pl.when(~is_known)
        .then(pl.lit("no_data"))
        .when(pl.col(collections) <= 0)
        .then(pl.lit("no_ratio"))
        .otherwise(pl.lit("ok"))
    )
    is_rated = is_known & (pl.col(collections) > 0)
    return regions.with_columns(
        status.alias("expense_status"),
        pl.col(counted).alias("expense_counted"),
        pl.col(travel).alias("manager_travel"),
        pl.col(pending).alias("expense_pending"),
        pl.col(collections).alias("expense_collections"),
        _cap(collections, policy).alias("expense_cap"),
        ratio(pl.col(counted), pl.col(collections)).alias("expense_ratio"),
        pl.when(is_rated).then(times(wide(counted), rate.denominator)).alias("expense_to_cap_part"),
        pl.when(is_rated)
        .then(times(wide(collections), rate.numerator))
        .cast(WIDE)
        .alias("expense_to_cap_whole"),
        pl.col("expenses").alias("expense_counted_month"),
        pl.col("manager_travel").alias("manager_travel_month"),
        _cap("collections", policy).alias("expense_cap_month"),
        ratio(pl.col("expenses"), pl.col("collections")).alias("expense_ratio_month"),
    )


def _cap(collections: str, policy: Policy) -> pl.Expr:
    """The cap in yuan: the rate times collections."""
    rate = policy.expenses.cap_rate.value
    return times(wide(collections), rate.numerator).cast(pl.Float64) / (rate.denominator * 100)
