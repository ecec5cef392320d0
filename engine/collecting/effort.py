"""A limited effort of collecting, spent over all regions where it avoids most penalties.

Each region has a few steps worth taking: its checkpoint reached (一.3), its overrun down to
the edge of a better tier (二), or both. A step costs money to be collected, or customers to
be asked; money collected counts for the checkpoint and, where it is retail balance above
the quota or contract overdue, for the tier too; where the quota is a part of what was collected
in twelve months, every fen raises it as well. Of all combinations, those are kept that
no other beats: the frontier. All sums are whole numbers and nothing is approximated.

What is taken for granted: sales stay, the money comes in time for both dates, nobody
counts twice, and stock stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from engine.collecting.payments import KINDS, owed
from engine.collecting.relief import Relief, ceiling, reliefs
from engine.collecting.selection import Debt, fewest_for_both
from engine.policy.parameters import Policy
from engine.regulation.targets import checkpoint_target

Measure = Literal["money", "customers"]
_Whole = npt.NDArray[np.int64]
#: So many points are told: what many regions may do together is more than anybody reads.
MOST_POINTS = 200

FRONTIER: dict[str, pl.DataType | type[pl.DataType]] = {
    "point": pl.Int32,
    "effort": pl.Int64,
    "gain": pl.Float64,
}
STEPS: dict[str, pl.DataType | type[pl.DataType]] = {
    "point": pl.Int32,
    "region": pl.String,
    "effort": pl.Int64,
    "gain": pl.Float64,
    "collections": pl.Int64,
    "relief_retail": pl.Int64,
    "relief_overdue": pl.Int64,
    "is_checkpoint_met": pl.Boolean,
    "capital_tier": pl.Int32,
}


@dataclass(frozen=True, slots=True)
class Step:
    """What a region may do: collect `collections` fen, of them so much retail and overdue.

    `gain` is the yuan of awards it adds; tier None means that the tier stays as it is. relief: what
    it takes of the capital.
    """

    region: str
    collections: int
    gain: Fraction
    is_checkpoint_met: bool
    relief: Relief


@dataclass(frozen=True, slots=True)
class Frontier:
    """The combinations that no other beats, by effort.

    points (`FRONTIER`): effort (fen or customers) and the yuan of awards gained, the `MOST_POINTS` of
    least effort. steps (`STEPS`): for every point the regions' steps. left_out: how many points follow.
    """

    measure: Measure
    points: pl.DataFrame
    steps: pl.DataFrame
    left_out: int = 0

    def changes(self) -> pl.DataFrame:
        """What each point does otherwise than the one before: point, region, `gain_change` (yuan).

        A region that a point leaves out again has its gain taken back. Per point the greatest gain comes
        first; the changes of a point add up to what it gains more.
        """
        own = self.steps.select("point", "region", "gain")
        before = own.with_columns(pl.col("point") + 1).filter(
            pl.col("point").is_in(self.points["point"].implode())
        )
        both = own.join(before, on=["point", "region"], how="full", coalesce=True, suffix="_before")
        change = pl.col("gain").fill_null(0.0) - pl.col("gain_before").fill_null(0.0)
        return (
            both.select("point", "region", change.alias("gain_change"))
            .filter(pl.col("gain_change") != 0)
            .sort("point", "gain_change", "region", descending=[False, True, False])
        )

    def within(self, effort: int) -> int:
        """The best of the points that an effort pays for; point 0 is no effort at all."""
        return int(self.points.filter(pl.col("effort") <= effort)["point"].max())  # type: ignore[arg-type]


def frontier(
    regions: pl.DataFrame,
    balances: pl.DataFrame,
    policy: Policy,
    measure: Measure,
    *,
    is_checkpoint_open: bool = True,
) -> Frontier:
    """The frontier of a month.

    `regions`: one row per region as `evaluation.measured_regions` has it (fen and scaled
    columns). `balances`: region, office, customer, customer_type, balance, overdue (fen).
    Once the checkpoint's day is over, only tiers can still be gained.
    """
    debts = _debts(balances)
    options = []
    for row in regions.sort("region").iter_rows(named=True):
        own = debts.get(row["region"], [])
        able = steps(row, own, policy, is_checkpoint_open=is_checkpoint_open)
        priced = [(step, _cost(step, own, measure)) for step in able]
        options.append([(step, cost) for step, cost in priced if cost is not None])
    return _frontier(options, measure)


def steps(
    row: Mapping[str, Any], debts: Sequence[Debt], policy: Policy, *, is_checkpoint_open: bool
) -> list[Step]:
    """What a region may do with what its customers owe, each at the least that suffices."""
    shortfall = _shortfall(row, policy) if is_checkpoint_open else None
    owed_in_all = sum(debt.amount for debt in debts)
    checkpoint_gain = policy.checkpoint.reward.value - Fraction(row["checkpoint_award"])
    found = []
    for relief in reliefs(row, debts, policy):
        least = relief.money
        for money in {least} if shortfall is None else {least, max(least, shortfall)}:
            is_met = shortfall is not None and money >= shortfall
            gain = relief.gain + (checkpoint_gain if is_met else 0)
            if gain > 0 and money <= min(owed_in_all, relief.most_money):
                found.append(Step(row["region"], money, gain, is_met, relief))
    return found


def _shortfall(row: Mapping[str, Any], policy: Policy) -> int | None:
    """Collections (fen) missing to the checkpoint; None where they are not what is missing."""
    if row["checkpoint_outcome"] != "missed":
        return None
    rate = policy.checkpoint.threshold.value
    missing = {
        figure: ceiling(row[checkpoint_target(figure, policy)] * rate) - row[f"{figure}_to_checkpoint"]
        for figure in ("sales", "collections")
    }
    if policy.checkpoint.required.value == "both" and missing["sales"] > 0:
        return None
    shortfall: int = missing["collections"]
    return shortfall


def _debts(balances: pl.DataFrame) -> dict[str, list[Debt]]:
    """What asking each customer would bring, by region; a customer of several offices is several."""
    listed = balances.select("region", *(owed(kind).alias(kind) for kind in KINDS)).sort(pl.all())
    found: dict[str, list[Debt]] = {}
    for region, retail, overdue, current in listed.iter_rows():
        if retail + overdue + current > 0:
            found.setdefault(region, []).append(Debt(retail + overdue + current, retail, overdue))
    return found


def _cost(step: Step, debts: Sequence[Debt], measure: Measure) -> int | None:
    if measure == "money":
        return step.collections
    relief = step.relief
    chosen = fewest_for_both(
        debts, step.collections, relief.excess, relief.most_retail, rate=relief.rate, edge=relief.edge
    )
    return None if chosen is None else len(chosen.rows)


def _frontier(options: Sequence[Sequence[tuple[Step, int]]], measure: Measure) -> Frontier:
    """All combinations of one step (or none) per region, but for those that another beats."""
    unit = lcm(*(step.gain.denominator for choices in options for step, _ in choices))
    efforts: _Whole = np.zeros(1, np.int64)
    gains: _Whole = np.zeros(1, np.int64)
    # Per region its steps, and of each state which one it takes (0: none) and what it grew from.
    trail: list[tuple[Sequence[tuple[Step, int]], _Whole, _Whole]] = []
    for given in options:
        # Of what costs and gains as much, the one that the dearer step leads to comes first.
        choices = sorted(given, key=lambda choice: -choice[1])
        grown = np.concatenate([efforts, *(efforts + cost for _, cost in choices)])
        worth = np.concatenate([gains, *(gains + int(step.gain * unit) for step, _ in choices)])
        kept = _unbeaten(grown, worth)
        trail.append((choices, kept // len(efforts), kept % len(efforts)))
        efforts, gains = grown[kept], worth[kept]
    shown = min(len(efforts), MOST_POINTS)
    return Frontier(
        measure,
        pl.DataFrame(
            {"point": range(shown), "effort": efforts[:shown], "gain": gains[:shown] / unit}, schema=FRONTIER
        ),
        pl.DataFrame(_taken(trail, shown), schema=STEPS, orient="row").sort("point", "region"),
        len(efforts) - shown,
    )


def _unbeaten(efforts: _Whole, gains: _Whole) -> _Whole:
    """Which states cost less than any other of as much gain, by effort ascending; of equals the first."""
    order = np.argsort(efforts, kind="stable")
    ordered, worth = efforts[order], gains[order]
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    most = np.maximum.reduceat(worth, starts)
    is_more = most > np.append(-1, np.maximum.accumulate(most)[:-1])
    sizes = np.diff(np.append(starts, len(order)))
    hits = np.flatnonzero((worth == np.repeat(most, sizes)) & np.repeat(is_more, sizes))
    of_group = np.repeat(np.arange(len(starts)), sizes)[hits]
    first = hits[np.append(True, of_group[1:] != of_group[:-1])]
    found: _Whole = order[first]
    return found


def _taken(
    trail: Sequence[tuple[Sequence[tuple[Step, int]], _Whole, _Whole]], shown: int
) -> Iterator[tuple[Any, ...]]:
    """The rows of `STEPS` of the first points."""
    states: _Whole = np.arange(shown)
    for choices, chosen, grown_from in reversed(trail):
        own = chosen[states]
        for point in np.flatnonzero(own):
            step, cost = choices[own[point] - 1]
            yield (
                int(point), step.region, cost, float(step.gain), step.collections, step.relief.retail,
                step.relief.overdue, step.is_checkpoint_met, step.relief.tier,
            )  # fmt: skip
        states = grown_from[states]
