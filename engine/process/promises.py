"""Promises (承诺): whether a figure reached what was promised by its day."""

from __future__ import annotations

from datetime import date
from typing import Literal

Standing = Literal["kept", "broken", "running"]
#: Figures that may be promised: column of regions and of offices → whether less is better.
PROMISABLE: dict[str, bool] = {
    "sales": False,
    "collections": False,
    "contract_overdue": True,
    "inventory": True,
}


def standing(figure: str, amount: int, until: date, actual: int | None, day: date) -> Standing:
    """How a promise stands on a day. amount, actual: fen; None where the figure is not known yet.

    It is kept once the figure reaches the amount, broken if it has not after `until`, running before and
    as long as nobody knows the figure. ValueError for a figure that cannot be promised.
    """
    if figure not in PROMISABLE:
        raise ValueError(figure)
    if actual is None:
        return "running"
    is_reached = actual <= amount if PROMISABLE[figure] else actual >= amount
    if is_reached:
        # What may only come to so much can still grow until its day.
        return "running" if PROMISABLE[figure] and day <= until else "kept"
    return "broken" if day > until else "running"
