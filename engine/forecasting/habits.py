"""A chance pooled with a region's habits: how often the event befell it, and whether its mean reaches.

    chance = a × share of the possible ends + b × own frequency + c × (own mean reaches: 1, else 0)

The weights a, b, c (none negative, together one, the same for all regions) are what would have come
nearest to what happened in past months on the same day, drawn towards a half, 0.3 and 0.2 (a linear
pool). Where possible ends tell no more than habits do, habits win.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from engine.forecasting.amounts import Outlook
from engine.forecasting.experts import mean_before, sum_before
from engine.forecasting.mixture import least_weights
from engine.forecasting.panel import FIGURES, Panel, Shares

#: A habit of n months is that of n and half a month more, which splits evenly.
_EVEN = 0.25
#: The weights that nothing speaks against, and how many squared distances speak for them.
_PRIOR, _PULL = np.array([0.5, 0.3, 0.2]), 1.0
_MEMORY = 0.95
#: As many past errors at most are tried on past months.
_TRIED = 200


def tempered(share: Shares, prior: float, count: int) -> Shares:
    """A share among `count` past errors, never quite 0 or 1: one more that splits evenly is added."""
    found: Shares = (share * count + prior) / (count + 1)
    return found


def with_habits(chance: Shares, known: Panel, found: Outlook, horizon: str, rate: Fraction) -> Shares:
    """`chance` (by region) that both figures reach `rate` of the target, pooled with its habits.

    It stays as it is where that much has come already.
    """
    threshold = float(rate)
    count = len(found.errors[FIGURES[0], horizon])
    if not count:
        return chance
    ends = [known.ends[figure, horizon] for figure in FIGURES]
    happened = known.valid & np.all([end >= threshold for end in ends], axis=0)
    frequency = (sum_before(happened, 1.0) + _EVEN) / (sum_before(known.valid, 1.0) + 2 * _EVEN)
    means = [np.nan_to_num(mean_before(end, known.valid, 1.0)) for end in ends]
    verdict = np.all([mean >= threshold for mean in means], axis=0).astype(np.float64)
    said = tempered(_past_chances(known, found, horizon, threshold), 1 / 2, count)
    past = np.nan_to_num(np.array([said, frequency[:, :-1], verdict[:, :-1]]))
    is_told = ~np.isnan(found.past[FIGURES[0], horizon])
    weight = np.where(is_told, _MEMORY ** np.arange(happened.shape[1])[::-1], 0.0)
    missed = past - happened
    products = np.einsum("krm,lrm,rm->kl", missed, missed, weight)
    share = least_weights(products + np.diag(_PULL / _PRIOR), np.full(len(_PRIOR), _PULL))
    pooled = np.einsum("k,kr->r", share, np.array([chance, frequency[:, -1], verdict[:, -1]]))
    parts, whole = rate.numerator, rate.denominator
    has_come = np.all([known.to_date[f] * whole >= known.targets[f] * parts for f in FIGURES], axis=0)
    return np.where(has_come, chance, pooled)


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
