"""一 Targets: declarations, targets of record, the checkpoint, attainment.

- 一.1 `plan_differences`
- 一.2 `judged_declarations`, `office_targets`
- 一.3 `with_checkpoint`
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import polars as pl

from engine.exact import Frame, Kind, is_at_least, kind_of_products, ratio, times, wide, yuan
from engine.policy.parameters import Policy
from engine.regulation.places import in_turn, joined, keys, named, summed
from engine.regulation.shortfalls import with_region_shortfalls
from engine.running_totals import running_totals, starts_run

OFFICE_MONTH = ["month", "region", "office"]
SHORTEST_MONTH = 28
_ACCEPTED = ("declaration", "adjustment")
_OUTCOME = pl.Enum(["met", "missed", "no_target", "no_data"])
_STATUS = pl.Enum([*_ACCEPTED, "no_plan", "after_deadline", "not_approved", "second_adjustment"])


def day_of_month(month: pl.Expr, day: int) -> pl.Expr:
    """The `day`-th of `month`, or the month's last day where it is shorter."""
    date = month + pl.duration(days=day - 1)
    return date if day <= SHORTEST_MONTH else pl.min_horizontal(date, month.dt.month_end())


def judged_declarations(
    declarations: pl.DataFrame, plans: pl.DataFrame, region_months: pl.DataFrame, policy: Policy
) -> pl.DataFrame:
    """`declarations` with what became of each (一.2), in order of date, then of the file.

    Adds `status`: declaration, adjustment, or why it does not count: no_plan,
    after_deadline, not_approved, second_adjustment; and `is_late`: an accepted
    declaration dated after the declaration day of the month before.
    """
    threshold = policy.targets.approval_threshold.value
    reason = (
        pl.when(pl.col("sales_plan").is_null() & pl.col("collections_plan").is_null())
        .then(_status("no_plan"))
        .when(pl.col("declared_on") > pl.col("deadline"))
        .then(_status("after_deadline"))
    )
    planned = joined(in_turn(declarations), plans, OFFICE_MONTH).join(
        _last_days(declarations["month"], policy), on="month", how="left", maintain_order="left"
    )
    figures = {"sales": "sales_plan", "collections": "collections_plan"}
    kind = kind_of_products(planned, [*figures, *figures.values()], threshold)
    is_low = pl.any_horizontal(
        ~is_at_least(wide(figure, kind), wide(plan, kind), threshold, kind)
        for figure, plan in figures.items()
    )
    judged = planned.with_columns(reason.alias("status"), is_low.fill_null(value=False).alias("is_low"))
    if policy.readings.shortfall_held_by.value == "region":
        approved = _approved(judged, region_months)
        judged = with_region_shortfalls(judged.with_columns(approved), plans, threshold)
    asks_approval = judged.select(pl.col("status").is_null() & pl.col("is_low")).to_series()
    if asks_approval.any():
        approved = _approved(judged.filter(asks_approval), region_months)
        lacking = asks_approval.clone().scatter(asks_approval.arg_true(), ~approved)
        judged = judged.with_columns(
            pl.when(lacking).then(_status("not_approved")).otherwise("status").alias("status")
        )
    starts = judged.select(starts_run(*keys(judged, OFFICE_MONTH))).to_series()
    turns = running_totals(judged.select(pl.col("status").is_null().alias("turn")), starts)
    turned = judged.hstack(turns).with_columns(
        pl.col("status").fill_null(
            pl.when(pl.col("turn") == 1)
            .then(_status("declaration"))
            .when(pl.col("turn") == 2)
            .then(_status("adjustment"))
            .otherwise(_status("second_adjustment"))
        )
    )
    is_late = (pl.col("status") == "declaration") & (pl.col("declared_on") > pl.col("due"))
    return turned.select(*declarations.columns, _words(turned["status"]), is_late.alias("is_late"))


def _last_days(months: pl.Series, policy: Policy) -> pl.DataFrame:
    """Per `month` the last day of its `deadline`, by which it is adjusted, and of what is `due` before it."""
    rules = policy.targets
    month_before = (pl.col("month") - pl.duration(days=1)).dt.month_start()
    return (
        months.unique()
        .to_frame()
        .with_columns(
            day_of_month(pl.col("month"), policy.last_day(rules.adjustment_day)).alias("deadline"),
            day_of_month(month_before, policy.last_day(rules.declaration_day)).alias("due"),
        )
    )


