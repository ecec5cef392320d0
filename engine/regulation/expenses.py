"""三 Expenses: what counts against the cap, year to date, with the month beside it."""

from __future__ import annotations

import polars as pl

from engine.exact import Frame, Kind, is_at_most, kind_of_products, ratio, times, wide, yuan
from engine.policy.parameters import Policy
from engine.regulation.what_counts import are_pending_counted, is_travel_inside

#: What is added up for a figure: columns of `region_actuals`, each with its sign.
Sum = tuple[tuple[int, str], ...]
#: The part of a sum that awaits approval.
_PENDING = {"expense_counted": "expense_pending", "manager_travel": "manager_travel_pending"}


def counted_sum(policy: Policy) -> Sum:
    """What counts against the cap (三), by how the policy reads travel and claims awaiting approval."""
    counted: Sum = ((1, "expense_counted"),)
    if is_travel_inside(policy.readings):
        counted += ((1, "manager_travel"),)
    return counted + _without_pending(counted, policy)


def _travel_sum(policy: Policy) -> Sum:
    travel: Sum = ((1, "manager_travel"),)
    return travel + _without_pending(travel, policy)


def _pending_sum(policy: Policy) -> Sum:
    travel: Sum = ((1, "manager_travel_pending"),) if is_travel_inside(policy.readings) else ()
    return ((1, "expense_pending"), *travel)


def _without_pending(counted: Sum, policy: Policy) -> Sum:
    if are_pending_counted(policy.readings):
        return ()
    return tuple((-sign, _PENDING[column]) for sign, column in counted)


def _added(parts: Sum, suffix: str = "") -> pl.Expr:
    (_, first), *others = parts
    total = pl.col(f"{first}{suffix}")
    for sign, column in others:
        total = total + sign * pl.col(f"{column}{suffix}")
    return total


def with_expenses(regions: Frame, policy: Policy) -> Frame:
    """Adds counted expenses, manager travel, cap, ratio and `expense_status` (三).

    Needs fen columns collections, those of `EXPENSE_FACTS` (of the month, every claim of its
    kind) and their `_of_year`. The leading figures are those of the policy's span, as are the
    `expense_collections` that they are held against; `*_month` those of the month. Adds
    the exact pair `expense_to_cap_part` and `_whole` for the score. The status is no_data
    where expenses or collections were never loaded in the span, and no_ratio where
    collections are not positive. `is_within_cap`, `expense_to_cap` and `expense_gap`,
    the yuan above the cap (negative: left under it), are null without a ratio.
    """
    rate = policy.expenses.cap_rate.value
    suffix = "_of_year" if policy.expenses.span.value == "year_to_date" else ""
    counted, collections = _added(counted_sum(policy), suffix), f"collections{suffix}"
    is_known = counted.is_not_null() & pl.col(collections).is_not_null()
    status = (
        pl.when(~is_known)
        .then(pl.lit("no_data"))
        .when(pl.col(collections) <= 0)
        .then(pl.lit("no_ratio"))
        .otherwise(pl.lit("ok"))
    )
    is_rated = is_known & (pl.col(collections) > 0)
    operands = [f"{column}{suffix}" for _, column in counted_sum(policy)] + [collections, "collections"]
    kind = kind_of_products(regions, operands, rate)
    part = times(counted.cast(kind), rate.denominator, kind)
    whole = times(wide(collections, kind), rate.numerator, kind)
    return regions.with_columns(
        status.alias("expense_status"),
        counted.alias("expense_counted"),
        _added(_travel_sum(policy), suffix).alias("manager_travel"),
        _added(_pending_sum(policy), suffix).alias("expense_pending"),
        pl.col(collections).alias("expense_collections"),
        _cap(collections, policy, kind).alias("expense_cap"),
        ratio(counted, pl.col(collections)).alias("expense_ratio"),
        pl.when(is_rated).then(part).alias("expense_to_cap_part"),
        pl.when(is_rated).then(whole).alias("expense_to_cap_whole"),
        pl.when(is_rated)
        .then(is_at_most(counted.cast(kind), wide(collections, kind), rate, kind))
        .alias("is_within_cap"),
        ratio(part, pl.when(is_rated).then(whole)).alias("expense_to_cap"),
        pl.when(is_rated).then(yuan(part - whole, rate.denominator)).alias("expense_gap"),
        _added(counted_sum(policy)).alias("expense_counted_month"),
        _added(_travel_sum(policy)).alias("manager_travel_month"),
        _cap("collections", policy, kind).alias("expense_cap_month"),
        ratio(_added(counted_sum(policy)), pl.col("collections")).alias("expense_ratio_month"),
    )


def _cap(collections: str, policy: Policy, kind: Kind) -> pl.Expr:
    """The cap in yuan: the rate times collections."""
    rate = policy.expenses.cap_rate.value
    return yuan(times(wide(collections, kind), rate.numerator, kind), rate.denominator)
