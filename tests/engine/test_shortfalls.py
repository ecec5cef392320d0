"""一.2 The region's total held to the threshold: whose lowered declaration needs an approval."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import polars as pl

from engine.evaluation import evaluate
from engine.regulation.shortfalls import with_region_shortfalls
from tests.engine.building import facts, month_day
from tests.engine.policies import policies_with

MONTH = month_day("2026-03")
PLANS = pl.DataFrame(
    [
        {"month": MONTH, "region": "R", "office": office, "sales_plan": 1000, "collections_plan": plan}
        for office, plan in (("A", 1000), ("B", 1000), ("C", None))
    ]
)


def low(*declared: tuple[str, int, int, bool]) -> list[int]:
    """Positions of those that ask for an approval; each: office, sales, collections, is_approved."""
    rows: list[dict[str, Any]] = [
        {
            "month": MONTH,
            "region": "R",
            "office": office,
            "sales": sales,
            "collections": collections,
            "is_approved": is_approved,
            "position": position,
            "status": None,
        }
        for position, (office, sales, collections, is_approved) in enumerate(declared)
    ]
    frame = pl.DataFrame(rows, schema_overrides={"status": pl.String}).sort("office", "position")
    found = with_region_shortfalls(frame, PLANS, Fraction(95, 100))
    return sorted(found.filter("is_low")["position"])


def test_one_office_may_lower_what_the_region_can_spare() -> None:
    # 3,000 planned: 2,850 are enough.
    assert low(("A", 850, 1000, False)) == []
    assert low(("A", 849, 1000, False)) == [0]


def test_what_one_office_raises_another_may_lower() -> None:
    assert low(("A", 700, 1000, False), ("B", 1150, 1000, False)) == []


def test_only_those_who_lower_the_figure_that_is_short_need_an_approval() -> None:
    assert low(("A", 700, 1000, False), ("B", 1100, 1000, False)) == [0]
    assert low(("A", 900, 1000, False), ("B", 900, 900, False)) == [0, 1]


def test_an_office_without_a_plan_of_a_figure_does_not_count_for_it() -> None:
    # Collections: A and B alone, 1,900 of 2,000 are enough, whatever C says.
    assert low(("A", 1000, 900, False), ("C", 1000, 0, False)) == []
    assert low(("A", 1000, 899, False), ("C", 1000, 5000, False)) == [0]
    # Nor does what it says of it ask for an approval of its own.
    assert low(("A", 1000, 800, False), ("C", 1000, 0, False)) == [0]


def test_a_target_of_nothing_adds_nothing() -> None:
    # 2,849 where 2,850 are enough: a fen short, and only A is below its plan.
    assert low(("A", 0, 1000, False), ("B", 1849, 1000, False)) == [0]
    assert low(("A", 0, 1000, False), ("B", 1850, 1000, False)) == []


def test_a_third_declaration_is_weighed_only_where_one_before_it_was_refused() -> None:
    assert low(("A", 990, 1000, False), ("A", 980, 1000, False), ("A", 500, 1000, False)) == []
    assert low(("A", 990, 1000, False), ("A", 700, 1000, False), ("A", 500, 1000, False)) == [1, 2]


def test_second_declarations_are_weighed_beside_what_the_first_ones_left() -> None:
    # A's first is refused, so that its plan stands; B's second is then weighed beside that plan.
    assert low(("A", 700, 1000, False), ("B", 1000, 1000, False), ("B", 850, 1000, False)) == [0]
    # Approved, it stands.
    assert low(("A", 700, 1000, True), ("B", 1000, 1000, False), ("B", 990, 1000, False)) == [0, 2]


def test_an_office_needs_no_approval_while_its_region_keeps_to_the_threshold() -> None:
    """One declaration an office, none approved: the region's total alone decides."""
    given = facts(
        {
            "regions": {
                name: {
                    "offices": {
                        o: {"declarations": [{"sales": s}]} for o, s in zip("ABC", sales, strict=True)
                    }
                }
                for name, sales in {
                    "Held": (850, 1000, 1000),
                    "Short": (849, 1000, 1000),
                    "Made up": (700, 1150, 1000),
                }.items()
            }
        }
    )
    judged = evaluate(given, policies_with({"readings.shortfall_held_by": "region"})).declarations
    refused = {row["region"] for row in judged.to_dicts() if row["status"] == "not_approved"}
    assert refused == {"Short"}
