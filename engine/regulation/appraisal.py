"""四 Appraisal: score, rank, last place, streak, escalation, pay coefficient.

The scheme is data (`engine.policy.scheme`). Points are Float64; a published score is nevertheless
exact, because the rows whose sum falls next to half a cent are summed again in Fractions.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from math import ceil

import polars as pl

from engine.exact import Frame, hundredths
from engine.policy.parameters import Policy
from engine.policy.scheme import Appraisal, Indicator, PayBand
from engine.regulation.measures import indicator_pair, kind_of_pair
from engine.regulation.scoring import exact_points, points_expression, quotient, rounded_half_up

#: Distance from half a cent, in cents, below which Float64 is not trusted: its error on a
#: sum of a handful of points stays a thousand times smaller.
_DOUBT = 1e-6


def with_components(regions: Frame, policy: Policy) -> Frame:
    """Adds per indicator the exact pair `<name>.part`, `.whole`, and in Float64 `<name>.value`, `.points`."""
    pairs, values, points = [], [], []
    for indicator in policy.appraisal.indicators:
        names = [f"{indicator.name}.{each}" for each in ("part", "whole", "value")]
        pair = indicator_pair(indicator, kind_of_pair(regions, indicator))
        pairs += [each.alias(name) for name, each in zip(names[:2], pair, strict=True)]
        part, whole, value = (pl.col(name) for name in names)
        values.append(quotient(part, whole).alias(names[2]))
        points.append(points_expression(indicator, value, part, whole).alias(f"{indicator.name}.points"))
    return regions.with_columns(pairs).with_columns(values).with_columns(points)


def components(regions: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """One row per month, region and indicator: value, weight, points (not rescaled), has_data."""
    return pl.concat(
        regions.select(
            "month",
            "region",
            pl.lit(i.name).alias("indicator"),
            pl.col(f"{i.name}.value").alias("value"),
            pl.lit(float(i.weight)).alias("weight"),
            pl.col(f"{i.name}.points").alias("points"),
            pl.col(f"{i.name}.points").is_not_null().alias("has_data"),
        )
        for i in policy.appraisal.indicators
    )


def with_score(regions: Frame, policy: Policy) -> Frame:
    """Adds `score_cents` (hundredths, half up), `score`, `pay_coefficient` and the next better band.

    A component without data drops out and the rest is rescaled to 100. Months to come (`is_past` is
    false) and those of which only plans are known (`is_loaded` is) are not appraised: there is no score.
    `pay_band_gap` is how many points are missing to the next better pay band, which pays
    `next_pay_coefficient`; both are null where there is none.
    """
    scheme = policy.appraisal
    names = [f"{i.name}.points" for i in scheme.indicators]
    weight = pl.sum_horizontal(
        pl.when(pl.col(f"{i.name}.points").is_not_null()).then(float(i.weight)) for i in scheme.indicators
    )
    is_appraised = pl.col("is_past") & pl.col("is_loaded") & (weight > 0)
    cents = pl.sum_horizontal(names) * 100.0 / pl.when(is_appraised).then(weight) * 100.0
    parts: list[pl.Expr] = [
        pl.col(f"{i.name}.{each}") for i in scheme.indicators for each in ("part", "whole")
    ]
    rounded = partial(_rounded, scheme=scheme)
    score = pl.map_batches([cents, *parts], rounded, pl.Int64, is_elementwise=True)
    return regions.with_columns(score.alias("score_cents")).with_columns(
        hundredths(pl.col("score_cents")).alias("score"),
        _pay_coefficient(scheme).alias("pay_coefficient"),
        *_next_pay_band(scheme),
    )


def _rounded(columns: Sequence[pl.Series], scheme: Appraisal) -> pl.Series:
    """Hundredths half up; summed again as fractions of the parts and wholes that follow, where in doubt."""
    cents, *parts = columns
    rounded = (cents + 0.5).floor().cast(pl.Int64)
    at = (((cents - cents.floor()) - 0.5).abs() < _DOUBT).fill_null(value=False).arg_true()
    if at.is_empty():
        return rounded
    rows = pl.DataFrame([part.gather(at) for part in parts]).iter_rows(named=True)
    exact = [_exact_cents(row, scheme.indicators) for row in rows]
    return rounded.scatter(at, pl.Series(exact, dtype=pl.Int64))


def _exact_cents(row: dict[str, int], indicators: tuple[Indicator, ...]) -> int:
    total, weight = Fraction(0), Fraction(0)
    for indicator in indicators:
        part = row[f"{indicator.name}.part"]
        if part is not None:
            total += exact_points(indicator, Fraction(part, row[f"{indicator.name}.whole"]))
            weight += indicator.weight
    return rounded_half_up(total * 100 / weight)


def _pay_coefficient(scheme: Appraisal) -> pl.Expr:
    """By the published score, so that 89.995 shown as 90.00 is paid as 90."""
    steps = scheme.pay_bands.steps
    expr = pl.lit(float(steps[-1].coefficient))
    for band in reversed(steps[:-1]):
        expr = pl.when(_points_missing(band) <= 0).then(pl.lit(float(band.coefficient))).otherwise(expr)
    return pl.when(pl.col("score_cents").is_not_null()).then(expr)


def _next_pay_band(scheme: Appraisal) -> tuple[pl.Expr, pl.Expr]:
    coefficient, gap = pl.lit(None, dtype=pl.Float64), pl.lit(None, dtype=pl.Int64)
    for band in scheme.pay_bands.steps[:-1]:
        is_missed = _points_missing(band) > 0
        coefficient = pl.when(is_missed).then(pl.lit(float(band.coefficient))).otherwise(coefficient)
        gap = pl.when(is_missed).then(_points_missing(band)).otherwise(gap)
    return coefficient.alias("next_pay_coefficient"), hundredths(gap).alias("pay_band_gap")


def _points_missing(band: PayBand) -> pl.Expr:
    """Hundredths of a point that the published score lacks to the band; not above 0 once it is reached."""
    assert band.at_least is not None  # only the last band is open
    return pl.lit(ceil(band.at_least * 100), dtype=pl.Int64) - pl.col("score_cents")
