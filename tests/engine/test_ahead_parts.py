"""Months ahead at their edges: one that is left, one told, courses that reach it, what a day holds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from engine.ahead.expected import expected
from engine.ahead.months import open_months
from engine.ahead.outcomes import Outcomes, where
from engine.ahead.walk import courses
from engine.facts import Facts
from engine.forecasting import Days
from engine.forecasting.possible import possible_months
from engine.policy.parameters import policies_from
from tests.engine.coming import AHEAD, LATEST, WAVES, planned, rest, steady, steady_days, waves
from tests.engine.months import TARGET, company, days, month
from tests.engine.policies import policies_with, shipped

DECEMBER = {"effective_from": "2025-12", "version": "December's"}


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two hundred courses, the fewest there may be."""
    monkeypatch.setattr("engine.forecasting.possible._MOST_ROWS", 1)


def test_of_december_alone_all_is_told() -> None:
    """Of East nothing was published in November."""
    facts = steady(known=11)
    facts = replace(facts, published_places=facts.published_places.filter(pl.col("region") != "East"))
    found = rest(facts, steady_days(11), month(10), 30)
    assert (found.months, found.told_through) == ((month(11),), month(11))
    assert found.regions.select("months_told", "months_last").rows() == [(1, 0), (1, 0), (1, 1)]
    assert found.regions["expected"].to_list() == found.by_month["expected"].to_list()
    reached = found.streaks.filter(length=3)
    assert reached.select("region", "streak", "earliest", "likeliest").rows() == [
        ("East", 0, None, None),
        ("North", 0, None, None),
        ("South", 2, month(11), month(11)),
    ]


def test_a_month_counts_in_all_once_anybody_in_it_is_told() -> None:
    """East alone has a target in November, and nobody has one in December."""
    facts = steady()
    has_target = (pl.col("month") <= AHEAD[0]) | (
        (pl.col("month") == AHEAD[1]) & (pl.col("region") == "East")
    )
    found = rest(replace(facts, office_plans=facts.office_plans.filter(has_target)), steady_days())
    assert found.regions["months_told"].to_list() == [2, 1, 1]
    assert found.total["months_told"].item() == 2


def test_a_streak_goes_on_from_what_was_reckoned_where_nothing_was_published() -> None:
    facts = steady()
    found = rest(replace(facts, published_places=facts.published_places.clear()), steady_days())
    assert found.streaks.filter(length=3).select("streak", "is_there").rows() == [
        (0, False),
        (0, False),
        (9, True),
    ]


def test_runs_are_reached_by_the_policy_of_the_last_month_ahead() -> None:
    """From December on two months are enough, but of three regions nobody is last."""
    december = {
        "appraisal.last_place.minimum_regions": 4,
        "appraisal.last_place.escalations": [{"months": 2, "action": "report_to_vp"}],
    }
    policies = policies_from([*shipped().items, *policies_with(december | DECEMBER).items])
    found = rest(steady(streak=0), steady_days(), policies=policies).streaks
    # South is last in October and November; nobody else ever is, by chance neither.
    assert found.select("region", "length", "chance").rows() == [
        ("East", 2, 0),
        ("North", 2, 0),
        ("South", 2, 1),
    ]


class _NobodyInOctober(Outcomes):
    """Nobody is last in the first month."""

    def __init__(self, *given: Any, **words: Any) -> None:
        super().__init__(*given, **words)
        self.is_last[0] = False


def test_the_likeliest_month_of_a_run_need_not_be_the_earliest(monkeypatch: pytest.MonkeyPatch) -> None:
    """South could have two by November, and has them in December."""
    monkeypatch.setattr("engine.ahead.rest.Outcomes", _NobodyInOctober)
    steps = [{"months": 2, "action": "report_to_vp"}]
    policies = policies_with({"appraisal.last_place.escalations": steps})
    found = rest(steady(streak=0), steady_days(), policies=policies).streaks.filter(region="South")
    assert found.select("earliest", "likeliest").rows() == [(AHEAD[1], AHEAD[2])]


def test_no_other_run_is_left_out_beside_that_of_half_a_year() -> None:
    steps = [{"months": number, "action": "report_to_vp"} for number in (3, 6, 8)]
    changes = {"appraisal.last_place.escalations": steps}
    found = rest(steady(), steady_days(), policies=policies_with(changes)).streaks
    assert found["length"].to_list() == [3, 6, 8] * 3
    by_mean = policies_with(changes | {"readings.half_year_last": "half_year_mean"})
    assert rest(steady(), steady_days(), policies=by_mean).streaks["length"].to_list() == [3, 8] * 3


