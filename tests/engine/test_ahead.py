"""The rest of the year: chances of last months in a row against brute force, expectations, gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise, product
from typing import Any

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from engine.ahead.expected import expected
from engine.ahead.months import OpenMonth, open_months
from engine.ahead.outcomes import _by_chance
from engine.ahead.rest import Rest, rest_of_year
from engine.ahead.streaks import streak_counts
from engine.ahead.walk import walked
from engine.evaluation import evaluate
from engine.forecasting import forecast, month_length
from engine.forecasting.amounts import outlook
from engine.forecasting.panel import panel
from tests.engine.coming import (
    AHEAD,
    KNOWN,
    LATEST,
    WAVES,
    grown,
    planned,
    rest,
    steady,
    steady_days,
    waves,
)
from tests.engine.months import TARGET, company, days, month
from tests.engine.policies import policies_with, shipped


@cache
def of_waves(**words: Any) -> Rest:
    return rest(planned(company(waves(), **words)), days(waves()))


def last_by_hand(months: Sequence[OpenMonth], donors: Sequence[int]) -> list[str | None]:
    """Who is last in each month, if the regions begin with these past errors: the one that attains least.

    Sales and collections are the same here, expenses within the cap, capital unknown: the score falls with
    what is attained, but not above 1.2. Points have two decimals.
    """
    found: list[str | None] = []
    for number, each in enumerate(months):
        errors, scale = (part["sales", "month_end"] for part in (each.found.errors, each.found.scale))
        centre = each.found.centre["sales", "month_end"]
        scores = {}
        for place, region in enumerate(each.known.regions):
            error = errors[(donors[place] + number) % len(errors)]
            attained = max(round((centre[place] + scale[place] * error) * TARGET), 0) / TARGET
            scores[region] = round((70 * min(attained, 1.2) + 15) / 85 * 100, 2)
        lowest = min(scores.values())
        lasts = [region for region, score in scores.items() if score == lowest]
        found.append(lasts[0] if len(lasts) == 1 else None)
    return found


def test_the_chance_of_last_months_in_a_row_is_that_of_every_course_counted_one_by_one() -> None:
    facts, known = planned(company(waves())), days(waves())
    months = open_months(facts, shipped(), known, month(KNOWN - 1), 30)
    count = len(months[0].found.errors["sales", "month_end"])
    every = list(product(range(count), repeat=len(WAVES)))
    lasts = [last_by_hand(months, donors) for donors in every]
    # All courses through the engine, instead of a thousand of them.
    donors = np.hstack([(np.array(every) + 0.5) / count, np.zeros((len(every), len(WAVES)))])
    frames = walked(months, donors)
    for number, frame in enumerate(frames):
        found = [
            {region for region, is_last in zip(WAVES, flags, strict=True) if is_last}
            for flags in frame["is_last"].to_numpy().reshape(len(every), len(WAVES))
        ]
        by_hand = [set() if last[number] is None else {last[number]} for last in lasts]
        assert np.mean([one == other for one, other in zip(found, by_hand, strict=True)]) > 0.999
    said = rest(facts, known)
    for region in WAVES:
        begun = said.streaks.filter(region=region, length=3)["streak"].item()
        by_course = [in_a_row([last == region for last in course], begun, 3) for course in lasts]
        chance = sum(place is not None for place in by_course) / len(every)
        told = said.streaks.filter(region=region, length=3).row(0, named=True)
        assert told["chance"] == pytest.approx(chance, abs=0.03)
        decided = said.decided.filter(region=region, length=3).sort("chance")
        assert told["likeliest"] == decided["month"][-1]
        for number in range(len(months)):
            here = said.decided.filter(region=region, length=3, month=months[number].month)["chance"]
            share = sum(place == number for place in by_course) / len(every)
            assert here.sum() == pytest.approx(share, abs=0.03)


def in_a_row(lasts: Sequence[bool], begun: int, length: int) -> int | None:
    """The place of the first month in which so many last ones in a row are reached, counted by hand."""
    streak = begun
    for place, is_last in enumerate(lasts):
        streak = streak + 1 if is_last else 0
        if streak >= length:
            return place
    return None


@pytest.mark.parametrize("begun", range(7))
@pytest.mark.parametrize("length", [3, 4, 6])
def test_runs_are_those_of_every_sequence_of_months_counted_by_hand(begun: int, length: int) -> None:
    """Seven months ahead; the fourth has another manager, whose streak begins anew."""
    sequences = list(product([False, True], repeat=7))
    restarts = [place == 3 for place in range(7)]
    reached = []
    for lasts in sequences:
        streak, first = begun, None
        for place, is_last in enumerate(lasts):
            streak = (1 if restarts[place] else streak + 1) if is_last else 0
            if streak >= length and first is None:
                first = place
        reached.append(first)
    # Beside it, a region that is never last.
    is_last = np.stack([np.array(sequences).T, np.zeros((7, len(sequences)), dtype=bool)], axis=-1)
    anew = np.array([restarts, [False] * 7]).T
    found = streak_counts(is_last, np.array([begun, 0]), anew, length)
    assert found.is_there.tolist() == [begun >= length, False]
    assert found.reached[1].tolist() == [0] * 7
    assert found.earliest[1] == length - 1
    if begun >= length:
        assert (found.reached[0].tolist(), found.earliest[0]) == ([0] * 7, 7)
        return
    assert found.reached[0].tolist() == [reached.count(place) for place in range(7)]
    possible = [place for place in reached if place is not None]
    assert found.earliest[0] == min(possible, default=7)


def test_each_of_several_months_ahead_looks_as_it_would_by_itself() -> None:
    """Through a February, which is laid beside others by its end: its past is another one."""
    courses = {
        region: [
            {10: TARGET * share // 200, month_length(month(number)): TARGET * (share - 20) // 200}
            for number, share in enumerate(shares)
        ]
        for region, shares in WAVES.items()
    }
    facts, known = planned(company(courses), last=15), days(courses)
    months = open_months(facts, shipped(), known, LATEST, 30, last=month(14))
    assert [each.month.month for each in months] == [10, 11, 12, 1, 2, 3]
    for each in months:
        alone = outlook(each.known)
        for pair in alone.centre:
            for part in ("centre", "scale", "errors", "missed"):
                both = (getattr(each.found, part)[pair], getattr(alone, part)[pair])
                # Not to the last bit: a processor adds up in another order where arrays lie otherwise.
                np.testing.assert_allclose(*both, rtol=1e-12)


def test_a_month_ahead_knows_of_its_regions_what_it_would_know_by_itself() -> None:
    facts, known = planned(company(waves())), days(waves())
    for each in open_months(facts, shipped(), known, LATEST, 30):
        rows = panel(facts, shipped(), known, each.month, 0).rows
        assert_frame_equal(each.known.rows, rows)


def test_the_month_under_way_has_the_chances_of_its_forecast() -> None:
    courses = waves(KNOWN)
    for months in courses.values():
        months[-1] = {day: amount for day, amount in months[-1].items() if day <= 12}
    facts, known = planned(company(courses)), days(courses)
    made = forecast(facts, shipped(), known, month(KNOWN - 1), 12).chances.sort("region")
    told = rest(facts, known, day=12).by_month.filter(month=month(KNOWN - 1)).sort("region")
    for name in ("checkpoint_chance", "last_chance"):
        assert told[name].to_list() == pytest.approx(made[name].to_list(), abs=1e-12)


def test_a_checkpoint_is_expected_to_bring_what_its_chance_says() -> None:
    """1,000 with the chance and −1,000 without, within half a course of a thousand; capital is unknown."""
    for row in of_waves().by_month.iter_rows(named=True):
        assert row["expected"] == pytest.approx(2000 * row["checkpoint_chance"] - 1000, abs=2)


@pytest.mark.parametrize(
    ("chance", "paid"),
    [(0.5, [1000, -1000, 1000, -1000]), (1.0, [1000] * 4), (0.0, [-1000] * 4)],
)
def test_of_courses_those_that_come_nearest_reach_the_checkpoint(chance: float, paid: list[float]) -> None:
    ends = pl.DataFrame(
        {
            "sales_checkpoint_ratio": [0.9, 0.6, 0.69, 0.1],
            "collections_checkpoint_ratio": [0.9, 0.9, 0.9, 0.95],
            "checkpoint_outcome": ["met", "missed", "missed", "missed"],
        }
    )
    as_they_are = np.array([[1000.0], [-1000.0], [-1000.0], [-1000.0]])
    found = _by_chance(as_they_are, ends, shipped().items[0], np.array([chance]))
    assert found[:, 0].tolist() == paid


def test_expectations_add_up_and_lie_within_the_range_of_what_is_possible() -> None:
    found = of_waves(occupied=TARGET)
    assert found.total["expected"].item() == pytest.approx(found.regions["expected"].sum())
    by_month = found.by_month.group_by("region").agg(pl.col("expected").sum()).sort("region")
    assert by_month["expected"].to_list() == pytest.approx(found.regions["expected"].to_list())
    items = found.regions.select(pl.sum_horizontal(pl.selectors.ends_with("award_expected"))).to_series()
    assert items.to_list() == pytest.approx(found.regions["expected"].to_list())
    assert (found.regions["low"] <= found.regions["high"]).all()
    # Three checkpoints and three capital awards of 500 at best.
    assert found.regions["high"].max() <= 3 * 1500


def test_somebody_is_expected_last_in_every_month() -> None:
    assert of_waves().regions["months_last"].sum() == pytest.approx(3, abs=0.05)


@cache
def of_steady() -> Rest:
    return rest(steady(), steady_days())


#: Past errors of three regions' months but their first two; one more is shared by all three.
ERRORS = 3 * (KNOWN - 2)
SURE, NEVER = (ERRORS + 1 / 3) / (ERRORS + 1), 1 / 3 / (ERRORS + 1)


def test_where_every_course_is_the_same_a_month_brings_what_it_brings() -> None:
    """Capital brings 500, 500,000 fen being less than a quota of 840,000; the checkpoint what is likely."""
    found = of_steady()
    rows = found.by_month.to_dicts()
    assert [(row["region"], row["month"]) for row in rows] == [(r, m) for r in WAVES for m in AHEAD]
    for row in rows:
        is_low = row["region"] == "South"
        reached = round(row["checkpoint_chance"] * 1000)
        assert reached < 100 if is_low else reached > 900
        assert row["expected"] == pytest.approx(2 * reached - 1000 + 500)
        assert (row["low"], row["high"]) == ((-500, -500) if is_low else (1500, 1500))
        assert row["last_chance"] == pytest.approx(SURE if is_low else NEVER)
        assert (row["reason"], row["last_reason"]) == (None, None)
    for row, (_, months) in zip(found.regions.to_dicts(), found.by_month.group_by("region"), strict=True):
        told = (row["months_told"], row["months_last"], row["reason"], row["capital_reason"])
        assert told == (3, 3 if row["region"] == "South" else 0, None, None)
        assert row["capital_award_expected"] == 1500
        assert row["checkpoint_award_expected"] == pytest.approx(months["expected"].sum() - 1500)
        assert (row["low"], row["high"]) == ((-1500, -1500) if row["region"] == "South" else (4500, 4500))
    (total,) = found.total.to_dicts()
    assert (total["region"], total["months_told"], total["capital_award_expected"]) == (None, 3, 4500)
    assert total["checkpoint_award_expected"] == pytest.approx(found.by_month["expected"].sum() - 4500)
    assert (total["low"], total["high"], total["months_last"]) == (7500, 7500, None)
    assert (found.months, found.missing, found.told_through) == (AHEAD, (), AHEAD[-1])


def test_a_run_is_reached_where_the_streak_and_the_months_ahead_make_it_and_never_quite_surely() -> None:
    found = of_steady()
    assert found.streaks["action"].to_list() == ["report_to_vp", "transfer"] * 3
    names = ("region", "length", "streak", "is_there", "earliest", "likeliest")
    assert found.streaks.select(names).rows() == [
        ("East", 3, 0, False, AHEAD[2], AHEAD[2]),
        ("East", 6, 0, False, None, None),
        ("North", 3, 0, False, AHEAD[2], AHEAD[2]),
        ("North", 6, 0, False, None, None),
        ("South", 3, 2, False, AHEAD[0], AHEAD[0]),
        ("South", 6, 2, False, None, None),
    ]
    # One error more, in which everybody is as likely to be last, a month or three times in a row.
    seldom = (1 / 3) ** 3 / (ERRORS + 1)
    assert found.streaks["chance"].to_list() == pytest.approx([seldom, 0, seldom, 0, SURE, 0])
    assert found.decided.select("region", "length", "month").rows() == [
        ("East", 3, AHEAD[2]),
        ("North", 3, AHEAD[2]),
        ("South", 3, AHEAD[0]),
    ]
    assert found.decided["chance"].to_list() == pytest.approx([seldom, seldom, SURE])


def test_a_run_that_is_there_has_no_chance_and_the_longer_one_goes_on_from_it() -> None:
    found = rest(steady(streak=3), steady_days()).streaks.filter(region="South")
    assert found.select("length", "is_there", "chance", "earliest", "likeliest").rows() == [
        (3, True, None, None, None),
        (6, False, pytest.approx((ERRORS + 1 / 27) / (ERRORS + 1)), AHEAD[2], AHEAD[2]),
    ]


def test_where_there_are_other_regions_nobody_is_told_to_be_last() -> None:
    facts = steady()
    found = rest_of_year(facts, evaluate(facts, shipped()), steady_days(), LATEST, 30, is_part=True)
    assert found is not None
    assert found.told_through is None
    assert found.regions["months_last"].to_list() == [None] * 3
    assert found.by_month["last_chance"].to_list() == [None] * 9
    assert found.by_month["last_reason"].to_list() == ["peers_unseen"] * 9
    assert found.streaks.select("chance", "likeliest").rows() == [(None, None)] * 6
    assert found.decided.is_empty()
    assert found.regions["expected"].null_count() == 0


def test_where_a_last_place_needs_more_regions_nobody_is_ever_last() -> None:
    policies = policies_with({"appraisal.last_place.minimum_regions": 4})
    found = rest(steady(), steady_days(), policies=policies)
    assert found.by_month["last_chance"].to_list() == [0] * 9
    assert found.streaks["chance"].to_list() == [0] * 6
    assert found.streaks["likeliest"].null_count() == 6


@pytest.fixture
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two hundred courses, the fewest there may be, where all are the same."""
    monkeypatch.setattr("engine.forecasting.possible._MOST_ROWS", 1)


