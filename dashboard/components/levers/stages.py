"""The stage of the month that a page shows."""

from __future__ import annotations

from datetime import date

from dashboard.cache.current import current_days
from dashboard.components.visitors.today import today
from dashboard.views.month.progress import last_day, progress
from dashboard.views.month.stages import Stage, stage
from dashboard.views.scope import Scope
from engine.collecting.payments import Window, days_left


def current_stage(scope: Scope) -> Stage:
    """What can still be done in the scope's month."""
    return stage(progress(scope, current_days()), today())


def current_window(scope: Scope) -> Window | None:
    """The days in which money may still come; None where nobody can tell which are left."""
    now = progress(scope, current_days())
    return None if now.as_of is None else days_left(now.as_of.day, now.checkpoint_day, now.length)


def day_considered(scope: Scope) -> date:
    """The day as of which debts are overdue: the last one with figures, else the month's end."""
    return progress(scope, current_days()).as_of or last_day(scope.month)
