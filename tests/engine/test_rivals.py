"""Rivals that move, and levers of several regions at once: ranks worked out by hand and by `evaluate`."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from engine.evaluation import REGION_COLUMNS, evaluate
from engine.facts import Facts
from engine.whatif.baseline import Baseline, baseline, month_under
from engine.whatif.levers import Lever, LeverError
from engine.whatif.rivals import Rivals, rival_moves, with_rivals
from engine.whatif.scenario import Scenario, applied
from tests.engine.building import facts, fen, month_day
from tests.engine.policies import shipped

MONTH = "2026-03"
MARCH = month_day(MONTH)
#: Collections decide: North 950, South 900, East 880 of 1,000.
REGIONS: dict[str, dict[str, Any]] = {
    "East": {"collections": 880, "retail": 300},
    "North": {"collections": 950, "retail": 300},
    "South": {"collections": 900, "retail": 300},
}


def start_of(given: Facts) -> Baseline:
    return baseline(given, evaluate(given, shipped()))


@pytest.fixture(scope="module")
def start() -> Baseline:
    return start_of(facts({"months": {MONTH: deepcopy(REGIONS)}}))


def moves(
    start: Baseline, rivals: Rivals | None, *own: str, likely: pl.DataFrame | None = None
) -> dict[str, dict[str, int]]:
    return rival_moves(start.amounts.filter(month=MARCH), rivals, own, likely)


def ranks(start: Baseline, levers: list[Lever], rivals: Rivals | None) -> dict[str, int]:
    further = moves(start, rivals, *(lever.region for lever in levers))
    return dict(month_under(start, MARCH, levers, further).select("region", "rank").iter_rows())


def test_rivals_that_slip_by_some_percent_fall_behind(start: Baseline) -> None:
    """3 % less, sales and collections together: North 1,891.50, South 1,843; East's 1,880 lie between."""
    assert ranks(start, [], None) == {"North": 1, "South": 2, "East": 3}
    assert ranks(start, [], Rivals("East", "percent", Fraction(-3, 100))) == {
        "North": 1,
        "East": 2,
        "South": 3,
    }


def test_what_lifts_one_past_rivals_as_they_are_may_not_past_rivals_that_move(start: Baseline) -> None:
    """East collects 30: 1,910 with its sales is more than South's 1,900, less than its 1,938 at 2 % more."""
    levers = [Lever("collect_retail", "East", fen(30))]
    assert ranks(start, levers, None)["East"] == 2
    assert ranks(start, levers, Rivals("East", "percent", Fraction(2, 100)))["East"] == 3


def test_levers_of_several_regions_count_in_one_scenario(start: Baseline) -> None:
    """East collects 90 and is at 970, South 60 and is at 960: North's 950 are last."""
    levers = [Lever("collect_retail", "East", fen(90)), Lever("collect_retail", "South", fen(60))]
    assert ranks(start, levers, None) == {"East": 1, "South": 2, "North": 3}
    found = month_under(start, MARCH, levers)
    truth = evaluate(applied(start.facts, MARCH, levers), shipped()).regions
    assert_frame_equal(found, truth.select(REGION_COLUMNS))


def test_a_region_with_levers_of_its_own_is_no_rival(start: Baseline) -> None:
    found = moves(start, Rivals("East", "percent", Fraction(1, 10)), "South")
    assert set(found) == {"North"}
    assert found["North"]["collections"] == fen(95)


def test_moves_are_whole_fen_half_up(start: Baseline) -> None:
    """A seventh of 950.00 is 135.714285…; a seventh less is −135.714285…."""
    up, down = (moves(start, Rivals("East", "percent", Fraction(sign, 7)))["North"] for sign in (1, -1))
    assert (up["collections"], down["collections"]) == (13571, -13571)


def test_at_their_forecast_rivals_come_to_what_is_expected_and_unknown_ones_stay(start: Baseline) -> None:
    amounts = start.amounts.filter(month=MARCH)
    likely = amounts.filter(region="North").with_columns(
        pl.lit(fen(990)).alias("collections"), pl.lit(fen(250)).alias("retail_receivables")
    )
    found = moves(start, Rivals("East", "forecast"), likely=likely)
    assert set(found) == {"North"}
    assert (found["North"]["collections"], found["North"]["retail_receivables"]) == (fen(40), -fen(50))
    assert moves(start, Rivals("East", "forecast")) == {}


