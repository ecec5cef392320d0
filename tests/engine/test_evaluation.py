"""The one evaluation: what it publishes, in which unit, under which month's policy."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from polars.testing import assert_frame_equal

from engine.evaluation import REGION_COLUMNS, REGION_FIGURES, evaluate
from engine.policy.parameters import policies_from
from tests.engine.building import MONTH, REGION, facts, from_rows, month_day
from tests.engine.companies import companies
from tests.engine.policies import policies_with, shipped
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


def test_a_receipt_is_of_a_month_and_region_that_exist() -> None:
    evaluation = evaluate(facts({}), shipped())
    assert evaluation.months() == [MARCH]
    assert evaluation.receipt(MARCH, REGION, "checkpoint").amount == 1000
    for month, region, item in (
        (date(2031, 1, 1), REGION, "checkpoint"),
        (MARCH, "Nowhere", "checkpoint"),
        (MARCH, REGION, "profit"),
    ):
        with pytest.raises(KeyError):
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
