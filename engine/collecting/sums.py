"""How likely each sum of independent payments is.

Sum by sum in whole fen, as long as there are not too many different ones. Beyond that, sums are spread
over an even grid, each onto the two points around it so that the mean stays; that is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.collecting.chances import Numbers, Payment

#: Different sums at most.
MOST_SUMS = 4096


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Sums in fen, ascending, and how likely each is. is_exact: none was moved onto a grid."""

    amounts: npt.NDArray[np.int64]
    chances: Numbers
    is_exact: bool

    @property
    def mean(self) -> float:
        """What may be expected, in fen."""
        return float((self.amounts * self.chances).sum())

    def at_least(self, goal: int) -> float:
        """The chance of `goal` fen or more."""
        return min(1.0, float(self.chances[self.amounts >= goal].sum()))

    def with_certainty(self, certainty: float) -> int:
        """The largest sum that is reached with at least that chance, in fen."""
        beyond = np.cumsum(self.chances[::-1])[::-1]
        return int(self.amounts[np.flatnonzero(beyond >= certainty - 1e-12)[-1]])


def sums_of(payments: Sequence[Payment], most: int = MOST_SUMS) -> Sums:
    """The sums of independent payments; of none, nothing for sure."""
    amounts, chances, is_exact = np.zeros(1, dtype=np.int64), np.ones(1), True
    for one in payments:
        grown = (amounts[:, None] + np.round(one.amounts).astype(np.int64)[None, :]).ravel()
        likely = (chances[:, None] * one.chances[None, :]).ravel()
        amounts, chances = _merged(grown, likely)
        if len(amounts) > most:
            amounts, chances = _on_grid(amounts, chances, most)
            is_exact = False
    return Sums(amounts, chances, is_exact)


def _merged(amounts: npt.NDArray[np.int64], chances: Numbers) -> tuple[npt.NDArray[np.int64], Numbers]:
    found, place = np.unique(amounts, return_inverse=True)
    return found, np.bincount(place, weights=chances).astype(np.float64)


def _on_grid(
    amounts: npt.NDArray[np.int64], chances: Numbers, points: int
) -> tuple[npt.NDArray[np.int64], Numbers]:
    """Sums spread over a grid of whole fen from the least to the most, or a step beyond."""
    first = int(amounts[0])
    step = -(-(int(amounts[-1]) - first) // (points - 1))
    place, rest = np.divmod(amounts - first, step)
    above = rest / step
    spread = np.zeros(points + 1)
    np.add.at(spread, place, chances * (1 - above))
    np.add.at(spread, place + 1, chances * above)
    is_there = spread > 0
    return (first + step * np.arange(len(spread), dtype=np.int64))[is_there], spread[is_there]