@pytest.mark.usefixtures("_few")
def test_a_region_that_is_not_there_in_a_month_is_told_of_the_others() -> None:
    facts = steady()
    is_there = (pl.col("region") != "East") | (pl.col("month") != AHEAD[0])
    facts = replace(
        facts,
        region_months=facts.region_months.filter(is_there),
        office_plans=facts.office_plans.filter(is_there),
    )
    found = rest(facts, steady_days())
    assert found.by_month.select("region", "month").rows() == [
        (region, month) for region in WAVES for month in AHEAD if (region, month) != ("East", AHEAD[0])
    ]
    names = ("months_told", "months_last", "reason", "capital_reason", "capital_award_expected")
    assert found.regions.select(names).rows() == [
        (2, 0, None, None, 1000),
        (3, 0, None, None, 1500),
        # Of two regions none is last.
        (3, 2, None, None, 1500),
    ]
    east = found.by_month.filter(region="East")
    assert found.regions["expected"][0] == pytest.approx(east["expected"].sum())
    assert found.by_month.filter(month=AHEAD[0])["last_chance"].to_list() == [0, 0]
    assert (found.total["months_told"].item(), found.told_through) == (3, AHEAD[2])


@pytest.mark.usefixtures("_few")
def test_a_region_without_a_target_in_a_month_is_told_of_the_others_and_nobody_is_last_from_then_on() -> None:
    facts = steady()
    is_planned = (pl.col("region") != "East") | (pl.col("month") != AHEAD[1])
    facts = replace(facts, office_plans=facts.office_plans.filter(is_planned))
    found = rest(facts, steady_days())
    assert found.regions.select("months_told", "months_last", "reason").rows() == [
        (2, 0, "no_target"),
        (3, 0, None),
        (3, 1, None),
    ]
    second = found.by_month.filter(month=AHEAD[1])
    assert second.select("reason", "last_reason").rows() == [
        ("no_target", "no_target"),
        (None, "peers_unknown"),
        (None, "peers_unknown"),
    ]
    told = ("expected", "low", "high", "checkpoint_chance", "last_chance")
    assert second.select(told).row(0) == (None,) * 5
    assert second["last_chance"].to_list() == [None] * 3
    assert found.by_month.filter(month=AHEAD[2])["last_chance"].null_count() == 0
    east = found.by_month.filter(region="East")
    assert found.regions["expected"][0] == pytest.approx(east["expected"].sum())
    assert (found.total["months_told"].item(), found.told_through) == (3, AHEAD[0])
    # South's third last month is October's; nothing is said of what comes after it.
    assert found.streaks.filter(region="South").select("length", "earliest").rows() == [
        (3, AHEAD[0]),
        (6, None),
    ]
    assert found.decided.select("region", "month").rows() == [("South", AHEAD[0])]


