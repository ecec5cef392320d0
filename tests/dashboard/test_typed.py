# ruff: noqa: E501 - tables of cases read across
"""Numbers that people type, and what else they may type into the field of a number."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.typed import NotANumber, fen, number
from engine.policy.parameter import exact

PIECES = st.sampled_from(
    ["1", "0", "9" * 15, ".", ",", "/", "%", "％", "e", "E", "万", "亿", "元", "-", "+", "−", " ", "_", "inf", "nan", "１", "٣", "²", "½", "\u202e", "￥", "0x", "1e10000000", "1/0"]
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.7", Fraction(7, 10)), ("70%", Fraction(7, 10)), ("70 %", Fraction(7, 10)), ("７０％", Fraction(7, 10)), ("7/100", Fraction(7, 100)), ("1,234.5", Fraction(2469, 2)),
        ("12.9万元", Fraction(129_000)), ("¥2,000", Fraction(2_000)), ("−500", Fraction(-500)), (".5", Fraction(1, 2)), ("1亿", Fraction(100_000_000)), ("+3.", Fraction(3)),
        ("12,345,678.90", Fraction(1_234_567_890, 100)), ("１，２３４", Fraction(1_234)), ("- ¥ 10 000 元", Fraction(-10_000)), (" 7 / 100 ", Fraction(7, 100)),
    ],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it(text: str, value: Fraction) -> None:
    assert number(text) == value


@pytest.mark.parametrize(
    "text",
    ["", " ", "1/0", "0/0", "1/00", "1e5", "1e10000000", "1e-10000000", "inf", "nan", "½", "0x10", "1.2.3", "--1", "7%%", "9" * 21, "1/" + "9" * 21, "1" * 100_000, "七成", "%", "/2", "1_000", "12,34", "1,2", "1.234,5", "1.2,345", "9 5", "1,,000", "1,0000", "0.1 5", ",5"],
)  # fmt: skip
def test_everything_else_is_refused(text: str) -> None:
    with pytest.raises(NotANumber):
        number(text)


@pytest.mark.parametrize(
    "text", ["50%", "７％", "1/2", "100000000000.01", "9e20", "99999999999999999999", "9500.005"]
)
def test_an_amount_of_money_is_no_share_and_no_more_than_files_may_hold(text: str) -> None:
    with pytest.raises(NotANumber):
        fen(text, is_signed=True)
    assert fen("-100000000000", is_signed=True) == -(10**13)


@given(st.one_of(st.text(max_size=30), st.lists(PIECES, max_size=8).map("".join)))
def test_whatever_is_typed_is_a_bounded_number_or_a_value_error(text: str) -> None:
    for parser in (number, exact):
        try:
            value = parser(text)
        except ValueError:
            continue
        assert abs(value.numerator) < 10**160
        assert value.denominator < 10**160
