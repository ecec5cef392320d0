"""The months of a year that are still open on a day, each with the forecast that can be made of it then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl

from engine.facts import LOADED_MONTHS, Facts
from engine.forecasting.amounts import Outlook, outlook
from engine.forecasting.balances import Balances, balances, past_changes
from engine.forecasting.panel import (
    Days,
    Panel,
    known_facts,
    measured,
    month_after,
    month_length,
    panel_of,
)
from engine.policy.parameters import Policies, Policy

DECEMBER = 12


@dataclass(frozen=True, slots=True, eq=False)
class OpenMonth:
    """A month that is not over: what is known of it, its outlook, and the balances known last."""

    known: Panel
    found: Outlook
    levels: Balances
    policy: Policy

    @property
    def month(self) -> date:
        """Its first day."""
        return self.known.month


def open_months(
    facts: Facts, policies: Policies, days: Days, month: date, as_of_day: int, *, last: date | None = None
) -> list[OpenMonth]:
    """The months from `month` on (the next one, if `as_of_day` ends it) through `last`, by default December.

    Nothing after the as-of day is looked at. A month for which nothing is planned has no regions in the
    facts and is left out. None are left of a year that is over.
    """
    as_of = month + timedelta(days=as_of_day - 1)
    first = first_open(month, as_of_day)
    is_over = first > month
    end = last or date(month.year, DECEMBER, 1)
    if first > end:
        return []
    known = _until(facts, first, as_of)
    # What is known is the same in all of them.
    regions = measured(known_facts(known, end, month_length(end)), policies, days, end)
    changes = past_changes(regions.rows)
    found: list[OpenMonth] = []
    at = first
    while at <= end:
        begun = at == first and not is_over
        of_month = replace(known, loaded_months=_with_loaded(known, facts, at, is_begun=begun))
        day = as_of_day if begun else 0
        seen = panel_of(regions.through(at), of_month, policies, days, month=at, as_of_day=day)
        if seen.regions:
            policy = policies.at(at)
            ends = outlook(seen, [(each.known, each.found) for each in found])
            levels = balances(seen, policy, month_after(first, -1), changes)
            found.append(OpenMonth(seen, ends, levels, policy))
        at = month_after(at)
    return found


def first_open(month: date, as_of_day: int) -> date:
    """The first month that is not over at the end of the as-of day."""
    return month_after(month) if as_of_day >= month_length(month) else month


def managers(facts: Facts, months: Sequence[date]) -> dict[date, dict[str, str]]:
    """The manager in force by month and region."""
    rows = facts.region_months.filter(pl.col("month").is_in(list(months)))
    found: dict[date, dict[str, str]] = {month: {} for month in months}
    for month, region, manager in rows.select("month", "region", "manager").iter_rows():
        found[month][region] = manager
    return found


def _until(facts: Facts, first: date, as_of: date) -> Facts:
    """`facts` without amounts of `first` or later, and without declarations after the as-of day."""
    is_before = pl.col("month") < first
    return replace(
        facts,
        declarations=facts.declarations.filter(pl.col("declared_on") <= as_of).with_columns(
            pl.when(pl.col("approved_on") <= as_of).then("approved_on").alias("approved_on")
        ),
        loaded_months=facts.loaded_months.filter(is_before),
        # What is recorded of later months was not known on that day.
        conduct=facts.conduct.filter(pl.col("month") <= as_of),
        indicators=facts.indicators.filter(pl.col("month") <= as_of),
    )


def _with_loaded(known: Facts, facts: Facts, month: date, *, is_begun: bool) -> pl.DataFrame:
    """Loaded months with the month itself: one that has not begun lacks no days."""
    if is_begun:
        own = facts.loaded_months.filter(pl.col("month") == month)
    else:
        flags = {name: [month if name == "month" else True] for name in LOADED_MONTHS}
        own = pl.DataFrame(flags, schema=LOADED_MONTHS)
    return pl.concat([known.loaded_months, own])
