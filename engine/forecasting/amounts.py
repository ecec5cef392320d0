"""Sales and collections at the checkpoint and at month end, with an 80 % range.

The middle is the mixture's (`mixture.py`). The range is what past forecasts of the same kind
missed by (conformal prediction): errors of all regions, each in multiples of how far its
region missed until then, are ranked, cut at both tails, and multiplied by how far the region
misses now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from engine.forecasting.experts import experts, sum_before
from engine.forecasting.mixture import mixture
from engine.forecasting.panel import FIGURES, HORIZONS, Fen, Flags, Panel, Shares, month_length, yuan

#: Why there is no number: the region has no target in the month; the month's days are not
#: loaded for all of the region; too few past months to say anything; another region has none; last
#: month's balances or the quota are unknown.
Reason = Literal["no_target", "no_days", "short_history", "peers_unknown", "peers_unseen", "no_capital_data"]

#: A region's own past months below which nothing is forecast for it.
LEAST_MONTHS = 3
#: Past errors below which an 80 % range has no ends: (9 + 1) × 10 % = 1.
LEAST_ERRORS = 9
_TAIL = 0.1
#: How far a region misses is a mean of its past misses, each counting this much of the one
#: after it, and of as many misses of all regions.
_MEMORY, _OTHERS = 0.3, 1.0
_LEAST_SCALE = 1e-9
#: A forecast from n months of a region's own errs by √(1 + this ÷ n) of what one from many would.
_UNRIPE = 3.0

FIGURE_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "month": pl.Date,
    "region": pl.String,
    "figure": pl.String,
    "horizon": pl.String,
    "as_of_day": pl.Int8,
    "target": pl.Float64,
    "to_date": pl.Float64,
    "low": pl.Float64,
    "middle": pl.Float64,
    "high": pl.Float64,
    "is_known": pl.Boolean,
    "months": pl.Int32,
    "reason": pl.String,
}


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where regions may end, as shares of the month's target, by figure and horizon.

    `centre` and `scale` are per region: the middle, and how far the region misses. `errors`
    are those of past region-months in multiples of their scale, the same ones in the same
    order for all figures and horizons, so that what came together stays together; their mean
    is 0. `missed` (regions × months) is by how much a past month ended above what would have been the
    middle then, NaN where there was none. `months` counts each region's own past, `reasons` is by horizon.
    `least_rest` is the least that ever came between the as-of day and the checkpoint, and
    between the later of the two and month end: at most 0, below where money went back.
    """

    centre: dict[tuple[str, str], Shares]
    scale: dict[tuple[str, str], Shares]
    errors: dict[tuple[str, str], Shares]
    missed: dict[tuple[str, str], Shares]
    least_rest: dict[tuple[str, str], float]
    months: npt.NDArray[np.int64]
    reasons: dict[str, list[Reason | None]]


def outlook(known: Panel, before: Sequence[tuple[Panel, Outlook]] = ()) -> Outlook:
    """The outlook of every region of a panel.

    before: earlier months and their outlooks; what the past missed is taken from one of the same past.
    """
    months = known.valid.sum(axis=1)
    centre, scale, errors, missed, rest = {}, {}, {}, {}, {}
    for figure, horizon in ((figure, horizon) for figure in FIGURES for horizon in HORIZONS):
        standing, ends = known.standing[figure], known.ends[figure, horizon]
        now = known.to_date[figure] / np.maximum(known.targets[figure], 1)
        span = known.checkpoint_day if horizon == "checkpoint" else month_length(known.month)
        # Of a checkpoint whose only day does not count (一.3) nothing is left to come.
        passed = min(max(known.as_of_day, 1) / max(span, 1), 1.0)
        pair = figure, horizon
        told = experts(standing, ends, known.valid, now, passed)
        mixed = mixture(told, ends, known.valid, _missed_before(known, before, pair))
        centre[pair], missed[pair] = mixed.centre, mixed.errors
        scale[pair], errors[pair] = _scaled(mixed.errors, known.valid)
        is_last_leg = horizon == "month_end" and not known.is_known("checkpoint")
        start = known.ends[figure, "checkpoint"] if is_last_leg else standing
        came = (ends - start)[known.valid]
        rest[pair] = min(0.0, float(came.min())) if len(came) else 0.0
    is_short = (months < LEAST_MONTHS) | (len(errors[FIGURES[0], HORIZONS[0]]) < LEAST_ERRORS)
    reasons = {horizon: _reasons(known, is_short & (not known.is_known(horizon))) for horizon in HORIZONS}
    return Outlook(centre, scale, errors, missed, rest, months, reasons)


