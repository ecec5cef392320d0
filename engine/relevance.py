"""The part of the facts that a month's evaluation rests on, for what is asked at every key press."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl

from engine.facts import Facts


def month_before(month: date, count: int = 1) -> date:
    """The first of the month `count` months earlier."""
    number = month.year * 12 + month.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)


def first_relevant(month: date, streak: int | None = None) -> date:
    """The earliest month whose figures enter those of `month`.

    The year to date begins in January, the trailing twelve months eleven earlier. With
    `streak`, the longest last-place streak up to the month before, the ranks that the
    streak of `month` counts on are right as well: those of every month of the streak and
    of the one before it.
    """
    earliest = month if streak is None else month_before(month, streak + 1)
    return min(date(earliest.year, 1, 1), month_before(earliest, 11))


def relevant(facts: Facts, month: date, streak: int | None = None) -> Facts:
    """The facts that `evaluate` needs to give `month` the figures it has among all months.

    Later months are left out, also as candidates for anything but `month`. Without `streak`
    the month's `last_place_streak` and `escalation` are not to be used. What was loaded, and
    annual targets, stay whole: they say which months are past.
    """
    within = pl.col("month").is_between(first_relevant(month, streak), month)
    names = (
        "region_months",
        "office_plans",
        "declarations",
        "office_months",
        "conduct",
        "indicators",
    )
    return replace(facts, **{name: getattr(facts, name).filter(within) for name in names})
