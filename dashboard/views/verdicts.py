"""Judgements that several pages show: good, bad, or nothing to judge; the engine has taken them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dashboard.published import columns
from dashboard.tables import Column
from dashboard.views.month.progress import Progress
from dashboard.views.scope import Scope
from dashboard.words import OUTCOMES, OUTCOMES_AHEAD, words
from engine.regulation.verdicts import is_reached

#: Before a share of a target: reached, missed, still open.
MARKS = {True: "✓", False: "×", None: "…"}


def outcomes(scope: Scope) -> Mapping[str, str]:
    """一.3: the words (msgids) of the month's outcomes; before its checkpoint nothing is missed."""
    return OUTCOMES_AHEAD if scope.is_checkpoint_ahead else OUTCOMES


def judged_columns(scope: Scope, *names: str) -> tuple[Column, ...]:
    """Figures of the month's regions as columns, the checkpoint's outcome in the words of `outcomes`."""
    return tuple(
        replace(shown, words=words(outcomes(scope))) if shown.name == "checkpoint_outcome" else shown
        for shown in columns(scope.edges, *names)
    )


def checkpoint_verdict(row: Mapping[str, Any], figure: str, *, is_ahead: bool) -> bool | None:
    """一.3: whether sales or collections reach the checkpoint; None without data.

    is_ahead: its day is still to come, so that nothing is missed.
    """
    reached: bool | None = row[f"is_{figure}_checkpoint_reached"]
    return None if is_ahead and not reached else reached


def outcome_verdict(row: Mapping[str, Any], *, is_ahead: bool) -> bool | None:
    """一.3: whether a region has reached the checkpoint; None without data, and as above while it may."""
    return {"met": True, "missed": None if is_ahead else False}.get(row["checkpoint_outcome"])


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
