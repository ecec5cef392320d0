"""Scenarios: the same evaluation over moved facts and changed policies; kept as data."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from engine.collecting.settings import Setting
from engine.evaluation import evaluate
from engine.facts import Facts
from engine.policy.overrides import OverrideError, adjustable, overridden
from engine.policy.parameters import policies_from
from engine.whatif.goalseek.candidates import candidate_rows
from engine.whatif.levers import Lever, LeverError
from engine.whatif.scenario import Scenario, ScenarioError, applied, evaluated, problems
from tests.engine.building import facts, fen, month_day
from tests.engine.policies import policies_with, shipped
from tests.engine.repeatable import repeatable
from tests.engine.scenarios import baseline_of, movable_companies, moves

MARCH = month_day("2026-03")
quick = repeatable(20, is_targeted=True)
OTHER_SETTINGS: list[dict[str, Any]] = [
    {},
    {"capital.collections_basis": "trailing_twelve_months", "expenses.span": "month"},
    {"checkpoint.required": "either", "capital.is_overdue_offset_by_quota": True},
]

THREE = {
    "regions": {
        "East": {"collections_28": 650, "retail": 800},
        "West": {"collections": 900},
        "North": {"collections": 700},
    }
}


def assert_same(one: pl.DataFrame, other: pl.DataFrame) -> None:
    """Equal but for the last bits of floats."""
    assert_frame_equal(one, other, rel_tol=1e-12, abs_tol=1e-15)


def row(given: Facts, scenario: Scenario, region: str = "East") -> dict[str, Any]:
    regions = evaluated(given, shipped(), scenario).regions
    return regions.filter((pl.col("month") == scenario.month) & (pl.col("region") == region)).row(
        0, named=True
    )


def test_an_empty_scenario_is_the_baseline() -> None:
    given = facts(THREE)
    assert_frame_equal(
        evaluated(given, shipped(), Scenario(MARCH)).regions, evaluate(given, shipped()).regions
    )


def test_collecting_turns_a_missed_checkpoint_into_a_met_one() -> None:
    given = facts(THREE)
    assert row(given, Scenario(MARCH))["checkpoint_award"] == -1000
    moved = row(given, Scenario(MARCH, (Lever("collect_retail", "East", fen(50)),)))
    assert (moved["checkpoint_outcome"], moved["checkpoint_award"]) == ("met", 1000)
    assert moved["retail_receivables"] == 750


def test_ranks_are_drawn_up_anew_for_all_regions() -> None:
    given = facts(THREE)
    assert row(given, Scenario(MARCH), "North")["is_last"]
    sold = Scenario(MARCH, (Lever("extra_sales", "North", fen(250), receivable_share=Fraction(0)),))
    assert not row(given, sold, "North")["is_last"]
    assert row(given, sold, "East")["is_last"]


def test_a_policy_value_changes_from_the_month_of_the_scenario_on() -> None:
    given = facts({"months": {name: {"East": {"collections_28": 650}} for name in ("2026-02", "2026-03")}})
    looser = Scenario(MARCH, overrides={"checkpoint.threshold": "13/20"})
    found = evaluated(given, shipped(), looser).regions.sort("month")
    assert found["checkpoint_outcome"].to_list() == ["missed", "met"]
    assert found["policy_version"].str.contains("*", literal=True).to_list() == [False, True]


# --- many candidates at once


@quick
@given(movable_companies(), st.sampled_from(OTHER_SETTINGS), st.data())
def test_candidates_side_by_side_fare_as_each_would_alone(
    company: tuple[Facts, date], changed: dict[str, Any], data: st.DataObject
) -> None:
    given, month = company
    policies = policies_with(changed)
    here = given.region_months.filter(pl.col("month") == month)["region"].to_list()
    region = data.draw(st.sampled_from(here))
    plans = [
        [lever for lever in data.draw(moves(given, month)) if lever.region == region]
        for _ in range(data.draw(st.integers(1, 3)))
    ]
    late = ("last_place_streak", "escalation")
    for plan, found in zip(
        plans, candidate_rows(baseline_of(given, policies), month, region, plans), strict=True
    ):
        alone = evaluate(applied(given, month, plan), policies).regions.drop(late)
        own = alone.filter((pl.col("month") == month) & (pl.col("region") == region))
        assert_same(pl.DataFrame([found], schema_overrides=own.schema).select(own.columns), own)
        exact = ("score", "checkpoint_award", "capital_award", "rank", "is_last")
        assert {name: found[name] for name in exact} == own.select(exact).row(0, named=True)


# --- policies with changed values


@pytest.mark.parametrize("key", list(adjustable(shipped().items[0])))
def test_every_adjustable_value_can_be_set_to_what_it_is(key: str) -> None:
    value = adjustable(shipped().items[0])[key]
    (found,) = overridden(shipped(), {key: value}).items
    assert found.model_copy(update={"version": "", "digest": ""}) == shipped().items[0].model_copy(
        update={"version": "", "digest": ""}
    )


@pytest.mark.parametrize(
    ("key", "value", "of_the_file"),
    [
        ("capital.quota_rate", "2/25", 0.08),
        ("capital.tiers.steps.1.award", -7, -7),
        ("appraisal.indicators.sales.weight", 0.5, 0.5),
        ("appraisal.minimum_regions", 4, 4),
        ("checkpoint.required", "either", "either"),
        ("capital.is_overdue_offset_by_quota", True, True),
    ],
)
def test_a_change_is_what_a_file_with_that_value_says(key: str, value: Any, of_the_file: Any) -> None:
    file_key = {
        "appraisal.indicators.sales.weight": "appraisal.indicators.0.weight",
        "appraisal.minimum_regions": "appraisal.last_place.minimum_regions",
    }.get(key, key)
    (written,) = policies_with({file_key: of_the_file}).items
    (found,) = overridden(shipped(), {key: value}).items
    unstamped = {"version": "", "digest": ""}
    assert found.model_copy(update=unstamped) == written.model_copy(update=unstamped)
    assert found.stamp != shipped().items[0].stamp


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("capital.quota_rate", 2, "value_refused"),
        ("capital.quota_rate", "lots", "value_refused"),
        ("capital.tiers.steps.1.up_to", "1/2", "value_refused"),
        ("checkpoint.required", "neither", "value_refused"),
        ("appraisal.indicators.sales.weight", 0, "value_refused"),
        ("capital.quota_rate", float("nan"), "not_a_value"),
        ("capital.quota_rate", "1e999999999", "not_a_value"),
        ("capital.quota_rate", [7], "not_a_value"),
        ("capital.quota", 1, "unknown_policy_key"),
        ("capital.tiers.steps.9.award", 1, "unknown_policy_key"),
        ("capital.tiers.steps", 1, "unknown_policy_key"),
        ("capital.tiers.kind", "stated", "unknown_policy_key"),
        ("appraisal.indicators.charm.weight", 1, "unknown_policy_key"),
        ("digest", "x", "unknown_policy_key"),
        ("", 1, "unknown_policy_key"),
    ],
)
def test_a_value_that_may_not_be_is_refused_by_its_key(key: str, value: Any, code: str) -> None:
    with pytest.raises(OverrideError) as refused:
        overridden(shipped(), {"checkpoint.fine": 5, key: value})
    assert (refused.value.code, refused.value.parameters["key"]) == (code, key)


# --- as data


@quick
@given(movable_companies(), st.data())
def test_a_stored_scenario_comes_back_equal(company: tuple[Facts, date], data: st.DataObject) -> None:
    given, month = company
    scenario = Scenario(
        month,
        tuple(data.draw(moves(given, month))),
        {"capital.quota_rate": "2/25"},
        name="甲",
        customers=(Setting("contract_overdue", "East", "Office", "乙", "合同", 1_250, 70),),
    ).stamped("7.0-abc", shipped())
    assert Scenario.from_dict(json.loads(json.dumps(scenario.as_dict()))) == scenario


def test_a_scenario_knows_what_it_rests_on() -> None:
    scenario = Scenario(MARCH).stamped("7.0-abc", shipped())
    assert scenario.staleness("7.0-abc", shipped()) == ()
    assert scenario.staleness("8.0-def", shipped()) == ("data_changed",)
    changed = policies_with({"checkpoint.fine": 5})
    assert scenario.staleness("8.0-def", changed) == ("data_changed", "policy_changed")


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"levers": "all"}, "levers"),
        ({"overrides": [1]}, "overrides"),
        ({"name": 7}, "name"),
        ({"data_version": None}, "data_version"),
        ({"policy_digest": 1}, "policy_digest"),
        ({"month": "2026-13"}, "month"),
        ({"month": None}, "month"),
        ({"mood": "good"}, "mood"),
        ({"format": 2}, "format"),
    ],
)
def test_what_is_no_scenario_is_refused_where_it_is_none(changed: dict[str, Any], key: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        Scenario.from_dict({"month": "2026-03"} | changed)
    assert refused.value.code == "not_a_scenario"
    assert refused.value.parameters == {"key": key, "value": changed[key]}
    assert refused.value.args == (key, changed[key])


@pytest.mark.parametrize("plain", [[], {}])
def test_what_is_not_even_about_a_month_is_no_scenario(plain: Any) -> None:
    with pytest.raises(ScenarioError) as refused:
        Scenario.from_dict(plain)
    assert refused.value.parameters["value"] == plain


def test_a_scenario_is_stored_as_plain_values() -> None:
    lever = Lever("cut_expenses", "East", 7)
    overrides: Any = {"capital.quota_rate": 0.08, "checkpoint.fine": 5}
    scenario = Scenario(MARCH, (lever,), overrides, "甲", "7.0", "abc")
    assert scenario.as_dict() == {
        "format": 1,
        "name": "甲",
        "month": "2026-03",
        "levers": [
            {"kind": "cut_expenses", "region": "East", "office": None, "amount": 7, "receivable_share": "1",
             "receivable_type": "retail", "is_by_checkpoint": True}
        ],
        "overrides": {"capital.quota_rate": "2/25", "checkpoint.fine": 5},
        "data_version": "7.0",
        "policy_digest": "abc",
        "customers": [],
    }  # fmt: skip


def test_a_scenario_saved_before_customers_could_be_set_opens() -> None:
    old = {
        "format": 1, "name": "甲", "month": "2026-03", "overrides": {}, "data_version": "7",
        "policy_digest": "a",
        "levers": [{"kind": "collect_retail", "region": "East", "office": "A", "amount": 7,
                    "receivable_share": "1", "receivable_type": "retail", "is_by_checkpoint": True}],
    }  # fmt: skip
    assert Scenario.from_dict(old).customers == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [("amount", -1), ("amount", 1.5), ("certainty", 0), ("certainty", 101), ("kind", "gold")],
)
def test_a_customer_who_pays_what_is_no_amount_makes_no_scenario(name: str, value: object) -> None:
    fine = {"kind": "retail_balance", "region": "East", "office": "A", "customer": "x",
            "customer_type": "零售", "amount": 5, "certainty": 50}  # fmt: skip
    assert Scenario.from_dict({"month": "2026-03", "customers": [fine]}).customers[0].amount == 5
    with pytest.raises(ScenarioError) as refused:
        Scenario.from_dict({"month": "2026-03", "customers": [fine | {name: value}]})
    assert refused.value.parameters["key"].startswith("customers.0")


def test_a_stored_scenario_may_leave_out_all_but_the_month() -> None:
    assert Scenario.from_dict({"month": "2026-03"}) == Scenario(MARCH)
    stored = {"month": "2026-03", "overrides": {"checkpoint.fine": 0.5}}
    assert Scenario.from_dict(stored).overrides == {"checkpoint.fine": "1/2"}


def test_what_is_wrong_within_a_stored_scenario_is_named_too() -> None:
    with pytest.raises(OverrideError) as refused:
        Scenario.from_dict({"month": "2026-03", "overrides": {"checkpoint.fine": [1]}})
    assert refused.value.parameters["key"] == "checkpoint.fine"
    with pytest.raises(ScenarioError) as no_lever:
        Scenario.from_dict({"month": "2026-03", "levers": [1]})
    assert no_lever.value.parameters == {"key": "levers.0", "value": 1}


def test_without_levers_the_facts_are_the_same_and_with_one_only_its_month_and_region_move() -> None:
    given = facts({"months": {name: {"East": {}, "West": {}} for name in ("2026-02", "2026-03")}})
    assert applied(given, MARCH, []) is given
    moved = applied(given, MARCH, [Lever("extra_sales", "East", fen(7))]).office_months
    sales = moved.sort("month", "region").select("month", "region", "sales").rows()
    february = month_day("2026-02")
    assert sales == [
        (february, "East", fen(1000)), (february, "West", fen(1000)),
        (MARCH, "East", fen(1007)), (MARCH, "West", fen(1000)),
    ]  # fmt: skip


def test_a_change_has_to_fit_the_policies_from_its_month_on_and_no_earlier_ones() -> None:
    """A second tier up to 8 % overlaps the third of 2025 (6 %), and not that of 2026 (10 %)."""
    old = policies_with({"capital.tiers.steps.2.up_to": 0.06}).items[0]
    new = shipped().items[0].model_copy(update={"effective_from": date(2026, 1, 1)})
    policies = policies_from([old, new])
    scenario = Scenario(MARCH, overrides={"capital.tiers.steps.1.up_to": "2/25"})
    assert problems(facts(THREE), policies, scenario) == ()
    two = replace(scenario, overrides={**scenario.overrides, "checkpoint.fine": 5})
    assert problems(facts(THREE), policies, two) == ()
    earlier = replace(scenario, month=date(2025, 6, 1))
    assert [error.code for error in problems(facts(THREE), policies, earlier)] == ["value_refused"]


def test_what_no_longer_fits_is_named_one_by_one() -> None:
    scenario = Scenario(
        MARCH,
        (
            Lever("collect_retail", "East", fen(500)),
            Lever("collect_retail", "East", fen(10), office="Closed"),
            Lever("collect_retail", "East", fen(301)),
            Lever("cut_expenses", "Gone", 1),
        ),
        {"capital.quota_rate": 2, "capital.nothing": 1},
    )
    found = problems(facts(THREE), shipped(), scenario)
    assert [error.code for error in found] == [
        "value_refused",
        "unknown_policy_key",
        "unknown_office",
        "beyond_capacity",
        "unknown_region",
    ]
    assert found[3].parameters["capacity"] == fen(300)
    assert [error.parameters.get("key") for error in found[:2]] == list(scenario.overrides)
    with pytest.raises(LeverError):
        evaluated(facts(THREE), shipped(), Scenario(MARCH, scenario.levers))


def test_changes_that_only_clash_together_are_found() -> None:
    clash = Scenario(
        MARCH, overrides={"capital.tiers.steps.1.up_to": "3/50", "capital.tiers.steps.2.up_to": "11/200"}
    )
    assert [error.code for error in problems(facts(THREE), shipped(), clash)] == ["value_refused"]
