"""The demo company's months, eighteen whole ones and one under way, and the arithmetic of its books."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date
from random import Random

#: The last day of the month that counts towards the checkpoint (一.3).
CHECKPOINT_DAY = 28


def month_after(month: date, count: int = 1) -> date:
    """The first day of the month `count` months later (earlier, if negative)."""
    index = month.year * 12 + month.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


def month_length(month: date) -> int:
    """How many days the month has."""
    return calendar.monthrange(month.year, month.month)[1]


MONTHS: tuple[date, ...] = tuple(month_after(date(2025, 4, 1), index) for index in range(18))
#: The annual plan is split to the end of the year, beyond the last month with books.
PLANNED_MONTHS: tuple[date, ...] = tuple(month_after(MONTHS[0], index) for index in range(21))
LAST_MONTH = MONTHS[-1]
#: The month under way after them, with books up to a few days before its checkpoint.
RUNNING_MONTH = month_after(LAST_MONTH)
RUNNING_AS_OF = RUNNING_MONTH.replace(day=25)
#: The day on which the books end: what to take for today where a clock lags behind them.
AS_OF = date(2026, 9, 30)


def dice(seed: int, *subject: object) -> Random:
    """A reproducible source of chance for one subject, undisturbed by any other."""
    return Random(f"{seed}/{'/'.join(map(str, subject))}")  # noqa: S311 - a demo, not a secret


def split(total: int, weights: Sequence[float], unit: int = 1) -> list[int]:
    """`total` split in proportion to `weights` in whole units; the sum is exactly `total`.

    What rounding down leaves over goes to the heaviest part.
    """
    whole = sum(weights)
    parts = [int(total * weight / whole) // unit * unit for weight in weights]
    heaviest = max(range(len(parts)), key=lambda index: weights[index])
    parts[heaviest] += total - sum(parts)
    return parts


def part(total: int, rate: int, scale: int) -> int:
    """`total` × `rate` ÷ `scale`, rounded down, in whole numbers."""
    return total * rate // scale
