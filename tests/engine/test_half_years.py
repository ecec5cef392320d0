"""四 Half a year last by the mean: who is compared, and when it counts for nobody."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from engine.regulation.half_years import half_year_last
from tests.engine.policies import policies_with, shipped

POLICY = shipped().items[0]
SCORES = {"A": 7000, "B": 7001, "C": 9000}


def scores(
    by_region: dict[str, int],
    *,
    first: int = 1,
    year: int = 2026,
    managers: dict[str, str] | None = None,
) -> pl.DataFrame:
    """The same score in six months from `first` on; managers (one letter a month) where they change."""
    return pl.DataFrame(
        [
            {
                "month": date(year, first + place, 1),
                "region": region,
                "manager": (managers or {}).get(region, "111111")[place],
                "score_cents": cents,
            }
            for region, cents in by_region.items()
            for place in range(6)
        ]
    )


@pytest.mark.parametrize(("first", "month"), [(1, 6), (7, 12)])
def test_a_half_year_ends_with_its_single_lowest_mean(first: int, month: int) -> None:
    assert half_year_last(scores(SCORES, first=first), POLICY).rows() == [(date(2026, month, 1), "A")]


def test_six_months_across_two_half_years_are_none() -> None:
    assert half_year_last(scores(SCORES, first=3), POLICY).is_empty()


def test_each_half_year_has_its_own_last() -> None:
    halves = [(year, first) for year in (2025, 2026, 2027, 2028) for first in (1, 7)]
    rows = [
        scores(SCORES | {"ABC"[at % 3]: 6000}, first=first, year=year)
        for at, (year, first) in enumerate(halves)
    ]
    found = half_year_last(pl.concat(rows), POLICY).sort("month")
    assert found["month"].to_list() == [date(year, first + 5, 1) for year, first in halves]
    assert "".join(found["region"]) == "ABCABCAB"


def test_a_shared_lowest_mean_counts_for_nobody() -> None:
    assert half_year_last(scores(SCORES | {"B": 7000}), POLICY).is_empty()


def test_one_month_decides_the_mean() -> None:
    rows = scores(SCORES)
    is_january = (pl.col("region") == "A") & (pl.col("month") == date(2026, 1, 1))
    # Six times a cent less than B, and seven cents more once.
    raised = rows.with_columns(pl.when(is_january).then(7007).otherwise("score_cents").alias("score_cents"))
    assert half_year_last(raised, POLICY).rows() == [(date(2026, 6, 1), "B")]


def test_a_region_without_a_score_in_some_month_is_not_compared() -> None:
    rows = scores(SCORES | {"D": 9500})
    gap = pl.when((pl.col("region") == "A") & (pl.col("month") == date(2026, 4, 1))).then(None)
    gappy = rows.with_columns(gap.otherwise("score_cents").alias("score_cents"))
    assert half_year_last(gappy, POLICY).rows() == [(date(2026, 6, 1), "B")]


def test_fewer_regions_than_a_last_place_needs_have_no_last_half_year() -> None:
    assert half_year_last(scores({"A": 7000, "B": 7001}), POLICY).is_empty()


@pytest.mark.parametrize(("reading", "is_meant"), [("restarts", False), ("takes_over", True)])
def test_a_manager_who_came_meanwhile_is_meant_only_where_the_streak_is_taken_over(
    reading: str, is_meant: bool
) -> None:
    policy = policies_with({"readings.new_manager": reading}).items[0]
    found = half_year_last(scores(SCORES, managers={"A": "111112"}), policy)
    assert found.rows() == ([(date(2026, 6, 1), "A")] if is_meant else [])
