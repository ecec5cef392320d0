"""The last days of a month's steps, against a calendar written by hand."""

from __future__ import annotations

from datetime import date

import pytest

from engine.process.dues import dues_of, first_of_month_before, month_end
from tests.engine.policies import policies_with

POLICY = policies_with({}).items[0]


def test_the_days_of_a_month_are_those_of_the_regulation() -> None:
    assert dues_of(date(2026, 1, 1), POLICY) == {
        "declare": date(2025, 12, 28),
        "adjust": date(2026, 1, 10),
        "approve": date(2026, 1, 10),
        "checkpoint": date(2026, 1, 28),
        "load": date(2026, 2, 3),
        "submit": date(2026, 2, 5),
        "verify": date(2026, 2, 8),
        "publish": date(2026, 2, 10),
        "report": date(2026, 2, 28),
        "transfer": date(2026, 2, 28),
    }


@pytest.mark.parametrize(
    ("month", "end"),
    [
        (date(2024, 2, 1), date(2024, 2, 29)),
        (date(2026, 2, 1), date(2026, 2, 28)),
        (date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_a_month_ends_with_its_last_day(month: date, end: date) -> None:
    assert month_end(month) == end


def test_a_day_that_a_month_has_not_is_its_last() -> None:
    late = policies_with({"process.submit_day": 31}).items[0]
    assert dues_of(date(2026, 1, 1), late)["submit"] == date(2026, 2, 28)


def test_where_by_the_tenth_excludes_it_the_ninth_is_the_last() -> None:
    read = policies_with({"readings.deadline_days": "excluded"}).items[0]
    dues = dues_of(date(2026, 3, 1), read)
    assert (dues["declare"], dues["adjust"]) == (date(2026, 2, 27), date(2026, 3, 9))


def test_the_month_before_january_is_december() -> None:
    assert first_of_month_before(date(2026, 1, 1)) == date(2025, 12, 1)