@pytest.mark.usefixtures("_few")
def test_of_three_months_nothing_is_told() -> None:
    courses = {region: [{10: TARGET}] * 3 for region in WAVES}
    facts = planned(company(courses, occupied=500_000), first=3, last=5)
    found = rest(facts, days(courses), month(2), 31)
    assert (
        found.regions.select("months_told", "expected", "reason").rows() == [(0, None, "short_history")] * 3
    )
    assert found.total.select("months_told", "expected", "checkpoint_award_expected").rows() == [
        (0, None, None)
    ]
    assert (
        found.by_month.select("checkpoint_chance", "expected", "last_reason").rows()
        == [(None, None, "short_history")] * 6
    )
    assert (found.told_through, found.decided.height) == (None, 0)
    assert found.regions["capital_reason"].to_list() == ["short_history"] * 3
    assert found.streaks["chance"].to_list() == [None] * 6


def test_a_month_that_is_not_planned_ends_a_streak() -> None:
    facts = steady()
    is_there = pl.col("month") != AHEAD[1]
    facts = replace(
        facts,
        region_months=facts.region_months.filter(is_there),
        office_plans=facts.office_plans.filter(is_there),
    )
    found = rest(facts, steady_days())
    assert (found.months, found.missing) == ((AHEAD[0], AHEAD[2]), (AHEAD[1],))
    # October makes three of South's two; in December everybody is at one.
    assert found.streaks.filter(length=3).select("region", "earliest").rows() == [
        ("East", None),
        ("North", None),
        ("South", AHEAD[0]),
    ]


