"""Who works when, held against what the State Council announced for 2026 and against plain weekdays."""

from __future__ import annotations

from datetime import date

import pytest

from data.working_days import day_kind, is_announced, rest_days


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 10, 1), "holiday"),
        (date(2026, 10, 4), "holiday"),  # a Sunday within the national holiday
        (date(2026, 10, 7), "holiday"),
        (date(2026, 10, 8), "working"),
        (date(2026, 10, 10), "makeup"),  # a Saturday worked for the holiday
        (date(2026, 9, 20), "makeup"),
        (date(2026, 10, 11), "weekend"),
        (date(2026, 2, 17), "holiday"),  # the first day of the Chinese year
    ],
)
def test_announced_days_are_known(day: date, kind: str) -> None:
    assert day_kind(day) == kind


def test_a_year_that_nobody_announced_goes_by_its_weekdays() -> None:
    assert not is_announced(2031)
    assert day_kind(date(2031, 10, 1)) == "working"  # a Wednesday
    assert day_kind(date(2031, 10, 4)) == "weekend"


def test_the_days_of_rest_of_october_are_its_holidays_and_its_other_weekends() -> None:
    found = {day.day for day in rest_days([date(2026, 10, 1)])}
    assert found == {1, 2, 3, 4, 5, 6, 7, 11, 17, 18, 24, 25, 31}
