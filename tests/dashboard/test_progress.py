"""Time progress: a month that is over, one under way, one whose days nobody knows."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.views.month.progress import Progress, progress, progress_text
from engine.forecasting import Days
from tests.dashboard.demo import demo, demo_scope


def no_days() -> Days:
    """The demo company without any figure by day."""
    return Days(demo().days.totals.clear(), demo().days.undated)


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_elapsed_and_remaining_days_make_the_month(as_of: date) -> None:
    now = Progress(as_of.replace(day=1), as_of, 28)
    assert as_of.day + (now.days_left or 0) == now.length
    assert now.is_open == (as_of.day < now.length)
    assert now.share is not None
    assert (now.share == 1.0) == (not now.is_open)
    assert as_of.day + now.days_to_checkpoint >= min(28, now.length)


def test_a_month_with_a_later_one_loaded_is_over() -> None:
    assert progress(demo_scope("2026-02"), demo().days).as_of == date(2026, 2, 28)
    assert progress(demo_scope("2026-02"), no_days()).as_of == date(2026, 2, 28)


def test_the_latest_month_has_come_as_far_as_its_last_day_with_figures() -> None:
    latest = demo().snapshot.loaded_through
    assert latest is not None
    in_latest = demo().days.totals.filter(pl.col("month") == latest)
    now = progress(demo_scope(f"{latest:%Y-%m}"), demo().days)
    assert now.as_of == latest.replace(day=in_latest["day"].to_list()[-1])
    cut = Days(
        demo().days.totals.filter((pl.col("month") < latest) | (pl.col("day") <= 20)), no_days().undated
    )
    assert progress(demo_scope(f"{latest:%Y-%m}"), cut).days_to_checkpoint == 8


def test_without_days_nobody_knows_and_it_is_said() -> None:
    latest = demo().snapshot.loaded_through
    now = progress(demo_scope(f"{latest:%Y-%m}"), no_days())
    assert (now.as_of, now.share, now.days_left, now.days_to_checkpoint) == (None, None, None, 0)
    assert "没有逐日明细" in progress_text(now)


@pytest.mark.parametrize("day", [29, 31])
def test_a_checkpoint_day_beyond_the_months_end_is_the_months_end(day: int) -> None:
    assert Progress(date(2026, 2, 1), date(2026, 2, 26), day).days_to_checkpoint == 2
