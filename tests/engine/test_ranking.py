"""四 Rank, last place, streak, escalation: ties to the last fraction, streaks by the calendar."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.policy.parameters import Policies
from engine.regulation.ranking import (
    with_escalation,
    with_last,
    with_published_scores,
    with_rank,
    with_streak,
)
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
SCHEMA = {"region": pl.String, "score_cents": pl.Int64} | dict.fromkeys(FULL, pl.Int64) | {"month": pl.Date}


def ranked(regions: dict[str, dict[str, Any]]) -> dict[str, tuple[int | None, bool, bool, bool]]:
    """Rank, whether shared, last, and shared last; a region's score is 80.00 unless it says another."""
    rows = [{"region": name, "score_cents": 8000} | FULL | words for name, words in regions.items()]
    more = dict.fromkeys(set().union(*rows) - set(SCHEMA), pl.Int64)
    found = with_rank(pl.DataFrame(rows, schema=SCHEMA | more), POLICY)
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


def test_who_is_last_is_told_in_any_order_of_rows_and_without_those_that_have_no_score() -> None:
    scores = [(3, "A", 8000), (2, "B", 7000), (3, "C", None), (2, "D", 9000), (3, "E", 7500), (2, "F", 7100)]
    rows = [{"region": name, "score_cents": s} | FULL | {"month": date(2026, m, 1)} for m, name, s in scores]
    found = with_last(pl.DataFrame(rows, schema=SCHEMA), POLICY)
    # Of March only two regions have a score.
    assert found.filter("is_last")["region"].to_list() == ["B"]


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


BIG = 10**12
#: What regions of one score may differ in: quotients that are equal, as good as equal, or not there.
WORDS: list[dict[str, Any]] = [
    {},
    {"collections": None},
    {"collections": BIG, "collections_target": BIG + 1},
    {"collections": BIG + 1, "collections_target": BIG + 2},
    {"collections": BIG, "collections_target": BIG + 1, "sales": BIG, "sales_target": BIG + 1},
    {
        "collections": 2 * BIG,
        "collections_target": 2 * BIG + 2,
        "sales": BIG + 1,
        "sales_target": BIG + 2,
        "capital_overrun_scaled": None,
    },
    {
        "collections": BIG,
        "collections_target": BIG + 1,
        "capital_quota_scaled": 3,
        "capital_overrun_scaled": 1,
    },
    {"score_cents": 7999, "collections": BIG, "collections_target": BIG + 1},
]


def worth(words: dict[str, Any]) -> tuple[Any, ...]:
    """What is greater the better a region stands, in fractions; what is absent is least."""

    def quotient(part: str, whole: str, sign: int = 1) -> tuple[int, Fraction]:
        known = (FULL | words)[part]
        return (0, Fraction(0)) if known is None else (1, sign * Fraction(known, (FULL | words)[whole]))

    return (
        words.get("score_cents", 8000),
        quotient("collections", "collections_target"),
        quotient("sales", "sales_target"),
        quotient("capital_overrun_scaled", "capital_quota_scaled", -1),
    )


def test_three_regions_are_ranked_as_fractions_compared_one_by_one() -> None:
    """Every three of them, in as many months."""
    every = list(product(WORDS, repeat=3))
    rows = [
        {"region": str(place), "score_cents": 8000} | FULL | words | {"month": month}
        for month, three in zip(months(*range(len(every))), every, strict=True)
        for place, words in enumerate(three)
    ]
    given_rows = pl.DataFrame(rows, schema=SCHEMA)
    found = with_rank(given_rows, POLICY)
    wanted = []
    for three in every:
        worths = [worth(words) for words in three]
        ranks = [1 + sum(other > own for other in worths) for own in worths]
        for own in ranks:
            is_shared, is_lowest = ranks.count(own) > 1, own == max(ranks)
            wanted.append((own, is_shared, is_lowest and not is_shared, is_lowest and is_shared))
    assert found.select("rank", "is_rank_shared", "is_last", "is_last_shared").rows() == wanted
    assert with_last(given_rows, POLICY)["is_last"].to_list() == [is_last for _, _, is_last, _ in wanted]


