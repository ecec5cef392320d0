"""Which months of a year a region has, which are known, and how much of the year is left."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl
import pytest

from engine.year.months import Calendar, a_year_before, calendars, months_of

JAN, FEB, MAR, APR, DEC = (date(2026, month, 1) for month in (1, 2, 3, 4, 12))

#: What a region's row has that the courses of a year read, and one thing more.
COLUMNS = (
    *("sales", "sales_plan", "annual_sales_target"),
    *("collections", "collections_plan", "annual_collections_target"),
    *("expense_counted", "expense_collections", "expense_counted_month", "extra"),
)


def calendar(until: date | None = None, **words: Any) -> Calendar:
    """Seen from March."""
    return Calendar(MAR, until, words.get("rows", []), words.get("opened"), words.get("closed"), {})


def test_a_year_has_twelve_months_and_each_a_sibling_the_year_before() -> None:
    assert (len(months_of(2026)), months_of(2026)[0], months_of(2026)[-1]) == (12, JAN, DEC)
    assert a_year_before(MAR) == date(2025, 3, 1)


@pytest.mark.parametrize(
    ("words", "due", "ahead"),
    [
        ({}, [JAN, FEB, MAR], 9),
        ({"opened": FEB}, [FEB, MAR], 9),
        ({"opened": APR}, [], 9),
        ({"closed": FEB}, [JAN, FEB], 0),
        ({"closed": APR}, [JAN, FEB, MAR], 1),
        ({"opened": MAR, "closed": MAR}, [MAR], 0),
    ],
)
def test_a_region_has_the_months_in_which_it_exists(
    words: dict[str, Any], due: list[date], ahead: int
) -> None:
    found = calendar(**words)
    assert (found.due, found.left) == (due, ahead)
    assert found.ahead == dict.fromkeys([each for each in months_of(2026) if each > MAR][:ahead], 1)


def test_a_month_under_way_is_in_part_passed_and_in_part_to_come() -> None:
    found = calendar(date(2026, 3, 20))
    assert [found.elapsed(month) for month in (FEB, MAR, APR)] == [1, Fraction(20, 31), 1]
    assert [found.is_whole(month) for month in (FEB, MAR)] == [True, False]
    assert (found.ahead[MAR], found.left) == (Fraction(11, 31), 9 + Fraction(11, 31))
    # Of its last day nothing is left.
    whole = calendar(date(2026, 3, 31))
    assert whole.is_whole(MAR)
    assert (MAR in whole.ahead, whole.left) == (False, 9)
    assert calendar(date(2026, 3, 20), closed=FEB).left == 0


def test_amounts_of_a_month_under_way_are_added_up_by_its_days() -> None:
    amounts, whole, open_month = {FEB: 100, MAR: 31}, calendar(), calendar(date(2026, 3, 20))
    assert (whole.scale, whole.weighted(amounts, whole.passed)) == (1, 131)
    # 100 and 20/31 of 31 have passed, 11/31 of it are to come; counted in thirty-firsts.
    assert open_month.scale == 31
    assert open_month.weighted(amounts, open_month.passed) == 31 * (100 + 20)
    assert open_month.weighted({MAR: 31, APR: 5}, open_month.ahead) == 31 * (11 + 5)
    assert open_month.weighted({APR: 5}, open_month.ahead) == 31 * 5
    # Half of a month is counted in halves.
    half = Calendar(APR, date(2026, 4, 15), [], None, None, {})
    assert (half.scale, half.weighted({MAR: 10, APR: 7}, half.passed)) == (2, 27)


def test_amounts_are_whole_fen_of_the_months_due_that_are_known() -> None:
    sales = {JAN: 0.29, FEB: None, MAR: 0.0, APR: 5.0}
    rows = [{"region": "East", "month": at, **dict.fromkeys(COLUMNS), "sales": sales[at]} for at in sales]
    found = calendars(pl.DataFrame(rows, schema_overrides=dict.fromkeys(COLUMNS, pl.Float64)), MAR, None)[
        "East"
    ]
    assert found.known("sales") == {JAN: 29, MAR: 0}
    assert [found.fen(month, "sales") for month in (JAN, FEB, APR, DEC)] == [29, None, 500, None]
    assert found.fen(JAN, "collections") is None


def test_the_latest_row_is_that_of_the_last_month_due_that_has_one() -> None:
    assert calendar(rows=[JAN, FEB, APR]).latest() == FEB


def test_calendars_are_those_of_regions_with_a_row_in_the_year_so_far() -> None:
    spans = {
        "throughout": [date(2025, 1, 1), JAN, FEB, APR],
        "opened": [FEB, MAR, APR],
        "closed": [date(2025, 1, 1), JAN],
        "of last year": [date(2025, 1, 1), date(2025, 12, 1)],
        "to come": [APR],
        "long ago": [date(2024, 3, 1), JAN],
        "of neither year": [date(2024, 3, 1), date(2024, 4, 1)],
    }
    rows = [
        {"region": region, "month": month, **dict.fromkeys(COLUMNS, 1.0)}
        for region, months in spans.items()
        for month in months
    ]
    found = calendars(pl.DataFrame(rows).reverse(), MAR, date(2026, 3, 9))
    assert list(found) == ["closed", "long ago", "opened", "throughout"]
    # What lies at the very beginning or end of all that is loaded may well go on beyond it.
    assert {name: (each.opened, each.closed) for name, each in found.items()} == {
        "closed": (date(2025, 1, 1), JAN),
        "long ago": (None, JAN),
        "opened": (FEB, None),
        "throughout": (date(2025, 1, 1), None),
    }
    assert {name: sorted(each.rows) for name, each in found.items()} == {
        "closed": [date(2025, 1, 1), JAN],
        "long ago": [JAN],
        "opened": [FEB, MAR, APR],
        "throughout": [date(2025, 1, 1), JAN, FEB, APR],
    }
    assert {(each.month, each.until) for each in found.values()} == {(MAR, date(2026, 3, 9))}
    assert set(found["opened"].amounts) == set(COLUMNS) - {"extra"}
