"""A month under levers: computed from what levers reach, equal to the evaluation of everything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from engine.evaluation import evaluate
from engine.facts import INDICATORS, SCHEMAS, Facts
from engine.policy.parameters import Policies, policies_from
from engine.whatif.baseline import Baseline, baseline, month_under, worlds_under
from engine.whatif.goalseek.candidates import candidate_rows
from engine.whatif.levers import KINDS, Lever, LeverError
from engine.whatif.scenario import applied, capacity
from tests.engine.building import facts, fen, month_day
from tests.engine.policies import policies_with, shipped
from tests.engine.repeatable import repeatable
from tests.engine.scenarios import baseline_of, movable_companies, moves
from tests.reference.pack import acceptance_facts

JANUARY, MARCH = month_day("2026-01"), month_day("2026-03")
_ASSUMED = {"clause": "四", "kind": "assumed"}


def _indicator(name: str, measure: str, weight: int, shape: dict[str, Any], period: str) -> dict[str, Any]:
    return _ASSUMED | {"name": name, "measure": measure, "weight": weight, "shape": shape, "period": period}


_LADDER = {
    "name": "ladder",
    "rungs": [{"at_least": 0.9, "share": 1}, {"at_least": 0.6, "share": 0.5}, {"share": 0}],
}
_LINE = {"name": "proportional", "cap": 1.2, "floor": 0}
_FALL = {"name": "declining", "full_at": 0, "zero_at": 0.3}
#: Whatever rests on earlier months: of the year, of twelve months, uploaded, under either policy.
OF_YEAR: dict[str, Any] = {
    "capital.collections_basis": "trailing_twelve_months",
    "appraisal.indicators": [
        _indicator("sales", "sales_attainment", 40, _LINE, "year_to_date"),
        _indicator("capital", "capital_overrun_ratio", 20, _FALL, "month"),
        _indicator("satisfaction", "indicator:Satisfaction", 40, _LADDER, "year_to_date"),
    ],
    "appraisal.tie_breaks.order": [{"measure": "indicator:Complaints", "better": "lower"}],
}
SETTINGS = st.sampled_from(
    [
        {},
        {"expenses.span": "month", "appraisal.last_place.minimum_regions": 2},
        {"checkpoint.required": "either", "capital.is_overdue_offset_by_quota": True},
        {"capital.quota_rate": 0.08, "targets.adjustment_day": 9},
        {
            "readings.balance_of_month": "mean_of_beginning_and_end",
            "readings.half_year_last": "half_year_mean",
            "readings.new_manager": "takes_over",
            "readings.pending_claims": "do_not_count",
        },
        OF_YEAR,
    ]
)


def in_turn(old: dict[str, Any], new: dict[str, Any], since: str) -> Policies:
    """The shipped policy with changes, and with others since a month."""
    later = (
        policies_with(new).items[0].model_copy(update={"effective_from": month_day(since), "version": "new"})
    )
    return policies_from([policies_with(old).items[0], later])


@st.composite
def policies_over_time(draw: st.DrawFn) -> Policies:
    """One policy, or two or three that take effect amid the companies' months."""
    starts = draw(st.sampled_from([(), ("2026-01",), ("2026-02",), ("2025-12", "2026-02"), ("2031-01",)]))
    first, *later = (policies_with(draw(SETTINGS)).items[0] for _ in range(len(starts) + 1))
    dated = [
        policy.model_copy(update={"effective_from": month_day(start), "version": start})
        for policy, start in zip(later, starts, strict=True)
    ]
    return policies_from([first, *dated])


@st.composite
def with_uploaded(draw: st.DrawFn, company: Facts) -> Facts:
    """The company with other indicators for some of its regions and months."""
    rows = [
        {
            "month": month,
            "region": region,
            "indicator": name,
            "target": 10,
            "actual": draw(st.integers(0, 12)),
        }
        for month, region in company.region_months.select("month", "region").iter_rows()
        for name in ("Satisfaction", "Complaints", "Other")
        if draw(st.booleans())
    ]
    return replace(company, indicators=pl.DataFrame(rows, schema=INDICATORS))


