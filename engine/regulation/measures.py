"""What an appraisal may measure, as exact pairs: ratio = part ÷ whole, null without data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from engine.exact import WIDE, Kind, kind_of_products, times
from engine.policy.scheme import UPLOADED_PREFIX, Appraisal, Deduction, Indicator, OnZero
from engine.regulation.actuals import starts_of_years, totals_of_year
from engine.regulation.places import by_region, joined, named
from engine.regulation.scoring import deduction_scale

_PLACE = ["month", "region"]
PAIRS = {
    "sales_attainment": ("sales", "sales_target"),
    "collections_attainment": ("collections", "collections_target"),
    "capital_overrun_ratio": ("capital_overrun_scaled", "capital_quota_scaled"),
    "expense_to_cap": ("expense_to_cap_part", "expense_to_cap_whole"),
}
#: Measures held against what may be nothing and still binds: above a cap of 0 is above the cap.
_CAPPED = ("expense_to_cap",)

#: What an amount has of months without a target.
_UNPLANNED = ".unplanned"


def with_measures(
    regions: pl.DataFrame, indicators: pl.DataFrame, schemes: Sequence[Appraisal]
) -> pl.DataFrame:
    """Adds the columns that the schemes' measures are read from, over all months at once.

    An uploaded indicator adds its actual and target; whatever some scheme takes year to date adds
    running totals, of a target those of months with an actual figure (`_UNPLANNED`: what the actual has of
    months without a target): the two are compared over the same months. A month is past (`is_past`) also
    where only uploaded indicators of a scheme are known of it or a later one.
    """
    wanted = {(i.measure, i.period) for scheme in schemes for i in scheme.indicators}
    wanted |= {(t.measure, "month") for scheme in schemes for t in scheme.tie_breaks.order}
    frame = regions
    for name in sorted({m for m, _ in wanted if m.startswith(UPLOADED_PREFIX)}):
        rows = indicators.filter(pl.col("indicator") == name.removeprefix(UPLOADED_PREFIX)).select(
            "month",
            "region",
            pl.col("actual").alias(f"{name}_actual"),
            pl.col("target").alias(f"{name}_target"),
        )
        frame = frame.join(rows, on=_PLACE, how="left", maintain_order="left")
        frame = frame.with_columns(pl.col("is_past") | pl.col("month").is_in(_through(frame, rows)))
    taken = sorted(m for m, period in wanted if period == "year_to_date")
    held = [PAIRS[m] for m in taken if m in PAIRS]
    apart = {f"{part}{_UNPLANNED}": pl.when(pl.col(whole).is_null()).then(part) for part, whole in held}
    # A month to come counts with its plan: what is expected of it is added to what is known.
    counted = {
        whole: pl.when(pl.col(part).is_not_null() | ~pl.col("is_past")).then(whole) for part, whole in held
    }
    totals = [*dict.fromkeys(column for m in taken for column in _columns(m)), *apart]
    if not totals:
        return frame
    return frame.with_columns(
        by_region(
            frame.with_columns(**apart, **counted),
            [*_PLACE, *totals],
            lambda rows: totals_of_year(rows, totals, starts_of_years(rows)),
        )
    )


def _through(frame: pl.DataFrame, rows: pl.DataFrame) -> list[date]:
    """The months of `frame` up to the last one of `rows`."""
    months = rows["month"].to_list()
    return [month for month in frame["month"].unique() if months and month <= max(months)]


def pair(measure: str, on_zero: OnZero, period: str = "month") -> tuple[pl.Expr, pl.Expr]:
    """Part and whole of a ratio measure; both null unless both are known and the whole is positive.

    An uploaded target of 0, and an expense cap of 0, is reached or missed: `on_zero` says which ratio
    stands for that. Any other whole that is not positive leaves the measure without data.
    """
    suffix = "_of_year" if period == "year_to_date" else ""
    part, whole = (pl.col(f"{column}{suffix}") for column in _columns(measure))
    is_known = part.is_not_null() & (whole > 0)
    if not measure.startswith(UPLOADED_PREFIX):
        if suffix:
            part = part - pl.col(f"{_columns(measure)[0]}{_UNPLANNED}{suffix}").fill_null(0)
        if measure not in _CAPPED:
            return pl.when(is_known).then(part), pl.when(is_known).then(whole)
    is_zero = part.is_not_null() & (whole == 0)
    is_reached = part >= 0 if on_zero.better == "higher" else part <= 0
    common = on_zero.reached.denominator * on_zero.missed.denominator
    reached, missed = (pl.lit(int(r * common)) for r in (on_zero.reached, on_zero.missed))
    judged = pl.when(is_reached).then(reached).otherwise(missed)
    return (
        pl.when(is_known).then(part).when(is_zero).then(judged),
        pl.when(is_known).then(whole).when(is_zero).then(pl.lit(common)),
    )


def kind_of_pair(regions: pl.DataFrame | pl.LazyFrame, indicator: Indicator) -> Kind:
    """What holds the points that `indicator_pair` deducts from these regions."""
    if not (isinstance(indicator.shape, Deduction) and indicator.shape.points):
        return WIDE
    points = indicator.shape.points
    return kind_of_products(regions, [*points], sum(points.values()) * deduction_scale(indicator.shape))


def indicator_pair(indicator: Indicator, kind: Kind = WIDE) -> tuple[pl.Expr, pl.Expr]:
    """Part and whole of what an indicator measures; for conduct the points to deduct (六), as `kind`."""
    if not isinstance(indicator.shape, Deduction):
        return pair(indicator.measure, indicator.shape.on_zero, indicator.period)
    scale = deduction_scale(indicator.shape)
    deducted = pl.sum_horizontal(
        pl.lit(0, dtype=kind),
        *(
            times(pl.col(sanction).fill_null(0).cast(kind), int(points * scale), kind)
            for sanction, points in indicator.shape.points.items()
        ),
    )
    return deducted, pl.lit(scale, dtype=kind)


def with_sanctions(
    regions: pl.DataFrame, conduct: pl.DataFrame, schemes: Sequence[Appraisal]
) -> pl.DataFrame:
    """Adds one column per sanction that some scheme deducts for: how often it was imposed (六)."""
    names = sorted(
        {
            sanction
            for scheme in schemes
            for indicator in scheme.indicators
            if isinstance(indicator.shape, Deduction)
            for sanction in indicator.shape.points
        }
    )
    counts = conduct.group_by(named(conduct, _PLACE)).agg(
        pl.col("count").filter(pl.col("sanction") == name).sum().alias(name) for name in names
    )
    return joined(regions, counts, _PLACE)


def _columns(measure: str) -> tuple[str, str]:
    return PAIRS.get(measure, (f"{measure}_actual", f"{measure}_target"))
