"""The year's tables: targets and pace, awards by clause, the running totals."""

from __future__ import annotations

from datetime import date

import polars as pl

from dashboard.formats import NONE, Markdown, month_text, plain
from dashboard.i18n import _
from dashboard.memory import remembered
from dashboard.published import column, columns
from dashboard.tables import Column, Table
from dashboard.views.scope import Scope
from dashboard.views.year.standing import year
from engine.evaluation import Evaluation
from engine.figures import Level
from engine.settlement.items import award_columns
from engine.year.courses import MEASURES, Measure
from engine.year.cumulated import cumulated
from engine.year.months import a_year_before

_LEVEL: Level = "year_to_date"


@remembered
def target_table(scope: Scope) -> Table:
    """Per region and in total: to date, plan, annual target, last year, the rest and the pace."""
    further = [name for measure in MEASURES for name in _further(measure)]
    return _table(
        scope, "year", _("Year through {month}", month=scope.title), *_first(), "months_left", *further
    )


def _first() -> list[str]:
    """What an executive asks first, of both measures."""
    return [
        name
        for measure in MEASURES
        for name in (
            *(f"{measure}_to_date", f"{measure}_of_annual", f"{measure}_to_plan"),
            *(f"{measure}_growth", f"{measure}_need", f"is_{measure}_year_reached"),
        )
    ]


def _further(measure: Measure) -> tuple[str, ...]:
    return (
        *(
            f"annual_{measure}_target",
            f"{measure}_year_gap",
            f"{measure}_plan_to_date",
            f"{measure}_plan_gap",
        ),
        *(f"{measure}_need_to_plan", f"{measure}_rate", f"{measure}_pace_end", f"{measure}_end_of_annual"),
        *(f"{measure}_pace_gap", f"{measure}_last_year", f"{measure}_again", f"{measure}_months_compared"),
    )


@remembered
def short_table(scope: Scope) -> Table:
    """What the bulletin prints of the year, per region and in total."""
    return _table(scope, "year", _("Year through {month}", month=scope.title), *_first(), "awards")


@remembered
def outcome_table(scope: Scope) -> Table:
    """Per region and in total: awards by item, checkpoints met and missed, last places, the expense cap."""
    return _table(
        scope,
        "year-outcomes",
        _("Awards, checkpoints and expenses, year through {month}", month=scope.title),
        *award_columns(),
        *("rewards", "fines", "awards", "months_met", "months_missed", "months_not_judged", "months_last"),
        *("best_month", "worst_month", "expense_counted", "expense_cap", "expense_to_cap"),
        *("expense_year_cap", "expense_of_year_cap"),
    )


def _table(scope: Scope, name: str, title: str, *names: str) -> Table:
    found = year(scope)
    whole = found.total.with_columns(pl.lit(_("Total")).alias("region"))
    rows = pl.concat([found.regions, whole]) if found.regions.height > 1 else found.regions
    return Table(name, title, rows, columns(scope.edges, "region", *names, level=_LEVEL))


@remembered
def with_target(scope: Scope, measure: Measure) -> pl.DataFrame:
    """The regions that have an annual target, the most missing at the year's end first."""
    rows = year(scope).regions.filter(pl.col(f"annual_{measure}_target").is_not_null())
    return rows.sort(f"{measure}_pace_gap", descending=True, nulls_last=True)


def course(scope: Scope) -> pl.DataFrame:
    """Running totals of the year's twelve months: `engine.year.cumulated`."""
    return _course(scope.evaluation, scope.month, scope.region)


@remembered
def _course(evaluation: Evaluation, month: date, region: str | None) -> pl.DataFrame:
    return cumulated(evaluation, month, region)


def course_note(scope: Scope, measure: Measure) -> Markdown:
    """Why last year's line ends early or is not there; nothing where it is whole."""
    missing = course(scope).filter(pl.col(f"{measure}_last_year").is_null())["month"].to_list()
    if not missing:
        return NONE
    return _("Last year's line needs every month from January on; {month} is not known.",
             month=plain(month_text(a_year_before(missing[0]))))  # fmt: skip


@remembered
def course_table(scope: Scope, measure: Measure) -> Table:
    """The running totals behind the course of a measure."""
    return Table(
        f"year-course-{measure}",
        _("Running totals of {year}", year=scope.month.year),
        course(scope),
        (
            column("month"),
            Column(measure, _("Year to date"), "money"),
            Column(f"{measure}_plan", _("Plan"), "money"),
            Column(f"{measure}_last_year", _("Last year"), "money"),
        ),
    )
