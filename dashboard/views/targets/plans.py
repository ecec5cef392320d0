"""From plan to actual (一.1, 一.2): what declarations and adjustments made of the plan."""

from __future__ import annotations

import polars as pl

from dashboard.formats import money_with_unit, percent
from dashboard.i18n import _
from dashboard.memory import remembered
from dashboard.published import column, title
from dashboard.tables import Column, Table
from dashboard.views.bridge_steps import BridgeStep
from dashboard.views.scope import Scope
from dashboard.views.targets.pace import MEASURES, Measure
from engine.regulation.verdicts import is_reached, share


@remembered
def ladder_frame(scope: Scope) -> pl.DataFrame:
    """Per region: plan, what the declarations and the adjustments changed, target of record, actual; yuan.

    Columns `{measure}_plan`, `_declared` and `_adjusted` (changes), `_target`, `_actual`; sums
    over the offices that have both plan and target of record, so that they add up.
    """
    first = scope.narrowed(scope.evaluation.declarations).filter(pl.col("status") == "declaration")
    declared = first.select("region", "office", *(pl.col(m).alias(f"{m}_said") for m in MEASURES))
    offices = (
        scope.narrowed(scope.evaluation.offices)
        .filter(pl.col("target_source") != "none")
        .join(declared, on=["region", "office"], how="left")
    )
    columns: list[pl.Expr] = []
    for measure in MEASURES:
        plan, record = pl.col(f"{measure}_plan"), pl.col(f"{measure}_target")
        said = pl.coalesce(f"{measure}_said", plan)
        columns += [
            plan.sum(),
            (said - plan).sum().round(2).alias(f"{measure}_declared"),
            (record - said).sum().round(2).alias(f"{measure}_adjusted"),
            record.sum(),
        ]
    sums = offices.group_by("region").agg(columns)
    actuals = scope.regions.select("region", "rank", *(pl.col(m).alias(f"{m}_actual") for m in MEASURES))
    return actuals.join(sums, on="region", how="left", maintain_order="left")


@remembered
def ladder(scope: Scope, measure: Measure, *, is_open: bool = False) -> tuple[BridgeStep, ...]:
    """The scope's steps from plan to actual; empty without a target. An open month is not judged short."""
    frame = ladder_frame(scope).filter(
        pl.col(f"{measure}_target").is_not_null(), pl.col(f"{measure}_actual").is_not_null()
    )
    if frame.is_empty():
        return ()
    sums = frame.select(pl.selectors.starts_with(f"{measure}_").sum()).row(0, named=True)
    plan, target, actual = (sums[f"{measure}_{part}"] for part in ("plan", "target", "actual"))
    is_good = True if is_reached(actual, target) else None if is_open else False
    return (
        BridgeStep(_("Plan"), plan, is_level=True),
        BridgeStep(_("Declared"), sums[f"{measure}_declared"]),
        BridgeStep(_("Adjusted"), sums[f"{measure}_adjusted"]),
        BridgeStep(_("Target of record"), target, is_level=True),
        BridgeStep(_("Over or short"), actual - target, is_good=is_good),
        BridgeStep(_("Actual"), actual, is_level=True, is_good=is_good),
    )


@remembered
def ladder_table(scope: Scope) -> Table:
    """The steps by region."""
    titles = {
        "collections": (
            title("collections_plan"),
            _("Collections, change declared"),
            _("Collections, change adjusted"),
            title("collections_target"),
            _("Collections, actual"),
        ),
        "sales": (
            title("sales_plan"),
            _("Sales, change declared"),
            _("Sales, change adjusted"),
            title("sales_target"),
            _("Sales, actual"),
        ),
    }
    parts = ("plan", "declared", "adjusted", "target", "actual")
    return Table(
        "plan_to_actual",
        _("From plan to actual, {month}", month=scope.title),
        ladder_frame(scope),
        (
            column("region"),
            *(
                Column(f"{measure}_{part}", title, "money")
                for measure in MEASURES
                for part, title in zip(parts, titles[measure], strict=True)
            ),
        ),
    )


def ladder_sentence(scope: Scope, measure: Measure) -> str:
    """The steps in a sentence; empty without a target."""
    steps = ladder(scope, measure)
    if not steps:
        return ""
    plan, declared, adjusted, target, _difference, actual = (step.amount for step in steps)
    return _(
        "Plan {plan}, declared {declared}, adjusted {adjusted}: target of record {target}; actual {actual} "
        "({attainment}).",
        plan=money_with_unit(plan, scope.unit),
        declared=money_with_unit(declared, scope.unit, plus=True),
        adjusted=money_with_unit(adjusted, scope.unit, plus=True),
        target=money_with_unit(target, scope.unit),
        actual=money_with_unit(actual, scope.unit),
        attainment=percent(share(actual, target) if target > 0 else None, 1, scope.edges),
    )
