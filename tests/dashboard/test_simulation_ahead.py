"""Where levers may stand next is known before a key is pressed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from dashboard.services.simulation import steps_ahead
from engine.whatif.levers import KINDS, LARGEST, Lever

STEP = 100
RETAIL = Lever("collect_retail", "华北", 300)
OVERDUE = Lever("collect_overdue", "华北", 50)


def ahead(before: tuple[Lever, ...], now: tuple[Lever, ...]) -> list[dict[str, int]]:
    """The totals of the positions that may come next."""
    return [
        {lever.kind: lever.amount for lever in levers} for levers in steps_ahead(before, now, "华北", STEP)
    ]


def test_before_anything_is_moved_every_lever_may_take_its_first_step() -> None:
    assert ahead((), ()) == [{kind: STEP} for kind in KINDS]


def test_a_move_may_go_on_as_it_was_or_by_a_step_up_or_down() -> None:
    assert ahead((), (RETAIL,)) == [
        {"collect_retail": 600},
        {"collect_retail": 400},
        {"collect_retail": 200},
    ]


def test_the_other_levers_stay_where_they_are() -> None:
    assert ahead((OVERDUE,), (OVERDUE, RETAIL))[0] == {"collect_overdue": 50, "collect_retail": 600}


def test_an_amount_between_two_steps_goes_to_the_next_place_of_the_slider() -> None:
    assert ahead((OVERDUE,), (replace(OVERDUE, amount=250),)) == [
        {"collect_overdue": 450},
        {"collect_overdue": 300},
        {"collect_overdue": 100},
    ]


def test_nothing_goes_below_zero_or_beyond_the_largest_amount() -> None:
    assert ahead((RETAIL,), (replace(RETAIL, amount=100),)) == [{"collect_retail": 200}, {}]
    whole = replace(RETAIL, amount=LARGEST)
    assert ahead((), (whole,)) == [{"collect_retail": LARGEST - STEP}]


def test_terms_of_sale_stay_with_the_lever() -> None:
    sale = Lever("extra_sales", "华北", 200, receivable_share=Fraction(1, 2))
    assert {lever.receivable_share for (lever,) in steps_ahead((), (sale,), "华北", STEP)} == {Fraction(1, 2)}


def test_a_lever_that_is_split_over_offices_is_not_guessed() -> None:
    parts = (replace(RETAIL, office="北京办"), replace(RETAIL, office="天津办"))
    assert steps_ahead((), parts, "华北", STEP) == []
