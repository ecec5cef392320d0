"""四 Points: the same for all rows at once and exactly, and rounded half up."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import polars as pl
import pytest

from engine.policy.scheme import Deduction, Indicator
from engine.regulation.scoring import (
    deduction_scale,
    exact_points,
    points_expression,
    quotient,
    rounded_half_up,
)

VALUE = quotient(pl.col("part"), pl.col("whole"))
COMMON = {"clause": "四", "kind": "assumed"}
SALES = {"name": "sales", "measure": "sales_attainment", "weight": 20} | COMMON


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


SHAPES: list[tuple[dict[str, Any], list[tuple[int | None, float | None]]]] = [
    (
        {"name": "proportional", "cap": 1.2, "floor": 0},
        [(-10, 0), (0, 0), (50, 10), (100, 20), (120, 24), (130, 24), (None, None)],
    ),
    (
        {"name": "declining", "full_at": 0, "zero_at": 0.3},
        [(0, 20), (15, 10), (30, 0), (31, 0), (None, None)],
    ),
    (
        {
            "name": "ladder",
            "rungs": [{"at_least": 0.9, "share": 1}, {"at_least": 0.8, "share": 0.5}, {"share": 0.25}],
        },
        [(90, 20), (89, 10), (80, 10), (79, 5), (-1, 5), (None, None)],
    ),
]


@pytest.mark.parametrize(("shape", "wanted"), SHAPES, ids=["proportional", "declining", "ladder"])
def test_points_of_all_rows_at_once_are_those_of_each(
    shape: dict[str, Any], wanted: list[tuple[int | None, float | None]]
) -> None:
    """Of 20 points; the ratios are hundredths."""
    indicator = Indicator.model_validate(SALES | {"shape": shape})
    parts = pl.DataFrame({"part": [part for part, _ in wanted], "whole": 100})
    found = parts.select(points_expression(indicator, VALUE, pl.col("part"), pl.col("whole"))).to_series()
    assert found.to_list() == pytest.approx([points for _, points in wanted], abs=1e-12)
    for part, points in wanted:
        if part is not None:
            assert float(exact_points(indicator, Fraction(part, 100))) == pytest.approx(points)


def test_conduct_costs_its_points_and_no_more_than_there_are() -> None:
    conduct = Indicator.model_validate(
        SALES | {"measure": "conduct", "weight": 5, "shape": {"name": "deduction", "points": {"警告": 1}}}
    )
    frame = pl.DataFrame({"part": [0, 4, 5, 9], "whole": 1})
    found = frame.select(points_expression(conduct, VALUE, pl.col("part"), pl.col("whole"))).to_series()
    assert found.to_list() == [5, 1, 0, 0]
