"""Who works when: weekends, public holidays, and the days that are worked instead (调休).

The State Council announces a year's holidays late in the year before; the library ships what was announced.
Of a year that it does not know yet (or no longer), Monday to Friday are taken for working days.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import Literal

import chinese_calendar

#: makeup: a Saturday or Sunday that is worked instead of another day.
DayKind = Literal["working", "makeup", "weekend", "holiday"]
_SATURDAY = 5


@cache
def is_announced(year: int) -> bool:
    """Whether the year's holidays are known."""
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def day_kind(day: date) -> DayKind:
    """What kind of day it is; by the weekday alone in a year whose holidays are not known."""
    is_weekend = day.weekday() >= _SATURDAY
    if not is_announced(day.year):
        return "weekend" if is_weekend else "working"
    is_rest, occasion = chinese_calendar.get_holiday_detail(day)
    if is_rest:
        return "holiday" if occasion else "weekend"
    return "makeup" if is_weekend else "working"


def rest_days(months: Iterable[date]) -> frozenset[date]:
    """The days of the months on which nobody works."""
    found = set()
    for month in months:
        day = month
        while day.month == month.month:
            if day_kind(day) in ("weekend", "holiday"):
                found.add(day)
            day += timedelta(days=1)
    return frozenset(found)
