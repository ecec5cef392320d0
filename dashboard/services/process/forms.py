"""What the forms of the month ask besides the acts themselves."""

from __future__ import annotations

from datetime import date

from data.people.scope import Scope
from data.store.process.after_acts import half_a_year_after
from engine.forecasting.panel import month_after


def may_retain(scope: Scope, region: str) -> bool:
    """Whether somebody decides on a region after its report: the responsible VP."""
    return not scope.only_looks and any(grant.role == "vp" and grant.covers(region) for grant in scope.grants)


def retained_at_most(day: date) -> date:
    """Until when a region may be retained by a decision made on a day."""
    return half_a_year_after(day)


def is_under_way(month: date, day: date) -> bool:
    """Whether a month is not over: what is submitted of it will be others' figures later."""
    return day < month_after(month)
