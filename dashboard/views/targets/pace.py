"""Pace (一): to date against the calendar, and what each remaining day must bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import polars as pl

from dashboard.formats import NONE, Markdown, money, money_with_unit, percent, plain, points_of_percent
from dashboard.i18n import _
from dashboard.memory import remembered
from dashboard.published import column, title
from dashboard.tables import Column, Table
from dashboard.views.ends import named
from dashboard.views.month.progress import Progress, last_day, progress_text
from dashboard.views.scope import Scope
from engine.exact import hundredths
from engine.forecasting import Days
from engine.regulation.verdicts import gap, is_reached, share

Measure = Literal["sales", "collections"]
MEASURES: tuple[Measure, Measure] = ("collections", "sales")
_ONE_DAY = timedelta(days=1)


def _has_target(measure: Measure) -> pl.Expr:
    return pl.col(f"{measure}_target_gap").is_not_null()


@remembered
def pace_frame(scope: Scope, now: Progress) -> pl.DataFrame:
    """Per region and measure: attainment less time progress, the gap, and what a remaining day must bring.

    Columns `{measure}_ahead` (fraction), `_gap` (yuan, 0 once reached), `_daily` (average per
    elapsed day), `_required` (average per remaining day, null once the month is over) and
    `_to_checkpoint_required` (the same up to the checkpoint's threshold).
    """
    elapsed = None if now.as_of is None else now.as_of.day
    columns = []
    for measure in MEASURES:
        missing = pl.col(f"{measure}_target_gap").clip(lower_bound=0)
        short = pl.col(f"{measure}_checkpoint_gap").clip(lower_bound=0)
        columns += [
            (pl.col(f"{measure}_attainment") - now.share).alias(f"{measure}_ahead"),
            missing.alias(f"{measure}_gap"),
            _per_day(pl.col(measure), elapsed).alias(f"{measure}_daily"),
            _per_day(missing, now.days_left).alias(f"{measure}_required"),
            _per_day(short, now.days_to_checkpoint).alias(f"{measure}_to_checkpoint_required"),
        ]
    return scope.regions.with_columns(columns)


def _per_day(amount: pl.Expr, days: int | None) -> pl.Expr:
    return amount / days if days else pl.lit(None, dtype=pl.Float64)


@remembered
def pace_table(scope: Scope, now: Progress) -> Table:
    """The pace by region; what no longer applies is left out."""
    columns = [column("region")]
    for measure in MEASURES:
        words = _words(measure)
        columns += [
            Column(f"{measure}_attainment", words["attainment"], "ratio", edges=scope.edges),
            Column(f"{measure}_ahead", words["ahead"], "ratio", edges=(0.0,), is_difference=True),
            Column(f"{measure}_gap", words["gap"], "money"),
        ]
        if now.is_open:
            columns.append(Column(f"{measure}_required", words["required"], "money"))
        if now.days_to_checkpoint:
            columns.append(
                Column(f"{measure}_to_checkpoint_required", words["to_checkpoint_required"], "money")
            )
        columns += [
            Column(f"{measure}_daily", words["daily"], "money"),
            Column(measure, words["actual"], "money"),
            Column(f"{measure}_target", words["target"], "money"),
        ]
    return Table(
        "pace",
        _("Pace against the calendar, {month}", month=scope.title),
        pace_frame(scope, now),
        tuple(columns),
        (progress_text(now),),
    )


def _words(measure: Measure) -> dict[str, str]:
    if measure == "sales":
        return {
            "target": title("sales_target"),
            "actual": _("Sales to date"),
            "attainment": title("sales_attainment"),
            "ahead": _("Sales ahead of time"),
            "gap": _("Sales missing to target"),
            "daily": _("Sales a day so far"),
            "required": _("Sales needed a day"),
            "to_checkpoint_required": _("Sales needed a day to the checkpoint"),
        }
    return {
        "target": title("collections_target"),
        "actual": _("Collections to date"),
        "attainment": title("collections_attainment"),
        "ahead": _("Collections ahead of time"),
        "gap": _("Collections missing to target"),
        "daily": _("Collections a day so far"),
        "required": _("Collections needed a day"),
        "to_checkpoint_required": _("Collections needed a day to the checkpoint"),
    }


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """A month's running totals in yuan: `days` (day, amount), `earlier` those of the month before.

    Both are of the same regions, those whose days are known and who have a target; `left_out`
    names the others. `target` is the regions' target of record, `earlier_target` that of the
    month before (None: no month to compare with). `is_on_time`: whether the last total keeps up
    with the calendar; None where the days are unknown.
    """

    days: pl.DataFrame
    is_on_time: bool | None
    target: float
    earlier: pl.DataFrame
    earlier_target: float | None
    left_out: tuple[str, ...]


def course(scope: Scope, days: Days, now: Progress, measure: Measure) -> Course:
    """The running totals of the scope's regions."""
    return _course(scope, days.totals, days.undated, now, measure)


@remembered
def _course(
    scope: Scope, totals: pl.DataFrame, undated: pl.DataFrame, now: Progress, measure: Measure
) -> Course:
    rows = scope.regions
    no_days = undated.filter(pl.col("month") == scope.month)["region"].to_list()
    counted = rows.filter(_has_target(measure), ~pl.col("region").is_in(no_days))
    names = counted["region"].to_list()
    before = (scope.month.replace(day=1) - _ONE_DAY).replace(day=1)
    past = scope.evaluation.regions.filter(
        pl.col("month") == before, pl.col("region").is_in(names), _has_target(measure)
    )
    is_same = (
        past.height == len(names)
        and undated.filter(pl.col("month") == before, pl.col("region").is_in(names)).is_empty()
    )
    through = 0 if now.as_of is None else now.as_of.day
    days = _running(totals, scope.month, names, measure, through)
    target = float(counted[f"{measure}_target"].sum())
    elapsed = None if days.is_empty() else now.elapsed
    return Course(
        days,
        None if elapsed is None else is_reached(days["amount"][-1], target, elapsed),
        target,
        _running(totals, before, names if is_same else [], measure, last_day(before).day),
        float(past[f"{measure}_target"].sum()) if is_same and names else None,
        tuple(name for name in rows["region"].to_list() if name not in names),
    )


def _running(
    totals: pl.DataFrame, month: date, names: list[str], measure: Measure, through: int
) -> pl.DataFrame:
    """Day and running total in yuan, a row for each day up to `through`; summed in fen."""
    mine = totals.filter(pl.col("month") == month, pl.col("region").is_in(names))
    by_day = mine.group_by("day").agg(pl.col(measure).sum())
    calendar = pl.DataFrame({"day": range(1, through + 1)}, schema={"day": pl.Int8})
    if not names:
        calendar = calendar.clear()
    return calendar.join(by_day, on="day", how="left").select(
        "day", hundredths(pl.col(measure).fill_null(0).cum_sum()).alias("amount")
    )


def same_day_change(scope: Scope, days: Days, now: Progress, measure: Measure) -> tuple[float, float] | None:
    """Yuan and share by which the running total differs from the same day of last month.

    None unless every region's days are known in both months.
    """
    found = course(scope, days, now, measure)
    if found.left_out or found.earlier_target is None or now.as_of is None or found.days.is_empty():
        return None
    then = found.earlier.filter(pl.col("day") <= now.as_of.day)["amount"][-1]
    difference = float(found.days["amount"][-1] - then)
    return (difference, difference / then) if then > 0 else None


def course_sentence(scope: Scope, found: Course, now: Progress) -> Markdown:
    """Where the running total stands against the calendar, in a sentence."""
    if found.days.is_empty() or now.share is None:
        return NONE
    reached = float(found.days["amount"][-1])
    attainment = share(reached, found.target)
    text = _(
        "{reached} of {target}: {attainment}, time progress {share} ({ahead}).",
        reached=money(reached, scope.unit),
        target=money_with_unit(found.target, scope.unit),
        attainment=percent(attainment, 1, scope.edges),
        share=percent(now.share),
        ahead=points_of_percent(attainment - now.share),
    )
    missing = max(0.0, gap(reached, found.target))
    if now.days_left and missing:
        text += _(
            " Each of the {left} remaining days must bring {required}.",
            left=now.days_left,
            required=money_with_unit(missing / now.days_left, scope.unit),
        )
    return text


def left_out_note(found: Course) -> Markdown:
    """Who is not in the running totals, and why; empty if all are."""
    if not found.left_out:
        return NONE
    return _(
        "Not included for lack of days or of a target: {regions}.",
        regions=named(plain(name) for name in found.left_out),
    )
