# ruff: noqa: E501 - tables of cases read across
"""Months and days: what is clear is read, what could mean two things is refused."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from data.cleaning.dates import date_of, month_of, odd_time, year_of


@pytest.mark.parametrize(
    "text",
    [
        "2026-03", "2026-3", "202603", "2026/3", "2026.03", "2026年3月", "2026年03月份", "２０２６年３月", " 2026-03 ",
        "2026-03-01", "2026-03-01 00:00:00", "2026/3/1", "20260301", "2026-03-31", "3/2026", "Mar 2026", "2026-03\u200b", "'2026-03",
        "2026–03", "2026−03", "2026年第3期", "2026年3期", "202603.0",
    ],
)  # fmt: skip
def test_a_clear_month_is_read(text: str) -> None:
    assert month_of(text) == (date(2026, 3, 1), None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("26-03", "ambiguous_month"), ("Mar-26", "ambiguous_month"), ("3月", "ambiguous_month"),
        ("03/26", "ambiguous_month"), ("2026Q1", "ambiguous_month"), ("二〇二六年三月", "ambiguous_month"),
        ("2026", "ambiguous_month"), ("0", "ambiguous_month"), ("2026-00", "impossible_month"),
        ("2026-13", "impossible_month"), ("2026-3-32", "impossible_month"), ("1899-12", "impossible_month"),
        ("2026-03-15 00:00:00", "mid_month"), ("46082", "serial"), ("'2026-03'", "ambiguous_month"), ("", "blank_cell"),
        ("2026-1①", "ambiguous_month"), ("2026-0³", "ambiguous_month"),
    ],
)  # fmt: skip
def test_an_unclear_month_is_refused_with_its_reason(text: str, code: str) -> None:
    assert month_of(text) == (None, code)


def test_a_number_cell_drops_the_zero_of_october_so_point_one_is_refused() -> None:
    assert month_of("2026.1") == (None, "ambiguous_month")
    assert month_of("2026.2") == (date(2026, 2, 1), None)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-05",
        "2026/3/5",
        "2026.3.5",
        "20260305",
        "2026年3月5日",
        "2026-03-05 00:00:00",
        "2026-03-05 13:45",
        "2026年3月5日 星期四",
        "2026-03-05(周四)",
        "2026年3月5号",
        "2026/3/5 2:30 PM",
        "2026-03-05 下午 02:30:00",
        "2026年3月5日下午2:30",
        "2026年3月5日14:30",
        "2026-3-5 14时30分",
        "2026-03-05 12:00:00 AM",
        "2026-03-05 晚上11:59",
        "2026-03-05T00:00:00.000+0800",
        "2026-03-05 14:30:00 +0800 CST",
        "05-MAR-2026",
        "March 5th, 2026",
        "5-3月-2026",
    ],
)
def test_a_clear_day_is_read_and_its_time_left_out(text: str) -> None:
    assert date_of(text) == (date(2026, 3, 5), None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-02-29", "impossible_date"), ("05/03/2026", "ambiguous_date"), ("26-03-05", "ambiguous_date"),
        ("46086", "serial"), ("下旬", "not_a_date"), ("2026-03", "ambiguous_date"), ("2026-03-0⁵", "ambiguous_date"),
        ("2026-03-05 星期五", "ambiguous_date"), ("2026-03-05 16:00 星期四", "ambiguous_date"), ("周四", "not_a_date"),
        ("3/5/2026 2:30 PM", "ambiguous_date"), ("5-3月-26", "ambiguous_date"), ("2026-03-05 上午14:30", "ambiguous_date"),
        ("2026-03-05 晚上12:20", "ambiguous_date"), ("2026-03-05 上午9:00 PM", "ambiguous_date"), ("5-Mai-2026", "ambiguous_date"),
        ("2026-02-30 2:30 PM", "impossible_date"),
    ],
)  # fmt: skip
def test_an_unclear_day_is_refused_with_its_reason(text: str, code: str) -> None:
    assert date_of(text) == (None, code)


@pytest.mark.parametrize("time", ["4:00 PM", "下午4:00", "16时00分", "16:00"])
def test_a_clock_that_stands_still_after_noon_is_seen_however_it_is_written(time: str) -> None:
    assert odd_time(pl.Series([f"2026-03-{day:02d} {time}" for day in (4, 5, 6)])) == "16:00"


@pytest.mark.parametrize("time", ["12:00 AM", "凌晨0:00", "中午12:00", "上午9:00"])
def test_midnight_noon_and_morning_are_no_shifted_clock(time: str) -> None:
    assert odd_time(pl.Series([f"2026-03-{day:02d} {time}" for day in (4, 5, 6)])) is None


def test_a_month_in_which_a_time_of_day_stands_is_refused() -> None:
    assert month_of("2026-03-01 2:30 PM") == (None, "mid_month")


def test_years() -> None:
    assert year_of("2026") == (2026, None)
    assert year_of("2026年") == (2026, None)
    assert year_of("26") == (None, "not_a_year")
