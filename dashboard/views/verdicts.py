"""Judgements that several pages show: good, bad, or nothing to judge; the engine has taken them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.views.month.progress import Progress
from engine.regulation.verdicts import is_reached


def capital_verdict(row: Mapping[str, Any]) -> bool | None:
    """二: whether a region ties up no more than its quota; False only where it is fined for that.

    None without data, and for an overrun in a tier that costs nothing. row: of `Evaluation.regions`.
    """
    if (row["capital_award"] or 0) < 0:
        return False
    return row["is_within_quota"] or None


def target_verdict(row: Mapping[str, Any], figure: str, now: Progress | None = None) -> bool | None:
    """一: whether sales or collections reach the month's target; None without data.

    While days are to come (`now`), whether they keep up with the calendar.
    """
    reached: bool | None = row[f"is_{figure}_target_reached"]
    if reached is None or now is None or not now.is_open or now.elapsed is None:
        return reached
    return is_reached(row[figure], row[f"{figure}_target"], now.elapsed)
