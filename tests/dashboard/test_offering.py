"""Which months can be chosen, and which is shown first: one that is settled, if there is any."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from dashboard.services.offering import offered_months, running_month, settled_month
from engine.forecasting import Days
from tests.dashboard.demo import demo

OCTOBER, SEPTEMBER = date(2026, 10, 1), date(2026, 9, 1)


def loaded_through(day: int) -> Days:
    """The demo company's days, those of October through `day` alone."""
    days = demo().days
    none = days.totals.filter(pl.col("month") == OCTOBER).head(1).with_columns(day=pl.lit(day, pl.Int8))
    return Days(pl.concat([days.totals.filter(pl.col("month") < OCTOBER), none]), days.undated)


def test_months_can_be_chosen_through_the_last_one_with_figures() -> None:
    offered, planned = offered_months(demo().snapshot), demo().snapshot.own.months()
    assert demo().snapshot.loaded_through == OCTOBER < planned[-1]
    assert list(offered.values()) == sorted((each for each in planned if each <= OCTOBER), reverse=True)
    assert next(iter(offered)) == "2026-10"


@pytest.mark.parametrize(
    ("day", "running", "settled"), [(27, OCTOBER, SEPTEMBER), (28, None, OCTOBER), (31, None, OCTOBER)]
)
def test_a_month_is_shown_first_once_its_checkpoint_has_passed(
    day: int, running: date | None, settled: date
) -> None:
    days = loaded_through(day)
    assert (running_month(demo().snapshot, days), settled_month(demo().snapshot, days)) == (running, settled)


def test_where_no_day_is_known_the_newest_month_is_shown() -> None:
    days = Days(demo().days.totals.clear(), demo().days.undated)
    assert settled_month(demo().snapshot, days) == OCTOBER
