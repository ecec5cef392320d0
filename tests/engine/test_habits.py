"""What a chance is pooled with, counted region by region and month by month in plain loops."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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

#: Hundredths of the target by the 28th; half of it by the 10th, in every third month all of it.
#: Collections are nine tenths of sales.
SHARES = {
    "East": (62, 90, 71, 99, 70, 84, 75, 93, 200),
    "North": (88, 67, 94, 64, 90, 76, 98, 61, 150),
    "South": (73, 85, 65, 92, 81, 70, 62, 95, 60),
}
COUNT, SIZE = 8, 3
#: `all` or `any` of the figures.
Required = Callable[[Iterable[bool]], bool]


@pytest.fixture(scope="module")
def seen() -> Panel:
    """On the 15th of the ninth month; North was not there in the fourth."""
    courses = {
        region: [
            {10: TARGET * share // 100}
            if at % 3 == 1
            else {10: TARGET * share // 200, 20: TARGET * share // 200}
            for at, share in enumerate(shares)
        ]
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


@pytest.fixture(scope="module", params=["7/10 both", "9/20 both", "7/10 either", "1/1 either"])
def asked(request: pytest.FixtureRequest) -> tuple[Fraction, str]:
    """What is to be reached by which figures; nine twentieths had come by the 15th at times, or just so."""
    rate, required = request.param.split()
    return Fraction(rate), required


@pytest.fixture(scope="module")
def rate(asked: tuple[Fraction, str]) -> float:
    return float(asked[0])


@pytest.fixture(scope="module")
def required(asked: tuple[Fraction, str]) -> Required:
    return all if asked[1] == "both" else any


@pytest.fixture(scope="module")
def usual(seen: Panel, found: Outlook, asked: tuple[Fraction, str]) -> Habits:
    return habits(seen, found, "checkpoint", *asked)


def lacking(share: float, rate: float) -> int:
    return 0 if share >= rate else max(ceil((rate - share) * TARGET), 1)


def own(seen: Panel, region: int, until: int = COUNT) -> list[int]:
    """The months before `until` in which a region counts."""
    return [at for at in range(until) if seen.valid[region, at]]


def reaches(seen: Panel, region: int, at: int, rate: float, required: Required) -> bool:
    return required(seen.ends[figure, "checkpoint"][region, at] >= rate for figure in FIGURES)


def mean_reaches(seen: Panel, region: int, until: int, rate: float, required: Required) -> bool:
    months = own(seen, region, until)
    ends = [seen.ends[figure, "checkpoint"][region] for figure in FIGURES]
    return bool(months) and required(sum(end[at] for at in months) / len(months) >= rate for end in ends)


def often(seen: Panel, region: int, until: int, rate: float, required: Required) -> float:
    months = own(seen, region, until)
    return (sum(reaches(seen, region, at, rate, required) for at in months) + 0.25) / (len(months) + 0.5)


def test_what_each_month_and_the_mean_of_them_lack_is_told_in_fen(
    seen: Panel, usual: Habits, rate: float
) -> None:
    for figure in FIGURES:
        ends = seen.ends[figure, "checkpoint"]
        for region in range(SIZE):
            months = own(seen, region)
            assert [usual.missed[figure][region, at] for at in months] == [
                lacking(float(ends[region, at]), rate) for at in months
            ]
            mean = sum(float(ends[region, at]) for at in months) / len(months)
            assert usual.mean_missed[figure][region] == lacking(mean, rate)
    assert usual.valid.tolist() == seen.valid.tolist()
    # Half of 200, 150 and 60 % has come of sales, nine tenths of that of collections.
    came = {"sales": [1_000_000, 750_000, 300_000], "collections": [900_000, 675_000, 270_000]}
    for figure, fen in came.items():
        assert usual.to_come[figure].tolist() == [max(round(rate * TARGET) - each, 0) for each in fen]


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
    seen: Panel, found: Outlook, usual: Habits, rate: float, required: Required
) -> None:
    wanted = nearest(seen, found, rate, required)
    share = np.array([0.3, 0.6, 0.9])
    pooled = usual.pooled(share)
    for region in range(SIZE):
        if required(usual.to_come[figure][region] == 0 for figure in FIGURES):
            # It has come there already: habits have no say.
            assert usual.weights[:, region].tolist() == [1, 0, 0]
            assert pooled[region] == pytest.approx(share[region])
            continue
        assert usual.weights[:, region] == pytest.approx(wanted)
        said = (
            share[region],
            often(seen, region, COUNT, rate, required),
            float(mean_reaches(seen, region, COUNT, rate, required)),
        )
        assert pooled[region] == pytest.approx(float(np.dot(wanted, said)))


def test_what_had_come_by_the_day_is_not_taken_back_by_the_largest_errors(
    seen: Panel, found: Outlook, asked: tuple[Fraction, str], required: Required
) -> None:
    """East's fifth month stood at seven tenths to the fen."""
    far = replace(found, scale={pair: 5 * each for pair, each in found.scale.items()})
    weights = habits(seen, far, "checkpoint", *asked).weights[:, 2]
    assert weights == pytest.approx(nearest(seen, far, float(asked[0]), required))


