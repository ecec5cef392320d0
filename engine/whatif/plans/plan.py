"""The least total that meets several clauses at once, found from the breakpoints and exact to the fen.

It is a linear program in what is collected, sold, taken from stock and cut. Three exchanges, none
of which costs a fen or breaks a condition, leave one line of it to search:

- What is collected comes from overdue first, then retail: both relieve the capital, what is not
  yet due does not.
- More is sold than the checkpoint asks for only once nothing is left to collect: a yuan collected
  does at least as much as one sold, however that is paid.
- With both known, stock and cuts are the least that the capital (二) and the cap (三) still lack.

Along that line the total is convex, so it is least at a breakpoint: where a condition begins to
hold with nothing, or with everything, taken from stock and expenses, or where a balance ends; or,
since fen are whole, a few fen beside one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from engine.policy.parameters import Policy
from engine.whatif.levers import Lever, LeverKind
from engine.whatif.plans.affine import interval
from engine.whatif.plans.answer import Conditions
from engine.whatif.plans.capital import ratio_conditions
from engine.whatif.plans.checkpoint import side_conditions
from engine.whatif.plans.expenses import cap_conditions
from engine.whatif.plans.path import Path, path
from engine.whatif.plans.position import Position

Clause = Literal["checkpoint", "capital_tier", "expense_cap"]
CLAUSES: tuple[Clause, ...] = ("checkpoint", "capital_tier", "expense_cap")
#: Whole fen beside a breakpoint that are tried as well: stock and cuts are rounded up, each by
#: itself, so that a fen more may spare one of both; sales paid in part are rounded too. Farther
#: off the straight lines leave no room for it, unless quota and cap rate come close to 1.
_BESIDE = range(-6, 7)


@dataclass(frozen=True, slots=True)
class LeastPlan:
    """Levers that meet what was asked for. Sales come last: their credit is not there to be collected."""

    taken: tuple[Lever, ...] = ()
    sold: tuple[Lever, ...] = ()

    @property
    def steps(self) -> tuple[Lever, ...]:
        """All levers in the order in which they are moved."""
        return (*self.taken, *self.sold)

    @property
    def total(self) -> int:
        """The sum of all levers in fen."""
        return sum(lever.amount for lever in self.steps)

    def of(self, kind: LeverKind) -> int:
        """What one kind of lever moves, in fen."""
        return sum(lever.amount for lever in self.steps if lever.kind == kind)

    def below(self) -> list[tuple[Lever, ...]]:
        """The plan with a fen less of one lever, for each lever in turn."""
        return [
            (*self.steps[:place], lever.less(1), *self.steps[place + 1 :])
            for place, lever in enumerate(self.steps)
        ]


def least_plan(start: Position, clauses: Collection[Clause], tier: int, policy: Policy) -> LeastPlan | None:
    """The plan of the least total that meets the clauses; None if no plan does.

    `tier` is the worst capital tier allowed (二; negative: none is). Where either figure is enough
    for the checkpoint (一.3), both ways are tried.
    """
    if "capital_tier" in clauses and tier < 0:
        return None
    found = [
        plan
        for sells, collects in _checkpoint_ways(clauses, policy)
        if (plan := _least(start, sells, collects, *_conditions(clauses, tier, policy))) is not None
    ]
    return min(found, key=lambda plan: plan.total, default=None)


def _checkpoint_ways(
    clauses: Collection[Clause], policy: Policy
) -> list[tuple[Conditions | None, Conditions | None]]:
    """The conditions on sales and on collections that have to hold together, one pair per way."""
    if "checkpoint" not in clauses:
        return [(None, None)]
    sales, collections = side_conditions("sales", policy), side_conditions("collections", policy)
    if policy.checkpoint.required.value == "both":
        return [(sales, collections)]
    return [(None, collections), (sales, None)]


def _conditions(
    clauses: Collection[Clause], tier: int, policy: Policy
) -> tuple[Conditions | None, Conditions | None]:
    edge = policy.capital.tiers.steps[tier].up_to
    is_capital = "capital_tier" in clauses and edge is not None
    capital = ratio_conditions(edge, policy) if is_capital and edge is not None else None
    return capital, cap_conditions(policy) if "expense_cap" in clauses else None


def _least(
    start: Position,
    sells: Conditions | None,
    collects: Conditions | None,
    capital: Conditions | None,
    expenses: Conditions | None,
) -> LeastPlan | None:
    sold = _needed(start, "extra_sales", sells)
    if sold is None:
        return None
    search = _Search(start, path("collect", start), sold, collects, capital, expenses)
    best = _best(search, search.points())
    while best is not None:
        beside = _best(search, {max(0, best[-1] + step) for step in _BESIDE})
        if beside is None or beside[0] >= best[0]:
            return search.at(best[-1])
        best = beside
    return None


def _best(search: _Search, points: Collection[int]) -> tuple[int, int, int] | None:
    """Total, stock and point of the cheapest plan; of equal ones that with the least stock, then sales."""
    found = [
        (plan.total, plan.of("reduce_inventory"), point)
        for point in points
        if (plan := search.at(point)) is not None
    ]
    return min(found, default=None)


def _needed(start: Position, kind: LeverKind, conditions: Conditions | None) -> int | None:
    """The least of one lever by which the conditions hold; None if all of it is not enough."""
    if conditions is None:
        return 0
    found = conditions(start.lines(kind, 0))
    span = None if found is None else interval(found, 0, _room(start, kind))
    return None if span is None else span[0]


def _room(start: Position, kind: LeverKind) -> int:
    return start.books.capacity(kind, start.region).amount or 0


@dataclass(frozen=True, slots=True)
class _Search:
    """The line that is searched: first all that can be collected, then sales beyond `sold` fen."""

    start: Position
    collecting: Path
    sold: int
    collects: Conditions | None
    capital: Conditions | None
    expenses: Conditions | None

    @property
    def _collectable(self) -> int:
        return self.collecting.capacity or 0

    @property
    def _most(self) -> int:
        """The end of the line; sales that are not paid at once would not help."""
        further = _room(self.start, "extra_sales") - self.sold
        return self._collectable + (further if self.start.terms.receivable_share < 1 else 0)

    def at(self, point: int) -> LeastPlan | None:
        """The least plan at a point of the line, in whole fen as the books enter them; None if none does."""
        if point > self._most:
            return None
        taken = self.collecting.levers(min(point, self._collectable))
        sold = self._sale(self.sold + max(0, point - self._collectable))
        reached = self.start.shifted((*taken, *sold))
        if _needed(reached, "extra_sales", self.collects) != 0:
            return None
        for kind, conditions in self._reliefs():
            amount = _needed(reached, kind, conditions)
            if amount is None:
                return None
            taken += (self.start.lever(kind, amount),) if amount else ()
        return LeastPlan(taken, sold)

    def points(self) -> set[int]:
        """The ends of the line's pieces and the breakpoints in between."""
        pieces: list[tuple[LeverKind, int, int]] = [
            (segment.kind, segment.start, segment.end) for segment in self.collecting.segments
        ]
        pieces.append(("extra_sales", self._collectable, self._most))
        all_of_it = [self.start.lever(kind, _room(self.start, kind)) for kind, _ in self._reliefs()]
        points = {self._collectable}
        for kind, first, last in pieces:
            if first == last:
                continue
            before = self.start.shifted((*self.collecting.levers(first), *self._sale(self.sold)))
            near = {first, last}
            for relieved in (before, before.shifted(all_of_it)):
                for edge in self._edges(relieved, kind, first):
                    if first - 1 <= edge <= last + 1:
                        near |= self._beside(edge, kind)
            points |= {point for point in near if first <= point <= last}
        return points

    def _reliefs(self) -> tuple[tuple[LeverKind, Conditions | None], ...]:
        return ("reduce_inventory", self.capital), ("cut_expenses", self.expenses)

    def _sale(self, amount: int) -> tuple[Lever, ...]:
        return (self.start.lever("extra_sales", amount),) if amount else ()

    def _edges(self, position: Position, kind: LeverKind, first: int) -> Iterator[Fraction]:
        lines = position.lines(kind, first)
        for conditions in (self.collects, self.capital, self.expenses):
            for condition in (conditions(lines) if conditions else None) or ():
                gap = condition.right - condition.left
                if gap.slope:
                    yield -gap.constant / gap.slope

    def _beside(self, edge: Fraction, kind: LeverKind) -> set[int]:
        """Whole fen at an edge; of sales paid in part also the least by which as much is paid."""
        points = {edge.__floor__(), edge.__ceil__()}
        share = 1 - self.start.terms.receivable_share
        if kind == "extra_sales" and 0 < share < 1:
            paid_before = self.sold - sum(lever.owed for lever in self._sale(self.sold))
            paid = paid_before + (edge - self._collectable) * share
            for whole in (paid.__floor__(), paid.__ceil__()):
                sales = self.start.terms.sales_paying(whole) or 0
                points.add(self._collectable + sales - self.sold)
        return points
