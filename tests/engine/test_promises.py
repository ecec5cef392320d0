"""Promises: kept once the figure reaches the amount, broken if it has not after its day."""

from __future__ import annotations

from datetime import date

import pytest

from engine.process.promises import Standing, standing

UNTIL = date(2026, 10, 31)


@pytest.mark.parametrize(
    ("actual", "day", "wanted"),
    [
        (None, date(2026, 12, 1), "running"),
        (99, UNTIL, "running"),
        (99, date(2026, 11, 1), "broken"),
        (100, date(2026, 10, 2), "kept"),
        (101, date(2026, 11, 1), "kept"),
    ],
)
def test_what_is_to_come_to_an_amount_at_least(actual: int | None, day: date, wanted: Standing) -> None:
    assert standing(100, actual, UNTIL, day, is_less_better=False) == wanted


@pytest.mark.parametrize(
    ("actual", "day", "wanted"),
    [
        (50, UNTIL, "running"),
        (100, date(2026, 11, 1), "kept"),
        (101, date(2026, 11, 1), "broken"),
        (None, date(2026, 11, 1), "running"),
    ],
)
def test_what_may_come_to_an_amount_at_most_can_grow_until_its_day(
    actual: int | None, day: date, wanted: Standing
) -> None:
    assert standing(100, actual, UNTIL, day, is_less_better=True) == wanted
