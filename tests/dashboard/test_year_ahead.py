"""What the year leads to in rewards and fines, in words, tables and a chart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from dashboard.cards.card import Beside, Rows, Sentences
from dashboard.cards.year_ahead import ahead
from dashboard.formats import YUAN
from dashboard.services.ahead import rest_from, seen_from
from dashboard.services.forecasts import ForecastBasis
from dashboard.views.scope import Scope
from dashboard.views.year.ahead import (
    absent,
    answer,
    award_table,
    awards,
    last_in_a_row,
    month_table,
    streak_table,
    worst,
)
from engine.ahead.rest import Rest
from engine.evaluation import evaluate
from tests.engine.months import company, days, month
from tests.engine.policies import shipped
from tests.engine.test_ahead import KNOWN, WAVES, planned, waves

LATEST = month(KNOWN - 1)


@pytest.fixture(scope="module")
def seen() -> tuple[Scope, Rest]:
    known = ForecastBasis(planned(company(waves())), days(waves()))
    evaluation = evaluate(known.facts, shipped())
    found = rest_from(known, evaluation, LATEST)
    assert found is not None
    return Scope(evaluation, LATEST, None, YUAN, LATEST.replace(day=20)), found


def test_the_year_is_what_there_is_and_what_is_expected(seen: tuple[Scope, Rest]) -> None:
    """Eight months are over: a reward where 70 % was reached, else a fine, 1,000 each. September is not."""
    scope, rest = seen
    over = KNOWN - 1
    met = {region: sum(share >= 70 for share in shares[:over]) for region, shares in WAVES.items()}
    for row in awards(scope, rest).iter_rows(named=True):
        begun = 1000 * (2 * met[row["region"]] - over)
        assert row["awards_so_far"] == begun
        assert row["year_expected"] == begun + row["expected"]
        assert row["year_low"] <= row["year_expected"] <= row["year_high"]
    text = answer(scope, rest)
    whole = sum(1000 * (2 * count - over) for count in met.values())
    assert text.startswith("**2025 年全年奖惩预期约 ")
    assert f"至今 {whole:+,} 元，尚未结束的 4 个月" in text


def test_a_region_alone_speaks_of_itself_alone(seen: tuple[Scope, Rest]) -> None:
    scope, rest = seen
    east = replace(scope, region="East")
    assert awards(east, rest)["region"].to_list() == ["East"]
    assert answer(east, rest) != answer(scope, rest)
    assert worst(east, rest) == []
    assert set(month_table(east, rest).frame["region"]) == {"East"}


def test_the_total_of_the_table_is_the_sum_of_its_rows(seen: tuple[Scope, Rest]) -> None:
    table = award_table(*seen).frame
    rows, total = table.head(-1), table.tail(1)
    for name in ("awards_so_far", "expected", "year_expected", "checkpoint_award_expected"):
        assert total[name].item() == pytest.approx(rows[name].sum())


def with_run(rest: Rest, **words: object) -> Rest:
    row = {"region": "East", "length": 3, "action": "report_to_vp", "streak": 2, "is_there": False}
    row |= {"chance": 0.62, "earliest": month(9), "likeliest": month(9)} | words
    decided = {
        "region": ["East", "East"],
        "length": [3, 3],
        "month": [month(9), month(11)],
        "chance": [0.6, 0.02],
    }
    return replace(
        rest,
        streaks=pl.DataFrame([row], schema=rest.streaks.schema),
        decided=pl.DataFrame(decided, schema=rest.decided.schema),
    )


def test_a_likely_run_says_how_likely_and_which_months_decide(seen: tuple[Scope, Rest]) -> None:
    scope, rest = seen
    assert last_in_a_row(scope, with_run(rest)) == [
        "**East**：目前连续末位 2 个月；到 2025-12 达到连续 3 个月（报告分管副总）的可能性为 62 %，"
        "见分晓的月份：2025-10（60 %）、2025-12（2 %）。"
    ]


def test_a_run_that_is_reached_and_one_that_nobody_reaches_have_their_words(seen: tuple[Scope, Rest]) -> None:
    scope, rest = seen
    there = with_run(rest, is_there=True, chance=None, streak=4, earliest=None)
    assert last_in_a_row(scope, there) == ["**East** 已连续 4 个月末位，达到 3 个月（报告分管副总）。"]
    assert streak_table(scope, there).frame["note"].to_list() == ["已达到"]
    never = with_run(rest, chance=0.0, earliest=None)
    assert last_in_a_row(scope, never) == ["到 2025-12，没有区域可能连续 3 个月末位（可能性均低于 1 %）。"]
    assert streak_table(scope, never).frame["note"].to_list() == ["年内已不可能"]
    # That is certain; a chance that is only small is not nothing.
    assert streak_table(scope, never).frame["chance"].to_list() == [0.0]
    rare = with_run(rest, chance=0.0, earliest=month(KNOWN))
    assert streak_table(scope, rare).frame["chance"].to_list() == [0.01]


def test_chart_tables_and_what_they_stand_on_are_shown(seen: tuple[Scope, Rest]) -> None:
    beside, months, sentences = ahead(*seen)
    assert isinstance(beside, Beside)
    assert isinstance(months, Rows)
    assert isinstance(sentences, Sentences)
    assert len(months.table.frame) == 3 * 4
    assert sentences.sentences[0].startswith("这是预期，不是计划")


def test_of_a_month_that_others_follow_the_rest_is_seen_from_its_end() -> None:
    known = ForecastBasis(planned(company(waves())), days(waves()))
    assert seen_from(known, month(4)) == (month(4), 31)
    assert seen_from(known, month(11)) == (LATEST, 20)


def test_without_days_or_after_the_year_nothing_is_said() -> None:
    facts, courses = planned(company(waves())), days(waves())
    bare = replace(courses, totals=courses.totals.clear())
    evaluation = evaluate(facts, shipped())
    assert rest_from(ForecastBasis(facts, bare), evaluation, LATEST) is None
    assert rest_from(ForecastBasis(facts, courses), evaluation, date(2026, 3, 1)) is None


def test_a_region_that_has_ended_keeps_what_it_has_and_expects_nothing(seen: tuple[Scope, Rest]) -> None:
    scope, rest = seen
    ended = replace(rest, regions=rest.regions.filter(pl.col("region") != "South"))
    row = awards(scope, ended).filter(region="South").row(0, named=True)
    assert (row["expected"], row["months_told"]) == (0, 0)
    assert row["year_expected"] == row["year_low"] == row["awards_so_far"]


def test_why_nothing_is_expected_is_said(seen: tuple[Scope, Rest]) -> None:
    assert absent(seen[0]).startswith("2025 年没有后续预期")