def _status(name: str) -> pl.Expr:
    """A declaration's status: as a number of a list it is told from others faster than as a text."""
    return pl.lit(name, dtype=_STATUS)


def _words(states: pl.Series) -> pl.Series:
    """States as texts; a cast does the same five times slower."""
    assert isinstance(states.dtype, pl.Enum)
    return states.dtype.categories.gather(states.to_physical()).alias(states.name)


def _approved(declarations: pl.DataFrame, region_months: pl.DataFrame) -> pl.Series:
    """`is_approved`: whether each has a reason, a remedy and the approval that a low figure asks for."""
    is_written = pl.all_horizontal(
        (pl.col(column).str.strip_chars() != "").fill_null(value=False) for column in ("reason", "remedy")
    )
    is_approved = (
        is_written
        & (pl.col("approved_on") <= pl.col("deadline")).fill_null(value=False)
        & pl.any_horizontal(
            (pl.col("approver") == pl.col(person)).fill_null(value=False)
            for person in ("manager", "vice_president")
        )
    )
    managed = joined(declarations, region_months, ["month", "region"])
    return managed.select(is_approved.alias("is_approved")).to_series()


def office_targets(plans: pl.DataFrame, judged: pl.DataFrame) -> pl.DataFrame:
    """The target of record of every planned office-month: adjustment, else declaration, else plan.

    Fen: sales_plan, collections_plan, sales_target, collections_target; `target_source`
    says which of the three it is.
    """
    accepted = judged.select(
        *named(judged, OFFICE_MONTH),
        pl.col("sales").alias("sales_declared"),
        pl.col("collections").alias("collections_declared"),
        pl.col("status").alias("target_source"),
    ).filter(pl.col("target_source").is_in(_ACCEPTED))
    # In order of date an adjustment follows its declaration: the last one accepted counts.
    is_final = starts_run(*keys(accepted, OFFICE_MONTH)).shift(-1).fill_null(value=True)
    final = accepted.filter(is_final)

    def target(figure: str) -> pl.Expr:
        declared = pl.coalesce(f"{figure}_declared", f"{figure}_plan")
        return pl.when(pl.col(f"{figure}_plan").is_not_null()).then(declared).alias(f"{figure}_target")

    return joined(plans, final, OFFICE_MONTH).select(
        *plans.columns, target("sales"), target("collections"), pl.col("target_source").fill_null("plan")
    )


def region_targets(offices: pl.DataFrame) -> pl.DataFrame:
    """Targets of record and plans of a region: the sums over its offices (一.3)."""
    columns = ("sales_plan", "collections_plan", "sales_target", "collections_target")
    return summed(offices, columns)


def checkpoint_target(figure: str, policy: Policy) -> str:
    """The column of the target that month-to-date `figure` is divided by at the checkpoint (一.3)."""
    return policy.readings.collections_divided_by.value if figure == "collections" else f"{figure}_target"