def apart() -> tuple[Facts, Days]:
    """Every region collects what another one sells, so that one figure or both fall short."""
    other = {"East": "North", "North": "South", "South": "East"}
    facts, known = planned(company(waves(), target=TARGET * 6 // 5)), days(waves())

    def crossed(frame: pl.DataFrame, keys: list[str], columns: list[str]) -> pl.DataFrame:
        from_other = frame.select(*keys, *columns).with_columns(pl.col("region").replace_strict(other))
        return frame.drop(columns).join(from_other, on=keys).select(frame.columns)

    return (
        replace(
            facts,
            office_months=crossed(
                facts.office_months, ["month", "region"], ["collections", "collections_to_checkpoint"]
            ),
        ),
        replace(known, totals=crossed(known.totals, ["month", "region", "day"], ["collections"])),
    )


@pytest.mark.parametrize("required", ["both", "either"])
def test_as_many_courses_reach_a_checkpoint_as_its_chance_says_and_they_are_the_nearest(
    required: str,
) -> None:
    """Course by course: those that miss are fined for each figure, who would have reached it as others."""
    policies = policies_with({"checkpoint.required": required, "readings.one_miss_of_two": "fine_for_each"})
    facts, known = apart()
    ahead = open_months(facts, policies, known, LATEST, 30)
    found = Outcomes(ahead, [*WAVES], is_part=False)
    fines = set()
    for number, rows in enumerate(courses(ahead)):
        for place, region in enumerate(WAVES):
            own = rows.filter(region=region).to_dicts()
            ends = [(row["sales_checkpoint_ratio"], row["collections_checkpoint_ratio"]) for row in own]
            near = [min(pair) if required == "both" else max(pair) for pair in ends]
            count = round(found.chances[number, place] * len(own))
            nearest = sorted(range(len(own)), key=lambda course: -near[course])[:count]
            fined = {at: row["checkpoint_award"] for at, row in enumerate(own) if near[at] < 0.7}
            usual = sum(fined.values()) / len(fined) if fined else -1000
            wanted = [1000 if at in nearest else fined.get(at, usual) for at in range(len(own))]
            assert found.awards["checkpoint_award"][number, :, place].tolist() == pytest.approx(wanted)
            fines |= set(fined.values())
    assert fines == ({-1000, -2000} if required == "both" else {-2000})


def test_a_single_course_that_misses_says_what_others_would_be_fined(monkeypatch: pytest.MonkeyPatch) -> None:
    """East's first course is fined twice, all others reach it; the chance says that a few do not."""
    ahead = open_months(steady(), shipped(), steady_days(), LATEST, 30, last=AHEAD[0])
    (rows,) = courses(ahead)
    is_first = pl.int_range(pl.len()) == 0
    rows = rows.with_columns(
        pl.when(is_first).then(pl.lit("missed")).otherwise(pl.lit("met")).alias("checkpoint_outcome"),
        pl.when(is_first).then(-2000.0).otherwise(1000.0).alias("checkpoint_award"),
    )
    monkeypatch.setattr("engine.ahead.outcomes.courses", lambda _: [rows])
    paid = Outcomes(ahead, [*WAVES], is_part=False).awards["checkpoint_award"][0, :, 0]
    assert set(paid.tolist()) == {1000, -2000}


def test_the_first_month_of_a_course_is_the_very_possible_month() -> None:
    facts = planned(company(waves()))
    (each,) = ahead = open_months(facts, shipped(), days(waves()), LATEST, 30, last=AHEAD[0])
    possible = possible_months(each.known, each.found, each.levels, each.policy)
    assert possible["sales"].n_unique() > 20
    assert_frame_equal(courses(ahead)[0].select(possible.columns), possible)


def test_what_is_told_of_some_is_told_of_as_many_as_there_are() -> None:
    assert where(np.array([True, False]), np.array([0.5, 0.25])) == [0.5, None]
    with pytest.raises(ValueError, match="zip"):
        where(np.array([True]), np.array([0.5, 0.25]))


def test_the_range_ends_at_courses_of_which_a_tenth_lie_at_or_beyond() -> None:
    """Of 200 courses, that bring 0, 1, 2 …, the twentieth and the one below which nine tenths lie."""
    found = Outcomes(open_months(steady(), shipped(), steady_days(), LATEST, 30), [*WAVES], is_part=False)
    for amounts in found.awards.values():
        amounts[:] = 0
    found.awards["checkpoint_award"][0] = np.arange(200)[:, None]
    for frame in (found.of_months().filter(month=AHEAD[0]), found.of_regions(3)):
        assert frame.select("expected", "low", "high").rows() == [(99.5, 19, 179)] * 3


def test_a_month_under_way_that_is_not_loaded_has_no_days_and_those_after_it_lack_none() -> None:
    facts = planned(company(waves(), not_loaded=[8]))
    months = open_months(facts, shipped(), days(waves()), LATEST, 12)
    assert [each.found.reasons["month_end"] for each in months] == [["no_days"] * 3, *[[None] * 3] * 3]


def test_the_last_month_asked_for_may_be_the_only_one() -> None:
    months = open_months(steady(), shipped(), steady_days(), LATEST, 30, last=AHEAD[0])
    assert [each.month for each in months] == [AHEAD[0]]


def test_a_year_that_collected_a_single_fen_says_what_is_spent() -> None:
    """Five fen were spent beside it: five times of what comes."""
    facts, is_first = planned(company(waves())), pl.col("month") == month(0)
    little = [
        pl.when(is_first).then(fen).otherwise(0).cast(pl.Int64).alias(name)
        for name, fen in {"collections": 1, "collections_to_checkpoint": 1, "expense_counted": 5}.items()
    ]
    facts = replace(facts, office_months=facts.office_months.with_columns(little))
    frame = expected(open_months(facts, shipped(), days(waves()), LATEST, 30, last=AHEAD[0]))[0]
    assert (frame["collections_of_year"] > TARGET // 2).all()
    assert frame["expense_counted_of_year"].to_list() == (5 * frame["collections_of_year"]).to_list()
