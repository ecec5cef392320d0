"""四 Out of the last place by a mixture of levers, with or without clauses to be met beside it.

A mixture is found over fractions (`mixture`), made whole, evaluated, and tightened until no lever can
give up a fen. Beside it stands the bound below which no mixture does it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.policy.parameters import Policy
from engine.whatif.lastplace.mixture import Amounts, Mixing, Wanted
from engine.whatif.lastplace.ranking import is_regular
from engine.whatif.lastplace.standing import Standing
from engine.whatif.levers import COLLECTING, LARGEST, LeverKind
from engine.whatif.plans.path import path
from engine.whatif.plans.plan import Clause, LeastPlan
from engine.whatif.plans.position import Position
from engine.whatif.plans.proof import Row, Rows
from engine.whatif.plans.tight import Holds, lengthened, tightened

#: Half a cent: a published score begins so much below itself.
_HALF = 0.005
_NOISE = 1e-10
_ATTAINED = ("sales_attainment", "collections_attainment")


@dataclass(frozen=True, slots=True)
class WayOut:
    """A plan (None: none was found) and what any plan for the same costs at least, in fen (None: unknown)."""

    plan: LeastPlan | None
    bound: int | None


@dataclass(frozen=True, slots=True)
class LastPlace:
    """A region in last place: its position, its parts of the score, and whom it has to catch up with.

    components: its rows of `Evaluation.components`. worst: the row of the next to last region.
    """

    start: Position
    policy: Policy
    components: Iterable[Mapping[str, Any]]
    worst: Row
    rows_of: Rows

    def way_out(
        self, holds: Holds, clauses: Collection[Clause], tier: int, seeds: Iterable[LeastPlan] = ()
    ) -> WayOut:
        """The cheapest plan found that `holds`: not last, and the clauses met.

        seeds: plans that are known to hold; the result costs no more than any of them.
        """
        room = self._room()
        found, bound = [], None
        if is_regular(self.policy.appraisal):
            searches = [self._mixing().cheapest(wanted) for wanted in self._wanted(clauses, tier)]
            whole = (self._whole(one.amounts) for one in searches if one.amounts is not None)
            found = [lengthened(plan, room, holds, self.rows_of) for plan in whole]
            bounds = [one.bound for one in searches if one.bound is not None]
            # Sales paid in part make a component appear as well, which the boxes do not know.
            is_proven = bool(bounds) and (self.start.terms.receivable_share == 1 or not self._appearing())
            bound = _up(min(bounds)) if is_proven else None
        known = [*(plan for plan in found if plan is not None), *seeds]
        if not known:
            everything = lengthened(room, room, holds, self.rows_of)
            known = [] if everything is None else [everything]
        if not known:
            return WayOut(None, None)
        best = tightened(min(known, key=lambda plan: plan.total), holds, self.rows_of)
        return WayOut(best, None if bound is None else min(bound, best.total))

    def _wanted(self, clauses: Collection[Clause], tier: int) -> list[Wanted]:
        """To score above the next region, or level with it and not behind in the first tie-break."""
        score, order = float(self.worst["score"]), self.policy.appraisal.tie_breaks.order
        tie = None
        if order and order[0].measure in _ATTAINED and self.worst[order[0].measure] is not None:
            tie = order[0].measure, float(self.worst[order[0].measure])
        asked = tuple(clauses)
        return [
            Wanted(score + _HALF - _NOISE, asked, tier),
            Wanted(score - _HALF - _NOISE, asked, tier, tie),
        ]

    def _mixing(self) -> Mixing:
        standing = Standing(self.start, self.policy, self.components)
        share = self.start.terms.receivable_share
        is_there = self.start.books.capacity("extra_sales", self.start.region).amount is not None
        most = float(LARGEST) if share < 1 else max(standing.last_useful_sale(), self._sales_asked())
        return Mixing(
            standing, path("collect", self.start), self._appearing(), min(most, LARGEST) if is_there else 0.0
        )

    def _sales_asked(self) -> float:
        """Sales that the checkpoint asks for, or a tie-break."""
        figures, rule = self.start.figures, self.policy.checkpoint
        actual, target = figures["sales"], figures["sales_target"]
        to_date, ties = figures["sales_to_checkpoint"], self.policy.appraisal.tie_breaks.order
        asked = [0.0]
        if target is not None and to_date is not None:
            asked.append(float(target * rule.threshold.value - to_date) + 1)
        if target is not None and actual is not None and "sales_attainment" in [tie.measure for tie in ties]:
            asked.append(target * float(self.worst["sales_attainment"] or 0.0) - actual + 1)
        return max(asked)

    def _appearing(self) -> tuple[int, ...]:
        """Amounts collected at which the expense ratio or the quota appears, which there was not before."""
        is_trailing = self.policy.capital.collections_basis.value != "annual_target"
        names = ("collected", "trailing_collections") if is_trailing else ("collected",)
        sums = [self.start.figures[name] for name in names]
        return tuple(1 - fen for fen in sums if fen is not None and fen <= 0)

    def _whole(self, amounts: Amounts) -> LeastPlan:
        """The mixture in whole fen, each rounded up."""
        start = self.start
        taken = path("collect", start).levers(_up(amounts.collected))
        rest: tuple[tuple[LeverKind, float], ...] = (
            ("reduce_inventory", amounts.stock),
            ("cut_expenses", amounts.cut),
        )
        for kind, amount in rest:
            fen = min(_up(amount), start.books.capacity(kind, start.region).amount or 0)
            taken += (start.lever(kind, fen),) if fen else ()
        sold = _up(amounts.sold)
        return LeastPlan(taken, (start.lever("extra_sales", sold),) if sold else ())

    def _room(self) -> LeastPlan:
        """All that can be collected, taken from stock and cut."""
        kinds: tuple[LeverKind, ...] = (*COLLECTING, "reduce_inventory", "cut_expenses")
        amounts = {kind: self.start.books.capacity(kind, self.start.region).amount for kind in kinds}
        return LeastPlan(tuple(self.start.lever(kind, fen) for kind, fen in amounts.items() if fen))


def _up(amount: float) -> int:
    """The next whole fen; a millionth above one is that one."""
    return -int(-(amount - 1e-6) // 1)
