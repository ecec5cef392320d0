"""A chance pooled with a region's habits: how often the event befell it, and whether its mean reaches.

    chance = a × share of the possible ends + b × own frequency + c × (own mean reaches: 1, else 0)

The weights a, b, c (none negative, together one, the same for all regions) are what would have come
nearest to what happened in past months on the same day, drawn towards a half, 0.3 and 0.2 (a linear
pool). Where possible ends tell no more than habits do, habits win.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from engine.forecasting.amounts import Outlook
from engine.forecasting.experts import mean_before, sum_before
from engine.forecasting.mixture import least_weights
from engine.forecasting.panel import FIGURES, Fen, Flags, Panel, Shares

#: A habit of n months is that of n and half a month more, which splits evenly.
_EVEN = 0.25
#: The weights that nothing speaks against, and how many squared distances speak for them.
_PRIOR, _PULL = np.array([0.5, 0.3, 0.2]), 1.0
_MEMORY = 0.95
#: As many past errors at most are tried on past months.
_TRIED = 200
#: By figure the one whose target it is held against.
OWN = {figure: figure for figure in FIGURES}


def tempered(share: Shares, prior: float | Shares, count: int) -> Shares:
    """A share among `count` past errors, never quite 0 or 1: one more that splits evenly is added."""
    found: Shares = (share * count + prior) / (count + 1)
    return found


def reaching(of_each: Sequence[Flags], required: str) -> Flags:
    """Whether the figures that are `required` (both, either) reach it, by what each of them does."""
    return np.logical_and(*of_each) if required == "both" else np.logical_or(*of_each)


@dataclass(frozen=True, slots=True)
class _Bar:
    """What is to be reached by the `horizon`: `threshold` of the targets, by the figures that are required.

    By figure, of past months: `times`, the target it is held against as a multiple of its own; `ends`, the
    share of it that was reached.
    """

    horizon: str
    threshold: float
    required: str
    times: dict[str, Shares]
    ends: dict[str, Shares]


@dataclass(frozen=True, slots=True)
class Habits:
    """What chances of a horizon are pooled with.

    weights: 3 × regions, none negative, together one; (1, 0, 0) where habits have no say. missed: by figure,
    regions × past months, the fen by which the month would have missed this month's threshold, 0 where
    it reached its own; `valid` says which of them count. mean_missed: by figure and region, the
    same of the region's plain mean; to_come: of what has come so far. required: both figures, or either.
    """

    weights: Shares
    missed: dict[str, Fen]
    valid: Flags
    mean_missed: dict[str, Fen]
    to_come: dict[str, Fen]
    required: str

    def pooled(self, share: Shares) -> Shares:
        """The chance by region: `share` of the possible ends pooled with habits as they are."""
        reached = self.valid & reaching([self.missed[figure] == 0 for figure in FIGURES], self.required)
        verdict = reaching([self.mean_missed[figure] == 0 for figure in FIGURES], self.required)
        frequency = often(reached.sum(axis=1), self.valid.sum(axis=1))
        return pool(self.weights, share, frequency, verdict)


def pool(weights: Shares, share: Shares, frequency: Shares, verdict: Flags) -> Shares:
    """The linear pool; shapes broadcast, `weights` along its first axis."""
    found: Shares = weights[0] * share + weights[1] * frequency + weights[2] * verdict
    return found


def often(times: npt.NDArray[np.int64], months: npt.NDArray[np.int64]) -> Shares:
    """How often something befell, `times` of so many `months`."""
    found: Shares = (times + _EVEN) / (months + 2 * _EVEN)
    return found


def habits(
    known: Panel,
    found: Outlook,
    horizon: str,
    rate: Fraction,
    required: str = "both",
    *,
    against: Mapping[str, str] = OWN,
) -> Habits:
    """The habits that speak for or against both figures, or `either`, reaching `rate` of the targets.

    `against` says by figure whose target that is. They have no say where that much has come already, and
    without any past error.
    """
    threshold = float(rate)
    times = _times_own(known, against)
    ends = {figure: known.ends[figure, horizon] / times[figure] for figure in FIGURES}
    bar = _Bar(horizon, threshold, required, times, ends)
    targets = {figure: known.targets[other] for figure, other in against.items()}
    count = len(found.errors[FIGURES[0], horizon])
    means = {figure: np.nan_to_num(mean_before(end, known.valid, 1.0))[:, -1] for figure, end in ends.items()}
    parts, whole = rate.numerator, rate.denominator
    to_come = {f: np.maximum(-(-targets[f] * parts // whole) - known.to_date[f], 0) for f in FIGURES}
    has_come = reaching([to_come[figure] == 0 for figure in FIGURES], required)
    none = np.array([1.0, 0.0, 0.0])[:, None]
    fitted = _weights(known, found, bar)[:, None] if count else none
    return Habits(
        np.where(has_come, none, fitted),
        {figure: _missed(end, threshold, targets[figure][:, None]) for figure, end in ends.items()},
        known.valid,
        {figure: _missed(mean, threshold, targets[figure]) for figure, mean in means.items()},
        to_come,
        required,
    )


def _times_own(known: Panel, against: Mapping[str, str]) -> dict[str, Shares]:
    """By figure, of past months that count, the target it is held against as a multiple of its own."""
    targets = known.past_targets
    return {
        figure: np.where(known.valid, targets[other], 1) / np.where(known.valid, targets[figure], 1)
        for figure, other in against.items()
    }


def _missed(share: Shares, threshold: float, target: Fen) -> Fen:
    """By how many fen shares of the target miss the threshold; never 0 where they do."""
    return np.maximum(np.ceil((threshold - np.nan_to_num(share)) * target), 0).astype(np.int64)


def _weights(known: Panel, found: Outlook, bar: _Bar) -> Shares:
    """Three weights, the same for all regions: what would have come nearest to what happened in the past."""
    count = len(found.errors[FIGURES[0], bar.horizon])
    ends = bar.ends.values()
    happened = known.valid & reaching([end >= bar.threshold for end in ends], bar.required)
    frequency = (sum_before(happened, 1.0) + _EVEN) / (sum_before(known.valid, 1.0) + 2 * _EVEN)
    means = [np.nan_to_num(mean_before(end, known.valid, 1.0)) for end in ends]
    verdict = reaching([mean >= bar.threshold for mean in means], bar.required).astype(np.float64)
    said = tempered(_past_chances(known, found, bar), 1 / 2, count)
    past = np.nan_to_num(np.array([said, frequency[:, :-1], verdict[:, :-1]]))
    is_told = ~np.isnan(found.missed[FIGURES[0], bar.horizon])
    weight = np.where(is_told, _MEMORY ** np.arange(happened.shape[1])[::-1], 0.0)
    missed = past - happened
    products = np.einsum("krm,lrm,rm->kl", missed, missed, weight)
    grams = products + np.diag(_PULL / _PRIOR)
    return least_weights(grams[:, :, None], np.full(len(_PRIOR), _PULL))[:, 0]


def _past_chances(known: Panel, found: Outlook, bar: _Bar) -> Shares:
    """Regions × months: the share of errors by which a past month would have reached the threshold.

    The larger an error, the sooner it is enough. So it is looked up from which one on it is for each figure,
    and how many errors are that large for both, or for either.
    """
    step = -(-len(found.errors[FIGURES[0], bar.horizon]) // _TRIED)
    places, least = [], []
    for figure in FIGURES:
        errors = found.errors[figure, bar.horizon][::step]
        order = np.argsort(errors)
        places.append(np.argsort(order))
        pair = figure, bar.horizon
        past = known.ends[pair] - found.missed[pair]
        asked = bar.threshold * bar.times[figure]
        enough = _least_enough(errors[order], past, found.scale[pair][:, None], asked)
        has_come = (known.standing[figure] >= asked) & ~np.isnan(past)
        least.append(np.where(has_come, 0, enough))
    count = len(places[0])
    cases = np.zeros((count + 1, count + 1), dtype=np.int64)
    cases[tuple(places)] = 1
    as_large: npt.NDArray[np.int64] = cases[::-1, ::-1].cumsum(axis=0).cumsum(axis=1)[::-1, ::-1]
    both = as_large[tuple(least)]
    if bar.required == "both":
        return np.asarray(both / count)
    return np.asarray((as_large[least[0], 0] + as_large[0, least[1]] - both) / count)


def _least_enough(errors: Shares, past: Shares, scale: Shares, threshold: Shares) -> npt.NDArray[np.int64]:
    """How many of the errors (ascending), each times `scale`, do not lift `past` to the threshold."""
    low = np.zeros(past.shape, dtype=np.int64)
    high = np.full(past.shape, len(errors))
    for _ in range(len(errors).bit_length()):
        middle = (low + high) // 2
        # Nothing is known of what is NaN, and none is enough.
        is_enough = past + errors[np.minimum(middle, len(errors) - 1)] * scale >= threshold
        low, high = np.where(is_enough | (low == high), low, middle + 1), np.where(is_enough, middle, high)
    return low
