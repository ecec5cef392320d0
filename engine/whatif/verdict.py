"""Which of two months an amount is cheaper in, and what makes the difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Any

import polars as pl

from engine.settlement.items import award_columns
from engine.whatif.levers import LeverError
from engine.whatif.nextmonth import WORLDS, Shift, TwoMonths, World, limit, shifted

#: What decides about money and rank, besides the awards themselves.
DECIDING = (
    *("checkpoint_outcome", "sales_checkpoint_ratio", "collections_checkpoint_ratio"),
    *("capital_quota", "capital_occupied", "contract_overdue", "capital_overrun_ratio"),
    *("expense_cap", "expense_ratio", "score", "rank", "pay_coefficient", "last_place_streak", "escalation"),
)


@dataclass(frozen=True, slots=True)
class Change:
    """A figure of a month that is another one in `world` than as things stand."""

    world: World
    month: date
    figure: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """The worlds side by side, for the region of the shift.

    rows: by world both months' rows of `Evaluation.regions`; a world that is not possible is left
    out. limits: the most that can be shifted either way, in fen. awards: both months' awards together,
    yuan. best: the worlds with the most of them; all of them where money makes no difference. changes:
    awards first.
    """

    rows: Mapping[World, pl.DataFrame]
    limits: Mapping[World, int]
    awards: Mapping[World, float]
    best: tuple[World, ...]
    changes: tuple[Change, ...]

    def of(self, world: World) -> tuple[Change, ...]:
        """What is otherwise in a world."""
        return tuple(change for change in self.changes if change.world == world)


def verdict(two: TwoMonths, shift: Shift) -> Verdict:
    """The shift either way beside things as they stand. LeverError as in `shifted`, but for its amount."""
    rows: dict[World, pl.DataFrame] = {}
    for world in WORLDS:
        try:
            found = shifted(two, shift, world)
        except LeverError as error:
            if error.code != "beyond_capacity":
                raise
            continue
        rows[world] = found.filter(pl.col("region") == shift.lever.region)
    awards = {world: float(frame["awards"].sum()) for world, frame in rows.items()}
    most = max(awards.values())
    changes = [change for world in rows for change in _changes(rows["as_is"], rows[world], world)]
    limits: dict[World, int] = {world: limit(two, shift, world) for world in WORLDS if world != "as_is"}
    best = tuple(world for world, amount in awards.items() if amount == most)
    return Verdict(rows, limits, awards, best, tuple(changes))


def first_change(two: TwoMonths, shift: Shift, world: World) -> int | None:
    """The least amount in fen that, shifted that way, changes an award of either month; None if none does.

    Every award of a month rises or falls steadily with what enters it: what has changed stays changed.
    """
    plain = _awards(two, shift, "as_is", 0)
    low, high = 0, limit(two, shift, world)
    if _awards(two, shift, world, high) == plain:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        if _awards(two, shift, world, middle) == plain:
            low = middle
        else:
            high = middle
    return high


def _awards(two: TwoMonths, shift: Shift, world: World, amount: int) -> list[tuple[float, ...]]:
    """The awards of the shift's region in both months."""
    moved = shifted(two, replace(shift, lever=replace(shift.lever, amount=amount)), world)
    return moved.filter(pl.col("region") == shift.lever.region).select(award_columns()).rows()


def suggested(two: TwoMonths, shift: Shift, usual: int) -> int:
    """An amount to begin with, in fen: what reaches something this month if it is brought forward.

    The least that this month misses of its checkpoint or exceeds its quota by, as far as so much can be
    brought forward; else `usual`, or what there is.
    """
    lever, figure = shift.lever, shift.figure
    rows = shifted(two, shift, "as_is").filter(region=lever.region, month=two.month)
    row = rows.row(0, named=True)
    gaps = [f"{figure}_checkpoint_gap"] if lever.is_by_checkpoint else []
    gaps += ["capital_gap"] if lever.kind == "collect_retail" else []
    missing = [ceil(Fraction(str(gap)) * 100) for name in gaps if (gap := row[name]) is not None]
    most = limit(two, shift, "forward")
    return min((fen for fen in missing if 0 < fen <= most), default=min(usual, most))


def _changes(before: pl.DataFrame, after: pl.DataFrame, world: World) -> list[Change]:
    return [
        Change(world, one["month"], name, one[name], other[name])
        for name in (*award_columns(), *DECIDING)
        for one, other in zip(before.iter_rows(named=True), after.iter_rows(named=True), strict=True)
        if one[name] != other[name]
    ]
