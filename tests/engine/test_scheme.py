"""The building stones of an appraisal scheme: numbers, ladders, shapes and indicators."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from engine.policy.parameter import check_ladder, check_within, exact
from engine.policy.scheme import Declining, Deduction, Indicator, Ladder, Proportional, TieBreak
from engine.regulation.scoring import deduction_scale, exact_points, rounded_half_up

COMMON = {"clause": "四", "kind": "assumed"}
SALES = {"name": "sales", "measure": "sales_attainment", "weight": 20} | COMMON


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


def test_shapes_give_the_share_of_the_weight() -> None:
    proportional = Proportional(name="proportional", cap=1.2, floor=0.1)
    assert [proportional.share(Fraction(n, 10)) for n in (0, 1, 5, 12, 13)] == [
        Fraction(n, 10) for n in (1, 1, 5, 12, 12)
    ]
    declining = Declining(name="declining", full_at=1, zero_at=3)
    assert [declining.share(Fraction(n, 2)) for n in (1, 2, 3, 5, 6, 7)] == [
        Fraction(n, 4) for n in (4, 4, 3, 1, 0, 0)
    ]
    ladder = Ladder(
        name="ladder",
        rungs=[{"at_least": 0.9, "share": 1}, {"at_least": 0.5, "share": 0.4}, {"share": 0.1}],
    )
    assert [ladder.share(Fraction(n, 100)) for n in (91, 90, 89, 50, 49, -1)] == [
        Fraction(n, 10) for n in (10, 10, 4, 4, 1, 1)
    ]


def test_points_are_the_share_of_the_weight_and_never_below_nothing() -> None:
    sales = Indicator.model_validate(SALES | {"shape": {"name": "proportional", "cap": 1.2, "floor": 0}})
    assert exact_points(sales, Fraction(1, 3)) == Fraction(20, 3)
    conduct = Indicator.model_validate(
        SALES | {"measure": "conduct", "weight": 5, "shape": {"name": "deduction", "points": {"警告": 1}}}
    )
    assert [exact_points(conduct, Fraction(n)) for n in (0, 4, 5, 6)] == [5, 1, 0, 0]


@pytest.mark.parametrize(
    ("points", "scale"),
    [({}, 1), ({"a": 1}, 1), ({"a": 0.5, "b": 0.25}, 4), ({"a": 0.5, "b": "1/3"}, 6)],
)
def test_sanctions_are_counted_in_a_unit_that_makes_them_whole(points: dict[str, Any], scale: int) -> None:
    assert deduction_scale(Deduction(name="deduction", points=points)) == scale


@pytest.mark.parametrize(
    ("points", "cents"),
    [("12.345", 1235), ("12.344", 1234), ("12.3449999", 1234), ("0", 0), ("100", 10000), ("-0.005", 0)],
)
def test_points_are_rounded_half_up(points: str, cents: int) -> None:
    assert rounded_half_up(Fraction(points)) == cents


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"weight": 0}, "weight must be positive"),
        ({"weight": -1}, "weight must be positive"),
        ({"measure": "conduct"}, "the shape deduction goes with the measure conduct, and only with it"),
        (
            {"shape": {"name": "deduction", "points": {}}},
            "the shape deduction goes with the measure conduct, and only with it",
        ),
        (
            {"measure": "expense_to_cap", "period": "year_to_date"},
            "expense_to_cap has no choice of period",
        ),
        (
            {"measure": "capital_overrun_ratio", "period": "year_to_date"},
            "capital_overrun_ratio has no choice of period",
        ),
        (
            {"measure": "profit"},
            "unknown measure profit; known are sales_attainment, collections_attainment, "
            "capital_overrun_ratio, expense_to_cap, conduct and indicator:<name>",
        ),
        ({"measure": "indicator:"}, "unknown measure indicator:; known are"),
        ({"name": ""}, "at least 1 character"),
    ],
)
def test_an_indicator_that_cannot_be_measured_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Indicator.model_validate(SALES | {"shape": {"name": "proportional", "cap": 1, "floor": 0}} | change)
    assert said in str(caught.value)


@pytest.mark.parametrize("weight", [0.5, 1])
def test_a_small_weight_and_the_shortest_name_of_an_upload_are_accepted(weight: float) -> None:
    indicator = Indicator.model_validate(
        SALES
        | {"measure": "indicator:A", "period": "year_to_date", "weight": weight}
        | {"shape": {"name": "declining", "full_at": 0, "zero_at": 1}}
    )
    assert indicator.period == "year_to_date"


def test_conduct_cannot_break_ties() -> None:
    with pytest.raises(ValidationError, match="conduct cannot break ties"):
        TieBreak(measure="conduct", better="higher")
    with pytest.raises(ValidationError, match="unknown measure profit"):
        TieBreak(measure="profit", better="higher")
