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


def first_relevant(month: date) -> date:
    """The earliest month whose figures enter those of `month`, all but its last-place streak.

    Those are of the trailing twelve months (二); the year to date never reaches further back.
    """
    return month_before(month, 11)


def relevant(facts: Facts, month: date) -> Facts:
    """The facts that `evaluate` needs to give `month` the figures it has among all months.

    Later months are left out, also as candidates for anything but `month`. The month's
    `last_place_streak` and `escalation` are not to be used. What was loaded, and annual
    targets, stay whole: they say which months are past.
    """
    within = pl.col("month").is_between(first_relevant(month), month)
    names = (
        "region_months",
        "office_plans",
        "declarations",
        "office_months",
        "conduct",
        "indicators",
    )
    return replace(facts, **{name: getattr(facts, name).filter(within) for name in names})