def test_nothing_after_the_day_is_looked_at() -> None:
    courses = waves()
    facts, known = planned(company(courses)), days(courses)
    other = {
        region: [*months[:5], *({15: 3 * TARGET} for _ in months[5:])] for region, months in courses.items()
    }
    changed = planned(company(other))
    one, two = rest(facts, known, month(4), 31), rest(changed, days(other), month(4), 31)
    for name in ("regions", "by_month", "streaks"):
        assert_frame_equal(getattr(one, name), getattr(two, name))
    assert one.months[0] == month(5)


def test_it_is_the_same_each_time() -> None:
    assert_frame_equal(of_waves().regions, of_waves.__wrapped__().regions)


def test_a_year_that_is_over_has_no_rest() -> None:
    courses = waves()
    facts = company(courses)
    assert rest_of_year(facts, evaluate(facts, shipped()), days(courses), date(2025, 12, 1), 31) is None


def test_months_without_plans_are_named_and_not_counted() -> None:
    found = rest(planned(company(waves()), last=11), days(waves()))
    assert found.months == (month(9), month(10))
    assert found.missing == (month(11),)
    # Nobody can have six last months by November.
    assert found.streaks.filter(length=6)["streak"].max() < 4
    assert found.streaks.filter(length=6)["earliest"].null_count() == len(WAVES)


