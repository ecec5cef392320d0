"""Actual figures of a region: sums over offices, of the year and of twelve months; unknown is not zero."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from engine.evaluation import evaluate
from engine.regulation.actuals import region_actuals
from tests.engine.building import REGION, facts, month_day
from tests.engine.policies import shipped

MONTHS = [f"2025-{number:02d}" for number in range(4, 13)] + ["2026-01", "2026-02", "2026-03"]


def actuals(words: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The rows of the region that has no other name, by month."""
    frame = region_actuals(facts(words)).filter(region=REGION)
    return {f"{row['month']:%Y-%m}": row for row in frame.to_dicts()}


def months(*names: str, **words: Any) -> dict[str, Any]:
    """The same words in each of these months."""
    return {"months": {name: {REGION: words} for name in names}}


@pytest.mark.parametrize(
    "names", [("R1", "R10", "R2"), ("华东", "华东二区", "华北"), ("B", "Ab", "AAAAAAAAAAAAAAAA")]
)
def test_names_of_different_length_do_not_mix_up_the_regions(names: tuple[str, ...]) -> None:
    each_month = {name: {"collections": 100 * place} for place, name in enumerate(names, 1)}
    regions = evaluate(facts({"months": dict.fromkeys(MONTHS, each_month)}), shipped()).regions
    march = regions.filter(regions["month"] == month_day("2026-03"))
    wanted = {name: 1200.0 * place for place, name in enumerate(names, 1)}
    assert dict(march.select("region", "trailing_collections").rows()) == wanted


def test_a_region_has_what_its_offices_have() -> None:
    row = actuals({"offices": {"A": {"sales": 30, "retail": 7}, "B": {"sales": 12.5, "retail": 1}}})[
        "2026-03"
    ]
    assert (row["sales"], row["retail_receivables"]) == (4250, 800)


def test_nothing_loaded_is_unknown_and_no_rows_are_zero() -> None:
    company = facts(
        {"regions": {REGION: {"rows": "none"}, "Other": {"sales": 5}}, "not_loaded": ["expenses"]}
    )
    row = region_actuals(company).filter(region=REGION).row(0, named=True)
    assert (row["sales"], row["collections_to_checkpoint"], row["inventory"]) == (0, 0, 0)
    assert (row["expense_counted"], row["manager_travel"], row["expense_counted_of_year"]) == (
        None,
        None,
        None,
    )


def test_a_figure_to_date_that_one_office_does_not_know_is_unknown_for_the_region() -> None:
    row = actuals({"offices": {"A": {"sales_28": "unknown"}, "B": {}}})["2026-03"]
    assert (row["sales"], row["sales_to_checkpoint"]) == (200_000, None)
    assert row["collections_to_checkpoint"] == 200_000


def test_what_one_region_does_not_know_others_do() -> None:
    company = facts(
        {
            "regions": {
                REGION: {"sales_28": "unknown", "sales": 30},
                "Other": {"sales_28": 12, "sales": 20},
                "Without rows": {"rows": "none"},
            }
        }
    )
    rows = region_actuals(company).select("region", "sales_to_checkpoint").rows()
    assert dict(rows) == {REGION: None, "Other": 1_200, "Without rows": 0}


def test_the_year_begins_in_january_and_the_twelve_months_do_not() -> None:
    rows = actuals(months(*MONTHS, collections=100, expenses=2))
    assert rows["2025-12"]["collections_of_year"] == 90_000
    assert rows["2026-01"]["collections_of_year"] == 10_000
    assert rows["2026-03"]["expense_counted_of_year"] == 600
    assert [rows[name]["trailing_collections"] for name in ("2026-02", "2026-03")] == [None, 120_000]


def test_one_regions_year_is_not_the_next_ones() -> None:
    given = facts({"months": {"2026-01": {"A": {"sales": 3}, "B": {"sales": 5}}}})
    assert region_actuals(given)["sales_of_year"].to_list() == [300, 500]