def test_what_is_not_known_of_a_rival_now_or_of_its_end_stays(start: Baseline) -> None:
    amounts = start.amounts.filter(month=MARCH)
    ends = amounts.with_columns(collections=fen(990), retail_receivables=pl.lit(None, pl.Int64))
    now = amounts.with_columns(contract_overdue=pl.lit(None, pl.Int64))
    found = rival_moves(now, Rivals("East", "forecast"), (), ends.with_columns(contract_overdue=7))
    assert found["North"] == {
        "collections": fen(40), "sales": 0, "collections_to_checkpoint": 0, "sales_to_checkpoint": 0,
    }  # fmt: skip


@pytest.mark.parametrize("percent", [-30, 4, 100])
def test_moved_rivals_come_to_what_evaluate_makes_of_moved_facts(start: Baseline, percent: int) -> None:
    rivals = Rivals("East", "percent", Fraction(percent, 100))
    found = month_under(start, MARCH, [], moves(start, rivals))
    words = deepcopy(REGIONS)
    for name in ("North", "South"):
        collected = words[name]["collections"]
        words[name] |= {
            "collections": collected * (100 + percent) / 100,
            "sales": 1000 * (100 + percent) / 100,
        }
    by_hand = evaluate(facts({"months": {MONTH: words}}), shipped()).regions.select(REGION_COLUMNS)
    assert_frame_equal(found, by_hand)
    moved = with_rivals(start.facts, MARCH, moves(start, rivals))
    assert_frame_equal(evaluate(moved, shipped()).regions.select(REGION_COLUMNS), by_hand)


def test_a_rival_without_rows_moves_too(start: Baseline) -> None:
    given = start.facts
    bare = replace(given, office_months=given.office_months.filter(pl.col("region") != "South"))
    moved = with_rivals(bare, MARCH, {"South": {"sales": fen(10), "sales_to_checkpoint": fen(10)}})
    south = evaluate(moved, shipped()).regions.filter(region="South")
    assert south["sales"].item() == 10


def test_moves_of_rivals_are_entered_in_their_month_at_their_first_office() -> None:
    months = {"2026-02": {"West": {}}, MONTH: {"West": {"offices": {"B": {}, "A": {}}}, "East": {}}}
    given = facts({"months": months})
    unknown = pl.when(pl.col("month") == MARCH).then(None).otherwise("inventory").alias("inventory")
    given = replace(given, office_months=given.office_months.with_columns(unknown))
    moved = with_rivals(given, MARCH, {"West": {"sales": 5, "inventory": 7}}).office_months
    assert moved.filter(region="West").select("month", "office", "sales", "inventory").sort(
        "month", "office"
    ).rows() == [
        (month_day("2026-02"), "Office", fen(1000), 0),
        (MARCH, "A", fen(1000) + 5, 7),
        (MARCH, "B", fen(1000), None),
    ]


def test_rivals_without_offices_each_get_a_row_of_no_office(start: Baseline) -> None:
    bare = replace(start.facts, office_months=start.facts.office_months.clear())
    moved = with_rivals(bare, MARCH, {"South": {"sales": 5}, "North": {"sales": 6}}).office_months
    assert moved.select("region", "office", "sales").rows() == [("South", "", 5), ("North", "", 6)]


def test_a_scenario_with_rivals_is_read_back_as_it_was_saved() -> None:
    lever = Lever("collect_retail", "East", 1)
    percents = [Rivals("East", "percent", Fraction(change, 200)) for change in (-200, -7, 7, 200)]
    for rivals in (None, Rivals("East", "forecast"), *percents):
        scenario = Scenario(MARCH, (lever, replace(lever, region="South")), rivals=rivals)
        assert Scenario.from_dict(scenario.as_dict()) == scenario


def test_a_scenario_saved_before_there_were_rivals_still_opens() -> None:
    plain = Scenario(MARCH, (Lever("collect_retail", "East", 1),), name="old").as_dict()
    assert "rivals" not in plain
    opened = Scenario.from_dict(plain)
    assert (opened.name, opened.rivals) == ("old", None)


@pytest.mark.parametrize("change", [Fraction(-101, 100), Fraction(101, 100)])
def test_a_change_beyond_all_measure_is_named(change: Fraction) -> None:
    with pytest.raises(LeverError) as refused:
        Rivals("East", "percent", change)
    assert (refused.value.code, refused.value.parameters) == ("share_out_of_range", {"value": str(change)})


@pytest.mark.parametrize("change", ["1.01", "-1.01", "1e9", "half"])
def test_a_change_beyond_all_measure_is_refused(change: str) -> None:
    plain = Scenario(MARCH, rivals=Rivals("East", "percent")).as_dict()
    plain["rivals"]["change"] = change
    with pytest.raises(LeverError, match="share_out_of_range"):
        Scenario.from_dict(plain)
