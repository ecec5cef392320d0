"""一.2 What a declaration comes to, told while it is typed; each figure is planned at 1,000.00 yuan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from engine.process.lowering import Entered, Foretold, foretold
from tests.engine.building import REGION, facts
from tests.engine.policies import policies_with, shipped

POLICY = shipped().items[0]
MARCH = date(2026, 3, 1)
IN_TIME, LATE, TENTH = date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 10)


def told(
    sales: int, collections: int, day: date = IN_TIME, given: tuple[dict[str, Any], ...] = ()
) -> Foretold:
    company = facts({"declarations": list(given)})
    office = company.office_plans["office"][0]
    return foretold(company, POLICY, (MARCH, REGION), [Entered(office, sales, collections)], day)[office]


@pytest.mark.parametrize(
    ("sales", "collections", "lowered"),
    [
        (950_00, 950_00, set()),
        (949_99, 950_00, {"sales"}),
        (2_000_00, 949_99, {"collections"}),
        (0, 0, {"sales", "collections"}),
    ],
)
def test_a_fen_below_95_percent_needs_an_approval_and_exactly_95_does_not(
    sales: int, collections: int, lowered: set[str]
) -> None:
    found = told(sales, collections)
    assert found.lowered == lowered
    assert found.is_approval_needed == bool(lowered)
    assert found.status == "declaration"


@pytest.mark.parametrize(
    ("day", "status", "is_late"),
    [
        (IN_TIME, "declaration", False),
        (LATE, "declaration", True),
        (TENTH, "declaration", True),
        (date(2026, 3, 11), "after_deadline", False),
    ],
)
def test_the_day_decides_whether_it_counts(day: date, status: str, is_late: bool) -> None:
    found = told(1_000_00, 1_000_00, day)
    assert (found.status, found.is_late) == (status, is_late)


def test_after_a_declaration_comes_one_adjustment_and_no_other() -> None:
    first = {"date": date(2026, 2, 20)}
    assert told(1_000_00, 1_000_00, given=(first,)).status == "adjustment"
    assert told(1_000_00, 1_000_00, given=(first, first)).status == "second_adjustment"


def test_held_by_the_region_one_office_may_make_up_for_another() -> None:
    company = facts({"offices": {"A": {"plan": [1000, 1000]}, "B": {"plan": [1000, 1000]}}})
    policy = policies_with({"readings.shortfall_held_by": "region"}).items[0]

    def needs(first: int, second: int) -> set[bool]:
        entered = [Entered("A", first, first), Entered("B", second, second)]
        found = foretold(company, policy, (MARCH, REGION), entered, IN_TIME)
        return {each.is_approval_needed for each in found.values()}

    assert needs(900_00, 1_000_00) == {False}
    assert True in needs(900_00, 999_99)


def test_each_office_is_held_to_its_own_plan_and_one_without_a_plan_to_none() -> None:
    plans = {"A": {"plan": [1000, 1000]}, "B": {"plan": [2000, 500]}, "C": {"plan": "none"}}
    entered = [Entered("A", 949_99, 1_000_00), Entered("B", 1_900_00, 474_99), Entered("C", 1, 1)]
    found = foretold(facts({"offices": plans}), POLICY, (MARCH, REGION), entered, IN_TIME)
    assert {office: each.lowered for office, each in found.items()} == {
        "A": {"sales"},
        "B": {"collections"},
        "C": set(),
    }
    assert {office: each.status for office, each in found.items()} == {
        "A": "declaration",
        "B": "declaration",
        "C": "no_plan",
    }
    assert not found["C"].is_approval_needed


def test_plans_of_other_months_and_regions_do_not_count() -> None:
    months = {
        "2026-02": {"East": {"plan": [2000, 2000]}},
        "2026-03": {"East": {"plan": [1000, 1000]}, "West": {"plan": [3000, 3000]}},
    }
    company = facts({"months": months})
    [office] = company.office_plans.filter(month=MARCH, region="East")["office"]
    entered = [Entered(office, 950_00, 950_00)]
    [found] = foretold(company, POLICY, (MARCH, "East"), entered, IN_TIME).values()
    assert found == Foretold("declaration", frozenset(), is_approval_needed=False, is_late=False)


def test_what_is_entered_comes_after_what_was_declared_the_same_day() -> None:
    given = {
        "offices": {"B": {"declarations": [{"date": IN_TIME}]}, "A": {"declarations": [{"date": IN_TIME}]}}
    }
    found = foretold(facts(given), POLICY, (MARCH, REGION), [Entered("A", 900_00, 1_000_00)], IN_TIME)
    assert found == {
        "A": Foretold("adjustment", frozenset({"sales"}), is_approval_needed=True, is_late=False)
    }


def test_in_a_region_without_a_manager_nobody_can_approve() -> None:
    company = facts({})
    company = replace(company, region_months=company.region_months.clear())
    [office] = company.office_plans["office"]
    high, low = Entered(office, 950_00, 950_00), Entered(office, 1, 1)

    def status(entered: Entered) -> str:
        return foretold(company, POLICY, (MARCH, REGION), [entered], IN_TIME)[office].status

    assert (status(high), status(low)) == ("declaration", "not_approved")
