"""One value of the regulation: a number as written, within its range or among its choices; ladders."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from engine.policy.parameter import OutOfBounds, Parameter, check_ladder, check_within, exact

DAY = {"clause": "一.3", "unit": "day", "kind": "stated"}


@pytest.mark.parametrize(
    ("written", "value"),
    [(0.07, Fraction(7, 100)), ("0.3", Fraction(3, 10)), (5, Fraction(5)), (Fraction(1, 3), Fraction(1, 3))],
)
def test_a_number_is_taken_as_written(written: object, value: Fraction) -> None:
    assert exact(written) == value


@pytest.mark.parametrize("written", [True, None, [1], date(2026, 1, 1)])
def test_what_is_no_number_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match=r"^must be a number$"):
        exact(written)


def test_both_bounds_of_a_range_are_allowed_and_nothing_beyond() -> None:
    bounds = (Fraction(1), Fraction(3, 2))
    check_within(Fraction(1), bounds)
    check_within(Fraction(3, 2), bounds)
    with pytest.raises(ValueError, match=r"^0.5 lies outside 1 to 1.5$"):
        check_within(Fraction(1, 2), bounds)
    with pytest.raises(ValueError, match=r"^2 lies outside 1 to 1.5$"):
        check_within(2, bounds)


@pytest.mark.parametrize(
    ("edges", "is_ascending", "said"),
    [
        ([1, 2], True, "the last step must be open: it may not have up_to"),
        ([None, 1, None], True, "only the last step may be without up_to"),
        ([1, 1, None], True, "steps overlap: 1 follows 1"),
        ([2, 1, None], True, "steps overlap: 1 follows 2"),
        ([1, 1, None], False, "steps overlap: 1 follows 1"),
        ([1, 2, None], False, "steps overlap: 2 follows 1"),
    ],
)
def test_a_ladder_out_of_order_is_refused(edges: list[Any], is_ascending: bool, said: str) -> None:
    steps = [None if edge is None else Fraction(edge) for edge in edges]
    with pytest.raises(ValueError, match=rf"^{said}$"):
        check_ladder(steps, "up_to", is_ascending=is_ascending)


@pytest.mark.parametrize("edges", [[None], [Fraction(1), None], [Fraction(1), Fraction(2), None]])
def test_a_ladder_in_order_is_accepted(edges: list[Fraction | None]) -> None:
    check_ladder(edges, "up_to", is_ascending=True)
    check_ladder([*reversed(edges[:-1]), None], "at_least", is_ascending=False)


@pytest.mark.parametrize("written", ["1e999", "1/0", "0x10", "1_000", " 1", "", "1" * 61, "nan", "１"])
def test_a_number_that_would_fill_the_memory_or_is_none_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="must be a number"):
        exact(written)


def test_what_lies_outside_keeps_its_range_for_who_says_it_in_other_words() -> None:
    with pytest.raises(OutOfBounds) as caught:
        check_within(4, (Fraction(1), Fraction(3)))
    assert (caught.value.low, caught.value.high) == (1, 3)


@pytest.mark.parametrize("value", [1, 28, 31])
def test_a_value_within_its_range_is_accepted(value: int) -> None:
    assert Parameter[int].model_validate(DAY | {"value": value, "range": (1, 31)}).value == value


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"value": 32, "range": (1, 31)}, "32 lies outside 1 to 31"),
        ({"value": 28}, "needs a range or choices"),
        ({"value": 28, "choices": (27, 29)}, "28 is none of 27, 29"),
        ({"value": 28, "range": (1, 31), "clause": ""}, "at least 1 character"),
        ({"value": 28, "range": (1, 31), "note": "x"}, "Extra inputs are not permitted"),
    ],
)
def test_a_value_without_its_explanation_or_out_of_range_is_refused(
    change: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValidationError, match=said):
        Parameter[int].model_validate(DAY | change)


def test_a_value_is_never_changed_in_place() -> None:
    day = Parameter[int].model_validate(DAY | {"value": 28, "range": (1, 31)})
    with pytest.raises(ValidationError, match="frozen"):
        day.value = 27
