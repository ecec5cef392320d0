"""Promises (承诺): whether a figure reached what was promised by its day."""

from __future__ import annotations

from datetime import date
from typing import Literal

Standing = Literal["kept", "broken", "running"]


def standing(amount: int, actual: int | None, until: date, day: date, *, is_less_better: bool) -> Standing:
    """How a promise stands on a day. amount, actual: fen; None where the figure is not known yet.

    It is kept once the figure reaches the amount, broken if it has not after `until`, running before and
    as long as nobody knows the figure. What may only come to so much can still grow until its day.
    """
    if actual is None:
        return "running"
    is_over = day > until
    if is_less_better:
        return "running" if not is_over else "kept" if actual <= amount else "broken"
    return "kept" if actual >= amount else "broken" if is_over else "running"