def test_of_many_errors_every_so_many_th_is_tried(
    seen: Panel,
    found: Outlook,
    asked: tuple[Fraction, str],
    required: Required,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Four of seventeen at most: every fifth."""
    monkeypatch.setattr("engine.forecasting.habits._TRIED", 4)
    assert len(found.errors["sales", "checkpoint"]) == 17
    weights = habits(seen, found, "checkpoint", *asked).weights[:, 2]
    assert weights == pytest.approx(nearest(seen, found, float(asked[0]), required, every=5))


def nearest(seen: Panel, found: Outlook, rate: float, required: Required, every: int = 1) -> np.ndarray:
    """The weights by plain loops over regions, months and every so many-th error."""
    rows, heavy = [], []
    errors = [found.errors[figure, "checkpoint"] for figure in FIGURES]
    count = len(errors[0])
    for region in range(SIZE):
        for at in range(COUNT):
            if isnan(found.missed["sales", "checkpoint"][region, at]):
                continue
            tried = range(0, count, every)
            reached = 0
            for number in tried:
                ends = [
                    seen.ends[figure, "checkpoint"][region, at]
                    - found.missed[figure, "checkpoint"][region, at]
                    + error[number] * found.scale[figure, "checkpoint"][region]
                    for figure, error in zip(FIGURES, errors, strict=True)
                ]
                stood = [seen.standing[figure][region, at] for figure in FIGURES]
                reached += required(max(end, day) >= rate for end, day in zip(ends, stood, strict=True))
            said = (reached / len(tried) * count + 0.5) / (count + 1)
            happened = float(reaches(seen, region, at, rate, required))
            told = (
                said,
                often(seen, region, at, rate, required),
                float(mean_reaches(seen, region, at, rate, required)),
            )
            rows.append([each - happened for each in told])
            heavy.append(0.95 ** (COUNT - 1 - at))
    assert len(rows) == count
    missed, weight, prior = np.array(rows), np.array(heavy), np.array([0.5, 0.3, 0.2])
    return best(
        (missed.T * weight) @ missed,
        1 / prior,
        lambda w: float(weight @ (missed @ w) ** 2 + ((w - prior) ** 2 / prior).sum()),
    )


def test_collections_held_against_the_target_of_sales_have_the_habits_of_that_target(
    seen: Panel, found: Outlook, usual: Habits, asked: tuple[Fraction, str]
) -> None:
    """Of twice the target of collections as much came: half its share, and the share of sales as it was."""

    def half(of: dict[Any, Any]) -> dict[Any, Any]:
        return {key: each / 2 if "collections" in key else each for key, each in of.items()}

    targets = {
        name: getattr(seen, name) | {"collections": 2 * getattr(seen, name)["collections"]}
        for name in ("targets", "past_targets")
    }
    planned = replace(seen, ends=half(seen.ends), standing=half(seen.standing), **targets)
    told = replace(found, missed=half(found.missed), scale=half(found.scale))
    held = habits(planned, told, "checkpoint", *asked, against=dict.fromkeys(FIGURES, "sales"))
    assert held.weights.tolist() == usual.weights.tolist()
    for name in ("missed", "mean_missed", "to_come"):
        for figure in FIGURES:
            one, other = getattr(held, name)[figure], getattr(usual, name)[figure]
            assert one.tolist() == other.tolist() if one.ndim == 1 else (one == other)[seen.valid].all()