def test_who_stands_by_its_score_alone_comes_before_or_after_its_equals() -> None:
    words = {
        "A": {"among_equals": 1, "collections": 5},
        "B": {"among_equals": 0, "collections": None},
        "C": {"among_equals": 2, "collections": 9},
        "D": {"among_equals": 1, "collections": BIG, "collections_target": BIG + 1},
        "E": {"among_equals": 1, "collections": BIG + 1, "collections_target": BIG + 2},
        "F": {"among_equals": 0, "score_cents": 7999},
        "G": {"among_equals": 2, "collections": 9},
        "H": {"among_equals": 3, "collections": 9},
    }
    assert ranks(words) == {"B": 1, "A": 2, "E": 3, "D": 4, "C": 5, "G": 5, "H": 7, "F": 8}


@pytest.mark.parametrize(
    "pairs",
    [
        [(10**17 + 1, 3 * 10**17), (10**17, 3 * 10**17)],
        [(10**17, 3 * 10**17), (10**17, 3 * 10**17 + 1)],
        [(1, 10**17), (1, 10**17 + 1)],
        # One that stands clear of them shares a number with the second.
        [(10**17, 10**17), (10**17 + 1, 3 * 10**17), (10**17, 3 * 10**17)],
        [(3 * 10**17, 3 * 10**17 + 1), (10**17, 3 * 10**17), (10**17, 3 * 10**17 + 1)],
        # Floats have these the wrong way round.
        [(632979068556936710, 632979068556), (632979068559936710, 632979068559)],
    ],
)
def test_one_unit_of_a_large_number_makes_a_rank(pairs: list[tuple[int, int]]) -> None:
    # Two of the month before stand above them, alike.
    before = {name: {"month": date(2026, 2, 1)} for name in "PQ"}
    for ordered in (pairs, pairs[::-1]):
        words = {str(pair): {"collections": pair[0], "collections_target": pair[1]} for pair in ordered}
        wanted = {str(pair): rank for rank, pair in enumerate(pairs, 1)}
        assert ranks(before | words) == {"P": 1, "Q": 1} | wanted


def test_two_ties_of_one_month_are_each_broken_or_shared_for_themselves() -> None:
    words = {
        "A": {"score_cents": 9000},
        "B": {"score_cents": 9000},
        "C": {},
        "D": {},
        "E": {"score_cents": 7000, "collections": 2},
        "F": {"score_cents": 7000, "collections": 3},
    }
    assert ranks(words) == {"A": 1, "B": 1, "C": 3, "D": 3, "E": 6, "F": 5}


def test_an_uploaded_measure_with_a_target_of_nothing_breaks_a_tie() -> None:
    measure = "indicator:满意度"
    policy = policies_with({"appraisal.tie_breaks.order": [{"measure": measure, "better": "higher"}]}).items[
        0
    ]
    # Reached counts as 1, missed as 0; 0.9 stands between.
    pairs = {"A": (-1, 0), "B": (0, 0), "C": (9, 10)}
    rows = [
        {"month": MONTH, "score_cents": 8000, f"{measure}_actual": actual, f"{measure}_target": target}
        for actual, target in pairs.values()
    ]
    assert with_rank(pl.DataFrame(rows), policy)["rank"].to_list() == [3, 1, 2]


@pytest.mark.parametrize("high", [100, 9000, 2**61])
def test_each_month_is_ranked_for_itself_however_far_apart_its_scores_are(high: int) -> None:
    rows = [
        {"score_cents": cents} | FULL | {"month": month}
        for month in months(0, 1)
        for cents in (-high, high, 0, None)
    ]
    found = with_rank(pl.DataFrame(rows, schema=SCHEMA), POLICY)
    assert found["rank"].to_list() == [3, 1, 2, None] * 2
    assert found["is_last"].to_list() == [True, False, False, False] * 2


