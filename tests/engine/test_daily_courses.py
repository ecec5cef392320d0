"""The usual course of a month's days, worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl
import pytest

from engine.planning.daily_courses import OFFICE_DAYS, PULL, Calendar, OfficeDays, daily_courses, past_months

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
EAST = ("East", "E1")
NOBODY = pl.DataFrame(schema={"month": pl.Date, "region": pl.String, "office": pl.String})


def days(*rows: tuple[date, str, str, int, int], undated: pl.DataFrame = NOBODY) -> OfficeDays:
    """Rows of month, region, office, day and amount; sales and collections alike."""
    return OfficeDays(
        pl.DataFrame([(*row, row[-1]) for row in rows], schema=OFFICE_DAYS, orient="row"), undated
    )


def calendar(*rest: date, last: int = 3) -> Calendar:
    """Months whose checkpoint is on their third day, and the days on which nobody works."""
    return Calendar(dict.fromkeys([*past_months(JUNE), JUNE], last), frozenset(rest))


def weights(found: OfficeDays, of: Calendar, office: tuple[str, str] = EAST) -> Sequence[int]:
    return daily_courses(found, of, JUNE, [office])[office, "collections"]


def test_a_day_has_its_place_by_the_working_days_left_and_a_rest_day_has_none() -> None:
    monday = date(2026, 6, 2)
    assert calendar(monday, last=4).places(JUNE) == (3, 0, 2, 1)


def test_without_any_past_every_working_day_is_alike_and_a_rest_day_brings_nothing() -> None:
    assert weights(days(), calendar(JUNE.replace(day=2))) == (500_000, 0, 500_000)


def test_where_nobody_works_at_all_every_day_is_alike() -> None:
    rest = [JUNE.replace(day=day) for day in (1, 2)]
    assert weights(days(), calendar(*rest, last=2)) == (500_000, 500_000)


def test_an_office_goes_its_own_way_as_far_as_its_past_speaks() -> None:
    # May came on its third day alone. Evenly each day is a third; company, region and office draw in turn.
    # The other days fall as the third grows.
    found = weights(days((MAY, *EAST, 3, 900)), calendar())
    last = 1 / 3
    for _level in ("company", "region", "office"):
        last = (1 + PULL * last) / (1 + PULL)
    assert found[2] == round(last * 1_000_000)
    assert found[0] == found[1] == pytest.approx((1_000_000 - found[2]) / 2, abs=1)


def test_an_office_without_a_past_follows_its_region_and_not_another() -> None:
    past = days(*((month, "East", "E1", 3, 900) for month in past_months(JUNE)),
                *((month, "West", "W1", 1, 900) for month in past_months(JUNE)))  # fmt: skip
    new = weights(past, calendar(), ("East", "new"))
    assert new[2] > new[1] > 0
    assert new[2] > new[0]
    other = weights(past, calendar(), ("West", "new"))
    assert other[0] > other[2]


def test_months_are_laid_beside_one_another_by_the_working_days_left() -> None:
    # Each May came on its only working day, the first; June's only working day is the third.
    rest = [month.replace(day=day) for month in past_months(JUNE) for day in (2, 3)]
    rest += [JUNE.replace(day=day) for day in (1, 2)]
    found = weights(days(*((month, *EAST, 1, 700) for month in past_months(JUNE))), calendar(*rest))
    assert found[0] == found[1] == 0
    assert found[2] == 1_000_000


def test_money_that_went_back_does_not_count_against_a_day() -> None:
    found = weights(days((MAY, *EAST, 1, -500), (MAY, *EAST, 2, 400)), calendar())
    assert found == weights(days((MAY, *EAST, 2, 400)), calendar())


def test_a_month_without_days_is_not_taken_for_one_on_which_nothing_came() -> None:
    there = days((MAY, *EAST, 1, 400), (date(2026, 4, 1), *EAST, 3, 400))
    undated = pl.DataFrame([(MAY, *EAST)], schema=NOBODY.schema, orient="row")
    alone = days((date(2026, 4, 1), *EAST, 3, 400))
    assert weights(OfficeDays(there.totals, undated), calendar()) == weights(alone, calendar())


def test_a_leap_years_february_has_its_own_days() -> None:
    february = date(2028, 2, 1)
    months = [*past_months(february), february]
    of = Calendar(dict.fromkeys(months, 28), frozenset())
    found = daily_courses(days(), of, february, [EAST])[EAST, "sales"]
    assert len(found) == 28
    assert set(found) == {round(1_000_000 / 28)}


def drawn(share: float, start: float) -> float:
    """A share of one month, drawn towards `start` thrice: company, region and office."""
    for _level in ("company", "region", "office"):
        start = (share + PULL * start) / (1 + PULL)
    return start


def test_what_comes_on_days_of_rest_is_shared_among_them() -> None:
    """In May a third of 900 came on two days of rest together: a sixth on each; June has one."""
    rest = [MAY.replace(day=day) for day in (1, 2)]
    found = weights(days((MAY, *EAST, 1, 300), (MAY, *EAST, 3, 600)), calendar(*rest, JUNE))
    assert found[0] == round(drawn(1 / 6, 0) * 1_000_000)


def test_a_month_says_nothing_of_places_that_it_did_not_have() -> None:
    """May had two working days: June's first of three is left as it would be without a past."""
    found = weights(days((MAY, *EAST, 2, 500), (MAY, *EAST, 3, 400)), calendar(MAY))
    assert found[0] == round(1_000_000 / 3)


def test_a_month_of_one_fen_tells_as_much_as_one_of_many() -> None:
    assert weights(days((MAY, *EAST, 3, 1)), calendar()) == weights(days((MAY, *EAST, 3, 900)), calendar())


def test_an_office_may_be_called_like_a_region() -> None:
    past = days((MAY, *EAST, 3, 900), (MAY, "West", "East", 1, 700))
    together = daily_courses(past, calendar(), JUNE, [EAST, ("West", "East")])
    alone = daily_courses(past, calendar(), JUNE, [("West", "East")])
    assert together[("West", "East"), "sales"] == alone[("West", "East"), "sales"]