def test_a_region_that_began_lately_has_its_reason_and_nobody_a_last_place() -> None:
    courses = waves() | {"West": [{10: TARGET}]}
    facts = company(courses)
    # `company` counts from the first month: West begins and ends with it; it is planned again.
    rows = facts.region_months.filter(region="South").with_columns(region=pl.lit("West"))
    facts = replace(
        facts, region_months=pl.concat([facts.region_months.filter(pl.col("region") != "West"), rows])
    )
    facts = planned(facts)
    west = facts.region_months.filter(region="South").filter(pl.col("month") >= month(9))
    plans = facts.office_plans.filter(region="South").filter(pl.col("month") >= month(9))
    facts = replace(
        facts,
        region_months=pl.concat([facts.region_months, west.with_columns(region=pl.lit("West"))]),
        office_plans=pl.concat([facts.office_plans, plans.with_columns(region=pl.lit("West"))]),
    )
    found = rest(facts, days(courses))
    row = found.regions.filter(region="West").row(0, named=True)
    assert (row["months_told"], row["expected"], row["reason"]) == (0, None, "short_history")
    assert found.told_through is None
    assert found.streaks["chance"].null_count() == found.streaks.height
    # It was not there in September.
    assert found.streaks.filter(region="West")["streak"].to_list() == [0, 0]
    assert found.regions.filter(region="East")["expected"].item() is not None


