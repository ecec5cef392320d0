"""Time progress (时间进度): how much of the month had passed on the last day with figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import polars as pl

from dashboard.formats import Markdown, percent
from dashboard.i18n import _
from dashboard.memory import remembered
from dashboard.views.scope import Scope
from engine.forecasting import Days
from engine.forecasting.panel import month_length


@dataclass(frozen=True, slots=True)
class Progress:
    """A month and its last day with figures (`as_of`): the month's end if it is over, None if unknown."""

    month: date
    as_of: date | None
    checkpoint_day: int

    @property
    def length(self) -> int:
        """How many days the month has."""
        return last_day(self.month).day

    @property
    def days_left(self) -> int | None:
        """Days of the month after the last day with figures."""
        return None if self.as_of is None else self.length - self.as_of.day

    @property
    def share(self) -> float | None:
        """The elapsed share of the month's days, for display."""
        return None if self.elapsed is None else float(self.elapsed)

    @property
    def elapsed(self) -> Fraction | None:
        """The elapsed share of the month's days, exactly."""
        return None if self.as_of is None else Fraction(self.as_of.day, self.length)

    @property
    def days_to_checkpoint(self) -> int:
        """Days left to the checkpoint; 0 once it is reached or where the days are unknown."""
        checkpoint = min(self.checkpoint_day, self.length)
        return 0 if self.as_of is None else max(0, checkpoint - self.as_of.day)

    @property
    def is_open(self) -> bool:
        """Whether days are still to come."""
        return bool(self.days_left)


def last_day(month: date) -> date:
    """The last day of the month."""
    return month.replace(day=month_length(month))


def progress(scope: Scope, days: Days) -> Progress:
    """How far the month has come.

    A month with a later one loaded is over. Of the latest, the last day with a sale or a
    collection counts; without any such rows (a summary has no days) nobody knows.
    """
    return _progress(scope, days.totals)


@remembered
def _progress(scope: Scope, totals: pl.DataFrame) -> Progress:
    day = scope.policy.checkpoint_day
    is_later = pl.col("month") > scope.month
    is_loaded = pl.col("sales").is_not_null() | pl.col("collections").is_not_null()
    if not scope.evaluation.regions.filter(is_later & is_loaded).is_empty():
        return Progress(scope.month, last_day(scope.month), day)
    latest = totals.filter(pl.col("month") == scope.month)["day"].to_list()
    as_of = scope.month.replace(day=max(latest)) if latest else None
    return Progress(scope.month, as_of, day)


def progress_text(now: Progress) -> Markdown:
    """The time progress in a sentence."""
    if now.as_of is None:
        return _("Time progress unknown: the month's figures come without days.")
    if not now.is_open:
        return _("The month is over: time progress 100 %.")
    return _(
        "Figures through {day}: time progress {share}, {left} days left in the month.",
        day=f"{now.as_of:%m-%d}",
        share=percent(now.share),
        left=now.days_left,
    )