def test_a_month_of_one_score_is_not_ranked_with_the_next_of_the_same() -> None:
    rows = [{"region": "A", "score_cents": 8000} | FULL | {"month": month} for month in months(0, 1)]
    found = with_rank(pl.DataFrame(rows, schema=SCHEMA), POLICY)
    assert found.select("rank", "is_rank_shared").rows() == [(1, False), (1, False)]


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
    ranked_rows = with_rank(pl.DataFrame(rows, schema=schema), POLICY)
    assert with_last(pl.DataFrame(rows, schema=schema), POLICY)["is_last"].equals(ranked_rows["is_last"])
    found = ranked_rows["rank"].to_list()
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


def test_a_streak_does_not_go_on_from_one_region_to_another_or_by_the_order_of_rows() -> None:
    rows = [(1, "A"), (0, "A"), (2, "B"), (3, "B")]
    frame = pl.DataFrame(
        [{"month": months(at)[0], "region": r, "manager": "M", "is_last": True} for at, r in rows]
    )
    # B is last for the first time in the month after A's second.
    assert with_streak(frame, shipped())["last_place_streak"].to_list() == [2, 1, 1, 2]


def published(*rows: tuple[date, str, str, int, int]) -> pl.DataFrame:
    """Places as published; each: month, region, manager, score in hundredths, streak."""
    names = ("month", "region", "manager", "score_cents", "last_place_streak")
    return pl.DataFrame([dict(zip(names, row, strict=True)) for row in rows])


def after_publication(*rows: tuple[int, str, str, bool], reading: str = "restarts") -> list[int]:
    """Streaks where February (1) is published: A and C as last for the second time, B as not last."""
    (month,) = months(1)
    places = published((month, "A", "M", 1, 2), (month, "B", "M", 2, 0), (month, "C", "M", 1, 2))
    frame = pl.DataFrame(
        [{"month": months(at)[0], "region": r, "manager": who, "is_last": last} for at, r, who, last in rows]
    )
    policies = policies_with({"readings.new_manager": reading})
    return with_streak(frame, policies, places)["last_place_streak"].to_list()


def test_a_streak_goes_on_from_what_was_published_whatever_is_known_of_it_now() -> None:
    # A was published as last for the second time, and is not last as things are known now; B the reverse.
    assert after_publication((1, "A", "M", False), (2, "A", "M", True), (3, "A", "M", True)) == [0, 3, 4]
    assert after_publication((1, "B", "M", True), (2, "B", "M", True), (3, "B", "M", True)) == [1, 1, 2]
    # D was not there, and in the month after next what was published says nothing.
    assert after_publication((2, "D", "M", True), (3, "A", "M", True)) == [1, 1]
    assert after_publication((2, "A", "M", True), (2, "B", "M", True), (2, "C", "M", True)) == [3, 1, 3]


def test_a_new_manager_begins_anew_after_a_published_month_unless_they_take_it_over() -> None:
    rows = ((2, "A", "N", True), (3, "A", "N", True))
    assert after_publication(*rows) == [1, 2]
    assert after_publication(*rows, reading="takes_over") == [3, 4]


def test_before_anything_is_published_streaks_are_counted_from_what_is_known() -> None:
    frame = pl.DataFrame({"month": months(0, 1), "region": "A", "manager": "M", "is_last": True})
    empty = published((MONTH, "A", "M", 1, 5)).clear()
    assert with_streak(frame, shipped(), empty)["last_place_streak"].to_list() == [1, 2]


def test_scores_of_published_months_are_those_that_were_published() -> None:
    january, february = months(0, 1)
    scores = pl.DataFrame(
        {
            "month": [january, february] * 2,
            "region": ["A", "A", "B", "B"],
            "manager": "M",
            "score_cents": [5] * 4,
        }
    ).with_columns(rank=pl.lit(1))
    places = published((january, "A", "N", 7, 1))
    found = with_published_scores(scores, places).sort("month", "region")
    # B was not published in January: it is not compared.
    assert found.rows() == [(january, "A", "N", 7), (february, "A", "M", 5), (february, "B", "M", 5)]
    assert with_published_scores(scores, places.clear()) is scores


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
