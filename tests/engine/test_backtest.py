"""Forecasts of months that are over beside what happened, and how they are graded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl
import pytest

from engine.facts import Facts
from engine.forecasting import Backtest, Days, backtest, calibration, chance_scores
from engine.forecasting.amounts import FIGURE_SCHEMA
from engine.policy.parameters import Policies
from tests.engine.months import company, days, month
from tests.engine.policies import policies_with, shipped

#: Half the month's total by the 15th, four fifths by the 28th: of 9,000.00 yuan, 4,500 and 7,200.
COURSE = {5: 180_000, 15: 270_000, 25: 270_000, 30: 180_000}
REGIONS = ("East", "North", "South")


def steady(months: int, occupied: int | None = None) -> tuple[Facts, Days]:
    """Every month alike; collections are half of sales, against a target of 10,000.00 yuan each."""
    courses = {region: [COURSE] * months for region in REGIONS}
    facts, known = company(courses, occupied=occupied), days(courses)
    halved = [pl.col(name) // 2 for name in ("collections", "collections_to_checkpoint")]
    return (
        replace(facts, office_months=facts.office_months.with_columns(halved)),
        replace(known, totals=known.totals.with_columns(pl.col("collections") // 2)),
    )


def of(
    company: tuple[Facts, Days],
    months: Sequence[int],
    as_of_days: Sequence[int],
    policies: Policies | None = None,
) -> Backtest:
    facts, known = company
    return backtest(facts, policies or shipped(), known, [month(number) for number in months], as_of_days)


def test_a_forecast_stands_beside_what_happened_and_what_the_pace_so_far_came_to() -> None:
    """On August 15th half had come: at that pace 31 days bring 9,300 and 28 days 8,400."""
    found = of(steady(8), [6, 7], [15]).amounts
    east = found.filter(region="East", month=month(7)).select(
        "figure", "horizon", "to_date", "middle", "actual", "run_rate"
    )
    assert sorted(east.rows()) == [
        ("collections", "checkpoint", 2_250.0, 3_600.0, 3_600.0, 4_200.0),
        ("collections", "month_end", 2_250.0, 4_500.0, 4_500.0, 4_650.0),
        ("sales", "checkpoint", 4_500.0, 7_200.0, 7_200.0, 8_400.0),
        ("sales", "month_end", 4_500.0, 9_000.0, 9_000.0, 9_300.0),
    ]
    assert found.columns == [*FIGURE_SCHEMA, "actual", "run_rate"]
    assert found.height == 2 * 3 * 4


def test_amounts_known_already_or_without_a_number_are_not_graded() -> None:
    """On the 28th the checkpoint is known; in the third month there is too little history."""
    found = of(steady(8), [2, 7], [28]).amounts
    assert found["month"].unique().to_list() == [month(7)]
    assert found["horizon"].unique().to_list() == ["month_end"]
    assert found.height == 3 * 2


def test_a_checkpoint_after_the_end_of_february_is_its_last_day() -> None:
    """February 2026 has 28 days and no 29th: 1,800 by the 14th are 3,600 in 28 days (3,857 in 30)."""
    policies = policies_with({"checkpoint.day": 30})
    found = of(steady(14), [13], [14, 28, 29], policies)
    run_rates = found.amounts.filter(figure="sales", region="East").select("as_of_day", "horizon", "run_rate")
    assert sorted(run_rates.rows()) == [
        (14, "checkpoint", pytest.approx(3_600.0)), (14, "month_end", pytest.approx(3_600.0)),
    ]  # fmt: skip
    assert found.events["as_of_day"].unique().sort().to_list() == [14, 28]


@pytest.mark.parametrize(("months", "as_of_days"), [([], [15]), ([7], []), ([1], [29, 31])])
def test_without_a_day_to_forecast_on_there_is_no_back_test(months: list[int], as_of_days: list[int]) -> None:
    with pytest.raises(ValueError, match=r"^a back-test needs a month and a day$"):
        of(steady(8), months, as_of_days)


def test_an_event_stands_beside_the_chance_that_was_given_to_it() -> None:
    """On the 28th the checkpoint is decided: 72 % of sales, but 36 % of collections, so it is missed.

    860,000 fen occupied are 2.4 % over the quota of 840,000, the second of six tiers.
    """
    found = of(steady(11, occupied=860_000), [10], [15, 28]).events
    assert found.columns == ["month", "region", "as_of_day", "event", "chance", "has_happened"]
    assert found["month"].unique().to_list() == [month(10)]
    assert found.group_by("event", "as_of_day").len().sort("event", "as_of_day").rows() == [
        ("last", 15, 3), ("last", 28, 3), ("met", 15, 3), ("met", 28, 3), ("tier", 15, 18), ("tier", 28, 18),
    ]  # fmt: skip
    met = found.filter(event="met")
    assert not met["has_happened"].any()
    assert met.filter(as_of_day=28)["chance"].to_list() == [0.0] * 3
    assert (met.filter(as_of_day=15)["chance"] > 0).all()
    tiers = found.filter(event="tier", region="East", as_of_day=15)
    assert tiers["has_happened"].to_list() == [False, True, False, False, False, False]
    assert tiers["chance"].arg_max() == 1


def test_a_checkpoint_that_was_reached_has_happened() -> None:
    """72 % of sales and, twice as much as otherwise, of collections."""
    facts, known = steady(8)
    twice = [(pl.col(name) * 2).alias(name) for name in ("collections", "collections_to_checkpoint")]
    facts = replace(facts, office_months=facts.office_months.with_columns(twice))
    known = replace(known, totals=known.totals.with_columns(pl.col("collections") * 2))
    met = of((facts, known), [7], [15]).events.filter(event="met")
    assert met["has_happened"].to_list() == [True] * 3


def test_the_region_that_came_last_is_the_one_whose_last_place_has_happened() -> None:
    facts, known = steady(8)
    weak = pl.when(pl.col("region") == "North").then(4).otherwise(1)
    figures = ("sales", "collections")
    facts = replace(
        facts,
        office_months=facts.office_months.with_columns(
            pl.col(f"{figure}{suffix}") // weak for figure in figures for suffix in ("", "_to_checkpoint")
        ),
    )
    known = replace(known, totals=known.totals.with_columns(pl.col(figures) // weak))
    last = of((facts, known), [7], [15]).events.filter(event="last").sort("region")
    assert last["has_happened"].to_list() == [False, True, False]
    assert last["chance"].arg_max() == 1


def test_a_tier_that_nobody_knows_is_not_graded() -> None:
    """Last month's balances are known and allow a forecast, those of the month itself are not."""
    facts, known = steady(11, occupied=860_000)
    is_there = pl.col("month") != month(10)
    facts = replace(
        facts,
        loaded_months=facts.loaded_months.with_columns(pl.col("is_receivables_loaded") & is_there),
        office_months=facts.office_months.with_columns(
            pl.when(is_there).then(pl.col("retail_receivables", "contract_overdue"))
        ),
    )
    events = of((facts, known), [10], [15]).events
    assert sorted(events["event"].unique()) == ["last", "met"]


