"""The usual course of a month: where a region stands on a day, and where it ends.

Everything is a share of the month's target, so that months and regions of any size compare.
Arrays are regions × months (ascending); `valid` says which region-months count.

    end = usual end + slope × (standing today − usual standing today)

The slope is fitted. Where totals keep to the target whatever the first days bring, it is 0
(the target's usual attainment); where what is still to come does not depend on what came,
it is 1 (what came, plus the usual rest); where the month's shape is fixed and its size is
not, it is the reciprocal of the usual share by that day. See docs/forecast.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Shares = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

#: A month counts this much less than the one after it: regions drift.
RECENCY = 0.7
#: The median region counts as this many months of a region's own.
POOLING = 0.3
#: As many region-months of no relation at all are added before the slope is fitted.
SLOPE_PRIOR = 5.0


@dataclass(frozen=True, slots=True)
class Course:
    """Usual standing and usual end of each region (shares of target), and the common slope."""

    standing: Shares
    end: Shares
    slope: float

    def ends(self, standing: Shares) -> Shares:
        """Where regions end that stand at `standing` today."""
        return self.end + self.slope * (standing - self.standing)


def course(standing: Shares, ends: Shares, valid: Flags) -> Course:
    """The course of the month after the last column; some region-month must be valid."""
    counts = valid.astype(np.float64)
    weights = np.where(valid, RECENCY ** np.arange(valid.shape[1])[::-1], 0.0)
    usual_standing, usual_end = _usual(standing, weights), _usual(ends, weights)
    ahead = np.where(valid, standing - _own(standing, counts)[:, None], 0.0)
    ended_ahead = np.where(valid, ends - _own(ends, counts)[:, None], 0.0)
    spread = float((ahead * ahead).sum())
    slope = float((ahead * ended_ahead).sum()) / spread if spread > 0 else 0.0
    slope *= float(counts.sum() / (counts.sum() + SLOPE_PRIOR))
    typical_standing, typical_end = float(np.median(usual_standing)), float(np.median(usual_end))
    steepest = max(1.0, typical_end / typical_standing) if typical_standing > 0 else 1.0
    return Course(usual_standing, usual_end, min(max(slope, 0.0), steepest))


def past_errors(standing: Shares, ends: Shares, valid: Flags) -> Shares:
    """By how much each past month ended above what would have been forecast for it then.

    Regions × months; NaN where the month does not count or nothing came before it.
    """
    errors = np.full(valid.shape, np.nan)
    for month in range(1, valid.shape[1]):
        is_forecast = valid[:, month] & valid[:, :month].any(axis=1)
        if is_forecast.any():
            known = course(standing[:, :month], ends[:, :month], valid[:, :month])
            error = ends[:, month] - known.ends(standing[:, month])
            errors[is_forecast, month] = error[is_forecast]
    return errors


def _own(shares: Shares, weights: Shares) -> Shares:
    """Each region's weighted mean; 0 for a region without months."""
    total = weights.sum(axis=1)
    summed = (np.where(weights > 0, shares, 0.0) * weights).sum(axis=1)
    own: Shares = np.divide(summed, total, out=np.zeros_like(total), where=total > 0)
    return own


def _usual(shares: Shares, weights: Shares) -> Shares:
    """Each region's weighted mean, drawn towards the median region."""
    total, own = weights.sum(axis=1), _own(shares, weights)
    others = float(np.median(own[total > 0]))
    usual: Shares = (own * total + POOLING * others) / (total + POOLING)
    return usual
