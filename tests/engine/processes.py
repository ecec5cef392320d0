"""Companies made by a known process, as the panels of their back-test; every number from a seed.

Targets are flat, so that seasons and trends show in the attainment. Within a month either
the total is drawn first and split over days with much play (`split`), or days come
independently (`daily`): the first favours what is known beforehand, the second what came.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from engine.forecasting import FIGURES, HORIZONS, month_after, month_length
from engine.forecasting.panel import Panel, Shares

PROCESSES = ("steady", "seasonal", "trending", "late rush", "year-end")
MODES = ("split", "daily")
TARGET = 10_000_000
_START = date(2023, 1, 1)
_CHECKPOINT = 28


@dataclass(frozen=True, slots=True)
class Seen:
    """What was known on a day, what came, and what had come of the months before, in shares of target."""

    panel: Panel
    came: dict[tuple[str, str], Shares]
    before: dict[tuple[str, str], Shares]


def _levels(process: str, rng: np.random.Generator, regions: int, season: np.ndarray) -> Shares:
    base = rng.uniform(0.7, 1.05, (regions, 1))
    months = np.arange(len(season))
    if process == "seasonal":
        peak = rng.uniform(0, 12) + rng.normal(0, 0.5, (regions, 1))
        return base * (1 + rng.uniform(0.12, 0.3) * np.cos(2 * np.pi * (season - peak) / 12))
    if process == "trending":
        return np.maximum(base + rng.normal(0, 0.012, (regions, 1)) * (months - len(months) / 2), 0.2)
    if process == "year-end":
        by_month = np.ones(12)
        by_month[[0, 1, 10, 11]] = rng.uniform([0.5, 0.7, 1.05, 1.4], [0.8, 0.95, 1.2, 1.9])
        return base * by_month[season]
    return np.repeat(base, len(months), axis=1)


def courses(process: str, mode: str, seed: int, regions: int, months: int) -> dict[str, np.ndarray]:
    """Running totals by figure: regions × months × days 0 to 31, shares of target."""
    rng = np.random.default_rng([seed, PROCESSES.index(process), MODES.index(mode)])
    season = np.array([month_after(_START, number).month - 1 for number in range(months)])
    made = {}
    for figure in FIGURES:
        level, noise = _levels(process, rng, regions, season), rng.uniform(0.04, 0.12)
        totals = np.zeros((regions, months, 32))
        for number in range(months):
            length = month_length(month_after(_START, number))
            usual = np.ones(length)
            if process == "late rush":
                usual = np.where(np.arange(length) >= length - 6, 4.0, 0.6)
            usual /= usual.sum()
            for region in range(regions):
                if mode == "split":
                    total = max(level[region, number] * (1 + noise * rng.normal()), 0.05)
                    days = total * rng.dirichlet(usual * 15)
                else:
                    shape = 1 / (noise**2 * length)
                    days = rng.gamma(shape, level[region, number] * usual / shape)
                totals[region, number, 1 : length + 1] = days
        made[figure] = np.cumsum(totals, axis=2)
    return made


def seen(
    process: str, mode: str, seed: int, days: tuple[int, ...], regions: int = 6, months: int = 26
) -> Iterator[Seen]:
    """Every month but the first four, on each of the days on which it is still open."""
    totals = courses(process, mode, seed, regions, months)
    ends = {
        (f, h): totals[f][:, :, _CHECKPOINT if h == "checkpoint" else 31] for f in FIGURES for h in HORIZONS
    }
    dates = [month_after(_START, number) for number in range(months)]
    targets = np.full(regions, TARGET)
    for number in range(4, months):
        length = month_length(dates[number])
        # As the product's own panel does: a February is laid beside others by its end.
        is_short = [(month_length(d) == _CHECKPOINT) != (length == _CHECKPOINT) for d in dates[:number]]
        shift = [
            month_length(d) - (length - _CHECKPOINT) - _CHECKPOINT if short else 0
            for d, short in zip(dates, is_short, strict=False)
        ]
        past = np.arange(number)
        for day in days:
            if day >= length:
                continue
            same, checkpoint = np.clip(day + np.array(shift), 0, 31), _CHECKPOINT + np.array(shift)
            panel = Panel(
                month=dates[number], as_of_day=day, checkpoint_day=_CHECKPOINT,
                regions=[f"{process}/{mode}/{seed}/{region}" for region in range(regions)],
                past=dates[:number],
                targets=dict.fromkeys(FIGURES, targets),
                past_targets=dict.fromkeys(FIGURES, np.full((regions, number), TARGET)),
                to_date={f: np.rint(totals[f][:, number, day] * TARGET).astype(np.int64) for f in FIGURES},
                to_checkpoint={
                    f: np.rint(totals[f][:, number, min(day, _CHECKPOINT)] * TARGET).astype(np.int64)
                    for f in FIGURES
                },
                standing={f: totals[f][:, past, same] for f in FIGURES},
                ends={
                    (f, h): totals[f][:, past, checkpoint if h == "checkpoint" else np.full(number, 31)]
                    for f in FIGURES
                    for h in HORIZONS
                },
                valid=np.ones((regions, number), dtype=bool), is_dated=np.ones(regions, dtype=bool),
                rows=None, now=None,  # type: ignore[arg-type]
            )  # fmt: skip
            yield Seen(
                panel,
                {pair: end[:, number] for pair, end in ends.items()},
                {pair: end[:, :number] for pair, end in ends.items()},
            )
