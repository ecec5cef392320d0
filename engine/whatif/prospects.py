"""What independent payments of customers may lead to, and how likely each outcome is.

What a region's month comes to rises or stays with every fen collected of every balance. So outcomes
between two sums of payments are those of the two, if these are the same: only where an outcome changes
are the sums looked at one by one. Every outcome is taken from the steps of `evaluate`. Few sums are all
looked at, also where a region's collections only become positive by them and a ratio to them appears.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise, product
from math import ceil, prod
from typing import Any

import polars as pl

from engine.collecting.chances import chance_of_sum
from engine.collecting.payments import Kind
from engine.collecting.settings import Setting, expected
from engine.collecting.sums import Sums, sums_of
from engine.settlement.items import ITEMS
from engine.whatif.baseline import Baseline, worlds_under
from engine.whatif.books import Books
from engine.whatif.levers import Lever, LeverKind

#: Which lever takes from which balance.
LEVER_OF_KIND: dict[Kind, LeverKind] = {
    "contract_overdue": "collect_overdue",
    "retail_balance": "collect_retail",
    "contract_current": "collect_current",
}
_KINDS: tuple[Kind, ...] = tuple(LEVER_OF_KIND)
#: Into how many parts sums are cut, by how many kinds are paid; how many outcomes are looked at in one
#: round, and in all.
_PARTS = {1: 48, 2: 8, 3: 4}
_ROUND, _MOST = 1_000, 3_000
#: So few sums are all looked at.
FEW = 400

#: What is asked of a world.
_TOLD = (
    *(item.award for item in ITEMS),
    *("rank", "is_last", "checkpoint_outcome", "is_collections_checkpoint_reached"),
    *("collections_checkpoint_gap", "collections_target_gap"),
)

Point = tuple[Any, ...]
Ends = tuple[Point, Point]


@dataclass(frozen=True, slots=True)
class Hurdle:
    """What collections still miss to a goal, if nobody pays (fen; 0 if it is reached), and its chance.

    chance: None where collections alone do not decide: sales are short.
    """

    missing: int
    chance: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Prospect:
    """What settings come to. Amounts in fen unless said otherwise.

    total: if everybody pays; expected: what may be expected; likely: reached in four of five cases.
    checkpoint: 一.3, None where it is over or there is no target; plan: the month's target of record.
    outcomes: chance, what each item of the settlement comes to and `awards` (yuan), `rank`, `is_last`,
    the likeliest first. awards: what may be expected of them (yuan). unsure: the chance of sums that were
    not looked at one by one; they count with the lesser outcome they may have.
    """

    total: int
    expected: int
    likely: int
    checkpoint: Hurdle | None
    plan: Hurdle | None
    outcomes: pl.DataFrame
    awards: float
    unsure: float


def unplaced(found: Prospect) -> Prospect:
    """The same without ranks, where who decides about them is not known; what is equal then is one."""
    told = [name for name in found.outcomes.columns if name not in ("chance", "rank", "is_last")]
    summed = found.outcomes.group_by(told, maintain_order=True).agg(pl.col("chance").sum())
    nothing = [pl.lit(None, found.outcomes.schema[name]).alias(name) for name in ("rank", "is_last")]
    outcomes = summed.with_columns(nothing).select(found.outcomes.columns)
    return replace(found, outcomes=outcomes.sort("chance", descending=True, maintain_order=True))


def prospect(
    start: Baseline,
    month: date,
    region: str,
    settings: Sequence[Setting],
    others: Sequence[Lever] = (),
    *,
    is_by_checkpoint: bool = True,
) -> Prospect:
    """What the settings of a region come to in `month`, beside `others`, levers that stand anyway.

    is_by_checkpoint: the payments come before the checkpoint's day is over. LeverError where levers or
    payments do not fit the books.
    """
    counted = [one for one in settings if one.amount]
    axes = {kind: sums_of([one.payment for one in counted if one.kind == kind]) for kind in _KINDS}
    view = _View(start, month, region, tuple(others), axes, is_by_checkpoint=is_by_checkpoint)
    top = tuple(len(axes[kind].amounts) - 1 for kind in _KINDS)
    bottom = (0,) * len(top)
    view.look([bottom, top])
    found, unsure = _weighed(view, bottom, top)
    payments = [one.payment for one in counted]
    whole = sums_of(payments)
    nothing, everything = view.outcomes([(0,) * len(_KINDS)])[0], view.seen[top]
    outcomes = _table(found)
    return Prospect(
        sum(one.amount for one in counted),
        round(expected(counted)),
        whole.with_certainty(0.8),
        _checkpoint(nothing, everything, payments) if is_by_checkpoint else None,
        _hurdle(nothing["collections_target_gap"], payments),
        outcomes,
        float((outcomes["chance"] * outcomes["awards"]).sum()),
        unsure,
    )


def _hurdle(gap: float | None, payments: Sequence[Any]) -> Hurdle | None:
    """From what is missing in yuan."""
    if gap is None:
        return None
    missing = max(0, ceil(round(gap * 100, 4)))
    return Hurdle(missing, chance_of_sum(payments, missing))


def _checkpoint(
    nothing: Mapping[str, Any], everything: Mapping[str, Any], payments: Sequence[Any]
) -> Hurdle | None:
    if nothing["checkpoint_outcome"] not in ("met", "missed"):
        return None
    if nothing["checkpoint_outcome"] == "met":
        return Hurdle(0, 1.0)
    found = _hurdle(nothing["collections_checkpoint_gap"], payments)
    # With everything that collections may need, the checkpoint is still missed: by sales.
    is_enough = everything["is_collections_checkpoint_reached"]
    if found is not None and is_enough and everything["checkpoint_outcome"] != "met":
        return replace(found, chance=None)
    return found


class _View:
    """Outcomes of a region's month by how much is paid of each balance, looked at once."""

    def __init__(
        self,
        start: Baseline,
        month: date,
        region: str,
        others: tuple[Lever, ...],
        axes: Mapping[Kind, Sums],
        *,
        is_by_checkpoint: bool,
    ) -> None:
        """LeverError where not all of it can be moved together."""
        self.start, self.month, self.region, self.axes = start, month, region, axes
        books = Books(start.facts, month, sorted({region, *(lever.region for lever in others)}))
        full = [
            Lever(LEVER_OF_KIND[kind], region, int(sums.amounts[-1]), is_by_checkpoint=is_by_checkpoint)
            for kind, sums in axes.items()
            if sums.amounts[-1]
        ]
        books.moves((*others, *full))
        self.others = books.moves(others)
        # What a lever moves is so many times what is collected: a fen in, a fen off the balance.
        self.rates = {
            lever.kind: {name: fen // lever.amount for name, fen in books.moves([lever])[region].items()}
            for lever in full
        }
        self.seen: dict[Point, dict[str, Any]] = {}

    def look(self, points: Iterable[Point]) -> None:
        """Look at the outcomes of places on the axes that were not seen yet."""
        new = [point for point in dict.fromkeys(points) if point not in self.seen]
        if new:
            paid = [
                [int(self.axes[kind].amounts[place]) for kind, place in zip(_KINDS, point, strict=True)]
                for point in new
            ]
            self.seen |= dict(zip(new, self.outcomes(paid), strict=True))

    def outcomes(self, paid: Sequence[Sequence[int]]) -> list[dict[str, Any]]:
        """The region's rows where so many fen of each kind are paid."""
        figures = sorted({name for rates in self.rates.values() for name in rates}) or ["collections"]
        options = pl.DataFrame(
            [
                [
                    sum(
                        self.rates.get(LEVER_OF_KIND[kind], {}).get(name, 0) * fen
                        for kind, fen in zip(_KINDS, each, strict=True)
                    )
                    for name in figures
                ]
                for each in paid
            ],
            schema=dict.fromkeys(figures, pl.Int64),
            orient="row",
        )
        worlds = worlds_under(self.start, self.month, self.region, options, self.others)
        return worlds.filter(pl.col("region") == self.region).select(_TOLD).to_dicts()

    def outcome(self, point: Point) -> Point:
        """What is told of a place that was seen: awards by item, rank, last."""
        row = self.seen[point]
        return (*(row[item.award] for item in ITEMS), row["rank"], row["is_last"])

    def chance(self, ends: Ends) -> float:
        """How likely sums between two places are."""
        return prod(
            float(self.axes[kind].chances[first : last + 1].sum())
            for kind, first, last in zip(_KINDS, *ends, strict=True)
        )


def _weighed(view: _View, bottom: Point, top: Point) -> tuple[dict[Point, float], float]:
    """How likely each outcome is, and how likely sums are that were not told apart."""
    found: dict[Point, float] = {}
    undecided: list[Ends] = [(bottom, top)]
    if prod(last + 1 for last in top) <= FEW:
        places = list(product(*(range(last + 1) for last in top)))
        view.look(places)
        undecided = [(place, place) for place in places]
    while True:
        open_ones = []
        for ends in undecided:
            if view.outcome(ends[0]) == view.outcome(ends[1]):
                _add(found, view, ends)
            else:
                open_ones.append(ends)
        open_ones.sort(key=view.chance, reverse=True)
        pieces: list[Ends] = []
        kept: list[Ends] = []
        for ends in open_ones:
            if len(pieces) < _ROUND:
                pieces += _pieces(ends)
            else:
                kept.append(ends)
        if not pieces or len(view.seen) >= _MOST:
            for ends in open_ones:
                _add(found, view, ends)
            return found, sum(view.chance(ends) for ends in open_ones)
        view.look(place for ends in pieces for place in ends)
        undecided = [*pieces, *kept]


def _add(found: dict[Point, float], view: _View, ends: Ends) -> None:
    """Sums between the ends count with the outcome of the least of them."""
    outcome = view.outcome(ends[0])
    found[outcome] = found.get(outcome, 0.0) + view.chance(ends)


def _pieces(ends: Ends) -> list[Ends]:
    """The places between the ends in some parts, of every kind that has more than one."""
    widths = [last - first + 1 for first, last in zip(*ends, strict=True)]
    parts = _PARTS[sum(width > 1 for width in widths)]
    ranges = []
    for first, width in zip(ends[0], widths, strict=True):
        count = min(parts, width)
        cuts = [first + width * part // count for part in range(count + 1)]
        ranges.append([(low, high - 1) for low, high in pairwise(cuts)])
    return [(tuple(low for low, _ in each), tuple(high for _, high in each)) for each in product(*ranges)]


def _table(found: Mapping[Point, float]) -> pl.DataFrame:
    names = [item.award for item in ITEMS]
    rows = [
        (chance, *outcome[: len(names)], sum(outcome[: len(names)]), *outcome[len(names) :])
        for outcome, chance in found.items()
    ]
    schema: dict[str, Any] = {
        "chance": pl.Float64,
        **dict.fromkeys([*names, "awards"], pl.Float64),
        "rank": pl.Int64,
        "is_last": pl.Boolean,
    }
    return pl.DataFrame(rows, schema=schema, orient="row").sort(
        "chance", "awards", descending=True, maintain_order=True
    )
