"""The chance that payments, each of a known distribution, reach a goal together.

Few customers, or debts that are alike, have few different sums: these are counted one by one, and
what is sure either way is put aside. For many, the sums lie on a fine grid over which a payment is
spread so that its mean stays; where all debts are multiples of an amount, so are the grid's steps,
and equal sums stay equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]

#: Sums that are counted one by one at most, and products of sums and payments at most.
_SUMS, _PRODUCTS = 20_000, 2_000_000
#: Steps of the grid at most, and how an amount that all debts are multiples of is divided.
_STEPS = 1 << 14
_PARTS = (2520, 840, 420, 120, 60, 20, 12, 10, 6, 4, 2, 1)
#: Fen below which sums are the same: binary noise.
_NOISE = 1e-3


@dataclass(frozen=True, slots=True)
class Payment:
    """What a customer may pay: amounts (fen, ascending) and how likely each is."""

    amounts: Numbers
    chances: Numbers

    @classmethod
    def of(cls, owed: int, shares: Numbers, weights: Numbers) -> Payment:
        """Shares of what is owed, with their weights (positive)."""
        amounts, place = np.unique(np.round(owed * shares, 3), return_inverse=True)
        chances = np.bincount(place, weights=weights, minlength=len(amounts))
        return cls(amounts, chances / chances.sum())


def chance_of_sum(payments: Sequence[Payment], goal: float) -> float:
    """The chance that independent payments sum to `goal` (fen) or more."""
    if not payments:
        return float(goal <= 0)
    counted = _counted(payments, goal)
    found = _on_grid(payments, goal) if counted is None else counted
    return min(max(found, 0.0), 1.0)


def _counted(payments: Sequence[Payment], goal: float) -> float | None:
    """Sum by sum; None where there are too many different ones."""
    ordered = sorted(payments, key=lambda one: one.amounts[-1] - one.amounts[0], reverse=True)
    least = np.cumsum([0.0, *(one.amounts[0] for one in reversed(ordered))])[::-1]
    most = np.cumsum([0.0, *(one.amounts[-1] for one in reversed(ordered))])[::-1]
    sums, chances, sure = np.zeros(1), np.ones(1), 0.0
    for number, one in enumerate(ordered):
        if len(sums) * len(one.amounts) > _PRODUCTS:
            return None
        grown = (sums[:, None] + one.amounts[None, :]).ravel()
        found, place = np.unique(np.round(grown, 3), return_inverse=True)
        likely = np.bincount(place, weights=(chances[:, None] * one.chances[None, :]).ravel())
        is_sure = found + least[number + 1] >= goal - _NOISE
        is_open = ~is_sure & (found + most[number + 1] >= goal - _NOISE)
        sure += float(likely[is_sure].sum())
        sums, chances = found[is_open], likely[is_open]
        if len(sums) > _SUMS:
            return None
    return sure


def _on_grid(payments: Sequence[Payment], goal: float) -> float:
    """By the product of the payments' transforms over a grid."""
    sure = sum(float(one.amounts[0]) for one in payments)
    ranges = [one.amounts - one.amounts[0] for one in payments]
    whole = sum(float(one[-1]) for one in ranges)
    step = _step(ranges, whole)
    size = 1 << int(np.ceil(np.log2(whole / step + len(payments) + 2)))
    transform = np.ones(size // 2 + 1, dtype=np.complex128)
    for one, amounts in zip(payments, ranges, strict=True):
        place = amounts / step
        whole_steps = np.floor(place + 1e-6)
        above = np.maximum(place - whole_steps, 0.0)
        steps = whole_steps.astype(np.int64)
        spread = np.bincount(steps, weights=one.chances * (1 - above), minlength=size)[:size]
        spread += np.bincount(steps + 1, weights=one.chances * above, minlength=size)[:size]
        transform *= np.fft.rfft(spread)
    summed = np.fft.irfft(transform, size)
    # More than what is sure is asked for: that was counted.
    return float(summed[int(np.ceil((goal - sure) / step - 1e-6)) :].sum())


def _step(ranges: Sequence[Numbers], whole: float) -> float:
    """The step of the grid: a part of what all debts are multiples of, if that leaves few enough steps."""
    unit = 0
    for amounts in ranges:
        unit = gcd(unit, round(float(amounts[-1])))
    fitting = (part for part in _PARTS if unit and whole * part / unit <= _STEPS)
    part = next(fitting, None)
    return unit / part if part is not None else whole / _STEPS
