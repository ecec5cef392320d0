"""Expenses (三): against the cap, over the year, by category."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from dashboard.cards.card import Beside, Card, Chart, Gap, Rows, Sentences
from dashboard.charts.expenses import cap_bullets
from dashboard.charts.spending import cap_steps, category_bars
from dashboard.formats import percent
from dashboard.i18n import _
from dashboard.views.alt_text import alt_text
from dashboard.views.ends import ends
from dashboard.views.expenses.expenses import notes, region_table
from dashboard.views.expenses.spending import (
    cap_course,
    cap_course_table,
    cap_sentence,
    category_frame,
    category_sentence,
    category_table,
)
from dashboard.views.scope import Scope


def against_cap(scope: Scope) -> Iterator[Card | Beside]:
    """Regions against the cap."""
    table, drawn = region_table(scope), ends(scope.regions)
    cap_rate = float(scope.policy.expenses.cap_rate.value)
    yield Chart(
        _(
            "Expenses counted against the cap, year to {month} ({unit})",
            month=scope.title,
            unit=scope.unit.label,
        ),
        cap_bullets(drawn.rows, scope.unit, cap_rate),
        table,
        "cap",
        _(
            "At the end of a bar: expense ratio of the year to date (counted ÷ collections), at most {rate}.",
            rate=percent(cap_rate, 2, ()),
        ),
        alt=alt_text(table, scope.unit, "region", "expense_ratio", "expense_counted"),
        regions=drawn.names,
        others=drawn.others,
    )


def course(scope: Scope, categories: pl.DataFrame) -> Iterator[Card | Beside]:
    """The year against its line beside what it went into; categories: as `details.categories` gives them."""
    kinds = category_frame(scope, categories)
    yield Beside((_course(scope, kinds.height), _kinds(scope, categories) if kinds.height else None))


def _course(scope: Scope, rows: int) -> Card:
    title = _("Year to date against the cap line ({unit})", unit=scope.unit.label)
    course = cap_course(scope)
    if course.is_empty():
        return Gap(title, _("No expenses or no collections this year yet. Load both extracts."))
    figure = cap_steps(course, scope.unit, rows)
    return Chart(title, figure, cap_course_table(scope), "cap_course", cap_sentence(scope))


def _kinds(scope: Scope, categories: pl.DataFrame) -> Card:
    table = category_table(scope, categories)
    return Chart(
        _("{title} ({unit})", title=table.heading, unit=scope.unit.label),
        category_bars(category_frame(scope, categories), scope.unit),
        table,
        "categories",
        category_sentence(scope, categories),
        alt=alt_text(table, scope.unit, "category", "counted"),
    )


def tables(scope: Scope) -> Iterator[Card]:
    """Regions in figures, and what is to be known about them."""
    yield Rows(region_table(scope), "regions")
    yield Sentences(notes(scope))