def with_checkpoint(regions: Frame, policy: Policy) -> Frame:
    """Adds the checkpoint's outcome, its award in yuan and the ratios (一.3).

    Needs fen columns sales, collections, their `_to_checkpoint` and `_target`. Adds
    `checkpoint_outcome`, `checkpoint_award`, `*_checkpoint_ratio`, `*_attainment`, and for the
    checkpoint and the month's target `is_*_reached` and `*_gap` (`_verdicts`). A missed
    checkpoint is fined as `one_miss_of_two` reads it: once; only where both figures miss; or
    once for each that does.
    """
    rules = policy.checkpoint
    figures = ("sales", "collections")
    targets = {figure: checkpoint_target(figure, policy) for figure in figures}
    has_target = pl.all_horizontal(
        (pl.col(target) > 0).fill_null(value=False) for target in sorted(set(targets.values()))
    )
    is_known = pl.all_horizontal(pl.col(f"{figure}_to_checkpoint").is_not_null() for figure in figures)
    reached = [pl.col(f"is_{figure}_checkpoint_reached") for figure in figures]
    is_met = pl.all_horizontal(reached) if rules.required.value == "both" else pl.any_horizontal(reached)
    outcome = (
        pl.when(~has_target)
        .then(_outcome("no_target"))
        .when(~is_known)
        .then(_outcome("no_data"))
        .when(is_met)
        .then(_outcome("met"))
        .otherwise(_outcome("missed"))
    )
    misses = pl.sum_horizontal(~is_reached for is_reached in reached)
    fines = {
        "fine": pl.lit(1),
        "no_fine": pl.when(misses == len(figures)).then(1).otherwise(0),
        "fine_for_each": misses,
    }[policy.readings.one_miss_of_two.value]
    award = (
        pl.when(pl.col("checkpoint_outcome") == "met")
        .then(float(rules.reward.value))
        .when((pl.col("checkpoint_outcome") == "missed") & (fines > 0))
        .then(fines * -float(rules.fine.value))
        .otherwise(0.0)
    )
    operands = [name.format(figure) for figure in figures for name in ("{}", "{}_target", "{}_to_checkpoint")]
    kind = kind_of_products(regions, operands, rules.threshold.value)
    judged = regions.with_columns(_both_verdicts(targets, rules.threshold.value, kind)).with_columns(
        outcome.alias("checkpoint_outcome"),
        *(
            ratio(pl.col(f"{figure}_to_checkpoint"), pl.col(target)).alias(f"{figure}_checkpoint_ratio")
            for figure, target in targets.items()
        ),
        *(
            ratio(pl.col(figure), pl.col(f"{figure}_target")).alias(f"{figure}_attainment")
            for figure in figures
        ),
    )
    told = pl.col("checkpoint_outcome").map_batches(_words, pl.String, is_elementwise=True)
    return judged.with_columns(award.alias("checkpoint_award"), told)


def _outcome(name: str) -> pl.Expr:
    return pl.lit(name, dtype=_OUTCOME)


def _both_verdicts(targets: Mapping[str, str], threshold: Fraction, kind: Kind) -> list[pl.Expr]:
    """Per figure the `_verdicts` on the checkpoint, by its target there, and on the month's target."""
    return [
        verdict
        for figure, target in targets.items()
        for verdict in (
            *_verdicts(f"{figure}_checkpoint", f"{figure}_to_checkpoint", target, threshold, kind),
            *_verdicts(f"{figure}_target", figure, f"{figure}_target", Fraction(1), kind),
        )
    ]


def _verdicts(name: str, actual: str, target: str, rate: Fraction, kind: Kind) -> tuple[pl.Expr, pl.Expr]:
    """`is_<name>_reached`, whether actual ÷ target ≥ rate, and `<name>_gap`, the yuan that it misses.

    The gap is negative where more was reached. Both are null without an actual figure and
    without a positive target.
    """
    part, whole = wide(actual, kind), wide(target, kind)
    missing = times(whole, rate.numerator, kind) - times(part, rate.denominator, kind)
    has_target = pl.col(target) > 0
    reached = pl.when(has_target).then(is_at_least(part, whole, rate, kind))
    gap = pl.when(has_target).then(yuan(missing, rate.denominator))
    return reached.alias(f"is_{name}_reached"), gap.alias(f"{name}_gap")


def plan_differences(planned: pl.DataFrame, annual_plans: pl.DataFrame) -> pl.DataFrame:
    """Regions whose fully planned year does not add up to the annual target (一.1).

    planned: `region_targets`. annual_plans: as in `Facts`. Columns in fen: year, region, and for sales
    and collections the annual target, the sum of the twelve months and `*_difference` (sum minus target).
    Years with fewer than twelve planned months, and years that add up, are left out.
    """
    years = (
        planned.group_by(pl.col("month").dt.year().alias("year"), "region")
        .agg(pl.len().alias("months"), pl.col("sales_plan", "collections_plan").sum())
        .filter(pl.col("months") == 12)
    )
    return (
        years.join(annual_plans, on=["year", "region"], how="inner")
        .with_columns(
            (pl.col(f"{figure}_plan") - pl.col(f"{figure}_target")).alias(f"{figure}_difference")
            for figure in ("sales", "collections")
        )
        .filter(pl.any_horizontal(pl.col("sales_difference") != 0, pl.col("collections_difference") != 0))
        .drop("months")
        .sort("year", "region")
    )
