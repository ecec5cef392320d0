"""四 Points: a shape applied to a ratio, twice.

As a Polars expression for all rows at once, and as a Fraction for the few rows whose score
falls so close to half a cent that binary rounding could decide it.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm

import polars as pl

from engine.exact import is_at_least
from engine.policy.scheme import Declining, Deduction, Indicator, Ladder, Proportional


def deduction_scale(shape: Deduction) -> int:
    """The whole number that makes every sanction's points whole."""
    return lcm(*(points.denominator for points in shape.points.values()))


def quotient(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """part ÷ whole as Float64; null where either is null."""
    return part.cast(pl.Float64) / whole.cast(pl.Float64)


def points_expression(indicator: Indicator, value: pl.Expr, part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """Points at `value`, the `quotient` of part and whole, as Float64; null where it is null."""
    weight = float(indicator.weight)
    match indicator.shape:
        case Proportional(cap=cap, floor=floor):
            return value.clip(float(floor), float(cap)) * weight
        case Declining(full_at=full, zero_at=zero):
            return ((float(zero) - value) / float(zero - full)).clip(0.0, 1.0) * weight
        case Deduction():
            return (weight - value).clip(0.0)
        case Ladder(rungs=rungs):
            expr = pl.lit(float(rungs[-1].share))
            for rung in reversed(rungs[:-1]):
                assert rung.at_least is not None  # only the last rung is open
                reached = is_at_least(part, whole, rung.at_least)
                expr = pl.when(reached).then(pl.lit(float(rung.share))).otherwise(expr)
            return pl.when(value.is_not_null()).then(expr * weight)


def exact_points(indicator: Indicator, value: Fraction) -> Fraction:
    """Points at the ratio `value`, exactly."""
    match indicator.shape:
        case Deduction():
            return max(Fraction(0), indicator.weight - value)
        case shape:
            return indicator.weight * shape.share(value)


def rounded_half_up(points: Fraction) -> int:
    """`points` in hundredths, half up."""
    return (points * 100 + Fraction(1, 2)).__floor__()
