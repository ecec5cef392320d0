"""What was done last."""

from __future__ import annotations

from datetime import UTC, date, datetime

from engine.process.courses import Done, last_of


def test_the_last_of_several_is_the_latest_by_day() -> None:
    first, second = Done(date(2026, 1, 3), by="a"), Done(date(2026, 1, 9), by="b")
    assert last_of([second, first]) == second
    assert last_of([]) is None


def test_of_one_day_the_last_is_what_a_deed_tells_by_its_moment() -> None:
    day = date(2026, 1, 5)
    of_file, early, late = (
        Done(day),
        Done(day, datetime(2026, 1, 5, 3, tzinfo=UTC), "a"),
        Done(day, datetime(2026, 1, 5, 4, tzinfo=UTC), "b"),
    )
    assert last_of([of_file, late, early]) == late
    assert last_of([of_file, early]) == early
