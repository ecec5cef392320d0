"""What can still be done in a month: everything, nothing for the checkpoint any more, or nothing at all."""

from __future__ import annotations

from datetime import date
from typing import Literal

from dashboard.views.month.progress import Progress, last_day

#: open: the checkpoint's day is still to come. past_checkpoint: it is over, the month is not.
Stage = Literal["open", "past_checkpoint", "over"]


def stage(now: Progress, today: date) -> Stage:
    """The month's stage, by its last day with figures; where days are unknown, by the calendar."""
    as_of = now.as_of
    if as_of is None:
        as_of = min(today, last_day(now.month)) if today >= now.month else None
    if as_of is None:
        return "open"
    if as_of == last_day(now.month):
        return "over"
    return "past_checkpoint" if as_of.day >= now.checkpoint_day else "open"
