"""The one evaluation: what it publishes, in which unit, under which month's policy."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from polars.testing import assert_frame_equal

from engine.evaluation import (
    REGION_COLUMNS,
    REGION_FIGURES,
    evaluate,
    measured_regions,
    recorded,
    with_place,
)
from engine.policy.parameters import DEFAULT_FOLDER, policies_from
from engine.regulation.places import NUMBERS
from tests.engine.building import MONTH, REGION, facts, from_rows, month_day
from tests.engine.companies import companies
from tests.engine.policies import from_yaml, policies_with, shipped
from tests.engine.repeatable import repeatable

MARCH = month_day(MONTH)


def test_regions_have_the_published_columns_in_yuan_sorted_by_month_and_region() -> None:
    company = facts({"months": {name: {"B": {"sales": 12.34}, "A": {}} for name in ("2026-02", "2026-01")}})
    regions = evaluate(company, shipped()).regions
    assert tuple(regions.columns) == REGION_COLUMNS
    assert regions.select("month", "region").rows() == [
        (date(2026, month, 1), region) for month in (1, 2) for region in "AB"
    ]
    assert regions.filter(region="B")["sales"].to_list() == [12.34, 12.34]
    assert {regions.schema[each.name] for each in REGION_FIGURES if each.is_amount} == {pl.Float64}


def test_offices_have_their_targets_and_what_they_reached() -> None:
    given = facts({"offices": {"A": {"sales": 500}, "B": {"plan": "none", "sales": 1}}})
    offices = evaluate(given, shipped()).offices
    columns = ("office", "sales", "sales_target", "target_source", "sales_attainment")
    assert offices.select(columns).rows() == [("A", 500, 1000, "plan", 0.5), ("B", 1, None, "none", None)]


def test_declarations_and_years_that_do_not_add_up_are_told_in_yuan() -> None:
    months = {
        f"2026-{number:02d}": {REGION: {"annual": 12_000, "annual_sales": 12_345.67}}
        for number in range(1, 13)
    }
    months["2026-03"][REGION] |= {"declarations": [{"sales": 1100, "collections": 1000.01}]}
    evaluation = evaluate(facts({"months": months}), shipped())
    columns = ("month", "region", "office", "sales", "collections", "status")
    declared = (MARCH, REGION, "Office", 1100, 1000.01, "declaration")
    assert evaluation.declarations.select(columns).rows() == [declared]
    differs = ("year", "region", "sales_difference", "collections_difference")
    assert evaluation.plan_differences.select(differs).rows() == [(2026, REGION, -345.67, 0)]


def test_published_months_are_looked_back_at_as_they_were_published() -> None:
    """A attains least in every month, but B was published as last from January to May."""
    first_half = [f"2026-{number:02d}" for number in range(1, 7)]
    given = facts({"months": {name: {"A": {"sales": 990}, "B": {}, "C": {}} for name in first_half}})
    places = [
        {"month": month_day(name), "region": region, "manager": "Manager"}
        | {"score_cents": 1 if region == "B" else 9000, "last_place_streak": streak if region == "B" else 0}
        for streak, name in enumerate(first_half[:5], 1)
        for region in "ABC"
    ]
    kept = replace(given, published_places=pl.DataFrame(places, schema=given.published_places.schema))
    for reading, actions in (
        ("six_months_running", ["none"] * 3),
        ("half_year_mean", ["none", "transfer", "none"]),
    ):
        policies = policies_with({"readings.half_year_last": reading})
        june = evaluate(kept, policies).regions.filter(month=date(2026, 6, 1))
        assert june["last_place_streak"].to_list() == [1, 0, 0]
        assert june["escalation"].to_list() == actions
    as_known = evaluate(given, shipped()).regions.filter(month=date(2026, 6, 1))
    assert as_known["last_place_streak"].to_list() == [6, 0, 0]


def test_each_month_is_judged_by_the_policy_in_force_and_stamped_with_it() -> None:
    (old,) = shipped().items
    (new,) = policies_with({"checkpoint.fine": 5000, "effective_from": "2026-03", "version": "b"}).items
    months = {name: {REGION: {"sales_28": 0}} for name in ("2026-02", "2026-03")}
    regions = evaluate(facts({"months": months}), policies_from([old, new])).regions
    assert regions["checkpoint_award"].to_list() == [-1000, -5000]
    assert regions["policy_version"].to_list() == [old.stamp, new.stamp]


def test_streaks_and_the_running_year_go_on_under_a_new_policy() -> None:
    (old,) = shipped().items
    (new,) = policies_with({"effective_from": "2026-03", "version": "b"}).items
    months = {
        name: {"A": {"sales": 0, "expenses": 1}, "B": {}, "C": {}}
        for name in ("2026-02", "2026-03", "2026-04")
    }
    regions = evaluate(facts({"months": months}), policies_from([old, new])).regions.filter(region="A")
    assert regions["last_place_streak"].to_list() == [1, 2, 3]
    assert regions["expense_counted"].to_list() == [1, 2, 3]


def test_a_month_of_amounts_too_large_for_64_bits_stands_beside_others_under_another_policy() -> None:
    (old,) = shipped().items
    (new,) = policies_with({"effective_from": "2026-03", "version": "b"}).items
    months: dict[str, Any] = {"2026-02": {REGION: {"inventory": 10**16}}, "2026-03": {REGION: {}}}
    regions = evaluate(facts({"months": months}), policies_from([old, new])).regions
    assert regions["capital_award"].to_list() == [-3000, 500]
    assert regions["capital_gap"].to_list() == [10**16 - 700, -700]


def test_regions_of_which_only_the_score_is_known_are_ranked_with_the_others() -> None:
    # Of D no ratio is known that would break a tie.
    words = {"A": {}, "B": {}, "C": {"sales": 0}, "D": {"plan": "none", "annual": "none"}}
    *_, regions = measured_regions(facts({"regions": words}), shipped())
    beside = pl.DataFrame(
        {
            "month": MARCH,
            "region": ["Before", "After", "Lower"],
            "score_cents": [10_000, 10_000, 9_999],
            "among_equals": [0, 2, 0],
        },
        schema_overrides={"score_cents": pl.Int64, "among_equals": pl.Int32},
    )
    found = with_place(regions, shipped().items[0], beside)
    assert found.select("region", "rank").rows() == [
        *(("A", 2), ("B", 2), ("C", 7), ("D", 4)),
        *(("Before", 1), ("After", 5), ("Lower", 6)),
    ]


def test_frames_that_are_handed_out_have_no_numbers_of_places() -> None:
    given = facts({"declarations": [{}]})
    for frame in (*measured_regions(given, shipped()), *recorded(given, shipped())):
        assert not set(frame.columns) & set(NUMBERS)
        assert frame["region"].to_list() == [REGION]


def test_a_scheme_may_measure_what_is_uploaded() -> None:
    policies = policies_with({"appraisal.indicators.0.measure": "indicator:满意度"})
    regions = evaluate(facts({"indicators": {"满意度": (10, 5)}}), policies).regions
    assert regions["score"].item() == 82.5  # half of 35, and 65


def test_a_scheme_without_conduct_deducts_nothing_for_it() -> None:
    raw = from_yaml((DEFAULT_FOLDER / "2025-01.yaml").read_text("utf-8"))["appraisal"]["indicators"]
    lines = [line for line in raw if line["measure"] != "conduct"]
    changes = {"appraisal.indicators": lines, "effective_from": "2026-03", "version": "b"}
    policies = policies_from([*shipped().items, *policies_with(changes).items])
    months = {name: {REGION: {"sanctions": {"警告": 1}}} for name in ("2026-02", "2026-03")}
    regions = evaluate(facts({"months": months}), policies).regions
    assert regions.select("conduct_deduction", "score").rows() == [(1, 99), (None, 100)]
    alone = evaluate(facts({}), policies_with(changes | {"effective_from": "2025-01"})).regions
    assert alone.schema["conduct_deduction"] == pl.Float64


def test_a_receipt_is_of_a_month_and_region_that_exist() -> None:
    evaluation = evaluate(facts({}), shipped())
    assert evaluation.months() == [MARCH]
    made = evaluation.receipt(MARCH, REGION, "checkpoint")
    assert (made.item, made.amount) == ("checkpoint", 1000)
    kept = replace(evaluation, receipts={(MARCH, REGION, "checkpoint"): replace(made, amount=7)})
    assert kept.receipt(MARCH, REGION, "checkpoint").amount == 7
    for month, region, item, said in (
        (date(2031, 1, 1), REGION, "checkpoint", "2031, 1, 1"),
        (MARCH, "Nowhere", "checkpoint", "Nowhere"),
        (MARCH, REGION, "profit", "profit"),
    ):
        with pytest.raises(KeyError, match=said):
            evaluation.receipt(month, region, item)


def test_nothing_loaded_is_evaluated_to_nothing_with_all_columns() -> None:
    empty = facts({})
    empty = type(empty)(**{name: getattr(empty, name).clear() for name in empty.__dataclass_fields__})
    evaluation = evaluate(empty, shipped())
    assert (evaluation.months(), evaluation.settlement.height) == ([], 0)
    assert tuple(evaluation.regions.columns) == REGION_COLUMNS


def test_sanctions_that_no_scheme_knows_cost_nothing() -> None:
    regions = evaluate(facts({"sanctions": {"口头": 3, "警告": 1}}), shipped()).regions
    assert (regions["conduct_deduction"].item(), regions["score"].item()) == (1, 99)


#: What does not change if every amount is multiplied by the same number.
JUDGED = [
    *(
        "month",
        "region",
        "checkpoint_outcome",
        "is_sales_checkpoint_reached",
        "is_collections_target_reached",
    ),
    *("is_within_quota", "capital_tier", "is_within_cap", "awards", "score", "rank", "is_last"),
]


@repeatable(40)
@given(companies())
def test_amounts_too_large_for_products_of_64_bits_are_judged_as_small_ones(
    rows: dict[str, list[dict[str, object]]],
) -> None:
    def times(row: dict[str, object]) -> dict[str, object]:
        kept = ("year", "count", "position")
        return {
            key: value * 10**10 if type(value) is int and key not in kept else value
            for key, value in row.items()
        }

    large = {name: [times(row) for row in each] for name, each in rows.items()}
    found, expected = (evaluate(from_rows(each), shipped()) for each in (large, rows))
    assert_frame_equal(found.regions.select(JUDGED), expected.regions.select(JUDGED))
    assert_frame_equal(found.declarations.select("status"), expected.declarations.select("status"))
