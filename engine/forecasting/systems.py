"""Very many small systems of equations, solved side by side."""

from __future__ import annotations

import numpy as np

from engine.forecasting.panel import Fen, Flags, Shares

#: Fewer systems than this are sooner solved one after another.
MANY = 1_000
#: So many at a time are at hand of a processor.
_AT_HAND = 2_048


def solutions(
    systems: Shares, wanted: Shares, cases: Fen | None = None, is_out: Flags | None = None
) -> Shares:
    """x of Gx = `wanted`, for every case.

    systems: G by case, n × n × cases, each symmetric and positive, so that no rows change places; what stands
    below the diagonal is not looked at. cases: which of them, by default all. is_out: n × cases, what is left
    out of the unknowns of each: its row and column become those of the unit matrix. wanted, and what is
    found: n × columns × cases.
    """
    chosen = np.arange(systems.shape[-1]) if cases is None else cases
    if len(chosen) < MANY:
        return _one_by_one(_of_cases(systems, chosen, is_out), wanted)
    found = wanted.copy()
    for start in range(0, len(chosen), _AT_HAND):
        part = slice(start, start + _AT_HAND)
        out = None if is_out is None else is_out[:, part]
        _eliminate(_of_cases(systems, chosen[part], out), found[:, :, part])
    return found


def _of_cases(systems: Shares, cases: Fen, is_out: Flags | None) -> Shares:
    """The systems of some cases, without what is left out; the upper half alone."""
    found = np.empty((*systems.shape[:2], len(cases)))
    kept = None if is_out is None else np.where(is_out, 0.0, 1.0)
    for row, upper in enumerate(systems):
        own = found[row, row:]
        np.take(upper[row:], cases, axis=-1, out=own, mode="clip")
        if is_out is not None and kept is not None:
            own *= kept[row]
            own *= kept[row:]
            own[0] += is_out[row]
    return found


def _one_by_one(systems: Shares, wanted: Shares) -> Shares:
    for row, upper in enumerate(systems):
        systems[row:, row] = upper[row:]
    found = np.linalg.solve(np.moveaxis(systems, -1, 0), np.moveaxis(wanted, -1, 0))
    return np.moveaxis(found.astype(np.float64, copy=False), 0, -1)


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