def as_among_all(
    company: Facts, month: date, levers: Sequence[Lever], policies: Policies | None = None
) -> pl.DataFrame:
    """The month under levers, having checked that the evaluation of everything says the same."""
    rules = policies or shipped()
    found = month_under(baseline_of(company, rules), month, levers)
    whole = evaluate(applied(company, month, levers), rules).regions
    wanted = whole.filter(pl.col("month") == month)
    assert_frame_equal(found, wanted, rel_tol=1e-12, abs_tol=1e-15)
    exact = ("score", "checkpoint_award", "capital_award", "sales", "collections", "expense_counted")
    assert_frame_equal(found.select(exact), wanted.select(exact), check_exact=True)
    return found


def figures(rows: pl.DataFrame, *names: str) -> dict[str, Any]:
    return {
        row[0]: row[1:] if len(names) > 1 else row[1] for row in rows.select("region", *names).iter_rows()
    }


@repeatable(20)
@given(movable_companies(), policies_over_time(), st.data())
def test_a_month_under_levers_is_what_the_evaluation_of_all_moved_facts_says(
    company: tuple[Facts, date], policies: Policies, data: st.DataObject
) -> None:
    plain, month = company
    uploaded = data.draw(with_uploaded(plain))
    as_among_all(uploaded, month, data.draw(moves(uploaded, month)), policies)


def last_places(*, january: dict[str, Any], december: dict[str, Any] | None = None) -> Facts:
    """West was last in November and December; in January North is, by a little."""
    bad = {"East": {}, "West": {"sales": 0}, "North": {}}
    months = {"2025-11": bad, "2025-12": december or bad}
    return facts({"months": months | {"2026-01": {"East": {}, "North": {"sales": 700}} | january}})


_SOLD = [Lever("extra_sales", "North", fen(200), receivable_share=Fraction(0))]


def test_last_place_changes_hands_and_takes_up_a_streak_over_the_turn_of_the_year() -> None:
    company = last_places(january={"West": {"sales": 800}})
    before = month_under(baseline_of(company, shipped()), JANUARY, [])
    names = ("is_last", "last_place_streak", "escalation")
    assert figures(before, *names)["North"] == (True, 1, "none")
    after = figures(as_among_all(company, JANUARY, _SOLD), *names)
    assert after == {
        "East": (False, 0, "none"),
        "North": (False, 0, "none"),
        "West": (True, 3, "report_to_vp"),
    }


def test_a_change_of_manager_ends_the_streak_that_a_lever_hands_on() -> None:
    company = last_places(january={"West": {"sales": 800, "manager": "New"}})
    after = as_among_all(company, JANUARY, _SOLD)
    assert figures(after, "is_last", "last_place_streak")["West"] == (True, 1)


@pytest.mark.parametrize(
    "december",
    [
        {"East": {}, "North": {}, "South": {}},
        {"East": {}, "West": {}, "North": {"sales": 0}},
        {"East": {}, "West": {"sales": 0}, "North": {"sales": 0}},
    ],
)
def test_a_month_without_the_region_or_not_last_ends_the_streak(december: dict[str, Any]) -> None:
    company = last_places(january={"West": {"sales": 800}}, december=december)
    after = as_among_all(company, JANUARY, _SOLD)
    assert figures(after, "last_place_streak")["West"] == 1


def test_regions_may_be_new_in_the_month_or_gone_after_it() -> None:
    whole = {"East": {"retail": 50}, "West": {"retail": 60}}
    months = {
        "2026-02": {"West": {}, "Old": {}},
        "2026-03": whole | {"New": {"retail": 70}},
        "2026-04": {"West": {}},
    }
    company = facts({"months": months})
    for region in ("East", "West", "New"):
        rows = as_among_all(company, MARCH, [Lever("collect_retail", region, fen(5))])
        assert rows["region"].to_list() == ["East", "New", "West"]


def test_a_streak_of_two_years_is_counted_on() -> None:
    names = [f"{year}-{number:02d}" for year in (2024, 2025) for number in range(1, 13)]
    regions = {"East": {"collections": 100, "retail": 9}, "West": {}, "North": {}, "South": {}}
    company = facts({"months": dict.fromkeys(names, regions)})
    rows = as_among_all(company, month_day("2025-12"), [Lever("collect_retail", "East", fen(9))])
    assert figures(rows, "last_place_streak")["East"] == 24


