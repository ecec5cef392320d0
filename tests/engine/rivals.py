"""A back-test against the plain rules that the forecast must not lose to, each by itself, none pooled.

Only what is still open is counted: horizons not yet reached, events that have not come to
pass already, and only where the forecast gives a number, for all alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from engine.forecasting import FIGURES, HORIZONS, month_length
from engine.forecasting.amounts import Outlook, outlook, possible_ends, spread
from engine.forecasting.habits import habits, tempered
from engine.forecasting.panel import Panel, Shares
from tests.engine.processes import Seen

OURS = "forecast"
EVENTS = {"checkpoint": 0.7, "month_end": 1.0}
RULES = ("own mean", "last month", "last year", "target × 1", "run rate", "share curve")
#: Bins of chances that hold fewer cases say nothing.
LEAST_IN_BIN = 40


@dataclass
class Record:
    """By rule: distances (shares of target) and squared distances of chances, one per forecast.

    `inside` is by region: whether what came lay within the range, `late_inside` in months that had a year
    behind them. `said` and `happened` are the forecast's own chances and what came.
    """

    errors: dict[str, list[Shares]] = field(default_factory=dict)
    squares: dict[str, list[Shares]] = field(default_factory=dict)
    inside: dict[str, list[bool]] = field(default_factory=dict)
    late_inside: dict[str, list[bool]] = field(default_factory=dict)
    said: list[float] = field(default_factory=list)
    happened: list[bool] = field(default_factory=list)

    def error(self, rule: str) -> float:
        """Mean absolute error, percent of target."""
        return 100 * float(np.concatenate(self.errors[rule]).mean())

    def score(self, rule: str) -> float:
        """Brier score."""
        return float(np.concatenate(self.squares[rule]).mean())

    def within(self) -> float:
        """The share of all ranges that held."""
        return float(np.concatenate([*self.inside.values()]).mean())

    def least_within(self, *, late: bool = False) -> float:
        """The least share of a region that has a year behind it; late: of its months after it alone."""
        counted = self.late_inside if late else self.inside
        return min(float(np.mean(counted[region])) for region in self.late_inside)

    def add(self, other: Record) -> None:
        """Takes another record's forecasts in."""
        for mine, theirs in (
            (self.errors, other.errors),
            (self.squares, other.squares),
            (self.inside, other.inside),
            (self.late_inside, other.late_inside),
        ):
            for key, values in theirs.items():
                mine.setdefault(key, []).extend(values)  # type: ignore[arg-type]
        self.said += other.said
        self.happened += other.happened


def rules(seen: Seen, figure: str, horizon: str) -> dict[str, Shares]:
    """What each plain rule says of the horizon, in shares of target."""
    known, before = seen.panel, seen.before[figure, horizon]
    mean = np.nanmean(before, axis=1)
    year_ago = before[:, -12] if before.shape[1] >= 12 else mean
    last = np.array([row[~np.isnan(row)][-1] for row in before])
    today = known.to_date[figure] / known.targets[figure]
    span = known.checkpoint_day if horizon == "checkpoint" else month_length(known.month)
    ends = np.where(known.valid, known.ends[figure, horizon], np.nan)
    share = np.nanmean(known.standing[figure] / np.where(ends > 0, ends, np.nan), axis=1)
    return {
        "own mean": mean,
        "last month": last,
        "last year": np.where(np.isnan(year_ago), mean, year_ago),
        "target × 1": np.ones_like(mean),
        "run rate": today / known.as_of_day * span,
        "share curve": today / np.maximum(share, 0.01),
    }


def chance(known: Panel, found: Outlook, horizon: str) -> Shares:
    """The chance that both figures reach the event's threshold."""
    size, count = len(known.regions), len(found.errors[FIGURES[0], horizon])
    reached = np.ones((count, size), dtype=bool)
    for figure in FIGURES:
        errors = {h: np.repeat(found.errors[figure, h][:, None], size, axis=1) for h in HORIZONS}
        ends = possible_ends(known, found, figure, errors)[horizon]
        reached &= ends >= EVENTS[horizon] * known.targets[figure]
    plain = tempered(reached.mean(axis=0), 1 / 2, count)
    return habits(known, found, horizon, Fraction(str(EVENTS[horizon]))).pooled(plain)


def record(all_seen: Iterable[Seen]) -> Record:
    """The back-test of one company."""
    made = Record()
    for seen in all_seen:
        known, found = seen.panel, outlook(seen.panel)
        for horizon in HORIZONS:
            told = np.array([reason is None for reason in found.reasons[horizon]])
            if known.is_known(horizon) or not told.any():
                continue
            said = {figure: rules(seen, figure, horizon) for figure in FIGURES}
            for figure in FIGURES:
                low, middle, high = (
                    _ends(known, found, figure, place)[horizon] / known.targets[figure] for place in range(3)
                )
                came = seen.came[figure, horizon]
                for rule, value in ((OURS, middle), *said[figure].items()):
                    made.errors.setdefault(rule, []).append(np.abs(value - came)[told])
                for index in np.flatnonzero(told):
                    is_inside = bool(low[index] <= came[index] <= high[index])
                    made.inside.setdefault(known.regions[index], []).append(is_inside)
                    if known.valid[index].sum() >= 12:
                        made.late_inside.setdefault(known.regions[index], []).append(is_inside)
            _grade_chances(made, seen, found, horizon, said, told)
    return made


def _grade_chances(
    made: Record,
    seen: Seen,
    found: Outlook,
    horizon: str,
    said: dict[str, dict[str, Shares]],
    told: np.ndarray,
) -> None:
    known, threshold = seen.panel, EVENTS[horizon]
    has_come = np.all([known.to_date[f] >= threshold * known.targets[f] for f in FIGURES], axis=0)
    counted = told & ~has_come
    happened = np.all([seen.came[f, horizon] >= threshold for f in FIGURES], axis=0)[counted]
    ours = chance(known, found, horizon)[counted]
    before = np.all([seen.before[f, horizon] >= threshold for f in FIGURES], axis=0)
    is_there = ~np.isnan(seen.before[FIGURES[0], horizon])
    made.squares.setdefault(OURS, []).append((ours - happened) ** 2)
    frequency = (before & is_there).sum(axis=1) / is_there.sum(axis=1)
    made.squares.setdefault("own frequency", []).append((frequency[counted] - happened) ** 2)
    for rule in RULES:
        is_said = np.all([said[f][rule] >= threshold for f in FIGURES], axis=0)[counted]
        made.squares.setdefault(rule, []).append((is_said.astype(float) - happened) ** 2)
    made.said += ours.tolist()
    made.happened += happened.tolist()


def _ends(known: Panel, found: Outlook, figure: str, place: int) -> dict[str, np.ndarray]:
    size = len(known.regions)
    return possible_ends(
        known, found, figure,
        {h: np.full(size, spread(found.errors[figure, h])[place]) for h in HORIZONS},
    )  # fmt: skip


def reliability(made: Record, bins: int = 5) -> list[tuple[float, float, int]]:
    """Mean chance, how often it happened, and cases, per bin that says something."""
    said, happened = np.array(made.said), np.array(made.happened, dtype=float)
    places = np.minimum((said * bins).astype(int), bins - 1)
    return [
        (
            float(said[places == place].mean()),
            float(happened[places == place].mean()),
            int((places == place).sum()),
        )
        for place in range(bins)
        if (places == place).sum() >= LEAST_IN_BIN
    ]