def test_a_year_begins_with_the_first_month_that_is_known() -> None:
    given: dict[str, Any] = months("2026-01", "2026-02", "2026-03", expenses=2)
    given["months"]["2026-01"]["not_loaded"] = ["expenses"]
    rows = actuals(given).values()
    assert [row["expense_counted_of_year"] for row in rows] == [None, 200, 400]
    assert [row["sales_of_year"] for row in rows] == [100_000, 200_000, 300_000]


def test_of_twelve_months_none_may_be_missing() -> None:
    rows = actuals(months("2025-03", *(name for name in MONTHS if name != "2025-08")))
    assert rows["2026-03"]["trailing_collections"] is None


def test_a_month_opens_with_what_the_one_before_closed_with() -> None:
    given: dict[str, Any] = months("2026-01", retail=3, inventory=4)
    given["months"] |= {"2026-02": {REGION: {}}, "2026-04": {REGION: {}}}
    rows = actuals(given)
    assert [rows[name]["opening_balances"] for name in ("2026-01", "2026-02", "2026-04")] == [None, 700, None]


def test_a_month_opens_with_nothing_after_one_without_rows_and_unknown_after_one_loaded_in_part() -> None:
    given: dict[str, Any] = months("2026-02", "2026-04")
    given["months"] |= {
        "2026-01": {REGION: {"rows": "none"}, "Other": {"retail": 5}},
        "2026-03": {REGION: {"retail": 5}, "not_loaded": ["inventory"]},
    }
    rows = actuals(given)
    assert [rows[name]["opening_balances"] for name in ("2026-02", "2026-04")] == [0, None]


def test_a_year_whose_expenses_and_collections_span_other_months_is_uneven_from_then_on() -> None:
    given: dict[str, Any] = months("2026-01", "2026-02", "2026-03")
    given["months"]["2026-02"]["not_loaded"] = ["expenses"]
    assert [row["is_span_uneven"] for row in actuals(given).values()] == [False, True, True]


def test_months_after_the_last_loaded_one_are_to_come() -> None:
    given: dict[str, Any] = months("2026-01", "2026-02", "2026-03")
    for name in ("2026-01", "2026-03"):
        given["months"][name]["not_loaded"] = ["sales", "collections", "receivables", "inventory", "expenses"]
    frame = region_actuals(facts(given))
    assert dict(frame.select("month", "is_past").rows()) == {
        date(2026, 1, 1): True,
        date(2026, 2, 1): True,
        date(2026, 3, 1): False,
    }
    assert frame["sales"].to_list() == [None, 100_000, None]


def test_where_nothing_was_ever_loaded_all_months_are_to_come() -> None:
    everything = ["sales", "collections", "receivables", "inventory", "expenses"]
    assert actuals({"not_loaded": everything})["2026-03"]["is_past"] is False


def test_a_month_is_loaded_by_what_came_about_in_it_not_by_its_plan() -> None:
    given: dict[str, Any] = months("2026-01", "2026-02", "2026-03", "2026-04")
    for name in ("2026-01", "2026-02", "2026-03"):
        given["months"][name]["not_loaded"] = ["sales", "collections", "receivables", "inventory", "expenses"]
    given["months"]["2026-02"][REGION] = {"sanctions": {"警告": 1}}
    given["months"]["2026-03"][REGION] = {"indicators": {"新客户": (10, 5)}}
    frame = region_actuals(facts(given)).filter(region=REGION)
    assert frame["is_loaded"].to_list() == [False, True, True, True]


def test_rows_stand_by_month_and_region() -> None:
    company = facts({"months": {name: {"B": {}, "A": {}} for name in ("2026-02", "2026-01")}})
    frame = region_actuals(company)
    assert frame.select("month", "region").rows() == [
        (date(2026, month, 1), region) for month in (1, 2) for region in "AB"
    ]
    assert frame.schema["sales"] == pl.Int64
