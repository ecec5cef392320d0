"""What an appraisal measures: exact pairs, uploaded indicators, running totals, sanctions."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl
import pytest

from engine.policy.scheme import Appraisal, Indicator, OnZero
from engine.regulation.measures import indicator_pair, kind_of_pair, pair, with_measures, with_sanctions
from tests.engine.policies import policies_with, shipped

SCHEME = shipped().items[0].appraisal
MARCH = date(2026, 3, 1)
HIGHER, LOWER = OnZero("higher", Fraction(1), Fraction(0)), OnZero("lower", Fraction(1), Fraction(0))
UPLOADED = "indicator:满意度"


def scheme(**changes: Any) -> Appraisal:
    """The shipped scheme, its first line measuring an upload."""
    names = {f"appraisal.indicators.0.{name}": value for name, value in changes.items()}
    return policies_with({"appraisal.indicators.0.measure": UPLOADED} | names).items[0].appraisal


def measured(measure: str, part: int | None, whole: int | None, on_zero: OnZero = HIGHER) -> tuple[Any, Any]:
    names = (
        ("sales", "sales_target")
        if measure == "sales_attainment"
        else (f"{measure}_actual", f"{measure}_target")
    )
    frame = pl.DataFrame(
        [dict(zip(names, (part, whole), strict=True))], schema=dict.fromkeys(names, pl.Int64)
    )
    return frame.select(*(e.alias(n) for e, n in zip(pair(measure, on_zero), ("p", "w"), strict=True))).row(0)


@pytest.mark.parametrize(
    ("part", "whole", "wanted"),
    [(3, 4, (3, 4)), (-3, 4, (-3, 4)), (3, 0, (None, None)), (3, -1, (None, None)), (None, 4, (None, None))],
)
def test_a_pair_is_known_where_both_are_and_the_whole_is_positive(
    part: int | None, whole: int, wanted: tuple[int | None, int | None]
) -> None:
    assert measured("sales_attainment", part, whole) == wanted


@pytest.mark.parametrize(
    ("actual", "on_zero", "is_reached"),
    [(0, HIGHER, True), (-1, HIGHER, False), (0, LOWER, True), (1, LOWER, False)],
)
def test_an_uploaded_target_of_nothing_is_reached_or_missed(
    actual: int, on_zero: OnZero, is_reached: bool
) -> None:
    part, whole = measured(UPLOADED, actual, 0, on_zero)
    assert part / whole == (1 if is_reached else 0)
    assert measured(UPLOADED, None, 0, on_zero) == (None, None)


def test_an_uploaded_target_that_is_not_nothing_is_divided_by() -> None:
    assert measured(UPLOADED, 81, 90) == (81, 90)
    assert measured(UPLOADED, 0, 90) == (0, 90)


@pytest.mark.parametrize(("actual", "stands_for"), [(0, Fraction(1, 2)), (1, Fraction(4, 3))])
def test_what_stands_for_a_target_of_nothing_may_be_any_fraction(actual: int, stands_for: Fraction) -> None:
    part, whole = measured(UPLOADED, actual, 0, OnZero("lower", Fraction(1, 2), Fraction(4, 3)))
    assert Fraction(part, whole) == stands_for


def line(**words: Any) -> Indicator:
    """A line of the appraisal table that measures sales, of 20 points, unless said otherwise."""
    sales = {"name": "i", "measure": "sales_attainment", "clause": "四", "kind": "assumed", "weight": 20}
    shape = {"name": "proportional", "cap": 1, "floor": 0}
    return Indicator.model_validate(sales | {"shape": shape} | words)


def pairs(indicator: Indicator, **columns: list[int | None]) -> list[tuple[Any, ...]]:
    part, whole = indicator_pair(indicator)
    return (
        pl.DataFrame(columns).with_columns(part.alias("part"), whole.alias("whole"))["part", "whole"].rows()
    )


def test_a_line_measures_its_month_or_its_year() -> None:
    columns: dict[str, list[int | None]] = {
        "sales": [1],
        "sales_target": [2],
        "sales_of_year": [7],
        "sales_target_of_year": [9],
        "sales.unplanned_of_year": [3],
    }
    assert pairs(line(), **columns) == [(1, 2)]
    # Three of the seven came in months without a target.
    assert pairs(line(period="year_to_date"), **columns) == [(4, 9)]
    # None of them, if there was no such month.
    columns["sales.unplanned_of_year"] = [None]
    assert pairs(line(period="year_to_date"), **columns) == [(7, 9)]


def test_where_less_is_better_a_target_of_nothing_is_reached_by_nothing() -> None:
    """Full points up to a half, none from 1.5 on: that is what 0 and 1 come to."""
    less = line(measure=UPLOADED, shape={"name": "declining", "full_at": 0.5, "zero_at": 1.5})
    columns: dict[str, list[int | None]] = {f"{UPLOADED}_actual": [0, 1], f"{UPLOADED}_target": [0, 0]}
    reached, missed = (Fraction(part, whole) for part, whole in pairs(less, **columns))
    assert (reached, missed) == (Fraction(1, 2), Fraction(3, 2))


def test_uploads_are_joined_by_month_and_region_and_make_a_month_past() -> None:
    regions = pl.DataFrame(
        {"month": [date(2026, 2, 1), MARCH, date(2026, 4, 1)], "region": "A", "is_past": [True, False, False]}
    )
    rows = pl.DataFrame(
        {
            "month": [MARCH, MARCH, MARCH],
            "region": ["A", "B", "A"],
            "indicator": ["满意度", "满意度", "其他"],
            "target": [90, 1, 2],
            "actual": [81, 3, 4],
        }
    )
    found = with_measures(regions, rows, [scheme()])
    assert found[f"{UPLOADED}_actual"].to_list() == [None, 81, None]
    assert found[f"{UPLOADED}_target"].to_list() == [None, 90, None]
    assert found["is_past"].to_list() == [True, True, False]


def test_what_some_scheme_takes_year_to_date_is_added_up_from_january() -> None:
    regions = pl.DataFrame(
        {
            "month": [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)],
            "region": "A",
            "is_past": True,
            "sales": [5, 7, 11],
            "sales_target": [1, 2, 3],
        }
    )
    of_year = policies_with({"appraisal.indicators.0.period": "year_to_date"}).items[0].appraisal
    found = with_measures(regions, pl.DataFrame(schema={"indicator": pl.String}), [SCHEME, of_year])
    assert found["sales_of_year"].to_list() == [5, 7, 18]
    assert found["sales_target_of_year"].to_list() == [1, 2, 5]
    assert "collections_of_year" not in found.columns


def test_the_year_to_date_compares_the_same_months_and_a_month_to_come_has_its_plan() -> None:
    regions = pl.DataFrame(
        {
            "month": [date(2026, at, 1) for at in range(1, 5)],
            "region": "A",
            "is_past": [True, True, True, False],
            "sales": [7, None, 11, None],
            "sales_target": [None, 2, 3, 4],
        }
    )
    of_year = policies_with({"appraisal.indicators.0.period": "year_to_date"}).items[0].appraisal
    found = with_measures(regions, pl.DataFrame(schema={"indicator": pl.String}), [of_year])
    part, whole = pair("sales_attainment", of_year.indicators[0].shape.on_zero, "year_to_date")
    pairs = found.select(part.alias("part"), whole.alias("whole"))
    assert pairs.rows() == [(None, None), (None, None), (11, 3), (11, 7)]


def test_sanctions_are_counted_one_column_each_and_only_those_that_cost_points() -> None:
    conduct = pl.DataFrame(
        {"month": MARCH, "region": ["A", "A", "B"], "sanction": ["警告", "口头", "记过"], "count": [2, 5, 1]}
    )
    regions = pl.DataFrame({"month": MARCH, "region": ["A", "B", "C"]})
    found = with_sanctions(regions, conduct, [SCHEME])
    assert set(found.columns) == {"month", "region", "警告", "记过", "记大过", "调岗"}
    assert found["警告"].to_list() == [2, 0, None]
    assert found["记过"].to_list() == [0, 1, None]


def test_sanctions_come_to_points_in_a_unit_that_makes_them_whole() -> None:
    conduct = line(measure="conduct", shape={"name": "deduction", "points": {"a": 0.5, "b": "1/3"}})
    # Sixths: a half is 3, two thirds are 4.
    assert pairs(conduct, a=[0, 1, None], b=[0, 2, 1]) == [(0, 6), (7, 6), (2, 6)]


def test_a_scheme_whose_sanctions_cost_nothing_deducts_nothing() -> None:
    free = line(measure="conduct", shape={"name": "deduction", "points": {}})
    assert pairs(free, region=[1, 2]) == [(0, 1), (0, 1)]


def test_points_to_deduct_are_exact_however_often_a_sanction_was_imposed() -> None:
    conduct = line(measure="conduct", shape={"name": "deduction", "points": {"a": "0.1", "b": "30.9"}})
    for times, kind in ((3, pl.Int64), (3 * 10**16, pl.Int128)):
        regions = pl.DataFrame({"a": [0], "b": [times]})
        found = kind_of_pair(regions, conduct)
        assert found == kind
        part, whole = indicator_pair(conduct, found)
        deducted = regions.select(part.alias("part"), whole.alias("whole"))
        assert deducted.rows() == [(309 * times, 10)]
