"""Numbers are shown as people read them and never on the wrong side of a threshold."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.formats import (
    NO_BREAK,
    NO_PARTING,
    THRESHOLDS,
    WAN,
    YUAN,
    Markdown,
    award,
    clause_text,
    honest_percent,
    kept,
    label,
    listed,
    money,
    money_with_unit,
    percent,
    plain,
    points_of_percent,
)
from dashboard.i18n import speaking


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (0.7, "70.0 %"),
        (0.6997, "69.97 %"),
        (0.69996, "69.996 %"),
        (0.6999999, "69.999 %"),
        (0.70001, "70.001 %"),
        (0.05001, "5.001 %"),
        (0.0000001, "0.001 %"),
        (0.662, "66.2 %"),
        (1.0, "100.0 %"),
        (-0.034, "-3.4 %"),
        (None, "—"),
        (float("nan"), "—"),
    ],
)
def test_a_percentage_stays_on_its_side_of_every_threshold(ratio: float | None, text: str) -> None:
    assert percent(ratio) == text


@given(st.floats(min_value=-2, max_value=3), st.integers(min_value=0, max_value=4))
def test_rounding_never_reaches_a_threshold_that_was_not_reached(ratio: float, digits: int) -> None:
    shown = honest_percent(ratio, digits)
    exact = Decimal(repr(ratio)) * 100
    for threshold in THRESHOLDS:
        edge = Decimal(repr(threshold)) * 100
        step = Decimal(1).scaleb(-digits)
        if edge % step == 0:  # an edge finer than the digits cannot be shown at all
            assert (shown < edge) == (exact < edge)
            assert (shown > edge) == (exact > edge)
    assert abs(Fraction(shown) - Fraction(exact)) <= Fraction(step)


@pytest.mark.parametrize(
    ("amount", "unit", "text"),
    [
        (1234567.0, YUAN, "1,234,567"),
        (1234567.0, WAN, "123.46"),
        (-1234567.0, WAN, "-123.46"),
        (0.0, WAN, "0.00"),
        (0.5, YUAN, "1"),
        (None, YUAN, "—"),
    ],
)
def test_amounts_follow_the_unit(amount: float | None, unit: object, text: str) -> None:
    assert money(amount, unit) == text  # type: ignore[arg-type]


def test_an_absent_amount_has_no_unit() -> None:
    assert money_with_unit(None, WAN) == "—"


def test_fine_reward_zero_and_no_data_look_different() -> None:
    texts = [award(1000), award(-1000), award(0), award(None)]
    assert texts == ["奖 1,000 元", "罚 1,000 元", "0 元", "—"]


def test_a_difference_of_ratios_is_in_points() -> None:
    assert points_of_percent(0.012) == "+1.2 个百分点"


@pytest.mark.parametrize(
    "text",
    [
        "![](http://evil.example/x.png)",
        "[click](http://evil.example)",
        "<img src=x onerror=alert(1)>",
        ":red[fake]",
        "$x^2$",
        "**bold**",
        "https://evil.example",
        "www.evil.example",
        "a@evil.example",
    ],
)
def test_text_from_files_is_inert_in_markdown(text: str) -> None:
    escaped = plain(text)
    for sign in "![]()<>*$:@":
        assert all(escaped[i - 1] == "\\" for i, c in enumerate(escaped) if c == sign)
    assert "://" not in escaped
    assert "www." not in escaped


def test_text_from_files_is_inert_in_charts() -> None:
    assert label('<a href="http://evil.example">x</a>', 99) == (
        "&lt;a href=&quot;http://evil.example&quot;&gt;x&lt;/a&gt;"
    )
    assert len(label("很" * 50)) == 24


def test_a_clause_is_counted_as_the_readers_language_does() -> None:
    with speaking("en"):
        assert [clause_text(text) for text in ("一.3", "二", "一.2, 一.3")] == ["1.3", "2", "1.2, 1.3"]
    with speaking("zh"):
        assert clause_text("一.3") == "一.3"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("95 % of 2,000 yuan", "95~% of 2,000~yuan"),
        ("short of 68.74 wan, rank 3", "short of 68.74~wan, rank 3"),
        ("**1,000** yuan \u2192 5", "**1,000**~yuan \u2192 5"),
        ("2026-09 \u2192 2026-10; 1 + 2", "2026-09 \u2192 2026-10; 1 + 2"),
        ("3.5 万元，截至 10-25", "3.5~万|元，截至 10-25"),
    ],
)
def test_a_line_does_not_break_within_an_amount(text: str, lines: str) -> None:
    assert kept(Markdown(text)).replace(NO_BREAK, "~").replace(NO_PARTING, "|") == lines


def test_listed_sentences_keep_their_numbers_beside_their_units() -> None:
    assert listed([Markdown("3 days"), Markdown("none")]) == f"- 3{NO_BREAK}days\n- none"
