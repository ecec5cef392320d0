"""Points by amounts as piecewise straight curves, and the cheapest amounts that bring so many together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product


@dataclass(frozen=True, slots=True)
class Curve:
    """Points in the amount of a lever: straight between bends (amounts ascending), never falling."""

    amounts: tuple[float, ...]
    points: tuple[float, ...]

    @classmethod
    def drawn(
        cls, bends: Iterable[float], first: float, most: float, points: Callable[[float], float]
    ) -> Curve:
        """The curve from `first` to `most` with the bends that lie between."""
        amounts = tuple(sorted({first, most, *(bend for bend in bends if first < bend < most)}))
        return cls(amounts, tuple(points(amount) for amount in amounts))

    @classmethod
    def straight(cls, most: float, slope: float) -> Curve:
        """From nothing to `most` at so many points a fen."""
        return cls((0.0, most), (0.0, slope * most)) if most > 0 else cls((0.0,), (0.0,))

    def least(self, wanted: float) -> float | None:
        """The least amount that brings `wanted` points; None if none does."""
        if self.points[0] >= wanted:
            return self.amounts[0]
        low, before = self.amounts[0], self.points[0]
        for amount, reached in zip(self.amounts[1:], self.points[1:], strict=True):
            if reached >= wanted:
                return low + (wanted - before) * (amount - low) / (reached - before)
            low, before = amount, reached
        return None


def least_of(curves: Sequence[Curve], missing: float) -> tuple[float, ...] | None:
    """The amounts of least total that together bring the missing points; None if none do.

    All but one of them lie at bends.
    """
    best: tuple[float, ...] | None = None
    cost = float("inf")
    for place, curve in enumerate(curves):
        others = [
            list(zip(other.amounts, other.points, strict=True)) if number != place else [(0.0, 0.0)]
            for number, other in enumerate(curves)
        ]
        for chosen in product(*others):
            spent = sum(amount for amount, _ in chosen)
            if spent >= cost:
                continue
            amount = curve.least(missing - sum(points for _, points in chosen))
            if amount is not None and spent + amount < cost:
                cost = spent + amount
                best = tuple(amount if number == place else at for number, (at, _) in enumerate(chosen))
    return best