@pytest.mark.parametrize("since", ["2024-01", "2026-02", "2026-03"])
def test_a_year_and_twelve_months_are_summed_over_months_that_do_not_move(since: str) -> None:
    words = {"retail": 900, "indicators": {"Satisfaction": (10, 7)}, "expenses": 2}
    names = [f"2025-{number:02d}" for number in range(1, 13)] + ["2026-01", "2026-02", "2026-03", "2026-04"]
    company = facts({"months": {name: {"East": words, "West": words | {"sales": 900}} for name in names}})
    policies = in_turn({"capital.quota_rate": 0.05}, OF_YEAR, since)
    levers = [Lever("collect_retail", "East", fen(100)), Lever("cut_expenses", "West", fen(1))]
    rows = as_among_all(company, MARCH, levers, policies)
    assert figures(rows, "trailing_collections") == {"East": 12_100, "West": 12_000}
    assert figures(rows, "expense_collections", "expense_counted") == {"East": (3100, 6), "West": (3000, 5)}


def test_levers_of_several_regions_move_together_and_months_to_come_stay_out_of_it() -> None:
    words = {"retail": 500, "inventory": 300}
    to_come = {
        "East": {"rows": "none"},
        "not_loaded": ("sales", "collections", "receivables", "inventory", "expenses"),
    }
    company = facts({"months": {"2026-03": {"East": words, "West": words, "North": {}}, "2026-04": to_come}})
    levers = [
        Lever("collect_retail", "West", fen(100)),
        Lever("reduce_inventory", "East", fen(300)),
        Lever("extra_sales", "West", fen(10)),
    ]
    rows = as_among_all(company, MARCH, levers)
    assert figures(rows, "retail_receivables", "inventory")["West"] == (410, 300)
    april = month_day("2026-04")
    start = baseline_of(company, shipped())
    assert month_under(start, april, []).select("region", "score").rows() == [("East", None)]
    with pytest.raises(LeverError) as refused:
        month_under(start, april, [Lever("extra_sales", "East", 1)])
    assert (refused.value.code, refused.value.parameters["reason"]) == ("not_available", "not_loaded")


def test_a_streak_under_levers_goes_on_from_what_was_published() -> None:
    company = last_places(january={"West": {"sales": 800}})
    schema = SCHEMAS["published_places"]
    place = {"month": month_day("2025-12"), "is_last": True, "last_place_streak": 5}
    rows = [dict.fromkeys(schema) | place | {"region": "West", "manager": "Manager"}]
    published = replace(company, published_places=pl.DataFrame(rows, schema=schema))
    after = figures(as_among_all(published, JANUARY, _SOLD), "last_place_streak", "escalation")
    assert after["West"] == (6, "transfer")


@pytest.mark.parametrize(
    ("month", "lever", "code"),
    [
        ("2026-07", Lever("extra_sales", "East", 1), "unknown_month"),
        ("2026-03", Lever("extra_sales", "Gone", 1), "unknown_region"),
        ("2026-03", Lever("extra_sales", "East", 1, office="Closed"), "unknown_office"),
        ("2026-03", Lever("collect_retail", "East", fen(51)), "beyond_capacity"),
    ],
)
def test_what_cannot_be_moved_is_refused(month: str, lever: Lever, code: str) -> None:
    company = facts({"months": {"2026-02": {"Gone": {}}, "2026-03": {"East": {"retail": 50}, "West": {}}}})
    with pytest.raises(LeverError) as refused:
        month_under(baseline_of(company, shipped()), month_day(month), [lever])
    assert refused.value.code == code


def test_without_levers_the_month_is_that_of_the_evaluation() -> None:
    company = facts({"regions": {"East": {}, "West": {"sales": 1}}})
    evaluation = evaluate(company, shipped())
    rows = month_under(baseline(company, evaluation), MARCH, [])
    assert_frame_equal(rows, evaluation.regions, check_exact=True)
    assert month_under(baseline(company, evaluation), JANUARY, []).is_empty()


@pytest.mark.parametrize("months", [(JANUARY,), (MARCH,), pytest.param((), marks=pytest.mark.nightly)])
def test_the_acceptance_pack_moves_as_among_all(months: tuple[date, ...]) -> None:
    """Without a month it is all of them."""
    company = acceptance_facts()
    for month in months or company.region_months["month"].unique().sort():
        regions = company.region_months.filter(pl.col("month") == month)["region"].sort().to_list()
        moved = 0
        for number, kind in enumerate(KINDS):
            region = regions[number % len(regions)]
            room = capacity(company, month, kind, region).amount
            if room:
                as_among_all(company, month, [Lever(kind, region, min(room, fen(12_345.67)))])
                moved += 1
        assert moved >= 3


