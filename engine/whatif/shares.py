"""Whole fen split over offices: pro rata, within what each can bear, locked ones untouched."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction


class ShareError(ValueError):
    """A total that cannot be split.

    code: `locked_exceed` (locked offices alone take more than the total) or
    `not_enough` (there is no room for the total). `limit` is the bound in fen.
    """

    def __init__(self, code: str, limit: int) -> None:
        super().__init__(code, limit)
        self.code = code
        self.limit = limit


def pro_rata(total: int, weights: Mapping[str, int], room: Mapping[str, int]) -> dict[str, int]:
    """`total` fen over the keys of `room`, in proportion to `weights`, none above its room.

    What one cannot bear goes to the others in the same proportion; odd fen go to the
    largest remainders, then to the first names. Keys without weight get something only
    when all the others are full. ShareError `not_enough` if the rooms do not hold `total`.
    """
    if total > sum(room.values()):
        raise ShareError("not_enough", sum(room.values()))
    given = dict.fromkeys(room, 0)
    left = total
    for open_ones in (
        {key: weights[key] for key in room if weights.get(key, 0) > 0},
        {key: 1 for key in room if weights.get(key, 0) <= 0},
    ):
        while left and open_ones:
            whole = sum(open_ones.values())
            full = [key for key, weight in open_ones.items() if left * weight >= room[key] * whole]
            if not full:
                parts = _largest_remainders(left, open_ones)
                given |= parts
                left = 0
            for key in full:
                given[key] = room[key]
                left -= room[key]
                del open_ones[key]
    return given


def rescaled(
    total: int, current: Mapping[str, int], room: Mapping[str, int], locked: Collection[str] = ()
) -> dict[str, int]:
    """The offices' amounts after somebody edited the total: locked ones stay, the others follow pro rata.

    `current` are the amounts so far; where the unlocked ones are all 0, their room decides.
    ShareError if the locked ones exceed the total or the others cannot take the rest.
    """
    kept = {office: current.get(office, 0) for office in room if office in locked}
    rest = total - sum(kept.values())
    if rest < 0:
        raise ShareError("locked_exceed", sum(kept.values()))
    free = {office: space for office, space in room.items() if office not in kept}
    weights = {office: current.get(office, 0) for office in free}
    if not any(weights.values()):
        weights = free
    try:
        parts = kept | pro_rata(rest, weights, free)
    except ShareError as error:
        raise ShareError(error.code, error.limit + sum(kept.values())) from None
    return {office: parts[office] for office in room}


def _largest_remainders(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    whole = sum(weights.values())
    exact = {key: Fraction(total * weight, whole) for key, weight in weights.items()}
    parts = {key: value.__floor__() for key, value in exact.items()}
    odd = total - sum(parts.values())
    for key in sorted(exact, key=lambda key: (parts[key] - exact[key], key))[:odd]:
        parts[key] += 1
    return parts
