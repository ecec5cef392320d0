"""What was done last."""

from __future__ import annotations

from datetime import date

from engine.process.courses import Done, last_of


def test_the_last_of_several_is_the_latest_by_day() -> None:
    first, second = Done(date(2026, 1, 3), by="a"), Done(date(2026, 1, 9), by="b")
    assert last_of([second, first]) == second
    assert last_of([]) is None
