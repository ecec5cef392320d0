"""The year up to the month: will it be made, who will not make it, and what must each month bring."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from dashboard.formats import NONE, Markdown, money, money_with_unit, percent, plain
from dashboard.i18n import N_, _
from dashboard.memory import remembered, remembered_lately
from dashboard.views.ends import named
from dashboard.views.overview.figures import Figure
from dashboard.views.scope import Scope
from engine.evaluation import Evaluation
from engine.year.courses import MEASURES, Measure
from engine.year.standing import Courses, Year, year_courses, year_to_date, year_together

WORDS: dict[Measure, Markdown] = {"sales": N_("Sales"), "collections": N_("Collections")}


def year(scope: Scope) -> Year:
    """The year of the scope, of its region if one is chosen; the same each time it is asked for."""
    return year_of(scope.evaluation, scope.month, scope.until, scope.region)


@remembered
def year_of(evaluation: Evaluation, month: date, until: date | None, region: str | None) -> Year:
    """`year`, of what a scope has: whoever asks for the same is given the same."""
    return year_to_date(evaluation, month, until, region, made=_courses(evaluation, month, until, region))


@remembered
def _together(evaluation: Evaluation, month: date, until: date | None, region: str | None) -> dict[str, Any]:
    return year_together(_courses(evaluation, month, until, region))


@remembered_lately
def _courses(evaluation: Evaluation, month: date, until: date | None, region: str | None) -> Courses:
    return year_courses(evaluation, month, until, region)


def total(scope: Scope) -> dict[str, Any]:
    """All regions of the scope together: a row of `Year.total`."""
    return year(scope).total.row(0, named=True)


def months_left(row: dict[str, Any]) -> Markdown:
    """How many months are left, a part of one with a decimal."""
    left = float(row["months_left"])
    return f"{left:.0f}" if left.is_integer() else f"{left:.1f}"


def verdict(scope: Scope, measure: Measure) -> Markdown:
    """Will the year be made? One sentence, the verdict first."""
    row = total(scope)
    word = _(WORDS[measure])
    if row[f"{measure}_to_date"] is None:
        return _("? {measure}: no figures of {year} are loaded yet.", measure=word, year=scope.month.year)
    if row[f"annual_{measure}_target"] is None:
        return _(
            "○ {measure}: {amount} to date; there is no annual target for {year} to hold it against.",
            measure=word,
            amount=_amount(scope, row[f"{measure}_to_date"]),
            year=scope.month.year,
        )
    is_reached, gap = row[f"is_{measure}_year_reached"], row[f"{measure}_pace_gap"]
    if is_reached is None:
        return _("? {measure}: too little is known to say where the year ends.", measure=word)
    if is_reached:
        return _(
            "✓ **{measure} will make the year** if the pace holds: {end}, {gap} more than the annual target.",
            measure=word,
            end=_amount(scope, row[f"{measure}_pace_end"]),
            gap=_amount(scope, -gap),
        )
    return _(
        "× **{measure} will miss the year** if the pace holds: {end}, {gap} short of the annual target.",
        measure=word,
        end=_amount(scope, row[f"{measure}_pace_end"]),
        gap=_amount(scope, gap),
    )


def rest(scope: Scope, measure: Measure) -> Markdown:
    """What the rest of the year needs, against plan and pace."""
    row = total(scope)
    gap, need = row[f"{measure}_year_gap"], row[f"{measure}_need"]
    if row[f"annual_{measure}_target"] is None:
        return NONE
    if gap is None:
        return _("What the rest of the year needs cannot be said while months are not loaded.")
    if need is None:
        return _("No month is left; {gap} are missing.", gap=_amount(scope, gap))
    if need == 0:
        return _("The annual target is reached already.")
    if row[f"{measure}_need_to_plan"] is None:
        return _(
            "Each of the {left} months left must bring {need}: {rate} times the mean so far ({mean}).",
            left=months_left(row),
            need=_amount(scope, need),
            rate=_times(row[f"{measure}_need_to_rate"]),
            mean=_amount(scope, row[f"{measure}_rate"]),
        )
    return _(
        "Each of the {left} months left must bring {need}: {plan} of what is planned for them, "
        "{rate} times the monthly mean so far.",
        left=months_left(row),
        need=_amount(scope, need),
        plan=percent(row[f"{measure}_need_to_plan"], thresholds=scope.edges),
        rate=_times(row[f"{measure}_need_to_rate"]),
    )


def who_misses(scope: Scope) -> list[Markdown]:
    """Which regions will miss and make the year at this pace, the largest gap first."""
    rows = year(scope).regions
    if scope.region is not None or rows.is_empty():
        return []
    said = []
    for measure in MEASURES:
        judged = rows.filter(pl.col(f"is_{measure}_year_reached").is_not_null())
        short = judged.filter(~pl.col(f"is_{measure}_year_reached")).sort(
            f"{measure}_pace_gap", descending=True
        )
        if judged.is_empty():
            continue
        if short.is_empty():
            said.append(_("{measure}: every region makes the year at this pace.", measure=_(WORDS[measure])))
            continue
        said.append(
            _(
                "{measure}: {count} of {all} regions will miss the year at this pace ({unit}): {parts}.",
                measure=_(WORDS[measure]),
                count=short.height,
                all=judged.height,
                unit=scope.unit.label,
                parts=named(
                    (
                        _("{region} by {gap}", region=plain(region), gap=money(gap, scope.unit))
                        for region, gap in short.select("region", f"{measure}_pace_gap").iter_rows()
                    ),
                    short.height,
                ),
            )
        )
    return said


def figures(scope: Scope) -> list[Figure]:
    """The top row: per measure the share of the annual target against the plan, the need, and last year."""
    row = total(scope)
    return [figure for measure in MEASURES for figure in _figures(scope, row, measure)]


def _figures(scope: Scope, row: dict[str, Any], measure: Measure) -> list[Figure]:
    word, gap = _(WORDS[measure]), row[f"{measure}_plan_gap"]
    target, need, to_plan = (row[f"{name}"] for name in _names(measure))
    return [
        Figure(
            _("{measure}, of the annual target", measure=word),
            percent(row[f"{measure}_of_annual"], thresholds=scope.edges),
            None if gap is None else _("{gap} on plan", gap=money(-gap, scope.unit, plus=True, digits=0)),
            row[f"is_{measure}_plan_reached"],
            (),
            _(
                "{amount} to date of {target}; plan to date {plan}.",
                amount=_amount(scope, row[f"{measure}_to_date"]),
                target=_amount(scope, target),
                plan=_amount(scope, row[f"{measure}_plan_to_date"]),
            ),
        ),
        Figure(
            _("{measure} needed a month", measure=word),
            money(need, scope.unit),
            None if to_plan is None else _("{share} of plan", share=percent(to_plan, thresholds=scope.edges)),
            None,
            (),
            _(
                "Missing to the annual target ÷ months left ({left}); below, as a share of their plans.",
                left=months_left(row),
            ),
        ),
        Figure(
            _("{measure}, on last year", measure=word),
            percent(row[f"{measure}_growth"], thresholds=(), plus=True),
            _("{count} months compared", count=int(row[f"{measure}_months_compared"])),
            None,
            (),
            _("Whole months known in both years: this year's sum against last year's."),
        ),
    ]


def _names(measure: Measure) -> Sequence[str]:
    return f"annual_{measure}_target", f"{measure}_need", f"{measure}_need_to_plan"


def in_short(scope: Scope) -> Markdown:
    """The year in a line, for the overview."""
    row = _together(scope.evaluation, scope.month, scope.until, scope.region)
    parts = [part for measure in MEASURES if row and (part := _short(scope, row, measure))]
    if not parts:
        return NONE
    return _("**Year through {month}**: {parts}", month=scope.title, parts=_("; ").join(parts))


def _short(scope: Scope, row: dict[str, Any], measure: Measure) -> Markdown:
    word, share = _(WORDS[measure]), percent(row[f"{measure}_of_annual"], thresholds=scope.edges)
    gap, need = row[f"{measure}_plan_gap"], row[f"{measure}_need"]
    if row[f"{measure}_of_annual"] is None:
        return NONE
    if gap is None or need is None:
        return _("{measure} {share} of the annual target", measure=word, share=share)
    by, rest_of = money_with_unit(abs(gap), scope.unit), money_with_unit(need, scope.unit)
    if row[f"is_{measure}_plan_reached"]:
        return _(
            "{measure} {share} of the annual target, {gap} ahead of the plan; each month left needs {need}",
            measure=word, share=share, gap=by, need=rest_of,
        )  # fmt: skip
    return _(
        "{measure} {share} of the annual target, {gap} behind the plan; each month left needs {need}",
        measure=word, share=share, gap=by, need=rest_of,
    )  # fmt: skip


def _amount(scope: Scope, amount: float | None) -> Markdown:
    return Markdown(money_with_unit(amount, scope.unit))


def _times(rate: float | None) -> Markdown:
    return NONE if rate is None else f"{rate:.2f}"
