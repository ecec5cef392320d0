"""A forecast at its edges: first days, short months, targets of a fen, one figure of two, single months."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import polars as pl
import pytest

from engine.forecasting import Days, forecast
from engine.forecasting.amounts import outlook
from engine.forecasting.experts import EXPERTS, experts
from engine.forecasting.habits import habits
from engine.forecasting.mixture import PRIOR, weights
from engine.forecasting.panel import Flags, Panel, Shares, panel
from engine.forecasting.systems import MANY, solutions
from engine.policy.parameters import Policies, policies_from
from tests.engine.months import Course, company, days, month
from tests.engine.policies import policies_with, shipped

REGIONS = ("East", "North", "South")


def steady(course: Course, months: int) -> dict[str, list[Course]]:
    return {region: [course] * months for region in REGIONS}


def known(
    courses: dict[str, list[Course]], number: int, day: int, policies: Policies | None = None, **words: Any
) -> Panel:
    return panel(company(courses, **words), policies or shipped(), days(courses), month(number), day)


# --- days that answer to one another


def test_of_a_month_that_has_not_begun_nothing_stood_in_the_past() -> None:
    """A February, which is laid beside others by its end: their fourth answers to its first."""
    courses = steady({1: 100_000, 2: 50_000, 4: 200_000}, 2)
    assert known(courses, 1, 0).standing["sales"].tolist() == [[0.0]] * 3
    assert known(courses, 1, 1).standing["sales"].tolist() == [[0.35]] * 3


def test_before_the_first_day_of_a_february_that_answers_nothing_stood() -> None:
    """March's first three days lie farther from its end than February's first."""
    courses = steady({1: 100_000, 2: 50_000}, 3)
    stood = [known(courses, 2, day).standing["sales"][0].tolist() for day in (1, 3, 4, 5)]
    assert stood == [[0.1, 0.0], [0.15, 0.0], [0.15, 0.1], [0.15, 0.15]]


def test_no_day_answers_to_one_after_the_end_of_a_month() -> None:
    """Since March the checkpoint is the month's last day, which January's 28th was not."""
    later = policies_with({"checkpoint.day": 31, "effective_from": "2025-03", "version": "b"})
    policies = policies_from([*shipped().items, *later.items])
    courses = steady({30: 600_000, 31: 300_000}, 3)
    found = known({**courses, "East": [{30: 600_000, 31: 300_000}, {}, {}]}, 2, 31, policies)
    assert found.standing["sales"][0, 0] == 0.9
    assert found.ends["sales", "checkpoint"][0, 0] == 0.9


@pytest.mark.parametrize(("day", "at_first", "passed"), [(1, 0, 1.0), (2, 0, 0.5), (2, 1, 0.5)])
def test_a_pace_is_told_of_a_checkpoint_on_the_first_days(
    monkeypatch: pytest.MonkeyPatch, day: int, at_first: int, passed: float
) -> None:
    told = []

    def seen(*given: Any) -> Shares:
        told.append(given[-1])
        return experts(*given)

    monkeypatch.setattr("engine.forecasting.amounts.experts", seen)
    outlook(known(steady({1: 500_000}, 4), 3, at_first, policies_with({"checkpoint.day": day})))
    assert told[::2] == pytest.approx([passed] * 2)


# --- what counts


def test_a_target_of_a_single_fen_is_one() -> None:
    courses = steady({1: 1}, 6)
    found = known(courses, 5, 28, target=1)
    assert found.valid.all()
    assert found.ends["sales", "month_end"].tolist() == [[1.0] * 5] * 3
    seen = outlook(found)
    assert seen.reasons["month_end"] == [None] * 3
    assert seen.centre["sales", "month_end"] == pytest.approx(np.ones(3))


def test_a_forecast_from_a_single_month_teaches_nothing_though_a_gap_comes_between() -> None:
    courses = steady({5: 500_000, 15: 400_000}, 6)
    facts = company(courses)
    is_gap = (pl.col("region") == "East") & (pl.col("month") == month(1))
    facts = replace(facts, region_months=facts.region_months.filter(~is_gap))
    found = outlook(panel(facts, shipped(), days(courses), month(5), 10))
    for missed in found.missed.values():
        assert np.isnan(missed).tolist() == [[True] * 3 + [False] * 2] + [[True] * 2 + [False] * 3] * 2


def test_what_stands_at_nothing_on_average_gives_no_steeper_course_than_its_own() -> None:
    """Money comes and goes back; ends rise ten times as fast as what stood there."""
    standing = np.array([[0.0, 0.125, -0.125, 0.0625, -0.0625, 0.0] * 4])
    valid = np.ones(standing.shape, dtype=bool)
    told = experts(standing, 1 + 10 * standing, valid, np.array([0.125]), 0.5)
    assert told[EXPERTS.index("own mean")][0, -1] == pytest.approx(1.125)


def test_what_the_past_missed_is_taken_from_another_month_only_where_it_is_the_same() -> None:
    """Whatever month is handed over, the outlook is the one that the month would have by itself."""
    rng = np.random.default_rng(5)
    courses: dict[str, list[Course]] = {
        region: [{10: int(fen) // 2, 20: int(fen) // 2} for fen in rng.integers(500_000, 1_200_000, 6)]
        for region in REGIONS
    }
    seen = known(courses, 4, 0)
    fewer = seen.valid.copy()
    fewer[0, 2] = False
    others = {
        "itself": seen,
        "a month less": known(courses, 3, 0),
        "a month more": known(courses, 5, 0),
        "a month under way": known(courses, 4, 12),
        "one that counts less": replace(seen, valid=fewer),
        "one that ended otherwise": replace(seen, ends={pair: end + 0.1 for pair, end in seen.ends.items()}),
    }
    # Of the last month nothing is known yet: the same past, and one that did count then.
    unknown = seen.valid.copy()
    unknown[:, -1] = False
    before = {name: (other, outlook(other)) for name, other in others.items()}
    for month_itself in (seen, replace(seen, valid=unknown), others["a month under way"]):
        alone = outlook(month_itself)
        for name, others_known in {
            **{name: [each] for name, each in before.items()},
            "all": [*before.values()],
        }.items():
            found = outlook(month_itself, others_known)
            for pair in alone.centre:
                for part in ("centre", "missed", "errors"):
                    one, two = getattr(found, part)[pair], getattr(alone, part)[pair]
                    np.testing.assert_array_equal(one, two, name)


# --- weights


def lost(own: Shares, region: int, until: int, told: Shares, ends: Shares, counted: Flags) -> float:
    """What `own` weights lose by the sum that the mixture's weights are the least of, in plain loops."""
    prior = np.array(list(PRIOR.values())) / sum(PRIOR.values())
    months = [
        (at, place, 0.97 ** (until - 1 - place))
        for at in range(len(ends))
        for place in range(until)
        if counted[at, place]
    ]
    missed = {(at, place): told[:, at, place] - ends[at, place] for at, place, _ in months}
    heavy = sum(each for _, _, each in months)

    def squared(each: Shares, of: list[tuple[int, int, float]]) -> float:
        return sum(much * float(each @ missed[at, place]) ** 2 for at, place, much in of)

    def common(each: Shares) -> float:
        return squared(each, months) / heavy if months else 0.0

    usual = max(min(common(one) for one in np.eye(len(prior))), 1e-10)
    here = [each for each in months if each[0] == region]
    return (squared(own, here) + 4 * common(own)) / usual + 5 * float(((own - prior) ** 2 / prior).sum())


