"""一 Targets: which declaration counts, what the target is, and the checkpoint to the fen."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from engine.evaluation import targets_of_record
from engine.regulation.targets import (
    checkpoint_target,
    day_of_month,
    judged_declarations,
    office_targets,
    plan_differences,
    region_targets,
    with_checkpoint,
)
from tests.engine.building import facts
from tests.engine.policies import policies_with, shipped

POLICY = shipped().items[0]
APPROVED = {"reason": "r", "remedy": "m", "by": "VP", "approved": date(2026, 3, 10)}


def judged(*declarations: dict[str, Any], **readings: str) -> list[tuple[str, bool]]:
    """What becomes of declarations of one office (plan 1,000.00 each), in their order."""
    given = facts({"declarations": list(declarations)})
    policy = policies_with({f"readings.{name}": value for name, value in readings.items()}).items[0]
    found = judged_declarations(given.declarations, given.office_plans, given.region_months, policy)
    return found.sort("position").select("status", "is_late").rows()


@pytest.mark.parametrize(
    ("month", "day", "wanted"),
    [
        (date(2026, 2, 1), 28, date(2026, 2, 28)),
        (date(2026, 2, 1), 31, date(2026, 2, 28)),
        (date(2028, 2, 1), 30, date(2028, 2, 29)),
        (date(2026, 4, 1), 31, date(2026, 4, 30)),
        (date(2026, 3, 1), 31, date(2026, 3, 31)),
        (date(2026, 3, 1), 30, date(2026, 3, 30)),
        (date(2026, 3, 1), 1, date(2026, 3, 1)),
    ],
)
def test_a_day_that_a_month_lacks_is_its_last_one(month: date, day: int, wanted: date) -> None:
    frame = pl.DataFrame({"month": [month]})
    assert frame.select(day_of_month(pl.col("month"), day)).item() == wanted


def test_the_first_two_that_count_are_declaration_and_adjustment() -> None:
    three = ({"date": date(2026, 2, day)} for day in (20, 21, 22))
    assert judged(*three) == [("declaration", False), ("adjustment", False), ("second_adjustment", False)]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ({"date": date(2026, 2, 28)}, ("declaration", False)),
        ({"date": date(2026, 3, 1)}, ("declaration", True)),
        ({"date": date(2026, 3, 10)}, ("declaration", True)),
        ({"date": date(2026, 3, 11)}, ("after_deadline", False)),
        ({"sales": 950}, ("declaration", False)),
        ({"sales": 949.99}, ("not_approved", False)),
        ({"collections": 949.99}, ("not_approved", False)),
        ({"sales": 949.99} | APPROVED, ("declaration", False)),
        ({"sales": 949.99} | APPROVED | {"by": "Manager"}, ("declaration", False)),
        ({"sales": 949.99} | APPROVED | {"by": "Somebody"}, ("not_approved", False)),
        ({"sales": 949.99} | APPROVED | {"approved": date(2026, 3, 11)}, ("not_approved", False)),
        ({"sales": 949.99} | APPROVED | {"remedy": "  "}, ("not_approved", False)),
        ({"sales": 949.99} | APPROVED | {"reason": None}, ("not_approved", False)),
    ],
)
def test_a_declaration_counts_in_time_and_low_ones_with_a_written_approval(
    words: dict[str, Any], wanted: tuple[str, bool]
) -> None:
    assert judged(words) == [wanted]


def test_a_deadline_may_be_read_without_its_day() -> None:
    last = {"date": date(2026, 3, 10)}
    assert judged(last, deadline_days="excluded") == [("after_deadline", False)]


def test_who_came_too_late_came_too_late_though_another_lacks_an_approval() -> None:
    late, low = {"date": date(2026, 3, 11)}, {"sales": 1, "date": date(2026, 3, 9)}
    assert judged(late, low) == [("after_deadline", False), ("not_approved", False)]


def test_an_office_planned_for_one_figure_is_held_to_that_one() -> None:
    given = facts({"declarations": [{"sales": 950, "collections": 0}, {"sales": 949, "collections": 0}]})
    plans = given.office_plans.with_columns(collections_plan=pl.lit(None, pl.Int64))
    found = judged_declarations(given.declarations, plans, given.region_months, POLICY)
    assert found["status"].to_list() == ["declaration", "not_approved"]


@pytest.mark.parametrize(
    ("held_by", "low", "wanted"),
    [
        ("office", {"sales": 900}, "not_approved"),
        ("region", {"sales": 900}, "declaration"),  # 1,900 of 2,000
        ("region", {"sales": 899}, "not_approved"),
        ("region", {"sales": 899} | APPROVED, "declaration"),
    ],
)
def test_an_office_or_its_region_is_held_to_the_threshold(
    held_by: str, low: dict[str, Any], wanted: str
) -> None:
    given = facts({"offices": {"A": {"declarations": [low]}, "B": {"declarations": [{}]}}})
    declared, _ = targets_of_record(given, policies_with({"readings.shortfall_held_by": held_by}))
    assert dict(declared.select("office", "status").rows()) == {"A": wanted, "B": "declaration"}


def test_an_office_without_a_plan_has_nothing_to_declare() -> None:
    given = facts({"plan": "none", "declarations": [{}]})
    declared, targets = targets_of_record(given, shipped())
    assert (declared["status"].to_list(), targets.height) == (["no_plan"], 0)


def test_the_target_is_the_adjustment_else_the_declaration_else_the_plan() -> None:
    offices = {
        "A": {"declarations": [{"sales": 1100}, {"sales": 1200, "date": date(2026, 3, 2)}]},
        "B": {"declarations": [{"sales": 1100}, {"sales": 500, "date": date(2026, 3, 2)}]},
        "C": {},
    }
    given = facts({"offices": offices})
    declared, targets = targets_of_record(given, shipped())
    assert targets.sort("office").select("office", "sales_target", "target_source").rows() == [
        ("A", 120_000, "adjustment"),
        ("B", 110_000, "declaration"),
        ("C", 100_000, "plan"),
    ]
    assert office_targets(given.office_plans, declared.clear())["target_source"].unique().to_list() == [
        "plan"
    ]
    (region,) = region_targets(targets).to_dicts()
    assert (region["sales_target"], region["sales_plan"]) == (330_000, 300_000)


def at_checkpoint(changes: dict[str, Any] | None = None, **figures: int | None) -> dict[str, Any]:
    row: dict[str, int | None] = {
        name: 100_000
        for figure in ("sales", "collections")
        for name in (figure, f"{figure}_to_checkpoint", f"{figure}_target")
    }
    frame = pl.DataFrame([row | figures], schema=dict.fromkeys(row, pl.Int64))
    return with_checkpoint(frame, policies_with(changes or {}).items[0]).row(0, named=True)


def checkpoint(changes: dict[str, Any] | None = None, **figures: int | None) -> tuple[str, float]:
    found = at_checkpoint(changes, **figures)
    return found["checkpoint_outcome"], found["checkpoint_award"]


ONE_SHORT = {"sales_to_checkpoint": 69_999}
BOTH_SHORT = ONE_SHORT | {"collections_to_checkpoint": 0}


@pytest.mark.parametrize(
    ("figures", "wanted"),
    [
        ({"sales_to_checkpoint": 70_000, "collections_to_checkpoint": 70_000}, ("met", 1000)),
        (ONE_SHORT, ("missed", -1000)),
        (BOTH_SHORT, ("missed", -1000)),
        ({"sales_to_checkpoint": -1}, ("missed", -1000)),
        ({"sales_to_checkpoint": None}, ("no_data", 0)),
        ({"collections_target": 0}, ("no_target", 0)),
        ({"sales_target": None, "sales_to_checkpoint": None}, ("no_target", 0)),
    ],
)
def test_the_checkpoint_is_met_by_both_figures_to_the_fen(
    figures: dict[str, int | None], wanted: tuple[str, float]
) -> None:
    assert checkpoint(**figures) == wanted


@pytest.mark.parametrize(
    ("changes", "figures", "wanted"),
    [
        ({"checkpoint.required": "either"}, ONE_SHORT, ("met", 1000)),
        ({"checkpoint.required": "either"}, BOTH_SHORT, ("missed", -1000)),
        ({"readings.one_miss_of_two": "no_fine"}, ONE_SHORT, ("missed", 0)),
        ({"readings.one_miss_of_two": "no_fine"}, BOTH_SHORT, ("missed", -1000)),
        ({"readings.one_miss_of_two": "fine_for_each"}, ONE_SHORT, ("missed", -1000)),
        ({"readings.one_miss_of_two": "fine_for_each"}, BOTH_SHORT, ("missed", -2000)),
    ],
)
def test_other_readings_fine_other_misses(
    changes: dict[str, str], figures: dict[str, int | None], wanted: tuple[str, float]
) -> None:
    assert checkpoint(changes, **figures) == wanted


def test_a_checkpoint_that_costs_nothing_has_no_sign() -> None:
    """Minus nothing would be shown with its minus."""
    _, award = checkpoint({"readings.one_miss_of_two": "no_fine"}, **ONE_SHORT)
    assert str(award) == "0.0"


def test_a_target_of_one_fen_is_a_target() -> None:
    assert checkpoint(sales_target=1, collections_target=1) == ("met", 1000)
    assert checkpoint(sales_target=1, sales_to_checkpoint=0) == ("missed", -1000)


@pytest.mark.parametrize(
    ("target", "sold", "reached", "gap"),
    [
        (100_000, 99_999, (True, False), (-299.99, 0.01)),
        (100_000, 100_000, (True, True), (-300, 0)),
        (100_000, 69_999, (False, False), (0.01, 300.01)),
        # Seven tenths of a fen.
        (1, 0, (False, False), (0.007, 0.01)),
        (0, 5, (None, None), (None, None)),
        (None, 5, (None, None), (None, None)),
    ],
)
def test_each_figure_is_held_to_the_checkpoint_and_to_the_whole_target(
    target: int | None, sold: int, reached: tuple[Any, Any], gap: tuple[Any, Any]
) -> None:
    found = at_checkpoint(sales=sold, sales_to_checkpoint=sold, sales_target=target)
    assert (found["is_sales_checkpoint_reached"], found["is_sales_target_reached"]) == reached
    assert (found["sales_checkpoint_gap"], found["sales_target_gap"]) == gap


def test_collections_may_be_divided_by_the_sales_target() -> None:
    changes = {"readings.collections_divided_by": "sales_target"}
    assert checkpoint_target("collections", policies_with(changes).items[0]) == "sales_target"
    assert checkpoint_target("collections", POLICY) == "collections_target"
    low_target = {"collections_target": 50_000, "collections_to_checkpoint": 40_000}
    assert checkpoint(**low_target) == ("met", 1000)
    assert checkpoint(changes, **low_target) == ("missed", -1000)


def differences(years: dict[tuple[int, str], list[tuple[int, int]]]) -> list[tuple[Any, ...]]:
    """Years that do not add up; each has the plans of its months in yuan under a target of 12,000 each."""
    months: dict[str, dict[str, Any]] = {}
    for (year, region), plans in years.items():
        for number, plan in enumerate(plans, 1):
            words = {"annual": 12_000, "annual_sales": 12_000, "plan": plan}
            months.setdefault(f"{year}-{number:02d}", {})[region] = words
    given = facts({"months": months})
    found = plan_differences(region_targets(targets_of_record(given, shipped())[1]), given.annual_plans)
    return found.select("year", "region", "sales_difference", "collections_difference").rows()


EVEN, MORE, LESS = (1000, 1000), (1001, 1000), (1000, 998)


def test_a_fully_planned_year_that_does_not_add_up_is_named_by_year_and_region() -> None:
    found = differences(
        {
            (2026, "West"): [EVEN] * 11 + [LESS],
            (2026, "East"): [EVEN] * 11 + [MORE],
            (2025, "West"): [MORE] * 12,
            (2025, "East"): [EVEN] * 12,
            (2024, "East"): [MORE] * 11,
        }
    )
    assert found == [(2025, "West", 1200, 0), (2026, "East", 100, 0), (2026, "West", 0, -200)]


def test_years_that_differ_in_one_figure_alone_stand_by_year_and_region() -> None:
    """Twelve times 1,000 are 12,000; targets differ by a fen of sales or of collections, or not at all."""
    targets = {
        2025: {"West": (12_000, "12000.01"), "East": ("11999.99", 12_000)},
        2026: {"West": (12_000, 12_000), "East": (12_000, "11999.99"), "North": ("12000.01", 12_000)},
    }
    months = {
        f"{year}-{month:02d}": {
            region: {"annual_sales": sales, "annual": collections}
            for region, (sales, collections) in regions.items()
        }
        for year, regions in targets.items()
        for month in range(1, 13)
    }
    given = facts({"months": months})
    planned = region_targets(targets_of_record(given, shipped())[1]).reverse()
    found = plan_differences(planned, given.annual_plans)
    assert found.select("year", "region", "sales_difference", "collections_difference").rows() == [
        (2025, "East", 1, 0), (2025, "West", 0, -1), (2026, "East", 0, 1), (2026, "North", -1, 0),
    ]  # fmt: skip
