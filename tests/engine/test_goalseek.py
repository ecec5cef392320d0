"""Goal seek: examples worked out by hand, and what every answer must satisfy.

The examples rest on `building`: quota 700.00, targets 1,000.00, so 5 % of the quota are 35.00.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.evaluation import evaluate
from engine.facts import Facts
from engine.policy.parameters import Policies
from engine.whatif.goalseek import Answer, Terms, answers
from engine.whatif.levers import Lever
from engine.whatif.plans.path import path
from engine.whatif.plans.position import position
from engine.whatif.scenario import applied
from tests.engine.building import facts, fen, month_day
from tests.engine.policies import policies_with, shipped
from tests.engine.repeatable import repeatable
from tests.engine.scenarios import baseline_of, movable_companies

MARCH = month_day("2026-03")
few = repeatable(4, is_targeted=True)
SETTINGS: list[dict[str, Any]] = [
    {},
    {},
    {"checkpoint.required": "either", "capital.is_overdue_offset_by_quota": True},
    {"expenses.span": "month", "appraisal.indicators.0.period": "year_to_date"},
    {"checkpoint.threshold": "2/3", "capital.quota_rate": "1/3", "expenses.cap_rate": "1/700"},
    {
        "readings.collections_divided_by": "sales_target",
        "readings.balance_of_month": "mean_of_beginning_and_end",
        "readings.manager_travel": "inside_cap",
    },
]
TERMS = st.builds(
    Terms,
    st.sampled_from([Fraction(1), Fraction(0), Fraction(1, 3)]),
    st.sampled_from(["retail", "contract"]),
)


def sought(words: dict[str, Any], changed: dict[str, Any] | None = None, **terms: Any) -> list[Answer]:
    """The answers for the region East in March."""
    known = facts({word: value for word, value in words.items() if word != "current"})
    current = pl.lit(fen(words.get("current", 0)), dtype=pl.Int64).alias("contract_current")
    known = replace(known, office_months=known.office_months.with_columns(current))
    return list(answers(baseline_of(known, policies_with(changed or {})), MARCH, "East", Terms(**terms)))


def one(found: Sequence[Answer], goal: str, lever: str | None, tier: int | None = None) -> Answer:
    (answer,) = (a for a in found if (a.goal, a.lever) == (goal, lever) and tier in (None, a.tier))
    return answer


def evaluated_row(given: Facts, policies: Policies, region: str, month: date, steps: Sequence[Lever]) -> Any:
    regions = evaluate(applied(given, month, steps), policies).regions
    return regions.filter((pl.col("month") == month) & (pl.col("region") == region)).row(0, named=True)


# --- by hand


def test_the_checkpoint_needs_what_is_missing_from_seventy_percent_of_each() -> None:
    found = sought({"sales_28": 640, "collections_28": 699.99, "retail": 300})
    selling, collecting = one(found, "checkpoint", "extra_sales"), one(found, "checkpoint", "collect")
    assert (selling.least, collecting.least) == (fen(60), 1)
    assert {selling.reason, collecting.reason} == {"possible"}
    assert selling.steps == collecting.steps
    assert (collecting.outcome_before, collecting.outcome_after) == ("missed", "met")
    assert (collecting.award_before, collecting.award_after) == (-1000, 1000)


def test_sales_paid_at_once_spare_collecting() -> None:
    found = sought({"sales_28": 640, "collections_28": 600, "retail": 300}, receivable_share=Fraction(1, 4))
    assert one(found, "checkpoint", "extra_sales").least == fen(60)
    assert one(found, "checkpoint", "collect").least == fen(55)


def test_an_odd_target_needs_the_next_whole_fen() -> None:
    found = sought({"plan": [1000, 333.33], "collections": 233.33, "retail": 10})
    assert one(found, "checkpoint", "collect").least == 1


def test_not_enough_to_collect_is_said_with_what_it_would_take() -> None:
    found = sought({"sales_28": 640, "collections_28": 600, "retail": 40, "overdue": 50})
    collecting = one(found, "checkpoint", "collect")
    assert (collecting.least, collecting.capacity, collecting.reason) == (
        fen(100),
        fen(90),
        "beyond_capacity",
    )
    assert collecting.outcome_after == "missed"
    assert one(found, "checkpoint", "extra_sales").reason == "other_side_short"


def test_where_either_suffices_each_is_an_answer_of_its_own() -> None:
    found = sought({"sales_28": 640, "collections_28": 600, "retail": 300}, {"checkpoint.required": "either"})
    assert one(found, "checkpoint", "extra_sales").steps == (Lever("extra_sales", "East", fen(60)),)
    assert one(found, "checkpoint", "collect").steps == (Lever("collect_retail", "East", fen(100)),)


def test_where_either_suffices_sales_paid_at_once_are_collections_too() -> None:
    """Ten of collections are missing: a third of 30 sold, long before the 60 that sales are short of."""
    words = {"sales_28": 640, "collections_28": 690, "retail": 300}
    found = sought(words, {"checkpoint.required": "either"}, receivable_share=Fraction(2, 3))
    selling = one(found, "checkpoint", "extra_sales")
    # Of 29.99, 19.99 are owed half up and 10.00 paid; of 29.98 the same, and 9.99.
    assert (selling.least, selling.reason) == (fen(29.99), "possible")


def test_where_either_suffices_and_one_is_met_nothing_is_to_be_done() -> None:
    found = sought({"sales_28": 640, "retail": 300}, {"checkpoint.required": "either"})
    assert {answer.reason for answer in found if answer.goal == "checkpoint"} == {"reached"}


def test_a_side_that_is_met_asks_for_no_lever_of_its_own() -> None:
    """Receivables are not loaded, so nothing can be collected; nor does it have to be."""
    found = sought({"sales_28": 640, "not_loaded": ["receivables"]})
    assert one(found, "checkpoint", "extra_sales").reason == "possible"
    assert one(found, "checkpoint", "collect").reason == "reached"


@pytest.mark.parametrize(
    ("words", "reason"),
    [({"plan": "none"}, "no_target"), ({"plan": [0, 10]}, "no_target"), ({"sales_28": "unknown"}, "no_data")],
)
def test_what_cannot_be_judged_cannot_be_reached(words: dict[str, Any], reason: str) -> None:
    found = one(sought(words), "checkpoint", None)
    assert (found.least, found.reason, found.award_after) == (None, reason, 0)


def test_each_better_tier_has_its_price() -> None:
    """Overrun 100 + 60 = 160 of 700 is 22.9 %: 20 more than 20 %, 90 more than 10 %, 125 more than 5 %."""
    found = sought({"retail": 500, "inventory": 300, "overdue": 60})
    prices = [one(found, "capital_tier", "collect", tier).least for tier in (3, 2, 1, 0)]
    assert prices == [fen(20), fen(90), fen(125), fen(160)]
    overdue = [one(found, "capital_tier", "collect_overdue", tier) for tier in (3, 2)]
    assert [answer.least for answer in overdue] == [fen(20), None]
    assert overdue[1].reason == "beyond_capacity"
    assert overdue[1].outcome_after == 3
    retail = one(found, "capital_tier", "collect_retail", 2)
    assert (retail.least, retail.steps) == (fen(90), (Lever("collect_retail", "East", fen(90)),))


def test_collecting_what_is_not_yet_due_never_frees_capital_under_an_annual_quota() -> None:
    found = one(sought({"retail": 800, "current": 999}), "capital_tier", "collect_current", 0)
    assert (found.least, found.reason, found.steps) == (None, "never", ())


def test_on_the_trailing_basis_a_collected_yuan_moves_quota_and_balance_together() -> None:
    """Twelve months of 1,000 make a quota of 840; 1,054 − x ≤ 7 % × (12,000 + x) from x = 200 on."""
    months = {f"2025-{number:02d}": {"East": {}} for number in range(4, 13)}
    months |= {f"2026-{number:02d}": {"East": {}} for number in (1, 2)}
    months["2026-03"] = {"East": {"retail": 1054}}
    given = facts({"months": months})
    policies = policies_with({"capital.collections_basis": "trailing_twelve_months"})
    found = answers(baseline_of(given, policies), MARCH, "East")
    assert one(found, "capital_tier", "collect_retail", 0).least == fen(200)


def test_the_expense_ratio_needs_a_cut_or_three_hundred_times_as_much_collected() -> None:
    found = sought({"expenses": 3.3, "retail": 400})
    assert one(found, "expense_cap", "cut_expenses").least == fen(0.3)
    collecting = one(found, "expense_cap", "collect")
    assert (collecting.least, collecting.outcome_before, collecting.outcome_after) == (
        fen(100),
        "above_cap",
        "within_cap",
    )


def test_without_collections_the_first_fen_gives_a_ratio() -> None:
    found = sought({"collections": 0, "retail": 400, "plan": [1000, 1]})
    answer = one(found, "expense_cap", "collect")
    assert (answer.least, answer.outcome_before) == (1, "no_ratio")


def test_leaving_the_last_place_takes_a_better_score_or_a_tie() -> None:
    """East scores 93 with 800 of 1,000 collected, West 96.5 with 900: a tie at 900 shares last place."""
    words = {
        "regions": {
            "East": {"collections": 800, "retail": 500},
            "West": {"collections": 900, "retail": 100},
            "North": {},
        }
    }
    given = facts(words)
    found = answers(baseline_of(given, shipped()), MARCH, "East")
    collecting = one(found, "leave_last", "collect")
    # 96.495 rounds to 96.50; then the tie-break decides, and only at 900 are they level.
    assert (collecting.least, collecting.reason) == (fen(100), "possible")
    assert one(found, "leave_last", "reduce_inventory").reason == "beyond_capacity"
    assert one(answers(baseline_of(given, shipped()), MARCH, "West"), "leave_last", None).reason == "reached"


def test_sales_paid_in_part_are_left_undecided_in_the_ranking() -> None:
    words = {"regions": {"East": {"collections": 800}, "West": {}, "North": {}}}
    terms = Terms(Fraction(1, 2))
    found = one(
        answers(baseline_of(facts(words), shipped()), MARCH, "East", terms), "leave_last", "extra_sales"
    )
    assert (found.least, found.reason) == (None, "undecided")


def test_a_lever_whose_balance_is_unknown_says_so() -> None:
    given = facts({"retail": 800})
    found = one(answers(baseline_of(given, shipped()), MARCH, "East"), "capital_tier", "collect_current", 0)
    assert (found.reason, found.detail, found.capacity) == ("not_available", "unknown_balance", None)


def test_everything_at_once_is_one_plan() -> None:
    """Sales 60 short, collections 100 short; credit sales add to 160 of overrun: 60 + 160 to collect."""
    words = {"sales_28": 640, "collections_28": 600, "retail": 500, "inventory": 300, "overdue": 60}
    found = one(sought(words), "everything", None)
    assert found.reason == "possible"
    assert found.steps == (
        Lever("collect_overdue", "East", fen(60)),
        Lever("collect_retail", "East", fen(125)),
        Lever("extra_sales", "East", fen(60)),
    )
    assert (found.outcome_before, found.outcome_after) == ("checkpoint,capital_tier", "")
    assert (found.award_before, found.award_after) == (-3000, 1000)


def test_a_region_with_nothing_to_mend_is_told_so() -> None:
    found = sought({})
    assert {answer.reason for answer in found} == {"reached"}
    assert one(found, "everything", None).steps == ()


# --- for every company


def meets(row: dict[str, Any], answer: Answer) -> bool:
    match answer.goal:
        case "checkpoint":
            return bool(row["checkpoint_outcome"] == "met")
        case "capital_tier":
            return row["capital_tier"] is not None and row["capital_tier"] <= (answer.tier or 0)
        case "leave_last":
            return not row["is_last"]
    raise AssertionError(answer.goal)


def test_a_month_without_collections_brings_none_by_selling() -> None:
    """The year's collections are below zero and known, March's are not: no sale gives the cap a ratio."""
    months = {
        "2026-02": {"East": {"collections": -10, "expenses": 1}, "West": {}, "North": {}},
        "2026-03": {"East": {"expenses": 1}, "West": {}, "North": {}, "not_loaded": ["collections"]},
    }
    found = answers(
        baseline_of(facts({"months": months}), shipped()),
        MARCH,
        "East",
        Terms(receivable_share=Fraction(1, 3)),
    )
    everything = one(found, "everything", None)
    assert (everything.reason, everything.steps) == ("beyond_capacity", ())


@few
@given(movable_companies(), st.sampled_from(SETTINGS), TERMS, st.data())
def test_at_the_answer_the_outcome_holds_and_one_fen_below_it_does_not(
    company: tuple[Facts, date], changed: dict[str, Any], terms: Terms, data: st.DataObject
) -> None:
    given, month = company
    policies = policies_with(changed)
    here = given.region_months.filter(pl.col("month") == month)["region"].to_list()
    region = data.draw(st.sampled_from(here))
    for answer in answers(baseline_of(given, policies), month, region, terms):
        assert answer.reason != "unproven", answer
        if answer.goal in ("expense_cap", "no_fine", "everything") or answer.reason not in (
            "possible",
            "beyond_capacity",
        ):
            continue
        row = evaluated_row(given, policies, region, month, answer.steps)
        assert meets(row, answer) == answer.is_reachable, answer
        if answer.least and answer.lever and answer.is_reachable and answer.goal != "checkpoint":
            start = position(baseline_of(given, policies), month, region, terms)
            less = path(answer.lever, start).levers(answer.least - 1)
            assert not meets(evaluated_row(given, policies, region, month, less), answer), answer


@few
@given(movable_companies(), st.sampled_from(SETTINGS), TERMS, st.data())
def test_no_smaller_amount_does_it_either(
    company: tuple[Facts, date], changed: dict[str, Any], terms: Terms, data: st.DataObject
) -> None:
    """Neither below the least, nor anywhere where the answer says that nothing does it."""
    given, month = company
    policies = policies_with(changed)
    here = given.region_months.filter(pl.col("month") == month)
    row = evaluate(given, policies).regions.filter((pl.col("month") == month) & pl.col("is_last"))
    region = row["region"][0] if row.height else here["region"][0]
    start = position(baseline_of(given, policies), month, region, terms)
    for answer in answers(baseline_of(given, policies), month, region, terms):
        if answer.goal not in ("leave_last", "capital_tier") or answer.lever is None or not answer.capacity:
            continue
        if answer.reason in ("undecided", "reached"):
            continue
        most = answer.capacity if not answer.is_reachable else (answer.least or 1) - 1
        amount = data.draw(st.integers(0, most) | st.integers(0, min(most, 10**6)))
        levers = path(answer.lever, start).levers(amount)
        assert not meets(evaluated_row(given, policies, region, month, levers), answer), (answer, amount)


YUAN = st.integers(0, 2_000)


@pytest.mark.nightly
@few
@given(YUAN, YUAN, YUAN, st.lists(YUAN, min_size=12, max_size=12), st.booleans(), st.data())
def test_on_the_trailing_basis_every_tier_is_reached_at_its_price_and_not_a_fen_before(
    retail: int, overdue: int, inventory: int, collected: list[int], is_offset: bool, data: st.DataObject
) -> None:
    names = [f"2025-{number:02d}" for number in range(4, 13)] + ["2026-01", "2026-02", "2026-03"]
    months = {name: {"East": {"collections": amount}} for name, amount in zip(names, collected, strict=True)}
    months["2026-03"]["East"] |= {"retail": retail, "overdue": overdue, "inventory": inventory}
    given_ = facts({"months": months})
    changes = {"capital.collections_basis": "trailing_twelve_months"}
    policies = policies_with(changes | {"capital.is_overdue_offset_by_quota": is_offset})
    start = position(baseline_of(given_, policies), MARCH, "East", Terms())
    for answer in answers(baseline_of(given_, policies), MARCH, "East"):
        assert answer.reason != "unproven"
        if answer.goal != "capital_tier" or answer.lever is None or not answer.capacity:
            continue
        way = path(answer.lever, start)
        reach = [0, answer.capacity, data.draw(st.integers(0, answer.capacity))]
        if answer.is_reachable and answer.least:
            reach += [answer.least - 1, answer.least]
        for amount in reach:
            row = evaluated_row(given_, policies, "East", MARCH, way.levers(amount))
            wanted = answer.is_reachable and amount >= (answer.least or 0)
            assert meets(row, answer) == wanted, (answer, amount)


@st.composite
def close_races(draw: st.DrawFn) -> Facts:
    """Three or four regions whose scores lie within a few points, some level but for a tie-break."""
    near = st.sampled_from([700, 900, 999.99, 1000, 1000, 1000.01, 1100, 1200, 1201])
    rooms = st.sampled_from([0, 30, 400, 735, 800])
    regions = {
        name: {
            "sales": draw(near),
            "collections": draw(near),
            "retail": draw(rooms),
            "inventory": draw(rooms),
            "overdue": draw(st.sampled_from([0, 0, 20])),
            "expenses": draw(st.sampled_from([0, 3, 4, 7])),
            "sanctions": draw(st.sampled_from([{}, {}, {"警告": 1}])),
        }
        for name in ("East", "West", "North", "South")[: draw(st.integers(3, 4))]
    }
    return facts({"regions": regions})


@few
@given(close_races(), st.sampled_from([Fraction(1), Fraction(0)]), st.data())
def test_no_amount_below_the_least_leaves_the_last_place(
    given_: Facts, share: Fraction, data: st.DataObject
) -> None:
    last = evaluate(given_, shipped()).regions.filter(pl.col("is_last"))["region"].to_list()
    if not last:
        return
    terms = Terms(share)
    start = position(baseline_of(given_, shipped()), MARCH, last[0], terms)
    for answer in answers(baseline_of(given_, shipped()), MARCH, last[0], terms):
        # Mixtures are tested for themselves.
        if answer.goal != "leave_last" or answer.reason == "not_available" or answer.lever is None:
            continue
        assert answer.reason in ("possible", "beyond_capacity", "never")
        assert answer.capacity is not None
        way = path(answer.lever, start)
        most = answer.least - 1 if answer.least else min(answer.capacity, 10**7)
        for amount in {most, data.draw(st.integers(0, most)), data.draw(st.integers(0, most))}:
            row = evaluated_row(given_, shipped(), last[0], MARCH, way.levers(amount))
            assert row["is_last"], (answer, amount)
        if answer.least is not None:
            row = evaluated_row(given_, shipped(), last[0], MARCH, way.levers(answer.least))
            assert not row["is_last"], answer
