"""The month under way as one story: a line per region, what it lacks and what it takes, dearest first.

Overview, what-if, targets and bulletin all show these lines. Once the checkpoint has come there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Any

import polars as pl

from dashboard.views.month.progress import Progress
from dashboard.views.scope import Scope
from engine.forecasting import CERTAINTIES, Forecast, Reason

Row = dict[str, Any]
#: Yuan by figure; a figure that needs nothing is left out.
Amounts = tuple[tuple[str, float], ...]
STORY_FIGURES = ("collections", "sales")


@dataclass(frozen=True, slots=True)
class Line:
    """A region before its checkpoint; amounts in yuan.

    chance: to reach it, None with a `reason`. missing: today. needs: what the regions of the story need,
    found when it is asked for. stake: reward and fine; cost: what of it is lost in expectation. is_reached:
    that much has come already.
    """

    region: str
    chance: float | None
    reason: Reason | None
    missing: Amounts
    needs: Callable[[], dict[str, tuple[Amounts, ...]]] = field(compare=False, repr=False)
    days_left: int
    stake: float | None
    cost: float | None
    is_reached: bool

    @property
    def needed(self) -> tuple[Amounts, ...]:
        """Beyond what is expected anyway, one after the other of `CERTAINTIES`; none without a chance."""
        return self.needs().get(self.region, ())

    def needs_nothing(self, certainty: Fraction) -> bool:
        """Whether it is so certain without doing more: the chance is the certainty without an amount."""
        return self.chance is not None and self.chance >= float(certainty)

    @property
    def is_at_ease(self) -> bool:
        """Whether nothing is needed beyond what is expected, however certain one wants to be."""
        return self.is_reached or self.needs_nothing(CERTAINTIES[-1])

    @property
    def exceeds_missing(self) -> bool:
        """Whether some certainty takes more of a figure than is missing today."""
        missing = dict(self.missing)
        needed = [pair for amounts in self.needed for pair in amounts]
        return any(amount > missing.get(figure, 0.0) for figure, amount in needed)


def story(scope: Scope, now: Progress | None, made: Forecast | None) -> list[Line]:
    """The lines of the scope's month, the dearest first, then those that nobody can tell, by name.

    Regions without a target or figures are left out. made: the month's forecast, None where there is none.
    """
    if now is None or not now.days_to_checkpoint:
        return []
    judged = scope.regions.filter(pl.col("checkpoint_outcome").is_in(["met", "missed"]))
    chances = {} if made is None else {row["region"]: row for row in made.chances.iter_rows(named=True)}

    @cache
    def needs() -> dict[str, tuple[Amounts, ...]]:
        return {} if made is None else _needed(made, judged["region"].to_list())

    lines = [_line(row, now, chances.get(row["region"], {}), needs) for row in judged.iter_rows(named=True)]
    return sorted(lines, key=lambda line: (line.cost is None, -(line.cost or 0.0), line.region))


def _needed(made: Forecast, regions: Sequence[str]) -> dict[str, tuple[Amounts, ...]]:
    needed: dict[str, tuple[Amounts, ...]] = {}
    for row in made.needed(regions).sort("region", "certainty").iter_rows(named=True):
        if row["reason"] is None:
            amounts = tuple((figure, row[figure]) for figure in STORY_FIGURES if row[figure])
            needed[row["region"]] = (*needed.get(row["region"], ()), amounts)
    return needed


def _line(row: Row, now: Progress, told: Row, needs: Callable[[], dict[str, tuple[Amounts, ...]]]) -> Line:
    reason = told.get("checkpoint_reason", "no_days")
    missing = tuple(
        (figure, row[f"{figure}_checkpoint_gap"])
        for figure in STORY_FIGURES
        if not row[f"is_{figure}_checkpoint_reached"]
    )
    return Line(
        row["region"],
        told.get("checkpoint_chance"),
        reason,
        missing,
        needs,
        now.days_to_checkpoint,
        told.get("checkpoint_stake"),
        told.get("checkpoint_cost"),
        row["checkpoint_outcome"] == "met",
    )
