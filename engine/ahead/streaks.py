"""Months last in a row (四) along possible courses of the months ahead, of all regions at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.forecasting.panel import Flags

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class StreakCounts:
    """Streaks of so many last months in the months ahead, by region, as counts of courses.

    is_there: whether it is reached already. earliest: the place of the first month ahead in which it may
    be reached, the number of months where too few are left or it is there. reached: regions × months, in how
    many courses it is reached there for the first time.
    """

    is_there: Flags
    earliest: Counts
    reached: Counts


def streaks(is_last: Flags, start: Counts, restarts: Flags) -> Counts:
    """Months last in a row at the end of each month: months × courses × regions.

    is_last: months × courses × regions. start: by region, the streak before the first of them. restarts:
    months × regions, whether a change of manager begins it anew.
    """
    found = np.zeros(is_last.shape, dtype=np.int64)
    streak = start
    for place, is_new in enumerate(restarts):
        streak = np.where(is_last[place], np.where(is_new, 1, streak + 1), 0)
        found[place] = streak
    return found


def streak_counts(is_last: Flags, start: Counts, restarts: Flags, length: int) -> StreakCounts:
    """How streaks of `length` months may come about; arguments as in `streaks`."""
    is_there = start >= length
    # At best, every month is a last one.
    best = streaks(np.ones((len(is_last), 1, len(start)), dtype=bool), start, restarts)[:, 0]
    is_out_of_reach = ~np.logical_or.accumulate(best >= length) | is_there
    is_reached = (streaks(is_last, start, restarts) >= length) & ~is_there
    first = is_reached & (is_reached.cumsum(axis=0) == 1)
    return StreakCounts(is_there, is_out_of_reach.sum(axis=0), np.ascontiguousarray(first.sum(axis=1).T))
