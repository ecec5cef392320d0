"""四 A region's points as its levers move them, for the search of a mixture (see `mixture`).

The shapes are the scheme's own and their operands the position's; floats, since nothing found here
is believed before `evaluate` has said the same. Capital and expense points are curves in what is
taken from stock and cut: piecewise straight, never falling, so that the cheapest pair of both that
brings what is missing lies at a bend of one of them (`curves`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from engine.policy.parameters import Policy
from engine.policy.scheme import Declining, Deduction, Indicator, Ladder, Proportional
from engine.regulation.capital import balance_count, basis_column
from engine.whatif.lastplace.curves import Curve
from engine.whatif.levers import LeverKind
from engine.whatif.plans.position import Position

_MOVED = ("sales_attainment", "collections_attainment", "capital_overrun_ratio", "expense_to_cap")


@dataclass(frozen=True, slots=True)
class Spot:
    """What is collected of which balances and sold (fen); only the credit of `burdening` ties up capital."""

    overdue: float
    retail: float
    current: float
    sold: float
    burdening: float

    @property
    def collected(self) -> float:
        """All that is collected of balances."""
        return self.overdue + self.retail + self.current


@dataclass(frozen=True, slots=True)
class Steepest:
    """Points that a fen collected and a fen sold bring at most, and the cuts that each spares at most."""

    collecting: float
    selling: float
    sparing_of_collected: float
    sparing_of_sold: float


class Standing:
    """A region's points in its month under a regular scheme."""

    def __init__(self, start: Position, policy: Policy, components: Iterable[Mapping[str, Any]]) -> None:
        """components: the region's rows of `Evaluation.components` in the month."""
        self.terms, self.policy = start.terms, policy
        self.figures = {name: None if fen is None else float(fen) for name, fen in start.figures.items()}
        self.room = {
            kind: float(start.books.capacity(kind, start.region).amount or 0)
            for kind in ("reduce_inventory", "cut_expenses")
        }
        by_name = {row["indicator"]: row for row in components}
        still = [
            indicator
            for indicator in policy.appraisal.indicators
            if indicator.measure not in _MOVED and by_name[indicator.name]["has_data"]
        ]
        self._still = (
            sum(float(by_name[indicator.name]["points"]) for indicator in still),
            sum(float(indicator.weight) for indicator in still),
        )
        self._indicators = {
            measure: [i for i in policy.appraisal.indicators if i.measure == measure] for measure in _MOVED
        }

    def paid(self, spot: Spot) -> float:
        """Collections that come of the spot: of balances, and of sales paid at once."""
        return spot.collected + spot.sold * (1 - float(self.terms.receivable_share))

    @property
    def _rate(self) -> float:
        return float(self.policy.expenses.cap_rate.value)

    @property
    def _is_offset(self) -> bool:
        return self.policy.capital.is_overdue_offset_by_quota.value

    @property
    def _is_trailing(self) -> bool:
        return self.policy.capital.collections_basis.value != "annual_target"

    @property
    def _balances(self) -> int:
        return balance_count(self.policy)

    def _target(self, figure: str, period: str) -> float | None:
        target = self.figures[f"{figure}_target{'_of_year' if period == 'year_to_date' else ''}"]
        return target if target is not None and target > 0 else None

    def attainment(self, figure: str, spot: Spot, period: str = "month") -> float | None:
        """Sales or collections ÷ target; None without data."""
        actual = self.figures[f"{figure}{'_of_year' if period == 'year_to_date' else ''}"]
        target = self._target(figure, period)
        if actual is None or target is None:
            return None
        return (actual + (spot.sold if figure == "sales" else self.paid(spot))) / target

    def capital(self, spot: Spot) -> tuple[float, float, float] | None:
        """Occupied before anything is taken from stock, overdue, and quota; None without data.

        Each as many times as there are balances of which what is occupied is the mean (二).
        """
        names = "retail_receivables", "inventory", "contract_overdue", basis_column(self.policy)
        retail, inventory, overdue, basis = (self.figures[name] for name in names)
        opening = self.figures["opening_balances"] if self._balances > 1 else 0.0
        if retail is None or inventory is None or overdue is None or basis is None or opening is None:
            return None
        if self._is_trailing:
            basis += self.paid(spot)
        quota = basis * float(self.policy.capital.quota_rate.value)
        if quota <= 0:
            return None
        is_retail = self.terms.receivable_type == "retail"
        owed = spot.burdening * float(self.terms.receivable_share) if is_retail else 0.0
        occupied = retail - spot.retail + owed + inventory + opening
        return occupied, (overdue - spot.overdue) * self._balances, quota * self._balances

    def expenses(self, spot: Spot) -> tuple[float, float] | None:
        """Counted before anything is cut, and the cap (0 under a rate of 0); None without a ratio."""
        spent, collected = self.figures["spent"], self.figures["collected"]
        if spent is None or collected is None or collected + self.paid(spot) <= 0:
            return None
        return spent, (collected + self.paid(spot)) * self._rate

    def missing(self, spot: Spot, score: float) -> float:
        """Points that stock and cuts have to bring at a spot for `score`."""
        points, weight = self._still
        for measure, figure in (("sales_attainment", "sales"), ("collections_attainment", "collections")):
            for indicator in self._indicators[measure]:
                value = self.attainment(figure, spot, indicator.period)
                if value is not None:
                    points += _points(indicator, value)
                    weight += float(indicator.weight)
        for measure, known in (
            ("capital_overrun_ratio", self.capital(spot)),
            ("expense_to_cap", self.expenses(spot)),
        ):
            weight += sum(float(i.weight) for i in self._indicators[measure]) if known else 0.0
        return score * weight / 100 - points

    def stock_curve(self, spot: Spot, first: float, most: float) -> Curve:
        """Capital points by what is taken from stock, from `first` to `most` fen."""
        known = self.capital(spot)
        if known is None:
            return Curve.drawn((), first, most, lambda _: 0.0)
        occupied, overdue, quota = known
        indicators = self._indicators["capital_overrun_ratio"]

        def points(taken: float) -> float:
            over = occupied - taken - quota
            overrun = max(0.0, over + overdue) if self._is_offset else max(0.0, over) + overdue
            return sum((_points(indicator, overrun / quota) for indicator in indicators), 0.0)

        whole = occupied + overdue - quota
        bends = [bend for i in indicators for bend in _bends(i, lambda ratio: whole - quota * ratio)]
        return Curve.drawn([*bends, occupied - quota, whole], first, most, points)

    def cut_curve(self, spot: Spot, first: float, most: float) -> Curve:
        """Expense points by what is cut, from `first` to `most` fen."""
        known = self.expenses(spot)
        if known is None:
            return Curve.drawn((), first, most, lambda _: 0.0)
        spent, cap = known
        indicators = self._indicators["expense_to_cap"]

        def points(cut: float) -> float:
            return sum((_points_at(indicator, spent - cut, cap) for indicator in indicators), 0.0)

        bends = [bend for i in indicators for bend in _bends(i, lambda ratio: spent - cap * ratio)]
        # Nothing may be spent: the last fen decides.
        bends += [spent - 1.0] if cap == 0 else []
        return Curve.drawn(bends, first, most, points)

    def steepest(self, spot: Spot, kind: LeverKind | None) -> Steepest | None:
        """What a fen more collected by `kind`, or sold, brings at most from the spot on.

        Without the capital that sales tie up. None where a ladder may bring any number of points.
        """
        if any(isinstance(i.shape, Ladder) for known in self._indicators.values() for i in known):
            return None
        slope = {
            figure: sum(
                (
                    float(i.weight) / (self._target(figure, i.period) or float("inf"))
                    for i in self._indicators[f"{figure}_attainment"]
                ),
                0.0,
            )
            for figure in ("sales", "collections")
        }
        relieving, widening = self._relief(spot, kind)
        paid = 1 - float(self.terms.receivable_share)
        expenses = self.expenses(spot)
        # (spent − cut) ÷ (cap + rate × paid) is no lower than with so much more cut and nothing paid.
        is_growing = expenses is not None and expenses[1] > 0
        sparing = max(0.0, expenses[0]) / expenses[1] * self._rate if expenses and is_growing else 0.0
        return Steepest(
            slope["collections"] + relieving + widening,
            slope["sales"] + paid * (slope["collections"] + widening),
            sparing,
            paid * sparing,
        )

    def _relief(self, spot: Spot, kind: LeverKind | None) -> tuple[float, float]:
        """Capital points by a fen less of a balance, and by a fen more of what the quota rests on."""
        known = self.capital(spot)
        if known is None:
            return 0.0, 0.0
        occupied, overdue, quota = known
        fall = _fall(self._indicators["capital_overrun_ratio"]) / quota
        is_over = occupied + (overdue if self._is_offset else 0.0) > quota
        # Of overdue a fen is all of one, of retail a part of the mean.
        relieved = self._balances if kind == "collect_overdue" else int(kind == "collect_retail" and is_over)
        rate = float(self.policy.capital.quota_rate.value) * self._balances
        # Overrun ÷ quota: what is collected lowers the one and raises the other.
        widens = self._is_trailing and (is_over or overdue > 0)
        share = 1 + max(0.0, occupied + overdue) / quota
        return fall * relieved, fall * rate * share if widens else 0.0

    def last_useful_sale(self) -> float:
        """Sales beyond which no sales indicator gains any more."""
        ends = [0.0]
        for indicator in self._indicators["sales_attainment"]:
            suffix = "_of_year" if indicator.period == "year_to_date" else ""
            actual, target = self.figures[f"sales{suffix}"], self.figures[f"sales_target{suffix}"]
            if actual is not None and target is not None:
                ends += [target * float(edge) - actual for edge in edges(indicator)]
        return max(ends)


