"""Sales and collections at the checkpoint and at month end, with an 80 % range.

The range is what past forecasts of the same kind missed by (split conformal prediction):
of n errors, those ranked (n + 1) × 10 % and (n + 1) × 90 % are its ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from typing import Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from engine.forecasting.course import Shares, course, past_errors
from engine.forecasting.panel import FIGURES, HORIZONS, Fen, Panel, yuan

#: Why there is no number: the region has no target in the month; the month's days are not
#: loaded for all of the region; too few past months to say anything; another region has none.
Reason = Literal["no_target", "no_days", "short_history", "peers_unknown", "no_capital_data"]

#: A region's own past months below which nothing is forecast for it.
LEAST_MONTHS = 3
#: Past errors below which an 80 % range has no ends: (9 + 1) × 10 % = 1.
LEAST_ERRORS = 9
_TAIL = 0.1

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

    `centre` is per region. `errors` are those of past region-months, the same ones in the
    same order for all figures and horizons, so that what came together stays together.
    `months` counts each region's own past, `reasons` is by horizon.
    `least_rest` is the least that ever came between the as-of day and the checkpoint, and
    between the later of the two and month end: at most 0, below where money went back.
    """

    centre: dict[tuple[str, str], Shares]
    errors: dict[tuple[str, str], Shares]
    least_rest: dict[tuple[str, str], float]
    months: npt.NDArray[np.int64]
    reasons: dict[str, list[Reason | None]]


def outlook(known: Panel) -> Outlook:
    """The outlook of every region of a panel."""
    months = known.valid.sum(axis=1)
    pairs = [(figure, horizon) for figure in FIGURES for horizon in HORIZONS]
    has_past = bool(known.valid.any())
    errors = {
        (figure, horizon): past_errors(known.standing[figure], known.ends[figure, horizon], known.valid)
        for figure, horizon in pairs
    }
    is_error = ~np.isnan(errors[pairs[0]])
    few = int(is_error.sum()) < LEAST_ERRORS
    centre, rest = {}, {}
    for figure, horizon in pairs:
        standing, ends = known.standing[figure], known.ends[figure, horizon]
        target = np.maximum(known.targets[figure], 1)
        centre[figure, horizon] = (
            course(standing, ends, known.valid).ends(known.to_date[figure] / target)
            if has_past
            else np.zeros(len(known.regions))
        )
        is_last_leg = horizon == "month_end" and not known.is_known("checkpoint")
        start = known.ends[figure, "checkpoint"] if is_last_leg else standing
        rest[figure, horizon] = min(0.0, float((ends - start)[known.valid].min())) if has_past else 0.0
    return Outlook(
        centre,
        {pair: found[is_error] for pair, found in errors.items()},
        rest,
        months,
        {
            horizon: [
                _reason(known, index, is_short=not known.is_known(horizon) and (few or own < LEAST_MONTHS))
                for index, own in enumerate(months)
            ]
            for horizon in HORIZONS
        },
    )


def _reason(known: Panel, index: int, *, is_short: bool) -> Reason | None:
    if any(known.targets[figure][index] <= 0 for figure in FIGURES):
        return "no_target"
    if not known.is_dated[index]:
        return "no_days"
    if is_short:
        return "short_history"
    return None


def possible_ends(known: Panel, found: Outlook, figure: str, errors: dict[str, Shares]) -> dict[str, Fen]:
    """Amounts in fen by horizon, for `errors` (… × regions) by horizon.

    Exact, whatever the error, once the day has come. Never less is still to come than ever was.
    """
    whole = known.targets[figure].astype(np.float64)
    ends: dict[str, Fen] = {"checkpoint": known.to_checkpoint[figure], "month_end": known.to_date[figure]}
    least = known.to_date[figure].astype(np.float64)
    for horizon in HORIZONS:
        if known.is_known(horizon):
            ends[horizon] = np.broadcast_to(ends[horizon], errors[horizon].shape)
        else:
            likely = (found.centre[figure, horizon] + errors[horizon]) * whole
            lowest = least + found.least_rest[figure, horizon] * whole
            ends[horizon] = np.rint(np.maximum(likely, lowest)).astype(np.int64)
            least = ends[horizon].astype(np.float64)
    return ends


def amounts(known: Panel, found: Outlook) -> pl.DataFrame:
    """One row per region, figure and horizon: `FIGURE_SCHEMA`, amounts in yuan.

    `middle` is the median, `low` and `high` the 80 % range; all three null with a `reason`.
    """
    size = len(known.regions)
    frames = []
    for figure in FIGURES:
        spreads = [spread(found.errors[figure, horizon]) for horizon in HORIZONS]
        named = [
            possible_ends(
                known, found, figure,
                {h: np.full(size, three[place]) for h, three in zip(HORIZONS, spreads, strict=True)},
            )
            for place in range(3)
        ]  # fmt: skip
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
    """The error at the low end, in the middle and at the high end."""
    count = len(errors)
    if count < LEAST_ERRORS:
        return (0.0, 0.0, 0.0)
    errors = np.sort(errors)
    low = floor((count + 1) * _TAIL)
    high = ceil((count + 1) * (1 - _TAIL))
    return float(errors[low - 1]), float(np.median(errors)), float(errors[min(high, count) - 1])
