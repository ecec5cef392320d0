"""The year: each region at a glance, its course, its outcomes, and two spans side by side."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.cards.card import Beside, Card, Chart, Gap, Rows, Sentences
from dashboard.charts.year import year_bullets, year_lines
from dashboard.i18n import _
from dashboard.views.alt_text import alt_text
from dashboard.views.ends import ends
from dashboard.views.scope import Scope
from dashboard.views.year.comparing import Sides, amount_table, rate_table, remarks
from dashboard.views.year.notes import notes
from dashboard.views.year.standing import WORDS, rest
from dashboard.views.year.tables import (
    course,
    course_note,
    course_table,
    outcome_table,
    target_table,
    with_target,
)
from engine.year.courses import MEASURES, Measure


def regions(scope: Scope) -> Iterator[Card | Beside]:
    """Each region's year at a glance, and what is to be known about it."""
    yield Beside(tuple(_bullets(scope, measure) for measure in MEASURES))
    yield Sentences(notes(scope))


def courses(scope: Scope) -> Iterator[Card | Beside]:
    """The running totals."""
    yield Beside(tuple(_course(scope, measure) for measure in MEASURES))


def _bullets(scope: Scope, measure: Measure) -> Card:
    title = _("{measure} against the annual target, {month}", measure=_(WORDS[measure]), month=scope.title)
    held = with_target(scope, measure)
    if held.is_empty():
        return Gap(
            title, _("There is no annual target of {year}. Load the annual plan.", year=scope.month.year)
        )
    table, drawn = target_table(scope), ends(held)
    names = (f"{measure}_of_annual", f"{measure}_need", f"is_{measure}_year_reached")
    return Chart(
        title,
        year_bullets(drawn.rows, measure, scope.unit),
        table,
        f"year_{measure}",
        rest(scope, measure),
        alt=alt_text(table, scope.unit, "region", *names),
        regions=drawn.names,
        others=drawn.others,
    )


def _course(scope: Scope, measure: Measure) -> Card:
    title = _(
        "{measure}, running total of {year} ({unit})",
        measure=_(WORDS[measure]),
        year=scope.month.year,
        unit=scope.unit.label,
    )
    lines = course(scope)
    if lines[measure].null_count() == lines.height:
        return Gap(title, _("No figures of {year} are loaded yet.", year=scope.month.year))
    table = course_table(scope, measure)
    return Chart(
        title,
        year_lines(lines, measure, scope.unit, is_open=scope.until is not None),
        table,
        f"year_course_{measure}",
        course_note(scope, measure),
        alt=alt_text(table, scope.unit, "month", measure, f"{measure}_plan"),
    )


def progress(scope: Scope) -> Iterator[Card]:
    """Regions in figures."""
    yield Rows(target_table(scope), "year_targets")


def outcomes(scope: Scope) -> Iterator[Card]:
    """What the year brought the regions."""
    yield Rows(outcome_table(scope), "year_outcomes")


def side_by_side(sides: Sides) -> Iterator[Card | Beside]:
    """Two spans: what they are, their amounts and their rates."""
    yield Sentences(remarks(sides))
    # Below one another: beside one another the last column, what changed, is cut off.
    yield Rows(amount_table(sides), "comparison_amounts")
    yield Rows(rate_table(sides), "comparison_rates")