def edges(indicator: Indicator) -> list[Fraction]:
    """The ratios at which the indicator's shape bends."""
    match indicator.shape:
        case Proportional(cap=cap, floor=floor):
            return [cap, floor]
        case Declining(full_at=full, zero_at=zero):
            return [full, zero]
        case Ladder(rungs=rungs):
            return [rung.at_least for rung in rungs if rung.at_least is not None]
        case Deduction():
            return []


def _points(indicator: Indicator, value: float) -> float:
    shape = indicator.shape
    assert not isinstance(shape, Deduction)  # no lever moves sanctions
    return float(indicator.weight * shape.share(Fraction(value)))


def _points_at(indicator: Indicator, part: float, whole: float) -> float:
    """Points at part ÷ whole; where the whole is 0, at what stands for reached or missed."""
    if whole > 0:
        return _points(indicator, part / whole)
    assert not isinstance(indicator.shape, Deduction)  # no lever moves sanctions
    judged = indicator.shape.on_zero
    return _points(indicator, float(judged.reached if part <= 0 else judged.missed))


def _bends(indicator: Indicator, amount_at: Callable[[float], float]) -> list[float]:
    """The amounts at which a shape bends; a ladder's steps with the fen before and after."""
    beside = (-1.0, 0.0, 1.0) if isinstance(indicator.shape, Ladder) else (0.0,)
    return [amount_at(float(edge)) + fen for edge in edges(indicator) for fen in beside]


def _fall(indicators: Iterable[Indicator]) -> float:
    """The points that declining shapes lose at most per unit of their ratio."""
    shapes = [(float(i.weight), i.shape) for i in indicators]
    return sum(
        (
            weight / float(shape.zero_at - shape.full_at)
            for weight, shape in shapes
            if isinstance(shape, Declining)
        ),
        0.0,
    )