def test_what_had_no_chance_or_could_neither_be_met_nor_missed_is_not_graded() -> None:
    """East has no target in the month: no checkpoint there, and no last place for anybody."""
    facts, known = steady(8)
    has_none = (pl.col("month") == month(7)) & (pl.col("region") == "East")
    facts = replace(facts, office_plans=facts.office_plans.filter(~has_none))
    events = of((facts, known), [7], [15]).events
    assert events["event"].unique().to_list() == ["met"]
    assert events["region"].sort().to_list() == ["North", "South"]


AMOUNTS = pl.DataFrame(
    {
        "figure": ["sales", "sales", "collections"],
        "target": [100.0, 200.0, 50.0],
        "low": [80.0, 100.0, 30.0],
        "middle": [90.0, 150.0, 40.0],
        "high": [100.0, 180.0, 50.0],
        "actual": [100.0, 190.0, 25.0],
        "run_rate": [70.0, 230.0, 30.0],
    }
)


def test_calibration_is_the_mean_over_forecasts_as_shares_of_their_targets() -> None:
    """An actual at the end of the range is within it.

    Sales: widths 20 % and 40 %; misses 10 % and 20 %, of the pace 30 % and 20 %.
    Collections: width 40 %; missed by 30 %, by the pace by 10 %.
    """
    by_figure = calibration(AMOUNTS, "figure")
    assert by_figure.columns == ["figure", "count", "coverage", "width", "error", "run_rate_error"]
    collections, sales = by_figure.rows()
    assert collections == ("collections", 1, 0.0, pytest.approx(0.4), pytest.approx(0.3), pytest.approx(0.1))
    assert sales == ("sales", 2, 0.5, pytest.approx(0.3), pytest.approx(0.15), pytest.approx(0.25))


def test_calibration_in_all_is_a_single_row() -> None:
    (found,) = calibration(AMOUNTS).rows(named=True)
    assert found == {
        "count": 3,
        "coverage": pytest.approx(1 / 3),
        "width": pytest.approx(1 / 3),
        "error": pytest.approx(0.2),
        "run_rate_error": pytest.approx(0.2),
    }


def test_calibration_of_no_forecast_is_a_row_that_says_so() -> None:
    assert calibration(AMOUNTS.clear()).rows() == [(0, None, None, None, None)]


def test_chances_are_scored_by_their_squared_distance_from_the_event() -> None:
    """Last: (0.5² + 0.2² + 0.1² + 0.2²) ÷ 4 = 0.085, of which half happened; met: 0.4² where all did."""
    events = pl.DataFrame(
        {
            "event": ["met", "last", "last", "last", "last"],
            "as_of_day": [5, 5, 5, 10, 10],
            "chance": [0.6, 0.5, 0.8, 0.1, 0.2],
            "has_happened": [True, True, True, False, False],
        }
    )
    found = chance_scores(events)
    assert found.columns == ["event", "count", "happened", "mean_chance", "score", "base_score"]
    last, met = found.rows()
    assert last == ("last", 4, 0.5, pytest.approx(0.4), pytest.approx(0.085), pytest.approx(0.25))
    assert met == ("met", 1, 1.0, pytest.approx(0.6), pytest.approx(0.16), 0.0)
    by_day = chance_scores(events, "as_of_day")
    assert by_day.select("event", "as_of_day", "count", "happened").rows() == [
        ("last", 5, 2, 1.0), ("last", 10, 2, 0.0), ("met", 5, 1, 1.0),
    ]  # fmt: skip
