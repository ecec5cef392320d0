"""Very many small systems of equations, solved side by side."""

from __future__ import annotations

import numpy as np

from engine.forecasting.panel import Shares

#: Fewer systems than this are sooner solved one after another.
MANY = 1_000
#: So many at a time are at hand of a processor.
_AT_HAND = 2_048


def solutions(systems: Shares, wanted: Shares) -> Shares:
    """x of Gx = `wanted`, for every case.

    systems: G by case, n × n × cases, each symmetric and positive, so that no rows change places. wanted, and
    what is found: n × columns × cases.
    """
    if systems.shape[-1] < MANY:
        one_by_one = np.linalg.solve(np.moveaxis(systems, -1, 0), np.moveaxis(wanted, -1, 0))
        return np.moveaxis(one_by_one.astype(np.float64, copy=False), 0, -1)
    found = wanted.copy()
    for start in range(0, systems.shape[-1], _AT_HAND):
        part = slice(start, start + _AT_HAND)
        _eliminate(systems[:, :, part].copy(), found[:, :, part])
    return found


def _eliminate(systems: Shares, wanted: Shares) -> None:
    """Turn `wanted` into what is found, row by row and back; half of `systems` is read, and used up."""
    for row in range(len(systems)):
        factors = systems[row, row + 1 :] / systems[row, row]
        for below, factor in enumerate(factors, row + 1):
            systems[below, below:] -= factor * systems[row, below:]
            wanted[below] -= factor * wanted[row]
    for row in reversed(range(len(systems))):
        for right in range(row + 1, len(systems)):
            wanted[row] -= systems[row, right] * wanted[right]
        wanted[row] /= systems[row, row]