def test_weights_are_the_least_of_the_stated_sum_month_by_month() -> None:
    """One month counts at first and is old by the next; then others do; no weight moved makes it less."""
    rng = np.random.default_rng(12)
    ends = rng.uniform(0.6, 1.2, (2, 7))
    told = rng.uniform(0.5, 1.3, (len(EXPERTS), 2, 8))
    counted = np.zeros(ends.shape, dtype=bool)
    counted[0, 1] = counted[:, 4] = counted[1, 5] = True
    asked = np.array([False, True, False, True, True, False, True, True])
    found = weights(told, ends, counted, asked)
    prior = np.array([PRIOR[name] for name in EXPERTS]) / sum(PRIOR.values())
    assert found[:, 0] == pytest.approx(np.array([prior, prior]))
    for region in range(2):
        for number, until in enumerate(np.flatnonzero(asked)):
            own = found[region, number]
            assert own.sum() == pytest.approx(1)
            assert (own >= 0).all()
            step, least = 1e-4, lost(own, region, until, told, ends, counted)
            for one in np.flatnonzero(own > step):
                for other in np.flatnonzero(own > step):
                    if one != other:
                        moved = own.copy()
                        moved[one] -= step
                        moved[other] += step
                        assert lost(moved, region, until, told, ends, counted) > least


