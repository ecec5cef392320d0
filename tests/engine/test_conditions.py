"""Conditions on rows as data: as in SQL a blank is neither, and what must hold beside a row is named."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from engine.conditions import Condition, Either, Every, Is, IsByDay, IsPositive, IsWho, Not, Test, expression

ROWS = pl.DataFrame(
    {
        "kind": ["travel", "salary", None],
        "who": ["Ann", None, None],
        "manager": ["Ann", "Ann", None],
        "on": [date(2026, 3, 28), date(2026, 3, 29), None],
        "day": [28, 28, 28],
        "amount": [1, 0, None],
    }
)
TRAVEL, OWN = Is("kind", "travel"), IsWho("who", "manager")


def asked(test: Test) -> list[bool | None]:
    """What the test says of each row."""
    return ROWS.select(expression(Condition("c", "三", "words", test))).to_series().to_list()


@pytest.mark.parametrize(
    ("test", "wanted"),
    [
        (TRAVEL, [True, False, None]),
        (Not(TRAVEL), [False, True, None]),
        (OWN, [True, False, True]),
        (IsByDay("on", "day"), [True, False, None]),
        (IsPositive("amount"), [True, False, None]),
        (Every((TRAVEL, OWN)), [True, False, None]),
        (Either((TRAVEL, OWN)), [True, False, True]),
        (Either((TRAVEL, Is("kind", "salary"))), [True, True, None]),
    ],
)
def test_a_test_is_true_false_or_neither_of_a_row(test: Test, wanted: list[bool | None]) -> None:
    assert asked(test) == wanted


def test_without_any_test_every_is_true_and_either_is_false() -> None:
    assert ROWS.filter(expression(Condition("c", "三", "all", Every()))).height == 3
    assert ROWS.filter(expression(Condition("c", "三", "none", Either()))).height == 0


def test_what_must_hold_beside_the_row_is_found_however_deep_it_stands() -> None:
    nested = Every((Not(Either((OWN, TRAVEL))), IsByDay("on", "day")))
    assert Condition("c", "三", "words", nested).holding == {"manager", "day"}
    assert Condition("c", "三", "words", TRAVEL).holding == set()
