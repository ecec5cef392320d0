"""The mixture of experts: each region's weights, fitted on its past months and on all regions'.

For every month the weights are those that could have been fitted before it:

    least Σ (Σ weight × error)² ÷ usual² + 5 × Σ (weight − prior)² ÷ prior,  weights ≥ 0, Σ weight = 1

so a region with no past keeps the prior, and an expert has to earn what it is given. Errors
are the region's own, each month counting 0.97 of the one after it, and four months of the
mean of all regions; `usual²` is the squared error of the best single expert.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.forecasting.experts import EXPERTS, sum_before
from engine.forecasting.panel import Fen, Flags, Shares
from engine.forecasting.systems import solutions

#: What experts are given before anything is known of them, in parts.
PRIOR = {
    "own mean": 3.0,
    "latest": 1.5,
    "last month": 0.5,
    "last year": 2.0,
    "season": 4.0,
    "drift": 1.0,
    "target": 0.1,
    "usual rest": 0.5,
    "share curve": 0.1,
    "run rate": 0.1,
}
#: The pull towards the prior, in squared errors of the best expert.
_PULL = 5.0
#: As many months of the mean of all regions are added to a region's own.
_OTHERS = 4.0
_MEMORY = 0.97
#: Forecasts from fewer months of a region's own say nothing of later ones' errors.
_SEASONED = 2
#: Squared errors below this (of target) are noise of the arithmetic.
_LEAST = 1e-10


@dataclass(frozen=True, slots=True)
class Mixture:
    """`centre` per region and `errors` (regions × months; NaN where nothing was forecast) of past months.

    An error is how far the month ended above what the mixture of that time said.
    """

    centre: Shares
    errors: Shares


def mixture(told: Shares, ends: Shares, valid: Flags, errors: Shares | None = None) -> Mixture:
    """Mixes what experts told (experts × regions × (months + 1)) for months that ended at `ends`.

    errors: those of past months, where they are known already.
    """
    counted = valid & ~np.isnan(told[0, :, :-1])
    is_seasoned = counted & (sum_before(valid, 1.0)[:, :-1] >= _SEASONED)
    spoken = np.nan_to_num(told)
    # The month itself, and those of which somebody's error counts.
    asked = np.append(is_seasoned.any(axis=0) & (errors is None), True)
    mixed = np.full(spoken.shape[1:], np.nan)
    fitted = weights(spoken, ends, counted, asked)
    mixed[:, asked] = np.einsum("rmk,krm->rm", fitted, spoken[:, :, asked])
    if errors is None:
        errors = np.where(is_seasoned, ends - mixed[:, :-1], np.nan)
    return Mixture(mixed[:, -1], errors)


def weights(told: Shares, ends: Shares, counted: Flags, asked: Flags) -> Shares:
    """Regions × months asked for × experts: the weights that could be fitted before each month.

    asked: which of the months + 1.
    """
    prior = np.array([PRIOR[name] for name in EXPERTS])
    prior /= prior.sum()
    errors = np.where(counted, told[:, :, :-1] - ends, 0.0)
    # Of a matrix that is the same across its diagonal the upper half is made, for every region and month.
    products = np.zeros((len(errors), *errors.shape[:2], np.count_nonzero(asked)))
    common = np.zeros((len(errors), len(errors), products.shape[-1]))
    months = sum_before(counted, _MEMORY).sum(axis=0)[asked]
    for place, each in enumerate(errors):
        products[place, place:] = sum_before(each * errors[place:], _MEMORY)[:, :, asked]
        common[place, place:] = products[place, place:].sum(axis=1) / np.where(months > 0, months, 1.0)
    usual = np.maximum(np.diagonal(common).min(axis=1), _LEAST)
    for place, upper in enumerate(products):
        upper[place:] += _OTHERS * common[place, place:, None]
        upper[place:] /= usual
        upper[place] += _PULL / prior[place]
    return np.moveaxis(least_weights(products, np.full(len(prior), _PULL)), 0, -1)


def least_weights(grams: Shares, pull: Shares) -> Shares:
    """The least of ½ w'Gw − pull·w over weights that are not negative and add up to one.

    grams: G by case, weights × weights × cases, each the same across its diagonal, below which nothing is
    looked at; what is found: weights × cases. Whoever comes out negative is left out and the rest solved
    again; who is left out stays out.
    """
    size = len(pull)
    systems = grams.reshape(size, size, -1)
    found: Shares = np.empty(systems.shape[1:])
    is_out = np.zeros(found.shape, dtype=bool)
    cases = np.arange(found.shape[1])
    while len(cases):
        found[:, cases] = solved = _solved(systems, cases, pull, is_out)
        is_negative = solved < 0
        is_open = is_negative.any(axis=0)
        cases, is_out = cases[is_open], (is_out | is_negative)[:, is_open]
    return found.reshape(grams.shape[1:])


def _solved(systems: Shares, cases: Fen, pull: Shares, is_out: Flags) -> Shares:
    """The weights of these cases that add up to one, those that are out 0; the others may be negative."""
    kept = np.where(is_out, 0.0, 1.0)
    wanted = np.stack([pull[:, None] * kept, kept], axis=1)
    by_pull, by_one = np.moveaxis(solutions(systems, wanted, cases, is_out if is_out.any() else None), 1, 0)
    rest = (1.0 - by_pull.sum(axis=0)) / by_one.sum(axis=0)
    found: Shares = by_pull + rest * by_one
    return found