def part_of(company: Facts, policies: Policies, *regions: str) -> Baseline:
    """What somebody starts from who knows some regions' books, and of the others the published figures."""
    is_own = pl.col("region").is_in(regions)
    frames = {each.name: getattr(company, each.name) for each in fields(Facts)}
    own = {name: frame.filter(is_own) for name, frame in frames.items() if "region" in frame.columns}
    evaluation = evaluate(company, policies)
    seen, beside = evaluation.regions.filter(is_own), evaluation.regions.filter(~is_own)
    components = evaluation.components.filter(is_own)
    return baseline(replace(company, **own), replace(evaluation, regions=seen, components=components), beside)


@repeatable(20)
@given(movable_companies(), policies_over_time(), st.data())
def test_a_region_alone_with_the_others_scores_comes_to_what_it_comes_to_among_all(
    company: tuple[Facts, date], policies: Policies, data: st.DataObject
) -> None:
    """But for a tie that a lever has made: of others only the score is known."""
    whole, month = company
    region = data.draw(st.sampled_from(whole.region_months.filter(month=month)["region"].to_list()))
    levers = [lever for lever in data.draw(moves(whole, month)) if lever.region == region]
    start = part_of(whole, policies, region)
    wanted = month_under(baseline_of(whole, policies), month, levers)
    (score,) = wanted.filter(region=region)["score"]
    is_tied = levers and score in wanted.filter(pl.col("region") != region)["score"].to_list()
    places = ["rank", "is_rank_shared", "is_last", "is_last_shared", "last_place_streak", "escalation"]
    left_out = [*places, "is_last_place_reported"] if is_tied else []
    found = month_under(start, month, levers)
    assert_frame_equal(
        found.drop(left_out, strict=False),
        wanted.filter(region=region).drop(left_out, strict=False),
        rel_tol=1e-12,
        abs_tol=1e-15,
    )


#: At equal scores sales tell them apart, which count up to 1.2 only; West and North are equal in all.
EQUAL: dict[str, Any] = {
    "East": {"sales": 1300, "retail": 50},
    "West": {"sales": 1250},
    "North": {"sales": 1250},
    "South": {"collections": 900},
}


@pytest.mark.parametrize(
    ("region", "rank", "is_last"), [("East", 1, False), ("West", 2, False), ("South", 4, True)]
)
def test_at_equal_scores_the_order_that_was_found_among_all_stays(
    region: str, rank: int, is_last: bool
) -> None:
    company = facts({"months": {"2026-02": {"West": {"sales": 0}, "East": {}}, "2026-03": EQUAL}})
    start = part_of(company, shipped(), region)
    nothing = [Lever("collect_retail", region, 0)]
    told = ("rank", "is_last")
    assert figures(month_under(start, MARCH, nothing), *told) == {region: (rank, is_last)}
    options = pl.DataFrame({"collections": [0, -fen(400)]})
    worlds = worlds_under(start, MARCH, region, options)
    assert worlds["region"].to_list()[:2] == [region, region]
    assert worlds.filter(region=region).sort("world").select(told).rows() == [
        (rank, is_last),
        (4, True),
    ]


@pytest.mark.parametrize(("lowered", "rank", "is_shared"), [(0, 2, True), (1, 3, False)])
def test_a_rank_shared_with_a_region_of_others_stays_shared_until_a_figure_moves(
    lowered: int, rank: int, is_shared: bool
) -> None:
    """West and North sold 1,250 each, beyond what earns points; a fen less puts West behind North."""
    start = part_of(facts({"months": {"2026-03": EQUAL}}), shipped(), "West")
    worlds = worlds_under(start, MARCH, "West", pl.DataFrame({"sales": [-lowered]}))
    told = worlds.filter(region="West").select("rank", "is_rank_shared", "is_last")
    assert told.rows() == [(rank, is_shared, False)]
    assert worlds.filter(region="North")["is_rank_shared"].to_list() == [is_shared]


