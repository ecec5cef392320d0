"""四 Rank, last place, streak, escalation: ties to the last fraction, streaks by the calendar."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.policy.parameters import Policies
from engine.regulation.ranking import with_escalation, with_rank, with_streak
from tests.engine.policies import policies_with, shipped
from tests.engine.repeatable import repeatable

POLICY = shipped().items[0]
MONTH = date(2026, 3, 1)
#: Columns of the tie-breaks: collections, then sales, then the capital overrun.
FULL = {
    "month": MONTH,
    "collections": 1,
    "collections_target": 1,
    "sales": 1,
    "sales_target": 1,
    "capital_overrun_scaled": 0,
    "capital_quota_scaled": 1,
}


def ranked(regions: dict[str, dict[str, Any]]) -> dict[str, tuple[int | None, bool, bool, bool]]:
    """Rank, whether shared, last, and shared last; a region's score is 80.00 unless it says another."""
    schema = {"region": pl.String, "score_cents": pl.Int64} | dict.fromkeys(FULL, pl.Int64)
    rows = [{"region": name, "score_cents": 8000} | FULL | words for name, words in regions.items()]
    found = with_rank(pl.DataFrame(rows, schema=schema | {"month": pl.Date}), POLICY)
    columns = ("rank", "is_rank_shared", "is_last", "is_last_shared")
    return {row["region"]: tuple(row[c] for c in columns) for row in found.to_dicts()}  # type: ignore[misc]


def ranks(regions: dict[str, dict[str, Any]]) -> dict[str, int | None]:
    return {name: found[0] for name, found in ranked(regions).items()}


def test_equal_regions_share_a_rank_and_the_next_one_is_skipped() -> None:
    found = ranked({"A": {"score_cents": 9000}, "B": {}, "C": {}, "D": {"score_cents": 7000}})
    assert {name: each[0] for name, each in found.items()} == {"A": 1, "B": 2, "C": 2, "D": 4}
    assert {name for name, each in found.items() if each[1]} == {"B", "C"}
    assert {name for name, each in found.items() if each[2]} == {"D"}


def test_a_shared_lowest_rank_is_nobodys_last_place() -> None:
    found = ranked({"A": {"score_cents": 9000}, "B": {}, "C": {}})
    assert [each[2:] for each in found.values()] == [(False, False), (False, True), (False, True)]


def test_of_two_regions_none_is_last() -> None:
    assert [each[2] for each in ranked({"A": {"score_cents": 9000}, "B": {}}).values()] == [False, False]


def test_a_region_without_a_score_has_no_rank_and_does_not_count() -> None:
    found = ranked({"A": {"score_cents": None}, "B": {"score_cents": 9000}, "C": {}})
    assert found == {
        "A": (None, False, False, False),
        "B": (1, False, False, False),
        "C": (2, False, False, False),
    }


def test_ties_are_broken_by_collections_then_sales_then_the_smaller_overrun() -> None:
    assert ranks(
        {
            "A": {"collections": 2},
            "B": {"sales": 9},
            "C": {"sales": 3},
            "D": {"capital_overrun_scaled": 0},
            "E": {"capital_overrun_scaled": 1},
        }
    ) == {"A": 1, "B": 2, "C": 3, "D": 4, "E": 5}


def test_what_is_absent_comes_after_what_is_there() -> None:
    assert ranks({"A": {"collections": None}, "B": {"collections": -5}}) == {"A": 2, "B": 1}


def test_quotients_that_floats_cannot_tell_apart_are_ranked_exactly() -> None:
    """n ÷ (n + 1) grows with n, by less than a float can hold."""
    big = 10**12
    pairs = {"A": big, "B": big + 2, "C": big + 1}
    found = ranks({name: {"collections": n, "collections_target": n + 1} for name, n in pairs.items()})
    assert found == {"B": 1, "C": 2, "A": 3}


def test_equal_quotients_of_other_numbers_are_a_tie() -> None:
    thirds = {"A": (1, 3), "B": (10**12, 3 * 10**12), "C": (7, 21)}
    found = ranks({name: {"collections": p, "collections_target": w} for name, (p, w) in thirds.items()})
    assert set(found.values()) == {1}


#: Quotients around 1 that lie closer than floats tell apart, some of them the same in other numbers.
NEAR = st.none() | st.tuples(
    st.integers(0, 2).map(lambda more: 10**12 + more), st.sampled_from([10**12, 10**12 + 1])
).flatmap(lambda pair: st.sampled_from([1, 3]).map(lambda times: (pair[0] * times, pair[1] * times)))


