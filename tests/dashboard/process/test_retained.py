"""Whom a decision on a report spares further reports: the manager it was made for, until its end."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from dashboard.services.process.courses import is_retained
from data.store.process.book import Book
from data.store.process.deeds import Publication, Retention

MARCH, APRIL, MAY, SEPTEMBER = (date(2026, number, 1) for number in (3, 4, 5, 9))
TOLD: dict[str, Any] = {"by": "vp", "operator": "", "at": datetime(2026, 4, 12, tzinfo=UTC), "on": APRIL}


def book(*decisions: tuple[date, date | None]) -> Book:
    """Decisions on reports of the region North, then under Li: the month reported, and the end."""
    rows = [{"region": "North", "manager": "Li"}, {"region": "South", "manager": "Wang"}]
    course: dict[date, list[Any]] = {
        month: [Publication(**TOLD, sequence=at, month=month, version=1, content={"regions": rows})]
        for at, (month, _) in enumerate(decisions)
    }
    made = {
        (month, "North"): Retention(**TOLD, sequence=at, month=month, region="North", until=until, reason="x")
        for at, (month, until) in enumerate(decisions, 10)
    }
    return Book(course=course, retentions=made)


@pytest.mark.parametrize(
    ("decisions", "month", "is_spared"),
    [
        ([(MARCH, date(2026, 10, 12))], APRIL, True),
        ([(MARCH, date(2026, 10, 12))], SEPTEMBER, True),
        ([(MARCH, date(2026, 9, 1))], SEPTEMBER, False),
        ([(MARCH, date(2026, 10, 12))], MARCH, False),
        ([(MARCH, None)], APRIL, False),
        ([(MARCH, date(2026, 10, 12)), (APRIL, None)], MAY, False),
        ([(MARCH, date(2026, 5, 1)), (APRIL, date(2026, 10, 12))], MAY, True),
        ([], MAY, False),
    ],
)
def test_the_latest_decision_before_the_month_holds_until_its_end(
    decisions: list[tuple[date, date | None]], month: date, is_spared: bool
) -> None:
    assert is_retained(book(*decisions), "North", month, "Li") is is_spared
    assert not is_retained(book(*decisions), "South", month, "Wang")


def test_a_retention_does_not_spare_whoever_manages_the_region_since() -> None:
    decided = book((MARCH, date(2026, 10, 12)))
    assert is_retained(decided, "North", MAY, "Li")
    assert not is_retained(decided, "North", MAY, "Zhao")
    assert not is_retained(decided, "North", MAY, None)
