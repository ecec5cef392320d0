"""Straight lines in a lever's amount, and the whole amounts at which one lies below another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

#: Whole amounts from the first to the second, both included; None: without end.
Interval = tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class Affine:
    """constant + slope × amount, exactly."""

    constant: Fraction
    slope: Fraction = Fraction(0)

    def __add__(self, other: Affine) -> Affine:
        return Affine(self.constant + other.constant, self.slope + other.slope)

    def __sub__(self, other: Affine) -> Affine:
        return self + other * -1

    def __mul__(self, factor: Fraction | int) -> Affine:
        return Affine(self.constant * factor, self.slope * factor)


@dataclass(frozen=True, slots=True)
class AtMost:
    """The condition left ≤ right."""

    left: Affine
    right: Affine

    @property
    def is_moved(self) -> bool:
        """Whether the amount has any bearing on it."""
        return self.left.slope != self.right.slope


def constant(number: Fraction | int) -> Affine:
    """A line that the amount does not move."""
    return Affine(Fraction(number))


def interval(conditions: Iterable[AtMost], first: int, last: int | None) -> Interval | None:
    """The whole amounts within `first` to `last` at which all conditions hold; None if there are none."""
    for condition in conditions:
        gap = condition.right - condition.left
        if gap.slope == 0:
            if gap.constant < 0:
                return None
            continue
        edge = -gap.constant / gap.slope
        if gap.slope > 0:
            first = max(first, edge.__ceil__())
        else:
            last = edge.__floor__() if last is None else min(last, edge.__floor__())
    return None if last is not None and last < first else (first, last)
