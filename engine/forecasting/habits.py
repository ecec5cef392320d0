"""How far a chance is believed against the region's own habit: how often the event befell it before.

    chance = trust × share of the possible ends + (1 − trust) × habit

Trust (0 to 1, one for all regions) is what would have come nearest to what happened in past
months on the same day, drawn towards 0.6. Where possible ends tell no more than habit does, habit wins.
"""

from __future__ import annotations

import numpy as np

from engine.forecasting.amounts import Outlook
from engine.forecasting.experts import sum_before
from engine.forecasting.panel import FIGURES, Panel, Shares

#: A habit of n months is that of n and half a month more, which splits evenly.
_EVEN = 0.25
#: The trust that nothing speaks against, and how many squared distances speak for it.
_TRUST, _PULL = 0.6, 1.0
_MEMORY = 0.95
#: As many past errors at most are tried on past months.
_TRIED = 200


def tempered(share: Shares, prior: float, count: int) -> Shares:
    """A share among `count` past errors, never quite 0 or 1: one more that splits evenly is added."""
    found: Shares = (share * count + prior) / (count + 1)
    return found


def with_habit(chance: Shares, known: Panel, found: Outlook, horizon: str, threshold: float) -> Shares:
    """`chance` (by region) that both figures reach `threshold` of the target, set beside the habit.

    It stays as it is where that much has come already.
    """
    count = len(found.errors[FIGURES[0], horizon])
    if not count:
        return chance
    ends = [known.ends[figure, horizon] for figure in FIGURES]
    happened = known.valid & np.all([end >= threshold for end in ends], axis=0)
    habit = (sum_before(happened, 1.0) + _EVEN) / (sum_before(known.valid, 1.0) + 2 * _EVEN)
    said = tempered(_past_chances(known, found, horizon, threshold), 1 / 2, count)
    is_told = ~np.isnan(found.past[FIGURES[0], horizon])
    age = np.arange(happened.shape[1])[::-1]
    weight = np.where(is_told, _MEMORY**age, 0.0)
    ahead = np.where(is_told, said - habit[:, :-1], 0.0)
    came_ahead = happened - habit[:, :-1]
    pulled = float((weight * ahead * came_ahead).sum()) + _PULL * _TRUST
    trust = min(max(pulled / (float((weight * ahead * ahead).sum()) + _PULL), 0.0), 1.0)
    has_come = np.all([known.to_date[f] >= threshold * known.targets[f] for f in FIGURES], axis=0)
    return np.where(has_come, chance, trust * chance + (1.0 - trust) * habit[:, -1])


def _past_chances(known: Panel, found: Outlook, horizon: str, threshold: float) -> Shares:
    """Regions × months: the share of errors by which a past month would have reached the threshold."""
    step = -(-len(found.errors[FIGURES[0], horizon]) // _TRIED)
    reached = np.ones((), dtype=bool)
    for figure in FIGURES:
        errors = found.errors[figure, horizon][::step]
        likely = (
            found.past[figure, horizon][:, :, None] + errors * found.scale[figure, horizon][:, None, None]
        )
        reached = reached & (np.maximum(likely, known.standing[figure][:, :, None]) >= threshold)
    return np.asarray(reached.mean(axis=-1))
