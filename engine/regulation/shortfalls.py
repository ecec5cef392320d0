"""一.2 Who lacks an approval where the region's total is held to the threshold, not each office."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import polars as pl

_FIGURES = ("sales", "collections")
#: The declaration and its one adjustment.
_MOST_ACCEPTED = 2


@dataclass(slots=True)
class _Office:
    """An office of a region in a month: its plan, what it stands at (fen), what it may still declare."""

    plan: Mapping[str, int | None]
    standing: Mapping[str, int | None]
    waiting: list[Mapping[str, Any]] = field(default_factory=list)
    accepted: int = 0


def with_region_shortfalls(judged: pl.DataFrame, plans: pl.DataFrame, threshold: Fraction) -> pl.DataFrame:
    """`judged` with `is_low`, whether the region's total asks for an approval.

    judged: declarations in order of office, date and file, each with its plan, `status` (null: may
    count) and `is_approved`. The offices' first declarations are weighed together, then their second
    ones, and so on, each time beside what the other offices stand at: their last accepted figures,
    else their plan. Where a figure's total is below `threshold` of the region's plan, every one of
    these declarations that lowers that figure below its own plan needs the approval.
    """
    regions: dict[tuple[Any, ...], dict[str, _Office]] = {}
    for row in plans.iter_rows(named=True):
        plan = {figure: row[f"{figure}_plan"] for figure in _FIGURES}
        regions.setdefault((row["month"], row["region"]), {})[row["office"]] = _Office(plan, plan)
    for row in judged.filter(pl.col("status").is_null()).iter_rows(named=True):
        regions[row["month"], row["region"]][row["office"]].waiting.append(row)
    low = {position for offices in regions.values() for position in _low(list(offices.values()), threshold)}
    return judged.with_columns(pl.col("position").is_in(sorted(low)).alias("is_low"))


def _low(offices: Sequence[_Office], threshold: Fraction) -> Iterator[int]:
    """Positions of the declarations that need an approval."""
    while turn := [office for office in offices if office.waiting and office.accepted < _MOST_ACCEPTED]:
        tried = {id(office): office.waiting.pop(0) for office in turn}
        short = [
            figure
            for figure in _FIGURES
            if _total(tried.get(id(office), office.standing)[figure] for office in _held(offices, figure))
            < threshold * _total(office.plan[figure] for office in _held(offices, figure))
        ]
        for office in turn:
            row = tried[id(office)]
            is_low = any(row[f] < (office.plan[f] or 0) for f in short)
            if is_low:
                yield row["position"]
            if not is_low or row["is_approved"]:
                office.standing = row
                office.accepted += 1


def _held(offices: Sequence[_Office], figure: str) -> list[_Office]:
    """Offices with a plan of this figure; the others have no target."""
    return [office for office in offices if office.plan[figure] is not None]


def _total(figures: Iterator[int | None]) -> int:
    return sum(figure or 0 for figure in figures)
