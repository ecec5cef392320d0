"""A month's books: who has room for a lever, how it is spread, and that moving a copy moves no other."""

from __future__ import annotations

from typing import Any

import pytest

from engine.facts import OFFICE_MONTHS
from engine.whatif.books import Books, Capacity
from engine.whatif.levers import LARGEST, Lever, LeverError
from tests.engine.building import REGION, facts, month_day

MARCH = month_day("2026-03")
OFFICES = {
    "A": {"retail": 300, "inventory": 5, "plan": [100, 1]},
    "B": {"retail": 100, "plan": [300, 1]},
}


def books(given: dict[str, Any] | None = None, *regions: str) -> Books:
    return Books(facts(given or {"offices": OFFICES}), MARCH, regions or (REGION,))


def test_a_region_has_the_room_of_its_offices_together() -> None:
    held = books()
    assert held.offices(REGION) == ["A", "B"]
    assert held.capacity("collect_retail", REGION) == Capacity(40_000)
    assert held.capacity("collect_retail", REGION, "B") == Capacity(10_000)
    assert held.capacity("extra_sales", REGION) == Capacity(LARGEST)
    assert held.capacity("reduce_inventory", REGION, "B") == Capacity(0)


def test_what_was_not_loaded_cannot_be_moved() -> None:
    held = books({"offices": OFFICES, "not_loaded": ["inventory"]})
    assert held.capacity("reduce_inventory", REGION) == Capacity(None, "not_loaded")
    assert held.capacity("collect_retail", REGION).amount == 40_000


def test_balances_are_taken_pro_rata_and_sales_follow_the_plans() -> None:
    held = books()
    assert held.parts(Lever("collect_retail", REGION, 4)) == {"A": 3, "B": 1}
    assert held.parts(Lever("extra_sales", REGION, 4)) == {"A": 1, "B": 3}
    assert held.parts(Lever("collect_retail", REGION, 4, "B")) == {"B": 4}


def test_moves_are_told_by_region_and_figure_and_leave_the_books_alone() -> None:
    given = {"regions": {"East": {"retail": 10}, "West": {"inventory": 20}}}
    held = books(given, "East", "West")
    levers = [Lever("collect_retail", "East", 400), Lever("reduce_inventory", "West", 500)]
    assert held.moves(levers) == {
        "East": {"collections": 400, "collections_to_checkpoint": 400, "retail_receivables": -400},
        "West": {"inventory": -500},
    }
    assert held.moves(()) == {"East": {}, "West": {}}


def test_a_copy_is_moved_apart() -> None:
    held = books()
    twin = held.copy()
    twin.move([Lever("collect_retail", REGION, 40_000)])
    assert (
        twin.capacity("collect_retail", REGION).amount,
        held.capacity("collect_retail", REGION).amount,
    ) == (
        0,
        40_000,
    )


def test_the_frame_has_the_moved_rows() -> None:
    held = books()
    held.move([Lever("reduce_inventory", REGION, 200, "A")])
    assert dict(held.frame().select("office", "inventory").rows()) == {"A": 300, "B": 0}


def test_an_office_without_a_plan_sells_nothing_of_its_region_where_another_has_one() -> None:
    offices = {"A": {"plan": ["0.01", 1]}, "B": {"plan": "none"}, "C": {"plan": [0, 1]}}
    assert books({"offices": offices}).parts(Lever("extra_sales", REGION, 9)) == {"A": 9, "B": 0, "C": 0}


def test_what_offices_move_is_added_up_also_of_one_that_had_no_row() -> None:
    held = books({"offices": OFFICES | {"C": {"rows": "none", "plan": [400, 1]}}})
    levers = [Lever("collect_retail", REGION, 400), Lever("extra_sales", REGION, 800)]
    assert held.moves(levers) == {
        REGION: {
            "collections": 400, "collections_to_checkpoint": 400, "retail_receivables": 400,
            "sales": 800, "sales_to_checkpoint": 800,
        }
    }  # fmt: skip


def test_only_what_a_lever_moves_is_entered() -> None:
    """Sold on credit, nothing is collected; what leaves the stock turns down no claim."""
    held = books({"offices": {"A": {"inventory": 9, "pending": 5}, "B": {"rows": "none"}}})
    held.move([Lever("extra_sales", REGION, 7, "B"), Lever("reduce_inventory", REGION, 8, "A")])
    names = ("collections", "retail_receivables", "inventory", "expense_pending")
    assert held.frame().sort("office").select(names).rows() == [
        (100_000, 0, 892, 500),
        (None, 7, None, None),
    ]
    assert held.frame().schema == OFFICE_MONTHS


@pytest.mark.parametrize(
    ("lever", "code", "parameters"),
    [
        (Lever("collect_retail", REGION, 40_001), "beyond_capacity", {"amount": 40_001, "capacity": 40_000}),
        (Lever("collect_retail", REGION, 1, "C"), "unknown_office", {"office": "C"}),
    ],
)
def test_more_than_there_is_or_elsewhere_is_refused(
    lever: Lever, code: str, parameters: dict[str, object]
) -> None:
    with pytest.raises(LeverError) as caught:
        books().parts(lever)
    assert caught.value.code == code
    assert caught.value.parameters.items() >= parameters.items()


def test_there_are_no_books_of_what_does_not_exist() -> None:
    with pytest.raises(LeverError, match="unknown_region"):
        books(None, "Nowhere")
    with pytest.raises(LeverError, match="unknown_month"):
        Books(facts({}), month_day("2031-01"), [REGION])
