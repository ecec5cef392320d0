"""Plain ways to say where a month ends: for the month itself and, as it would have been then, for past ones.

Everything is a share of the month's target. Arrays are regions × months (ascending);
`valid` says which region-months count. Told values are regions × (months + 1), the last
column for the month itself; NaN where a region had no past.

A *level* is what a region's past says of a month: the mean of all months, that of the
latest, the last one, that of a year ago, the mean with the season all regions share, the
mean with the drift of late. Each level speaks of the end and of the standing on the as-of
day alike, and so makes an expert:

    end = usual end + slope × (standing today − usual standing on this day)

The slope is fitted on all regions' past months. 0 means that totals keep to the target
whatever the first days bring, 1 that the rest does not depend on what came, the reciprocal
of the usual share that the month's shape is fixed. Beside these stand the target itself,
what came plus the usual rest, what came over its usual share, and the pace so far.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from engine.forecasting.panel import Flags, Shares

#: The others' mean counts as this many months of a region's own.
POOLING = 0.3
#: As many region-months of no relation at all are added before a slope is fitted.
SLOPE_PRIOR = 5.0
#: The months of a year, after which seasons return.
YEAR = 12
#: What came is never divided by less than this usual share of the total.
_LEAST_SHARE = 0.02

Level = Callable[[Shares, Flags], Shares]


def mean_before(shares: Shares, valid: Flags, memory: float) -> Shares:
    """Each region's mean of the months before, each counting `memory` of the one after it."""
    total, weight = sum_before(np.where(valid, shares, 0.0), memory), sum_before(valid, memory)
    return _ratio(total, weight, np.nan)


def sum_before(values: Shares | Flags, memory: float) -> Shares:
    """Sums along the last axis (n long) over what is before each place and the end: n + 1 long.

    A value counts `memory` of the one after it.
    """
    summed: Shares = values.astype(np.float64, copy=False) @ _counting(values.shape[-1], memory)
    return summed


@lru_cache
def _counting(count: int, memory: float) -> Shares:
    """How much of each of `count` values is counted at each place: values × (values + 1)."""
    age = np.arange(count + 1)[None, :] - 1 - np.arange(count)[:, None]
    counted: Shares = np.where(age >= 0, memory ** np.maximum(age, 0), 0.0)
    return counted


def _ratio(above: Shares, below: Shares, otherwise: float) -> Shares:
    ratio: Shares = np.divide(above, below, out=np.full(below.shape, otherwise), where=below > 0)
    return ratio


def _pooled(memory: float) -> Level:
    """The mean of one's own months before, drawn towards that of all regions."""

    def level(shares: Shares, valid: Flags) -> Shares:
        own, weight = mean_before(shares, valid, memory), sum_before(valid, memory)
        mixed: Shares = (own * weight + POOLING * _over_regions(own)) / (weight + POOLING)
        return mixed

    return level


def _over_regions(told: Shares) -> Shares:
    """The mean of what is told of the regions, by month; NaN where nothing is."""
    there = ~np.isnan(told)
    return _ratio(np.where(there, told, 0.0).sum(axis=0), there.sum(axis=0).astype(np.float64), np.nan)


def _last(shares: Shares, valid: Flags) -> Shares:
    return mean_before(shares, valid, 1e-6)


def _year_ago(shares: Shares, valid: Flags) -> Shares:
    """The same month last year; where there is none, the mean."""
    told = mean_before(shares, valid, 1.0)
    known = np.where(valid, shares, np.nan)[:, : max(told.shape[1] - YEAR, 0)]
    told[:, YEAR:] = np.where(np.isnan(known), told[:, YEAR:], known)
    return told


def _year_mean(shares: Shares, valid: Flags) -> Shares:
    """The mean of the twelve months before (of fewer, where there are not as many)."""
    padded = np.cumsum(np.pad(np.where(valid, shares, 0.0), ((0, 0), (1, 0))), axis=1)
    counts = np.cumsum(np.pad(valid.astype(np.float64), ((0, 0), (1, 0))), axis=1)
    older = max(padded.shape[1] - YEAR, 0)
    padded[:, YEAR:] -= padded[:, :older].copy()
    counts[:, YEAR:] -= counts[:, :older].copy()
    return _ratio(padded, counts, np.nan)


def _seasonal(shares: Shares, valid: Flags) -> Shares:
    """The mean of the latest months without their seasons, and the month's own season."""
    season = _season(shares, valid)[None, :]
    seasonal: Shares = mean_before(shares - season[:, :-1], valid, 0.8) + season
    return seasonal


def _season(shares: Shares, valid: Flags) -> Shares:
    """By month (and the one after): the regions' mean difference from their year, a year ago; else 0."""
    off = _year_ago(shares, valid) - _year_mean(shares, valid)
    found = np.nan_to_num(_over_regions(off))
    found[:YEAR] = 0.0
    return found


def _drifting(shares: Shares, valid: Flags) -> Shares:
    """The mean of the latest months, moved on by half of what they are ahead of the longer run."""
    late, long = mean_before(shares, valid, 0.5), mean_before(shares, valid, 0.8)
    drifting: Shares = late + (late - long) / 2
    return drifting


LEVELS: dict[str, Level] = {
    "own mean": _pooled(1.0),
    "latest": _pooled(0.7),
    "last month": _last,
    "last year": _year_ago,
    "season": _seasonal,
    "drift": _drifting,
}


#: What is told, in order; weights of the mixture stand in the same.
EXPERTS = (*LEVELS, "target", "usual rest", "share curve", "run rate")


def experts(standing: Shares, ends: Shares, valid: Flags, now: Shares, passed: float) -> Shares:
    """What each expert says: experts × regions × (months + 1).

    `now` is the regions' standing today, `passed` the share of the horizon's days that has passed.
    """
    today = np.column_stack([standing, now])
    usual_end, usual_standing = mean_before(ends, valid, 1.0), mean_before(standing, valid, 1.0)
    share = np.maximum(_ratio(usual_standing, usual_end, _LEAST_SHARE), _LEAST_SHARE)
    told = [
        *(_on_course(level, standing, ends, valid, today) for level in LEVELS.values()),
        np.ones_like(today),
        today + usual_end - usual_standing,
        today / share,
        today / passed,
    ]
    spoken: Shares = np.where(np.isnan(usual_end), np.nan, np.array(told))
    return spoken


def _on_course(level: Level, standing: Shares, ends: Shares, valid: Flags, today: Shares) -> Shares:
    usual_end = level(ends, valid)
    if not today.any():  # before a month begins, when nobody is ahead of anything
        return usual_end
    usual_standing = level(standing, valid)
    ahead = np.nan_to_num(today - usual_standing)
    counted = valid & ~np.isnan(usual_end[:, :-1])
    past_ahead = np.where(counted, ahead[:, :-1], 0.0)
    ended_ahead = np.where(counted, np.nan_to_num(ends - usual_end[:, :-1]), 0.0)
    spread = sum_before((past_ahead * past_ahead).sum(axis=0), 1.0)
    common = sum_before((past_ahead * ended_ahead).sum(axis=0), 1.0)
    count = sum_before(counted.sum(axis=0), 1.0)
    slope = _ratio(common, spread, 0.0) * count / (count + SLOPE_PRIOR)
    steepest = np.nan_to_num(_ratio(_over_regions(usual_end), _over_regions(usual_standing), 1.0), nan=1.0)
    followed: Shares = usual_end + np.clip(slope, 0.0, np.maximum(steepest, 1.0))[None, :] * ahead
    return followed
