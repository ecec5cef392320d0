"""四 The cheapest mixture of levers that brings a score, with a proven lower bound of its total.

Two exchanges leave two amounts to search. What is collected comes from overdue, then retail, then
what is not yet due; and stock is touched only once overdue and retail are collected, since a fen
collected there relieves the capital no less and counts as collected besides. With collected and sold
amounts known, the least of stock and cuts follows (`standing`).

The search halves boxes of both amounts, the most promising first. Nothing in a box is cheaper than
its least amounts with the stock and cuts that its best corner would need (all that is collected, all
that is sold, and the capital burdened by the least sales only), nor cheaper than by straight lines as
steep as any from its least corner. So the cheapest box not yet halved is a bound below which there is
no mixture.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from engine.regulation.targets import checkpoint_target
from engine.whatif.lastplace.curves import Curve, least_of
from engine.whatif.lastplace.standing import Spot, Standing, Steepest
from engine.whatif.levers import COLLECTING, LeverKind
from engine.whatif.plans.path import Path
from engine.whatif.plans.plan import Clause

#: The search ends when the bound is this near, in parts of the total or in fen, or after so many boxes.
_NEAR, _FEN, _BOXES = 5e-5, 1.0, 600
#: Binary noise of the sums, in parts of an amount; the bound gives away as much.
_NOISE = 1e-9


@dataclass(frozen=True, slots=True)
class Wanted:
    """The score (0 to 100) to reach, the clauses to meet beside it, and the tie to win.

    tier: the worst capital tier allowed. tie: a measure and the value at which it is not lost; only
    figures that are not moved by stock or cuts are heeded.
    """

    score: float
    clauses: tuple[Clause, ...] = ()
    tier: int = -1
    tie: tuple[str, float] | None = None


@dataclass(frozen=True, slots=True)
class Amounts:
    """A mixture in fen, not yet whole."""

    collected: float
    sold: float
    stock: float
    cut: float

    @property
    def total(self) -> float:
        """All of it."""
        return self.collected + self.sold + self.stock + self.cut


@dataclass(frozen=True, slots=True)
class Cheapest:
    """The cheapest mixture found (None: none), and what any mixture costs at least (None: there is none)."""

    amounts: Amounts | None
    bound: float | None


@dataclass(order=True, slots=True)
class _Box:
    bound: float
    collected: tuple[float, float] = field(compare=False)
    sold: tuple[float, float] = field(compare=False)
    may_take_stock: bool = field(compare=False)


@dataclass(frozen=True, slots=True)
class Mixing:
    """A region's standing, and the order in which its balances are collected."""

    standing: Standing
    collecting: Path
    #: Amounts collected at which a component appears for the first time: the score may fall there.
    appearing: tuple[int, ...] = ()
    most_sold: float = 0.0

    def cheapest(self, wanted: Wanted) -> Cheapest:
        """The cheapest mixture for what is wanted."""
        best: Amounts | None = None
        boxes = [box for box in self._first_boxes() if self._bounded(box, wanted)]
        heapq.heapify(boxes)
        for _ in range(_BOXES):
            if not boxes:
                break
            box = heapq.heappop(boxes)
            if best is not None and box.bound >= best.total - max(_FEN, best.total * _NEAR):
                heapq.heappush(boxes, box)
                break
            for half in self._halves(box):
                for collected, sold in {(half.collected[1], sold) for sold in half.sold} | {
                    (half.collected[0], half.sold[0])
                }:
                    found = self._at(collected, sold, wanted, may_take_stock=half.may_take_stock)
                    if found is not None and (best is None or found.total < best.total):
                        best = found
                if self._bounded(half, wanted) and (best is None or half.bound < best.total):
                    heapq.heappush(boxes, half)
        bounds = [box.bound for box in boxes[:1]] + ([best.total] if best is not None else [])
        return Cheapest(best, min(bounds) * (1 - _NOISE) if bounds else None)

    def _first_boxes(self) -> list[_Box]:
        """The whole range, cut where stock comes in and where a component appears."""
        most = float(self.collecting.capacity or 0)
        relieving = float(
            max((s.end for s in self.collecting.segments if s.kind != "collect_current"), default=0)
        )
        sold = (0.0, self.most_sold)
        if self.appearing:
            # A component that appears may be worth stock before all is collected.
            starts = sorted({0.0, *(float(point) for point in self.appearing if 0 < point <= most)})
            ends = [*(start - 1 for start in starts[1:]), most]
            return [_Box(0.0, piece, sold, may_take_stock=True) for piece in zip(starts, ends, strict=True)]
        pieces = [(float(segment.start), float(segment.end)) for segment in self.collecting.segments]
        boxes = [_Box(0.0, piece, sold, may_take_stock=piece[0] >= relieving) for piece in pieces]
        return [*boxes, _Box(0.0, (relieving, relieving), sold, may_take_stock=True)]

    def _halves(self, box: _Box) -> list[_Box]:
        (low, high), (least, most) = box.collected, box.sold
        if high - low >= most - least:
            middle = (low + high) / 2
            parts = [((low, middle), box.sold), ((middle, high), box.sold)]
        else:
            middle = (least + most) / 2
            parts = [(box.collected, (least, middle)), (box.collected, (middle, most))]
        return [_Box(box.bound, collected, sold, box.may_take_stock) for collected, sold in parts]

    def _bounded(self, box: _Box, wanted: Wanted) -> bool:
        """Sets the box's bound; False if it holds no mixture at all."""
        (low, high), (least, most) = box.collected, box.sold
        best = self._spot(high, most, least)
        rest = self._rest(best, best, wanted, may_take_stock=box.may_take_stock)
        if rest is None:
            return False
        box.bound = max(box.bound, low + least + sum(rest))
        first = self._spot(low, least, least)
        steepest = self.standing.steepest(first, self._kind(box))
        if steepest is not None and max(steepest.sparing_of_collected, steepest.sparing_of_sold) < 1:
            further = _further(steepest, high - low, most - least)
            spared = steepest.sparing_of_collected * (high - low) + steepest.sparing_of_sold * (most - least)
            rest = self._rest(
                best, first, wanted, may_take_stock=box.may_take_stock, further=further, spared=spared
            )
            if rest is None:
                return False
            box.bound = max(box.bound, low + least + sum(rest))
        return True

    def _kind(self, box: _Box) -> LeverKind | None:
        """What is collected within the box; the one that helps most where it may be several."""
        low, high = box.collected
        kinds = [s.kind for s in self.collecting.segments if s.start < high and low < s.end]
        return kinds[0] if kinds else None

    def _at(self, collected: float, sold: float, wanted: Wanted, *, may_take_stock: bool) -> Amounts | None:
        """The least stock and cuts at a spot; None if no amount of them does."""
        spot = self._spot(collected, sold, sold)
        rest = self._rest(spot, spot, wanted, may_take_stock=may_take_stock)
        return None if rest is None else Amounts(collected, sold, rest[0], rest[1])

    def _rest(
        self,
        asked: Spot,
        scored: Spot,
        wanted: Wanted,
        *,
        may_take_stock: bool,
        further: Sequence[Curve] = (),
        spared: float = 0.0,
    ) -> tuple[float, ...] | None:
        """Stock, cuts and what is moved `further`: the least for clauses at one spot and points at another.

        `spared` cuts may be counted beyond those that can be made: see `Steepest`.
        """
        standing = self.standing
        if not self._wins_tie(asked, wanted) or not self._meets_checkpoint(asked, wanted):
            return None
        stock, cut = self._stock_needed(asked, wanted), self._cut_needed(asked, wanted)
        most = standing.room["reduce_inventory"] if may_take_stock else 0.0
        if stock is None or cut is None or stock > most or cut > standing.room["cut_expenses"]:
            return None
        curves = (
            standing.stock_curve(scored, stock, most),
            standing.cut_curve(scored, cut, standing.room["cut_expenses"] + spared),
            *further,
        )
        return least_of(curves, standing.missing(scored, wanted.score))

    def _spot(self, collected: float, sold: float, burdening: float) -> Spot:
        parts: dict[LeverKind, float] = dict.fromkeys(COLLECTING, 0.0)
        for segment in self.collecting.segments:
            parts[segment.kind] = max(0.0, min(collected, segment.end) - segment.start)
        overdue, retail, current = (parts[kind] for kind in COLLECTING)
        return Spot(overdue, retail, current, sold, burdening)

    def _wins_tie(self, spot: Spot, wanted: Wanted) -> bool:
        if wanted.tie is None:
            return True
        measure, least = wanted.tie
        value = self.standing.attainment(measure.removesuffix("_attainment"), spot)
        return value is not None and value >= least * (1 - _NOISE)

    def _meets_checkpoint(self, spot: Spot, wanted: Wanted) -> bool:
        if "checkpoint" not in wanted.clauses:
            return True
        policy, figures = self.standing.policy, self.standing.figures
        rule = policy.checkpoint
        added = {"sales": spot.sold, "collections": self.standing.paid(spot)}
        sides = [
            (figures[f"{figure}_to_checkpoint"] or 0.0) + more
            >= float(rule.threshold.value)
            * (figures[checkpoint_target(figure, policy)] or 0.0)
            * (1 - _NOISE)
            for figure, more in added.items()
        ]
        return any(sides) if rule.required.value == "either" else all(sides)

    def _stock_needed(self, spot: Spot, wanted: Wanted) -> float | None:
        """What the capital tier asks of stock; None if no amount of it does."""
        edge = self._edge(wanted)
        if edge is None:
            return 0.0
        known = self.standing.capital(spot)
        if known is None:
            return None
        occupied, overdue, quota = known
        allowed = quota * float(edge)
        if not self.standing.policy.capital.is_overdue_offset_by_quota.value and overdue > allowed + _FEN:
            return None
        return max(0.0, occupied + overdue - quota - allowed)

    def _edge(self, wanted: Wanted) -> Fraction | None:
        if "capital_tier" not in wanted.clauses:
            return None
        return self.standing.policy.capital.tiers.steps[wanted.tier].up_to

    def _cut_needed(self, spot: Spot, wanted: Wanted) -> float | None:
        """What the expense cap asks of cuts; None if no amount of them does."""
        if "expense_cap" not in wanted.clauses:
            return 0.0
        known = self.standing.expenses(spot)
        return None if known is None else max(0.0, known[0] - known[1])


def _further(steepest: Steepest, collected: float, sold: float) -> tuple[Curve, Curve]:
    """More collected and more sold as straight lines: the cuts they spare are taken off what they cost."""
    return tuple(
        Curve.straight(most * (1 - sparing), slope / (1 - sparing))
        for most, slope, sparing in (
            (collected, steepest.collecting, steepest.sparing_of_collected),
            (sold, steepest.selling, steepest.sparing_of_sold),
        )
    )  # type: ignore[return-value]
