"""What each expert says of a month, worked out month by month and region by region in plain loops."""

from __future__ import annotations

from math import isnan, nan

import numpy as np
import pytest

from engine.forecasting.experts import EXPERTS, LEVELS, experts
from engine.forecasting.panel import Flags, Shares

Rows = list[list[float]]
Known = list[list[bool]]

#: Sixteen months of three regions: some do not count, West has none but the last two.
ENDS: Rows = [
    [0.9, 1.1, 0.7, 1.0, 0.8, 1.2, 0.95, 0.6, 1.05, 0.85, 1.3, 0.75, 1.15, 0.9, 1.0, 0.8],
    [1.0, 0.8, 0.9, 1.2, 0.7, 1.1, 1.0, 0.9, 0.6, 1.3, 0.8, 1.0, 0.95, 1.25, 0.7, 1.1],
    [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.6, 0.7],
]
VALID: Known = [
    [place not in (2, 7) for place in range(16)],
    [place not in (3, 13) for place in range(16)],
    [place >= 14 for place in range(16)],
]
STANDING: Rows = [[end * (0.4 + 0.01 * (place % 5)) for place, end in enumerate(row)] for row in ENDS]
NOW, PASSED = [0.5, 0.3, 0.4], 0.45
SIZE, MONTHS = 3, 16


def mean(values: list[tuple[float, float]]) -> float:
    """The mean of values with their weights; NaN of none."""
    weight = sum(each for _, each in values)
    return sum(value * each for value, each in values) / weight if weight else nan


def before(rows: Rows, region: int, place: int, memory: float, first: int = 0) -> float:
    """The mean of a region's months that count from `first` on, each `memory` of the one after it."""
    return mean(
        [
            (rows[region][at], memory ** (place - 1 - at))
            for at in range(max(first, 0), place)
            if VALID[region][at]
        ]
    )


def of_all(told: list[float]) -> float:
    return mean([(value, 1.0) for value in told if not isnan(value)])


def drawn_to_all(rows: Rows, region: int, place: int, memory: float) -> float:
    months = sum(memory ** (place - 1 - at) for at in range(place) if VALID[region][at])
    others = of_all([before(rows, each, place, memory) for each in range(SIZE)])
    return (before(rows, region, place, memory) * months + 0.3 * others) / (months + 0.3)


def last_month(rows: Rows, region: int, place: int) -> float:
    return next((rows[region][at] for at in reversed(range(place)) if VALID[region][at]), nan)


def a_year_ago(rows: Rows, region: int, place: int) -> float:
    if place >= 12 and VALID[region][place - 12]:
        return rows[region][place - 12]
    return before(rows, region, place, 1.0)


def season(rows: Rows, place: int) -> float:
    """How far the regions were from their year, a year ago, on average; nothing within the first year."""
    if place < 12:
        return 0.0
    off = [
        a_year_ago(rows, region, place) - before(rows, region, place, 1.0, place - 12)
        for region in range(SIZE)
    ]
    return 0.0 if isnan(of_all(off)) else of_all(off)


def with_season(rows: Rows, region: int, place: int) -> float:
    plain = [[value - season(rows, at) for at, value in enumerate(row)] for row in rows]
    return before(plain, region, place, 0.8) + season(rows, place)


def drifting(rows: Rows, region: int, place: int) -> float:
    late, long = before(rows, region, place, 0.5), before(rows, region, place, 0.8)
    return late + (late - long) / 2


SLOWLY = {
    "own mean": lambda rows, region, place: drawn_to_all(rows, region, place, 1.0),
    "latest": lambda rows, region, place: drawn_to_all(rows, region, place, 0.7),
    "last month": last_month,
    "last year": a_year_ago,
    "season": with_season,
    "drift": drifting,
}


def table(name: str, rows: Rows) -> Rows:
    return [[SLOWLY[name](rows, region, place) for place in range(MONTHS + 1)] for region in range(SIZE)]


def arrays() -> tuple[Shares, Shares, Flags]:
    return np.array(STANDING), np.array(ENDS), np.array(VALID)


@pytest.mark.parametrize("name", list(LEVELS))
def test_a_level_is_what_its_name_says(name: str) -> None:
    _, ends, valid = arrays()
    # "The last month" is a mean in which a month counts a millionth of the one after it.
    wanted = np.array(table(name, ENDS))
    assert LEVELS[name](ends, valid) == pytest.approx(wanted, abs=2e-6, nan_ok=True)
    assert set(SLOWLY) == set(LEVELS)


