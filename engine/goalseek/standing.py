"""四 A region's points as its levers move them, for the search of a mixture (see `mixture`).

The shapes are the scheme's own and their operands the position's; floats, since nothing found here
is believed before `evaluate` has said the same. Capital and expense points are curves in what is
taken from stock and cut: piecewise straight, never falling, so that the cheapest pair of both that
brings what is missing lies at a bend of one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from engine.capital import basis_column
from engine.goalseek.position import Position
from engine.parameters import Policy
from engine.scheme import Declining, Deduction, Indicator, Ladder, Proportional

_MOVED = ("sales_attainment", "collections_attainment", "capital_overrun_ratio", "expense_to_cap")


@dataclass(frozen=True, slots=True)
class Spot:
    """What is collected of which balances and sold, in fen; the credit of `burdening` sales ties up capital."""

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
class Curve:
    """Points in the amount of a lever: straight between `bends` (ascending), never falling."""

    bends: tuple[float, ...]
    points: Callable[[float], float]

    def least(self, wanted: float) -> float | None:
        """The least amount from the first bend on that brings `wanted` points; None if none does."""
        first = self.bends[0]
        low, before = first, self.points(first)
        if before >= wanted:
            return first
        for bend in self.bends[1:]:
            reached = self.points(bend)
            if reached >= wanted:
                middle = self.points((low + bend) / 2)
                slope = (middle - before) * 2 / (bend - low)
                return min(bend, low + (wanted - before) / slope) if slope > 0 else bend
            low, before = bend, reached
        return None


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
            by_name[i.name] | {"weight": float(i.weight)}
            for i in policy.appraisal.indicators
            if i.measure not in _MOVED and by_name[i.name]["has_data"]
        ]
        self._still = sum(row["points"] for row in still), sum(row["weight"] for row in still)
        self._indicators = {
            measure: [i for i in policy.appraisal.indicators if i.measure == measure] for measure in _MOVED
        }

    def paid(self, spot: Spot) -> float:
        """Collections that come of the spot: of balances, and of sales paid at once."""
        return spot.collected + spot.sold * (1 - float(self.terms.receivable_share))

    def attainment(self, figure: str, spot: Spot, period: str = "month") -> float | None:
        """Sales or collections ÷ target; None without data."""
        suffix = "_of_year" if period == "year_to_date" else ""
        actual, target = self.figures[f"{figure}{suffix}"], self.figures[f"{figure}_target{suffix}"]
        if actual is None or target is None or target <= 0:
            return None
        return (actual + (spot.sold if figure == "sales" else self.paid(spot))) / target

    def capital(self, spot: Spot) -> tuple[float, float, float] | None:
        """Occupied before anything is taken from stock, overdue, and quota; None without data."""
        names = "retail_receivables", "inventory", "contract_overdue", basis_column(self.policy)
        retail, inventory, overdue, basis = (self.figures[name] for name in names)
        if retail is None or inventory is None or overdue is None or basis is None:
            return None
        if self.policy.capital.collections_basis.value != "annual_target":
            basis += self.paid(spot)
        quota = basis * float(self.policy.capital.quota_rate.value)
        if quota <= 0:
            return None
        is_retail = self.terms.receivable_type == "retail"
        owed = spot.burdening * float(self.terms.receivable_share) if is_retail else 0.0
        return retail - spot.retail + owed + inventory, overdue - spot.overdue, quota

    def expenses(self, spot: Spot) -> tuple[float, float] | None:
        """Counted before anything is cut, and the cap; None without a ratio."""
        spent, collected = self.figures["spent"], self.figures["collected"]
        if spent is None or collected is None or collected + self.paid(spot) <= 0:
            return None
        return spent, (collected + self.paid(spot)) * float(self.policy.expenses.cap_rate.value)

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
            return Curve((first, most), lambda _: 0.0)
        occupied, overdue, quota = known
        is_offset = self.policy.capital.is_overdue_offset_by_quota.value
        indicators = self._indicators["capital_overrun_ratio"]

        def points(taken: float) -> float:
            over = occupied - taken - quota
            overrun = max(0.0, over + overdue) if is_offset else max(0.0, over) + overdue
            return sum(_points(indicator, overrun / quota) for indicator in indicators)

        ends = [occupied + overdue - quota * (1 + float(edge)) for edge in _edges(indicators)]
        ends += [occupied - quota, occupied + overdue - quota]
        return Curve(_bends(ends, first, most), points)

    def cut_curve(self, spot: Spot, first: float, most: float) -> Curve:
        """Expense points by what is cut, from `first` to `most` fen."""
        known = self.expenses(spot)
        if known is None:
            return Curve((first, most), lambda _: 0.0)
        spent, cap = known
        indicators = self._indicators["expense_to_cap"]

        def points(cut: float) -> float:
            return sum(_points(indicator, (spent - cut) / cap) for indicator in indicators)

        return Curve(_bends([spent - cap * float(e) for e in _edges(indicators)], first, most), points)

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
    match indicator.shape:
        case Deduction():
            raise TypeError("no lever moves sanctions")
        case shape:
            return float(indicator.weight * shape.share(Fraction(value)))


def _edges(indicators: Iterable[Indicator]) -> list[Fraction]:
    return [edge for indicator in indicators for edge in edges(indicator)]


def _bends(ends: Iterable[float], first: float, most: float) -> tuple[float, ...]:
    """The ends within the range, each with the fen beyond it, where a ladder has taken its step."""
    inside = {point for end in ends for point in (end, end + 1) if first < point < most}
    return tuple(sorted({first, most, *inside}))