def test_a_last_place_shared_with_a_region_of_others_counts_for_nobody_under_levers_either() -> None:
    both = {"sales": 900, "retail": 50}
    company = facts({"months": {"2026-03": {"East": {}, "West": both, "North": both}}})
    start = part_of(company, shipped(), "West", "East")
    nothing = [Lever("collect_retail", "West", 0)]
    told = ("rank", "is_rank_shared", "is_last", "is_last_shared")
    assert figures(month_under(start, MARCH, nothing), *told)["West"] == (2, True, False, True)
    better = [Lever("collect_retail", "West", fen(1))]
    assert figures(month_under(start, MARCH, better), *told)["West"] == (2, False, False, False)


def test_who_knows_two_regions_finds_another_between_them_where_it_was() -> None:
    """West is level with East and behind it, though ahead of South."""
    start = part_of(facts({"months": {"2026-03": EQUAL}}), shipped(), "East", "South")
    nothing = [Lever("collect_retail", "East", 0)]
    assert figures(month_under(start, MARCH, nothing), "rank") == {"East": 1, "South": 4}


def test_others_are_those_of_the_month_whose_books_are_known_and_those_beside() -> None:
    company = facts({"months": {"2026-02": EQUAL, "2026-03": EQUAL}})
    names = ("region", "score", "rank")
    known = baseline_of(company, shipped()).others(MARCH, "East")
    beside = part_of(company, shipped(), "East").others(MARCH, "East")
    for found in (known, beside):
        assert found.sort("region").select(names).rows() == [
            ("North", 107.0, 2), ("South", 96.5, 4), ("West", 107.0, 2),
        ]  # fmt: skip
        assert set(found["month"]) == {MARCH}
    assert known.columns == beside.columns
    assert beside["sales"].null_count() == 3


def test_plans_of_a_region_are_placed_among_scores_alone() -> None:
    """South has 900 of 1,000 collected, West 950: 50 more are level, and West stays ahead; 60 are more."""
    march = {
        "East": {},
        "North": {},
        "West": {"collections": 950},
        "South": {"collections": 900, "retail": 99},
    }
    start = part_of(facts({"months": {"2026-02": EQUAL, "2026-03": march}}), shipped(), "South")
    plans = [[Lever("collect_retail", "South", fen(amount))] for amount in (0, 50, 60)]
    rows = candidate_rows(start, MARCH, "South", plans)
    assert [(row["rank"], row["is_last"], row["worst_score"]) for row in rows] == [
        (4, True, 98.25), (4, True, 98.25), (3, False, 98.25),
    ]  # fmt: skip


def test_the_half_years_mean_counts_the_month_as_it_is_moved() -> None:
    """West collected 800 of 1,000 each month, North 820: 121 more in June, and North has the lowest mean."""
    each = {"East": {}, "North": {"collections": 820}, "West": {"collections": 800, "retail": 300}}
    company = facts({"months": {f"2026-0{number}": each for number in range(1, 7)}})
    policies, june = policies_with({"readings.half_year_last": "half_year_mean"}), month_day("2026-06")
    start = part_of(company, policies, "West")
    for amount, west, north in ((100, "transfer", "none"), (140, "none", "transfer")):
        levers = [Lever("collect_retail", "West", fen(amount))]
        found = figures(as_among_all(company, june, levers, policies), "escalation")
        assert (found["West"], found["North"]) == (west, north)
        assert figures(month_under(start, june, levers), "escalation") == {"West": west}


@pytest.mark.parametrize(("missing", "moved"), [((), 500), (("collections",), None)])
def test_in_each_world_one_region_moves_with_its_sums_of_months_but_for_what_is_not_known(
    missing: tuple[str, ...], moved: int | None
) -> None:
    months: dict[str, Any] = {name: {"East": {}, "West": {}} for name in ("2026-02", "2026-03")}
    months["2026-03"]["not_loaded"] = missing
    start = baseline_of(facts({"months": months}), shipped())
    names = ("region", "collections", "collections_of_year", "sales")
    before = start.amounts.filter(month=MARCH).sort("region").select(names).rows()
    worlds = worlds_under(start, MARCH, "East", pl.DataFrame({"collections": [0, 500]}))
    assert worlds.filter(world=0).select(names).rows() == before
    (_, own, of_year, sales), west = before
    east = ("East", None if moved is None else own + moved, of_year + (moved or 0), sales)
    assert worlds.filter(world=1).select(names).rows() == [east, west]