def on_course(name: str) -> Rows:
    """The level of the end, and as much of what is ahead today as it used to be worth."""
    usual_end, usual_standing = table(name, ENDS), table(name, STANDING)
    today = [[*row, now] for row, now in zip(STANDING, NOW, strict=True)]
    found: Rows = [[] for _ in range(SIZE)]
    for place in range(MONTHS + 1):
        spread = common = count = 0.0
        for at in range(place):
            for region in range(SIZE):
                if VALID[region][at] and not isnan(usual_end[region][at]):
                    ahead = STANDING[region][at] - usual_standing[region][at]
                    spread += ahead * ahead
                    common += ahead * (ENDS[region][at] - usual_end[region][at])
                    count += 1
        # As many months as five that say nothing are added.
        slope = common / spread * count / (count + 5) if spread else 0.0
        steepest = of_all([row[place] for row in usual_end]) / of_all([row[place] for row in usual_standing])
        highest = 1.0 if isnan(steepest) else max(steepest, 1.0)
        for region in range(SIZE):
            ahead = today[region][place] - usual_standing[region][place]
            found[region].append(usual_end[region][place] + min(max(slope, 0.0), highest) * ahead)
    return found


def test_experts_say_where_a_month_ends_by_what_is_usual_and_what_has_come() -> None:
    standing, ends, valid = arrays()
    told = experts(standing, ends, valid, np.array(NOW), PASSED)
    assert told.shape == (len(EXPERTS), SIZE, MONTHS + 1)
    for place, name in enumerate(LEVELS):
        assert told[place] == pytest.approx(np.array(on_course(name)), abs=1e-4, nan_ok=True), name
    plain = {name: told[EXPERTS.index(name)] for name in EXPERTS}
    for region in range(SIZE):
        for at in range(MONTHS + 1):
            end, stood = (before(rows, region, at, 1.0) for rows in (ENDS, STANDING))
            today = NOW[region] if at == MONTHS else STANDING[region][at]
            wanted = {
                "target": 1.0,
                "usual rest": today + end - stood,
                "share curve": today / (stood / end),
                "run rate": today / PASSED,
            }
            for name, value in wanted.items():
                # Nobody speaks of a region without a past.
                expected = nan if isnan(end) else value
                assert plain[name][region, at] == pytest.approx(expected, nan_ok=True), (name, region, at)


def test_what_came_is_never_divided_by_less_than_a_fiftieth() -> None:
    standing, ends = np.array([[0.0, 0.01]]), np.array([[1.0, 1.0]])
    told = experts(standing, ends, np.ones((1, 2), dtype=bool), np.array([0.03]), 0.1)
    # Half a hundredth of the end stood there usually: a fiftieth is taken.
    assert told[EXPERTS.index("share curve")][0, 2] == pytest.approx(1.5)


def test_where_months_ended_nothing_is_divided_by_nothing() -> None:
    nothing = np.zeros((1, 3))
    told = experts(nothing, nothing, np.ones((1, 3), dtype=bool), np.array([0.1]), 1.0)
    assert told[EXPERTS.index("share curve")][0, 3] == pytest.approx(0.1 / 0.02)
    # All levels are 0, nothing was ever ahead: no slope.
    assert [told[place][0, 3] for place in range(len(LEVELS))] == [0.0] * len(LEVELS)


@pytest.mark.parametrize(
    ("stood", "ended", "rise", "slope"),
    [
        (0.5, 1.0, 10.0, 2.0),
        (0.8, 1.0, 10.0, 1.25),
        # What ended lower than it stood goes back by as much as it is ahead, and no less.
        (0.8, 0.4, 10.0, 1.0),
        (0.5, 1.0, -1.0, 0.0),
    ],
)
def test_a_slope_is_neither_below_nothing_nor_above_what_the_months_shape_gives(
    stood: float, ended: float, rise: float, slope: float
) -> None:
    """Ends that rise much faster than what stood there, or fall."""
    standing = np.array([[stood, stood + 0.1, stood - 0.1, stood + 0.05, stood - 0.05, stood] * 4])
    ends = ended + rise * (standing - stood)
    valid = np.ones(standing.shape, dtype=bool)
    told = experts(standing, ends, valid, np.array([stood + 0.1]), 0.5)[EXPERTS.index("own mean")][0, -1]
    assert told == pytest.approx(ended + slope * 0.1)