@repeatable(150)
@given(st.lists(st.tuples(st.integers(0, 1), st.integers(8000, 8001), NEAR, NEAR, NEAR), max_size=14))
def test_a_rank_is_one_more_than_the_regions_of_its_month_that_are_better(
    regions: list[tuple[int, int, Any, Any, Any]],
) -> None:
    """By score, then the fractions: more is better of the first two, less of the third, absent the worst."""

    def standing(score: int, *ratios: Any) -> tuple[Any, ...]:
        known = [None if pair is None else Fraction(*pair) for pair in ratios]
        signs = (1, 1, -1)
        return score, *(
            (each is not None, 0 if each is None else sign * each)
            for sign, each in zip(signs, known, strict=True)
        )

    rows = [
        dict(zip(FULL, (date(2026, 3 + month, 1), *(part for pair in pairs for part in pair)), strict=True))
        | {"score_cents": score}
        for month, score, *given_pairs in regions
        for pairs in [[pair or (None, 1) for pair in given_pairs]]
    ]
    schema = dict.fromkeys(FULL, pl.Int64) | {"month": pl.Date, "score_cents": pl.Int64}
    found = with_rank(pl.DataFrame(rows, schema=schema), POLICY)["rank"].to_list()
    assert found == [
        1 + sum(standing(*other) > standing(*own) for at, *other in regions if at == month)
        for month, *own in regions
    ]


def streaks(rows: list[tuple[date, str, bool]], policies: Policies | None = None) -> list[int]:
    """Streaks of one region; each row: month, manager, whether it is last."""
    frame = pl.DataFrame(
        [{"month": m, "region": "A", "manager": who, "is_last": last} for m, who, last in rows]
    )
    return with_streak(frame, policies or shipped())["last_place_streak"].to_list()


def months(*numbers: int) -> list[date]:
    """Months counted from January 2025 as 0."""
    return [date(2025 + number // 12, number % 12 + 1, 1) for number in numbers]


def test_a_streak_counts_months_running_across_the_year_and_ends_with_one_that_is_not_last() -> None:
    rows = [(month, "M", last) for month, last in zip(months(*range(10, 15)), [1, 1, 1, 0, 1], strict=True)]
    assert streaks([(month, who, bool(last)) for month, who, last in rows]) == [1, 2, 3, 0, 1]


def test_a_missing_month_begins_it_anew() -> None:
    assert streaks([(month, "M", True) for month in months(0, 1, 3)]) == [1, 2, 1]


def test_a_new_manager_begins_it_anew_unless_they_take_it_over() -> None:
    rows = [(month, who, True) for month, who in zip(months(0, 1, 2), "MMN", strict=True)]
    assert streaks(rows) == [1, 2, 1]
    assert streaks(rows, policies_with({"readings.new_manager": "takes_over"})) == [1, 2, 3]


def test_one_regions_streak_is_not_the_next_ones() -> None:
    frame = pl.DataFrame(
        [
            {"month": month, "region": r, "manager": "M", "is_last": True}
            for r in "AB"
            for month in months(0, 1)
        ]
    )
    assert with_streak(frame, shipped())["last_place_streak"].to_list() == [1, 2, 1, 2]


@pytest.mark.parametrize(
    ("streak", "wanted"),
    [(0, "none"), (2, "none"), (3, "report_to_vp"), (5, "report_to_vp"), (6, "transfer"), (9, "transfer")],
)
def test_three_months_go_to_the_vice_president_and_six_to_a_transfer(streak: int, wanted: str) -> None:
    frame = pl.DataFrame({"month": [MONTH], "region": ["A"], "last_place_streak": [streak]})
    assert with_escalation(frame, POLICY, frame.clear())["escalation"].to_list() == [wanted]


def test_where_the_half_year_is_a_mean_six_months_running_are_no_transfer() -> None:
    policy = policies_with({"readings.half_year_last": "half_year_mean"}).items[0]
    scores = pl.DataFrame(
        [
            {"month": month, "region": region, "manager": "M", "score_cents": cents}
            for region, cents in (("A", 7000), ("B", 6000), ("C", 9000))
            for month in months(*range(12, 18))
        ]
    )
    june = pl.DataFrame({"month": [date(2026, 6, 1)] * 2, "region": ["A", "B"], "last_place_streak": [6, 0]})
    found = with_escalation(june, policy, scores)
    assert dict(found.select("region", "escalation").rows()) == {"A": "report_to_vp", "B": "transfer"}
    assert found.columns == [*june.columns, "escalation"]