def _missed_before(
    known: Panel, before: Sequence[tuple[Panel, Outlook]], pair: tuple[str, str]
) -> Shares | None:
    """`Outlook.missed` of an earlier month that has not begun either and has the same past; else None.

    Checkpoints of two months answer to other days of a February where the one is longer than the other.
    """
    for earlier, found in before:
        count = len(earlier.past)
        if (
            not (known.as_of_day or earlier.as_of_day)
            and not known.valid[:, count:].any()
            and np.array_equal(known.valid[:, :count], earlier.valid)
            and np.array_equal(known.ends[pair][:, :count], earlier.ends[pair])
        ):
            unknown = len(known.past) - count
            return np.pad(found.missed[pair], ((0, 0), (0, unknown)), constant_values=np.nan)
    return None


def _scaled(errors: Shares, valid: Flags) -> tuple[Shares, Shares]:
    """How far each region misses now, and all past errors in multiples of what it was then."""
    is_error = ~np.isnan(errors)
    unripe = np.sqrt(1.0 + _UNRIPE / np.maximum(sum_before(valid, 1.0), 1.0))
    ripened = np.where(is_error, errors, 0.0) / unripe[:, :-1]
    missed = np.abs(ripened)
    usual = max(float(missed.sum()) / max(int(is_error.sum()), 1), _LEAST_SCALE)
    scale = (sum_before(missed, _MEMORY) + _OTHERS * usual) / (sum_before(is_error, _MEMORY) + _OTHERS)
    scaled = (ripened / scale[:, :-1])[is_error]
    return (scale * unripe)[:, -1], scaled - (scaled.mean() if len(scaled) else 0.0)


def _reasons(known: Panel, is_short: Flags) -> list[Reason | None]:
    """By region why there is no number; is_short: whose past is too short for one."""
    names: tuple[Reason | None, ...] = (None, "short_history", "no_days", "no_target")
    lacks_target = np.any([known.targets[figure] <= 0 for figure in FIGURES], axis=0)
    found = np.select([lacks_target, ~known.is_dated, is_short], [3, 2, 1])
    return [names[place] for place in found.tolist()]


def possible_ends(known: Panel, found: Outlook, figure: str, errors: dict[str, Shares]) -> dict[str, Fen]:
    """Amounts in fen by horizon, for `errors` (… × regions, in multiples of the regions' scale) by horizon.

    Exact, whatever the error, once the day has come. Never less is still to come than ever was.
    """
    whole = known.targets[figure].astype(np.float64)
    ends: dict[str, Fen] = {"checkpoint": known.to_checkpoint[figure], "month_end": known.to_date[figure]}
    least = known.to_date[figure].astype(np.float64)
    for horizon in HORIZONS:
        if known.is_known(horizon):
            ends[horizon] = np.broadcast_to(ends[horizon], errors[horizon].shape)
        else:
            # In place: there is a number for every region and possible end.
            likely = errors[horizon] * found.scale[figure, horizon]
            likely += found.centre[figure, horizon]
            likely *= whole
            least = np.rint(np.maximum(likely, least + found.least_rest[figure, horizon] * whole))
            ends[horizon] = least.astype(np.int64)
    return ends


def amounts(known: Panel, found: Outlook) -> pl.DataFrame:
    """One row per region, figure and horizon: `FIGURE_SCHEMA`, amounts in yuan.

    `low` and `high` are the ends of the 80 % range; they and `middle` are null with a `reason`.
    """
    size = len(known.regions)
    frames = []
    for figure in FIGURES:
        spreads = {horizon: spread(found.errors[figure, horizon]) for horizon in HORIZONS}
        named = [
            possible_ends(
                known, found, figure, {h: np.full(size, three[place]) for h, three in spreads.items()}
            )
            for place in range(3)
        ]
        frames += [
            pl.DataFrame(
                {
                    "month": [known.month] * size,
                    "region": known.regions,
                    "figure": [figure] * size,
                    "horizon": [horizon] * size,
                    "as_of_day": [known.as_of_day] * size,
                    "target": yuan(known.targets[figure]),
                    "to_date": yuan(known.to_date[figure]),
                    **{
                        name: yuan(ends[horizon])
                        for name, ends in zip(("low", "middle", "high"), named, strict=True)
                    },
                    "is_known": [known.is_known(horizon)] * size,
                    "months": found.months,
                    "reason": found.reasons[horizon],
                },
                schema=FIGURE_SCHEMA,
            )
            for horizon in HORIZONS
        ]
    has_number = pl.col("reason").is_null()
    return (
        pl.concat(frames)
        .with_columns(pl.when(has_number).then(pl.col("low", "middle", "high")))
        .sort("region", "figure", "horizon")
    )


def spread(errors: Shares) -> tuple[float, float, float]:
    """The error at the low end, in the middle (none) and at the high end."""
    count = len(errors)
    if count < LEAST_ERRORS:
        return (0.0, 0.0, 0.0)
    errors = np.sort(errors)
    low = max(floor((count + 1) * _TAIL), 1)
    high = min(ceil((count + 1) * (1 - _TAIL)), count)
    return min(float(errors[low - 1]), 0.0), 0.0, max(float(errors[high - 1]), 0.0)
