"""The step after the last one, computed before its key is pressed."""

from __future__ import annotations

from dataclasses import replace

from dashboard.services.simulation import next_levers
from engine.levers import LARGEST, Lever

RETAIL = Lever("collect_retail", "华北", 300)
OVERDUE = Lever("collect_overdue", "华北", 50)


def amounts(levers: tuple[Lever, ...] | None) -> list[int] | None:
    return None if levers is None else [lever.amount for lever in levers]


def test_a_first_step_is_taken_again() -> None:
    assert amounts(next_levers((), (RETAIL,))) == [600]


def test_a_step_goes_on_in_its_direction_and_leaves_the_others() -> None:
    before = (OVERDUE, replace(RETAIL, amount=200))
    assert amounts(next_levers(before, (OVERDUE, RETAIL))) == [50, 400]
    assert amounts(next_levers((replace(RETAIL, amount=400),), (RETAIL,))) == [200]


def test_nothing_lies_ahead_at_the_ends() -> None:
    assert next_levers((replace(RETAIL, amount=600),), (RETAIL,)) is None
    assert next_levers((), (replace(RETAIL, amount=LARGEST),)) is None


def test_nothing_lies_ahead_of_what_is_no_single_step() -> None:
    assert next_levers((RETAIL,), (RETAIL,)) is None
    assert next_levers((RETAIL,), ()) is None
    assert next_levers((), (RETAIL, OVERDUE)) is None
    assert next_levers((OVERDUE,), (RETAIL,)) is None
