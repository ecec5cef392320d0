"""Months last in a row (四) along possible courses of the months ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.forecasting.panel import Fen, Flags


@dataclass(frozen=True, slots=True)
class Run:
    """A run of `length` last months of one region in the months ahead, as counts of courses.

    is_there: it is reached already. earliest: the place of the first month ahead in which it may be
    reached, None where too few are left. reached: by month ahead, in how many courses it is reached
    there for the first time.
    """

    length: int
    is_there: bool
    earliest: int | None
    reached: tuple[int, ...]


def streaks(is_last: Flags, start: int, restarts: Sequence[bool]) -> Fen:
    """Months last in a row at the end of each month: courses × months.

    is_last: courses × months. start: the streak before the first of them. restarts: by month,
    whether a change of manager begins it anew.
    """
    found = np.zeros(is_last.shape, dtype=np.int64)
    streak: npt.NDArray[np.int64] = np.full(len(is_last), start, dtype=np.int64)
    for place, is_new in enumerate(restarts):
        streak = np.where(is_last[:, place], 1 if is_new else streak + 1, 0)
        found[:, place] = streak
    return found


def run(is_last: Flags, start: int, restarts: Sequence[bool], length: int) -> Run:
    """How a run of `length` months may come about; arguments as in `streaks`."""
    best = _best(start, restarts)
    earliest = next((place for place, streak in enumerate(best) if streak >= length), None)
    if start >= length:
        return Run(length, True, None, (0,) * len(restarts))
    is_reached = streaks(is_last, start, restarts) >= length
    first = is_reached & (is_reached.cumsum(axis=1) == 1)
    return Run(length, False, earliest, tuple(int(count) for count in first.sum(axis=0)))


def _best(start: int, restarts: Sequence[bool]) -> list[int]:
    """The streak by month if every one of them is last."""
    found = []
    for is_new in restarts:
        start = 1 if is_new else start + 1
        found.append(start)
    return found
