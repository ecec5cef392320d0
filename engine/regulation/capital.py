"""二 Capital occupation: quota, overrun, tier.

Scaled columns carry exact integers: `capital_quota_scaled` is the quota in fen times `scale`,
the denominator of the quota rate (twice that where balances are a mean of two),
`capital_overrun_scaled` the overrun in the same unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add

import polars as pl

from engine.exact import Frame, Kind, is_at_most, kind_of_products, ratio, times, wide, yuan
from engine.policy.parameters import Policy

_BASES = {
    "annual_target": "annual_collections_target",
    "trailing_twelve_months": "trailing_collections",
}


def basis_column(policy: Policy) -> str:
    """The column of annual collections that the quota is a share of (二)."""
    return _BASES[policy.capital.collections_basis.value]


def balance_count(policy: Policy) -> int:
    """Of how many balances what is occupied is the mean: the month's end, or its beginning too (二)."""
    return 1 if policy.readings.balance_of_month.value == "month_end" else 2


def scale(policy: Policy) -> int:
    """What the scaled columns are multiplied by."""
    return policy.capital.quota_rate.value.denominator * balance_count(policy)


def with_capital(regions: Frame, policy: Policy) -> Frame:
    """Adds quota, overrun, ratio, tier, its award (yuan) and `capital_status` (二).

    Needs fen columns annual_collections_target, trailing_collections, retail_receivables,
    inventory, contract_overdue, opening_balances. The status is no_data without a positive quota
    or where receivables or inventory were loaded for no region in the month (or, for a mean, in
    the month before); what is known stays. A mean is exact in the scaled columns, and in
    `capital_occupied` half up to the fen. `is_within_quota` says that there is no overrun at all;
    `capital_gap` is by how many yuan what is occupied exceeds the quota, negative where quota
    is left.
    """
    rules = policy.capital
    rate = rules.quota_rate.value
    basis = basis_column(policy)
    alternative = next(column for column in _BASES.values() if column != basis)
    count: int = balance_count(policy)
    occupied: list[str] = ["retail_receivables", "inventory", *(["opening_balances"] if count > 1 else [])]
    edges = [step.up_to for step in rules.tiers.steps if step.up_to is not None]
    finest = max((max(edge.numerator, edge.denominator) for edge in edges), default=1)
    operands = [basis, alternative, *occupied, "contract_overdue"]
    kind = kind_of_products(regions, operands, rate * count * finest, scale(policy) * finest)
    quota = times(wide(basis, kind), rate.numerator * count, kind)
    balances = reduce(add, (pl.col(column) for column in occupied))
    framed = regions.with_columns(
        pl.when(quota > 0).then(quota).alias("capital_quota_scaled"),
        ((balances + count // 2) // count).alias("capital_occupied"),
        balances.alias("capital_balances"),
        _published_quota(alternative, policy, kind).alias("capital_quota_alternative"),
    )
    over = times(wide("capital_balances", kind), rate.denominator, kind) - pl.col("capital_quota_scaled")
    overdue = times(wide("contract_overdue", kind), scale(policy), kind)
    nothing = pl.lit(0, dtype=kind)
    if rules.is_overdue_offset_by_quota.value:
        overrun = pl.when(over + overdue > 0).then(over + overdue).otherwise(nothing)
    else:
        overrun = pl.when(over > 0).then(over).otherwise(nothing) + overdue
    is_known = over.is_not_null() & overdue.is_not_null()
    measured = framed.with_columns(pl.when(is_known).then(overrun).alias("capital_overrun_scaled"))
    part, whole = pl.col("capital_overrun_scaled"), pl.col("capital_quota_scaled")
    return measured.with_columns(
        _published_quota(basis, policy, kind).alias("capital_quota"),
        yuan(part, scale(policy)).alias("capital_overrun"),
        ratio(part, whole).alias("capital_overrun_ratio"),
        pl.when(part.is_not_null())
        .then(pl.lit("proposed"))
        .otherwise(pl.lit("no_data"))
        .alias("capital_status"),
        (part <= 0).alias("is_within_quota"),
        yuan(over, scale(policy)).alias("capital_gap"),
        _tier_index(part, whole, policy, kind).alias("capital_tier"),
    ).with_columns(
        _of_tiers([float(step.award) for step in rules.tiers.steps]).fill_null(0.0).alias("capital_award"),
        _of_tiers([step.is_explanation_required for step in rules.tiers.steps])
        .fill_null(value=False)
        .alias("is_explanation_required"),
    )


def _of_tiers(values: Sequence[float] | Sequence[bool]) -> pl.Expr:
    """The value of each row's `capital_tier`; null without one."""
    return pl.lit(pl.Series(values)).gather(pl.col("capital_tier"))


def _tier_index(part: pl.Expr, whole: pl.Expr, policy: Policy, kind: Kind) -> pl.Expr:
    steps = policy.capital.tiers.steps
    expr = pl.lit(len(steps) - 1, dtype=pl.Int32)
    for position in range(len(steps) - 2, -1, -1):
        edge = steps[position].up_to
        assert edge is not None  # only the last tier is open
        expr = (
            pl.when(is_at_most(part, whole, edge, kind))
            .then(pl.lit(position, dtype=pl.Int32))
            .otherwise(expr)
        )
    return pl.when(part.is_not_null()).then(expr)


def _published_quota(basis: str, policy: Policy, kind: Kind) -> pl.Expr:
    """The quota in yuan as far as it is known, also where it is zero and no overrun follows from it."""
    rate = policy.capital.quota_rate.value
    return yuan(times(wide(basis, kind), rate.numerator, kind), rate.denominator)