# --- habits, and what is needed


def test_of_a_target_that_does_not_divide_the_last_part_of_a_fen_is_needed_whole() -> None:
    """Seven tenths of 1,000,003 fen are 700,002.1: 700,003 do, a fen less does not."""
    courses = {region: [{5: 100_000, 20: 600_003}] * 6 for region in REGIONS}
    found = known(courses, 5, 15, target=1_000_003)
    usual = habits(found, outlook(found), "checkpoint", Fraction(7, 10))
    assert usual.to_come["sales"].tolist() == [600_003] * 3
    assert usual.to_come["sales"].dtype == np.int64
    assert (usual.missed["sales"] == 0).all()


def apart(courses: dict[str, list[Course]], sales: int) -> tuple[Any, Days]:
    """Sales are so many hundredths of what is collected."""
    facts, known = company(courses), days(courses)
    less = [(pl.col(name) * sales // 100).alias(name) for name in ("sales", "sales_to_checkpoint")]
    return (
        replace(facts, office_months=facts.office_months.with_columns(less)),
        replace(known, totals=known.totals.with_columns(pl.col("sales") * sales // 100)),
    )


@pytest.mark.parametrize(("required", "lacks"), [("either", False), ("both", True)])
def test_where_either_figure_is_enough_nothing_is_needed_of_the_other(required: str, lacks: bool) -> None:
    """Collections reach the checkpoint and the month's target always, sales neither."""
    courses = steady({5: 300_000, 20: 750_000}, 8)
    facts, known = apart(courses, 50)
    policies = policies_with({"checkpoint.required": required})
    made = forecast(facts, policies, known, month(7), 15)
    # What has come every month is likely, and what never came is not.
    assert (made.chances["checkpoint_chance"] > 0.9).to_list() == [not lacks] * 3
    assert (made.chances["checkpoint_chance"] < 0.1).to_list() == [lacks] * 3
    # A month's targets are reached by both or not.
    assert (made.chances["target_chance"] < 0.1).all()
    found = made.needed(REGIONS).filter(certainty=0.5)
    assert (found["needed"] > 0).to_list() == [lacks] * 3
    assert found["collections"].to_list() == [0.0] * 3


# --- many systems of equations


@pytest.mark.parametrize("count", [1, MANY - 1, MANY, 2 * MANY + 100])
def test_systems_are_solved_alike_one_by_one_and_side_by_side(count: int) -> None:
    """By what they were made to give: the sum of rows, each times what it was made from."""
    rng = np.random.default_rng(count)
    half = rng.normal(size=(4, 6, count))
    systems = np.einsum("ikc,jkc->ijc", half, half) + np.eye(4)[:, :, None]
    made_from = rng.normal(size=(4, 2, count))
    wanted = np.einsum("ijc,jkc->ikc", systems, made_from)
    given = systems.copy(), wanted.copy()
    np.testing.assert_allclose(solutions(systems, wanted), made_from, rtol=1e-6, atol=1e-9)
    assert np.array_equal(systems, given[0])
    assert np.array_equal(wanted, given[1])


@pytest.mark.parametrize("count", [MANY - 1, MANY + 100])
def test_what_is_left_out_is_not_looked_at_nor_what_stands_below_the_diagonal(count: int) -> None:
    """Of every second case: the smaller system alone comes to the same."""
    rng = np.random.default_rng(count)
    half = rng.normal(size=(3, 5, 2 * count))
    systems = np.einsum("ikc,jkc->ijc", half, half) + np.eye(3)[:, :, None]
    cases, wanted = np.arange(0, 2 * count, 2), rng.normal(size=(3, 1, count))
    is_out = np.zeros((3, count), dtype=bool)
    is_out[1, ::2] = True
    wanted[1, :, ::2] = 0.0
    smaller = np.delete(np.delete(systems, 1, axis=0), 1, axis=1)
    upper = np.where(np.triu(np.ones((3, 3)))[:, :, None] == 1, systems, np.nan)
    found = solutions(upper, wanted, cases, is_out)
    whole = solutions(systems, wanted, cases)
    without = solutions(smaller, np.delete(wanted, 1, axis=0), cases)
    np.testing.assert_allclose(found[:, :, 1::2], whole[:, :, 1::2], rtol=1e-9)
    np.testing.assert_allclose(np.delete(found, 1, axis=0)[:, :, ::2], without[:, :, ::2], rtol=1e-9)
    assert (found[1, :, ::2] == 0).all()