def test_without_an_annual_target_only_the_checkpoint_is_expected() -> None:
    facts = planned(company(waves(), occupied=TARGET))
    facts = replace(facts, annual_plans=facts.annual_plans.clear())
    found = rest(facts, days(waves()))
    assert found.regions["capital_reason"].unique().to_list() == ["no_capital_data"]
    assert found.regions["capital_award_expected"].to_list() == [0, 0, 0]


def test_a_leap_years_february_is_a_month_like_others() -> None:
    courses = {region: [*months, *months, *months, *months][:37] for region, months in waves().items()}
    facts = planned(company(courses), first=37, last=48)
    found = rest(facts, days(courses), date(2028, 1, 1), 31)
    assert found.months[0] == date(2028, 2, 1)
    assert found.by_month.filter(month=date(2028, 2, 1))["reason"].null_count() == 3


def test_a_month_ahead_is_seen_with_what_was_declared_and_approved_by_the_day() -> None:
    facts, october = planned(company(waves())), month(KNOWN)
    words = {"reason": "r", "remedy": "m", "approver": "VP"}
    declared = [
        ("East", date(2025, 9, 30), 2 * TARGET, None),
        ("North", date(2025, 10, 1), 2 * TARGET, None),
        ("South", date(2025, 9, 29), TARGET // 2, date(2025, 10, 1)),
        ("West", date(2025, 9, 29), TARGET // 2, date(2025, 9, 30)),
    ]
    is_south = pl.col("region") == "South"
    west = {
        name: getattr(facts, name).filter(is_south).with_columns(region=pl.lit("West"))
        for name in ("region_months", "annual_plans", "office_plans", "office_months")
    }
    facts = replace(facts, **{name: pl.concat([getattr(facts, name), rows]) for name, rows in west.items()})
    rows = [
        {"month": october, "region": region, "office": "Office", "position": at, "declared_on": day}
        | {"sales": fen, "collections": TARGET, "approved_on": approved}
        | words
        for at, (region, day, fen, approved) in enumerate(declared)
    ]
    facts = replace(facts, declarations=pl.DataFrame(rows, schema=facts.declarations.schema))
    months = open_months(facts, shipped(), days(waves()), LATEST, 30)
    assert [each.month for each in months] == [month(9), month(10), month(11)]
    seen = dict(zip(months[0].known.regions, months[0].known.targets["sales"], strict=True))
    # What was declared a day later is not known, nor is an approval without which a low one does not count.
    assert seen == {"East": 2 * TARGET, "North": TARGET, "South": TARGET, "West": TARGET // 2}
    assert [len(each.known.past) for each in months] == [9, 10, 11]


def test_sanctions_of_later_months_are_not_known_and_those_of_the_month_under_way_are() -> None:
    facts = planned(company(waves()))
    rows = [{"month": at, "region": "East", "sanction": "警告", "count": 1} for at in (month(8), month(9))]
    facts = replace(facts, conduct=pl.DataFrame(rows, schema=facts.conduct.schema))
    one = {"month": month(9), "region": "East", "indicator": "满意度", "target": 10_000, "actual": 5_000}
    facts = replace(facts, indicators=pl.DataFrame([one], schema=facts.indicators.schema))
    measure = "indicator:满意度"
    policies = policies_with({"appraisal.indicators.0.measure": measure})
    for at, day, count, actual in (
        (month(8), 30, [0, 0, 0], [None] * 3),
        (month(9), 1, [1, 0, 0], [5_000, None, None]),
    ):
        months = open_months(facts, policies, days(waves()), at, day)
        east = [each.known.now.filter(region="East").row(0, named=True) for each in months]
        assert [row["警告"] or 0 for row in east] == count
        assert [row[f"{measure}_actual"] for row in east] == actual


def test_months_ahead_end_with_december_or_where_they_are_asked_to() -> None:
    facts, known = planned(company(waves()), last=15), days(waves())
    under_way = open_months(facts, shipped(), known, LATEST, 29)
    assert [each.month for each in under_way] == [month(number) for number in (8, 9, 10, 11)]
    # A month that is not over is known by its days; those after it see nothing of it.
    assert [each.known.as_of_day for each in under_way] == [29, 0, 0, 0]
    assert under_way[0].known.to_date["sales"].tolist() == [TARGET * share // 100 for share in (68, 86, 78)]
    for each in under_way[1:]:
        assert each.known.rows.filter(month=LATEST)["sales"].to_list() == [None] * 3
    asked = open_months(facts, shipped(), known, LATEST, 30, last=month(12))
    assert [each.month for each in asked] == [month(number) for number in (9, 10, 11, 12)]
    # Balances and days of September are the last ones of all of them.
    assert [each.known.as_of_day for each in asked] == [0, 0, 0, 0]


def test_balances_and_sums_go_on_from_month_to_month_along_every_course() -> None:
    """Each course takes past changes of balances: from its own on, so many later as there are regions."""
    months = open_months(grown(), shipped(), days(waves()), LATEST, 30, last=month(13))
    changes = months[0].levels.errors
    count = len(changes)
    picked = np.array([[0, 1, 2], [5, 0, count - 1], [count // 2, 3, 7]])
    donors = np.hstack([(picked + 0.5) / count, (picked[::-1] + 0.5) / count])
    held = ("retail_receivables", "inventory", "contract_overdue", "opening_balances")
    frames = walked(months, donors, (*held, "sales_of_year", "collections_of_year"))
    quota = months[0].levels.quota
    before = months[0].levels.start.select("region", "contract_overdue")
    overdue = np.tile(before["contract_overdue"].to_numpy(), (3, 1))
    for number, frame in enumerate(frames):
        places = (picked[::-1] + number * 3) % count
        overdue = np.maximum(overdue + np.rint(changes[places, 1] * quota).astype(np.int64), 0)
        assert frame["contract_overdue"].to_numpy().reshape(3, 3).tolist() == overdue.tolist()
        assert frame["region"].to_list() == [*WAVES] * 3
    for number, (earlier, later) in enumerate(pairwise(frames), 1):
        closed = earlier["retail_receivables"] + earlier["inventory"]
        assert later["opening_balances"].to_list() == closed.to_list()
        for figure in ("sales", "collections"):
            begun = 0 if months[number].month.month == 1 else earlier[f"{figure}_of_year"]
            assert (later[f"{figure}_of_year"] - begun).to_list() == later[figure].to_list()
    known = months[0].levels.start.select(pl.col("retail_receivables") + pl.col("inventory")).to_series()
    assert frames[0]["opening_balances"].to_list() == known.to_list() * 3


def test_half_a_year_by_its_mean_is_no_run_of_six() -> None:
    policies = policies_with({"readings.half_year_last": "half_year_mean"})
    found = rest(planned(company(waves())), days(waves()), policies=policies)
    assert found.streaks["length"].unique().to_list() == [3]


def test_a_new_manager_begins_anew() -> None:
    facts = planned(company(waves()))
    handed = pl.when(pl.col("month") >= month(10)).then(pl.lit("Other")).otherwise("manager")
    facts = replace(facts, region_months=facts.region_months.with_columns(handed.alias("manager")))
    found = rest(facts, days(waves()))
    # October may be last, November and December then count one and two.
    assert (
        found.streaks.filter(length=3, streak=0)["earliest"].null_count()
        == found.streaks.filter(length=3, streak=0).height
    )


def test_the_expected_course_moves_balances_on_from_month_to_month() -> None:
    """Sales outrun collections by a tenth of the target a month, and receivables have grown by as much."""
    courses = {region: [{10: TARGET} for _ in range(KNOWN)] for region in WAVES}
    facts, known = planned(company(courses, occupied=0)), days(courses)
    tenth = TARGET // 10
    grown = (pl.col("month").rank("dense").cast(pl.Int64) * tenth).alias("retail_receivables")
    less = [(pl.col(name) - tenth).alias(name) for name in ("collections", "collections_to_checkpoint")]
    facts = replace(facts, office_months=facts.office_months.with_columns(grown, *less))
    known = replace(known, totals=known.totals.with_columns(pl.col("collections") - tenth))
    months = expected(open_months(facts, shipped(), known, month(KNOWN - 1), 30))
    owed = [frame.filter(region="East")["retail_receivables"].item() for frame in months]
    assert owed == pytest.approx([(KNOWN + 1) * tenth, (KNOWN + 2) * tenth, (KNOWN + 3) * tenth], rel=0.01)
    opened = [frame.filter(region="East")["opening_balances"].item() for frame in months]
    assert opened == [KNOWN * tenth, *owed[:-1]]


def test_what_is_spent_keeps_to_what_is_collected_and_its_months_add_up_to_the_year() -> None:
    """A new year has no month with both yet: nothing is said of its expenses."""
    facts, known = planned(company(waves()), last=14), days(waves())
    months = open_months(facts, shipped(), known, LATEST, 30, last=month(13))
    frames = expected(months)
    assert [frame["month"].unique().to_list() for frame in frames] == [[each.month] for each in months]
    held = facts.office_months.group_by("region").agg(pl.col("collections", "expense_counted").sum())
    for region, collected, before in held.iter_rows():
        rows = [frame.row(by_predicate=pl.col("region") == region, named=True) for frame in frames]
        spent = before
        for row in rows[:3]:
            spent += row["expense_counted"]
            assert row["expense_counted_of_year"] == spent
            assert spent == pytest.approx(before / collected * row["collections_of_year"], abs=0.5)
        coming = [(row["expense_counted"], row["expense_counted_of_year"]) for row in rows[3:]]
        assert coming == [(None, None)] * 2


@pytest.mark.parametrize("missing", [9, 10])
def test_the_year_of_each_region_grows_by_its_own_months_though_another_is_not_there(missing: int) -> None:
    """East is not planned in one month."""
    facts, known = planned(company(waves(), occupied=TARGET)), days(waves())
    is_there = (pl.col("region") != "East") | (pl.col("month") != month(missing))
    facts = replace(
        facts,
        region_months=facts.region_months.filter(is_there),
        office_plans=facts.office_plans.filter(is_there),
    )
    frames = expected(open_months(facts, shipped(), known, LATEST, 30))
    regions = [frame["region"].to_list() for frame in frames]
    assert regions == [["East"] * (at != missing) + ["North", "South"] for at in (9, 10, 11)]
    # What is spent in the months adds up to what the year spends beyond what it had.
    spent = pl.concat(frame.select("region", "expense_counted") for frame in frames)
    held = facts.office_months.select("region", "expense_counted")
    in_all = pl.concat([spent, held]).group_by("region").agg(pl.col("expense_counted").sum()).sort("region")
    assert in_all["expense_counted"].to_list() == frames[-1]["expense_counted_of_year"].to_list()
    assert not [name for name in frames[0].columns if name.endswith("held")]
    for before, after in pairwise(frames):
        both = before.join(after, on="region", suffix="_after")
        grown = both["collections_of_year_after"] - both["collections_of_year"]
        assert grown.to_list() == both["collections_after"].to_list()
