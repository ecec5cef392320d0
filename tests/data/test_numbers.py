# ruff: noqa: E501 - tables of cases read across
"""Amounts: exact to the fen, or refused with the reason."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.cleaning.numbers import MOST, amount, amounts
from data.ingestion import Ingestion
from tests.data.workbooks import HEADER, changed, codes, csv_bytes, read_in, rows


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("0", 0), ("1234.5", 123450), ("1,234,567.89", 123456789), ("１２３４．５６", 123456), (" 12 ", 1200),
        ("(1,234.50)", -123450), ("（1234.50）", -123450), ("1234.50-", -123450), ("-1,234.50", -123450),
        ("−1234.50", -123450), ("△1,234.50", -123450), ("▲1234.5", -123450), ("¥1,234.50", 123450),
        ("-¥1,234.50", -123450), ("¥-1234.50", -123450), ("1234.5元", 123450), ("人民币1234.50", 123450),
        ("2000万", 2_000_000_000), ("123.456789万元", 123456789), ("1.5亿", 15_000_000_000), ("5千元", 500000), ("1.5萬", 1_500_000), ("5仟元", 500000),
        ("3十万元", 30_000_000), ("25分", 25), ("8角", 80), ("5810000.000000001", 581000000), ("2572.680000001", 257268), ("+5", 500), ("'1,234.50", 123450),
        ("CN¥1,234.50", 123450),
        ("–1234.50", -123450), ("‐1234.50", -123450), ("﹣1234.50", -123450),
    ],
)  # fmt: skip
def test_an_amount_without_declared_unit_is_read_to_the_fen(text: str, fen: int) -> None:
    assert amount(text, 2, None) == (fen, None)


@pytest.mark.parametrize(
    ("text", "fen"), [("1'234'567.89", 123456789), ("12’345.67", 1234567), ("-1'234.50", -123450)]
)
def test_thousands_set_off_by_apostrophes_are_read_and_asked_about(text: str, fen: int) -> None:
    assert amount(text, 2, None) == (fen, "apostrophes")
    found = read_in(csv_bytes([HEADER, *changed(1, 3, text)]), "a.csv")
    assert [(i.code, i.where(), i.value) for i in found.warnings] == [("apostrophes", "line 3, 销售额", text)]
    assert found.frames["summary"]["sales"][1] == fen


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "blank_amount"), ("-", "dash"), ("—", "dash"), ("/", "dash"), ("无", "word_for_nothing"),
        ("N/A", "word_for_nothing"), ("null", "word_for_nothing"), ("NaN", "not_finite"), ("-Infinity", "not_finite"),
        ("#DIV/0!", "error_cell"), ("85%", "percent"), ("8.5‰", "percent"), ("5.81E+06", "scientific"),
        ("2026-03-05 00:00:00", "date_as_amount"), ("3-5", "date_as_amount"), ("3月5日", "date_as_amount"),
        ("$100", "foreign_currency"), ("100美元", "foreign_currency"), ("1,234.56澳元", "foreign_currency"), ("1234.56 CAD", "foreign_currency"), ("1234.56₽", "foreign_currency"), ("฿5", "foreign_currency"), ("1,234.56 贷", "not_a_number"), ("1.234,56", "european"), ("12,34", "european"),
        ("5.810.000,00", "european"), ("1,23,456", "bad_grouping"), ("1,2345", "bad_grouping"),
        ("5 810 000.00", "inner_space"), ("五百万", "not_a_number"), ("--5", "not_a_number"),
        ("(-5)", "not_a_number"), ("+-5", "not_a_number"), ("-¥-5", "not_a_number"), ("(+5)", "not_a_number"), ("'100'", "not_a_number"), ("5810000²", "not_a_number"), ("5810000①", "not_a_number"), ("٥٨", "not_a_number"),
        ("1'23", "not_a_number"), ("1'2345", "not_a_number"), ("1'234,567", "not_a_number"), ("=1+1", "not_a_number"), ("true", "not_a_number"),
        ("1_000", "not_a_number"), ("0x10", "not_a_number"), ("99999999999999999999", "too_large"),
    ],
)  # fmt: skip
def test_what_is_not_clearly_an_amount_is_refused_with_its_reason(text: str, code: str) -> None:
    assert amount(text, 2, None) == (None, code)


def test_a_cell_may_repeat_the_unit_of_its_column_but_not_contradict_it() -> None:
    assert amount("2000万", 2, 4) == (2_000_000_000, None)
    assert amount("2000元", 2, 4) == (None, "cell_unit_conflict")
    assert amount("2000万", 2, 0) == (None, "cell_unit_conflict")


def test_a_unit_of_ten_thousand_allows_six_decimals_and_no_seventh() -> None:
    values, codes = amounts(pl.Series(["123.456789", "0.0000005"]), 2, 4)
    assert values.to_list() == [123456789, 1]
    assert codes.to_list() == [None, "sub_fen"]


@pytest.mark.parametrize(
    ("text", "fen"),
    [("100.005", 10001), ("-100.005", -10001), ("100.0049", 10000), ("0.0149", 1), ("-0.005", -1)],
)
def test_a_fraction_of_a_fen_is_rounded_half_up_and_told(text: str, fen: int) -> None:
    assert amount(text, 2, None) == (fen, "sub_fen")


@pytest.mark.parametrize(
    ("text", "exponent", "fen"),
    [("12345", -2, 12345), ("12345.00", -2, 12345), ("12,345", -2, 12345), ("5", -1, 50)],
)
def test_fen_and_jiao_are_units_as_well(text: str, exponent: int, fen: int) -> None:
    assert amounts(pl.Series([text]), 2, exponent)[0].to_list() == [fen]


def test_the_largest_amount_is_accepted_and_one_fen_more_is_refused() -> None:
    values, codes = amounts(pl.Series(["100000000000.00", "100000000000.01", "-100000000000.00"]), 2, None)
    assert values.to_list() == [MOST, None, -MOST]
    assert codes.to_list() == [None, "too_large", None]


def test_a_blank_cell_is_null_and_never_zero() -> None:
    values, codes = amounts(pl.Series([None, "0"], dtype=pl.String), 2, None)
    assert values.to_list() == [None, 0]
    assert codes.to_list() == [None, None]


def test_quantities_keep_four_decimals() -> None:
    values, codes = amounts(pl.Series(["1.2345", "1.23456", "5件"]), 4, None)
    assert values.to_list() == [12345, None, None]
    assert codes.to_list() == [None, "too_many_decimals", "not_a_number"]


@given(fen=st.integers(-MOST, MOST), grouped=st.booleans())
def test_every_amount_written_plainly_reads_back_exactly(fen: int, grouped: bool) -> None:
    text = f"{Decimal(fen) / 100:,.2f}" if grouped else f"{Decimal(fen) / 100:.2f}"
    values, codes = amounts(pl.Series([text]), 2, None)
    assert (values[0], codes[0]) == (fen, None)


@given(fen=st.integers(-MOST, MOST), exponent=st.sampled_from([3, 4, 6, 8]))
def test_the_unit_of_a_column_changes_nothing_but_the_writing(fen: int, exponent: int) -> None:
    text = f"{Decimal(fen).scaleb(-2 - exponent):.{2 + exponent}f}"
    values, codes = amounts(pl.Series([text]), 2, exponent)
    assert (values[0], codes[0]) == (fen, None)
    assert Fraction(values[0], 100) == Fraction(text) * 10**exponent


def _priced(*sales: str) -> Ingestion:
    table = [[*row[:3], amount, *row[4:]] for row, amount in zip(rows(), sales, strict=False)]
    return read_in(csv_bytes([HEADER, *table, *rows()[len(sales) :]]), "a.csv")


@pytest.mark.parametrize(
    "sales",
    [["1.000", "2.000"], ["1.000", "250"], ["-1.500", "(2.000)"], ["1.250元", "2"], ["1500", "2.000"]],
)
def test_points_that_may_separate_thousands_are_asked_about(sales: list[str]) -> None:
    found = _priced(*sales, *["700"] * (len(rows()) - len(sales)))
    assert codes(found, "warning") == {"points"}
    assert not found.errors


@pytest.mark.parametrize(
    "sales",
    [["1.000", "2.50"], ["1.000", "0.500"], ["1.000", "1234.500"], ["0.000", "7"]],
)
def test_a_column_that_shows_its_decimal_point_is_not_asked_about(sales: list[str]) -> None:
    assert codes(_priced(*sales, *["700"] * (len(rows()) - len(sales))), "warning") == set()
