"""What a chance is pooled with, counted region by region and month by month in plain loops."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from math import ceil, isnan
from typing import Any

import numpy as np
import polars as pl
import pytest

from engine.forecasting.amounts import Outlook, outlook
from engine.forecasting.habits import Habits, habits
from engine.forecasting.panel import FIGURES, Panel, panel
from tests.engine.months import TARGET, company, days, month
from tests.engine.policies import shipped

#: Hundredths of the target by the 28th; half of it by the 10th. Collections are nine tenths of sales.
SHARES = {
    "East": (62, 90, 71, 99, 66, 84, 75, 93, 200),
    "North": (88, 70, 94, 64, 90, 76, 98, 61, 150),
    "South": (73, 85, 65, 92, 81, 70, 62, 95, 60),
}
RATE, COUNT, SIZE = Fraction(7, 10), 8, 3


@pytest.fixture(scope="module")
def seen() -> Panel:
    """On the 15th of the ninth month; North was not there in the fourth."""
    courses = {
        region: [{10: TARGET * share // 200, 20: TARGET * share // 200} for share in shares]
        for region, shares in SHARES.items()
    }
    facts, known = company(courses), days(courses)
    less = [(pl.col(name) * 9 // 10).alias(name) for name in ("collections", "collections_to_checkpoint")]
    is_gone = (pl.col("region") == "North") & (pl.col("month") == month(3))
    facts = replace(
        facts,
        office_months=facts.office_months.with_columns(less),
        region_months=facts.region_months.filter(~is_gone),
    )
    known = replace(known, totals=known.totals.with_columns(pl.col("collections") * 9 // 10))
    return panel(facts, shipped(), known, month(COUNT), 15)


@pytest.fixture(scope="module")
def found(seen: Panel) -> Outlook:
    return outlook(seen)


@pytest.fixture(scope="module")
def usual(seen: Panel, found: Outlook) -> Habits:
    return habits(seen, found, "checkpoint", RATE)


def lacking(share: float) -> int:
    return 0 if share >= 0.7 else max(ceil((0.7 - share) * TARGET), 1)


def own(seen: Panel, region: int, until: int = COUNT) -> list[int]:
    """The months before `until` in which a region counts."""
    return [at for at in range(until) if seen.valid[region, at]]


def reaches(seen: Panel, region: int, at: int) -> bool:
    return all(seen.ends[figure, "checkpoint"][region, at] >= 0.7 for figure in FIGURES)


def mean_reaches(seen: Panel, region: int, until: int) -> bool:
    months = own(seen, region, until)
    ends = [seen.ends[figure, "checkpoint"][region] for figure in FIGURES]
    return bool(months) and all(sum(end[at] for at in months) / len(months) >= 0.7 for end in ends)


def often(seen: Panel, region: int, until: int) -> float:
    months = own(seen, region, until)
    return (sum(reaches(seen, region, at) for at in months) + 0.25) / (len(months) + 0.5)


def test_what_each_month_and_the_mean_of_them_lack_is_told_in_fen(seen: Panel, usual: Habits) -> None:
    for figure in FIGURES:
        ends = seen.ends[figure, "checkpoint"]
        for region in range(SIZE):
            months = own(seen, region)
            assert [usual.missed[figure][region, at] for at in months] == [
                lacking(float(ends[region, at])) for at in months
            ]
            mean = sum(float(ends[region, at]) for at in months) / len(months)
            assert usual.mean_missed[figure][region] == lacking(mean)
    assert usual.valid.tolist() == seen.valid.tolist()
    # 700,000 less what has come: of sales half of 200, 150 and 60 %, of collections nine tenths of that.
    assert usual.to_come["sales"].tolist() == [0, 0, 400_000]
    assert usual.to_come["collections"].tolist() == [0, 25_000, 430_000]


def best(products: np.ndarray, pull: np.ndarray, loss: Any) -> np.ndarray:
    """The weights that lose least of those of every subset that come out positive."""
    tried = []
    for size in (1, 2, 3):
        for kept in map(list, combinations(range(3), size)):
            inner = np.linalg.inv((products + np.diag(pull))[np.ix_(kept, kept)])
            weights = np.zeros(3)
            # What the pull itself asks for, and what is left to make one in all.
            asked = inner.sum(axis=1)
            weights[kept] = asked + (1 - asked.sum()) * inner.sum(axis=1) / inner.sum()
            if (weights >= 0).all():
                tried.append(weights)
    return min(tried, key=loss)


def test_weights_are_what_would_have_come_nearest_in_the_past(
    seen: Panel, found: Outlook, usual: Habits
) -> None:
    rows, heavy = [], []
    errors = [found.errors[figure, "checkpoint"] for figure in FIGURES]
    count = len(errors[0])
    for region in range(SIZE):
        for at in range(COUNT):
            if isnan(found.missed["sales", "checkpoint"][region, at]):
                continue
            reached = 0
            for number in range(count):
                ends = [
                    seen.ends[figure, "checkpoint"][region, at]
                    - found.missed[figure, "checkpoint"][region, at]
                    + error[number] * found.scale[figure, "checkpoint"][region]
                    for figure, error in zip(FIGURES, errors, strict=True)
                ]
                stood = [seen.standing[figure][region, at] for figure in FIGURES]
                reached += all(max(end, day) >= 0.7 for end, day in zip(ends, stood, strict=True))
            said = (reached + 0.5) / (count + 1)
            happened = float(reaches(seen, region, at))
            told = (said, often(seen, region, at), float(mean_reaches(seen, region, at)))
            rows.append([each - happened for each in told])
            heavy.append(0.95 ** (COUNT - 1 - at))
    missed, weight, prior = np.array(rows), np.array(heavy), np.array([0.5, 0.3, 0.2])
    wanted = best(
        (missed.T * weight) @ missed,
        1 / prior,
        lambda w: float(weight @ (missed @ w) ** 2 + ((w - prior) ** 2 / prior).sum()),
    )
    assert len(rows) == count
    # East has come there already: habits have no say.
    assert usual.weights[:, 0].tolist() == [1, 0, 0]
    for region in (1, 2):
        assert usual.weights[:, region] == pytest.approx(wanted)
    share = np.array([0.3, 0.6, 0.9])
    pooled = usual.pooled(share)
    assert pooled[0] == pytest.approx(0.3)
    for region in (1, 2):
        said = (share[region], often(seen, region, COUNT), float(mean_reaches(seen, region, COUNT)))
        assert pooled[region] == pytest.approx(float(np.dot(wanted, said)))
