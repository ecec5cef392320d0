"""What payments of customers may lead to, against every combination of who pays and who does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.collecting.payments import KINDS
from engine.collecting.settings import Setting
from engine.facts import Facts
from engine.settlement.items import ITEMS
from engine.whatif import prospects
from engine.whatif.baseline import Baseline, month_under
from engine.whatif.levers import Lever, LeverError
from engine.whatif.prospects import LEVER_OF_KIND, Hurdle, prospect, unplaced
from engine.whatif.scenario import capacity
from tests.engine.building import facts, month_day
from tests.engine.policies import policies_with, shipped
from tests.engine.repeatable import repeatable
from tests.engine.scenarios import baseline_of, movable_companies

JANUARY = month_day("2026-01")
Outcome = tuple[Any, ...]


def outcome(row: dict[str, Any]) -> Outcome:
    return (*(row[item.award] for item in ITEMS), row["rank"], row["is_last"])


def by_force(
    start: Baseline, month: date, settings: Sequence[Setting], others: Sequence[Lever], *, in_time: bool
) -> tuple[dict[Outcome, Fraction], list[tuple[Fraction, dict[str, Any]]]]:
    """Outcomes and how likely each is; and each combination's chance and published row."""
    found: dict[Outcome, Fraction] = {}
    rows = []
    for pays in product((True, False), repeat=len(settings)):
        chance, levers = Fraction(1), list(others)
        for is_paid, one in zip(pays, settings, strict=True):
            chance *= Fraction(one.certainty if is_paid else 100 - one.certainty, 100)
            if is_paid and one.amount:
                levers.append(
                    Lever(LEVER_OF_KIND[one.kind], one.region, one.amount, is_by_checkpoint=in_time)
                )
        if chance:
            row = month_under(start, month, levers).filter(region=settings[0].region).row(0, named=True)
            rows.append((chance, row))
            found[outcome(row)] = found.get(outcome(row), Fraction(0)) + chance
    return found, rows


@st.composite
def cases(draw: st.DrawFn) -> tuple[Facts, date, str, list[Setting]]:
    """A company, one of its regions in a month, and what some customers may pay within its balances."""
    company, month = draw(movable_companies())
    region = draw(st.sampled_from(company.region_months.filter(month=month)["region"].to_list()))
    settings = []
    for kind in KINDS:
        room = capacity(company, month, LEVER_OF_KIND[kind], region).amount or 0
        for number in range(draw(st.integers(0, 1 + (kind == KINDS[0])))):
            amount = draw(st.one_of(st.integers(0, room), st.just(room // 2)))
            room -= amount
            certainty = draw(st.sampled_from([1, 30, 50, 80, 100]))
            settings.append(Setting(kind, region, "office", f"c{number}", "合同", amount, certainty))
    assume(any(one.amount for one in settings))
    return company, month, region, settings


SETTINGS = st.sampled_from(
    [
        {},
        {"capital.collections_basis": "trailing_twelve_months"},
        {"checkpoint.required": "either", "capital.is_overdue_offset_by_quota": True},
        {"readings.one_miss_of_two": "fine_for_each", "expenses.span": "month"},
    ]
)


@repeatable(10)
@given(case=cases(), changes=SETTINGS, in_time=st.booleans(), is_few=st.booleans(), sold=st.booleans())
def test_outcomes_and_chances_are_those_of_every_combination(
    case: tuple[Facts, date, str, list[Setting]],
    changes: dict[str, Any],
    in_time: bool,
    is_few: bool,
    sold: bool,
) -> None:
    company, month, region, settings = case
    others = [Lever("extra_sales", region, 5_000)] if sold else []
    assume(not sold or capacity(company, month, "extra_sales", region).amount)
    start = baseline_of(company, policies_with(changes))
    row = start.amounts.filter(month=month, region=region).row(0, named=True)
    # Where collections only become positive by the payments, few sums are all looked at.
    assume(
        is_few or all((row[name] or 0) > 0 for name in row if "collections" in name and "plan" not in name)
    )
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(prospects, "FEW", 10**6 if is_few else 1)
        found = prospect(start, month, region, settings, others, is_by_checkpoint=in_time)
    forced, rows = by_force(start, month, settings, others, in_time=in_time)
    names = [item.award for item in ITEMS]
    told = {
        tuple(each): chance
        for chance, *each in found.outcomes.select("chance", *names, "rank", "is_last").iter_rows()
    }
    assert told == pytest.approx({key: float(chance) for key, chance in forced.items()}, abs=1e-9)
    assert found.unsure == 0
    awards = sum(chance * Fraction(sum(key[: len(names)])) for key, chance in forced.items())
    assert found.awards == pytest.approx(float(awards), abs=1e-6)
    if found.plan is not None:
        reached = sum(chance for chance, each in rows if each["is_collections_target_reached"])
        assert found.plan.chance == pytest.approx(float(reached), abs=1e-9)
    if found.checkpoint is not None and found.checkpoint.chance is not None:
        met = sum(chance for chance, each in rows if each["checkpoint_outcome"] == "met")
        assert found.checkpoint.chance == pytest.approx(float(met), abs=1e-9)


MARCH = month_day("2026-03")
#: 20.00 are missing to the checkpoint's 700.00 and 320.00 to the plan; retail customers owe 400.00.
SHORT: dict[str, Any] = {"collections": 680, "retail": 400}


def pays(yuan: int, certainty: int, customer: str = "a") -> Setting:
    return Setting("retail_balance", "East", "Office", customer, "零售", yuan * 100, certainty)


def test_the_checkpoint_is_reached_unless_both_customers_fail() -> None:
    """One of 30.00 at 80 % and one of 20.00 at 50 %: 1 - 0.2 x 0.5; a reward of 1,000 or a fine of 1,000."""
    start = baseline_of(facts(SHORT), shipped())
    found = prospect(start, MARCH, "East", [pays(30, 80), pays(20, 50, "b"), pays(0, 100, "c")])
    assert (found.total, found.expected, found.likely) == (5_000, 3_400, 3_000)
    assert found.checkpoint is not None
    assert found.checkpoint.missing == 2_000
    assert found.checkpoint.chance == pytest.approx(0.9)
    assert found.plan == Hurdle(32_000, 0.0)
    # No overrun: 500 in any case.
    assert found.outcomes.select("chance", "awards", "rank").rows() == [
        (pytest.approx(0.9), 1_500.0, 1),
        (pytest.approx(0.1), -500.0, 1),
    ]
    assert found.awards == pytest.approx(0.9 * 1_500 - 0.1 * 500)


def test_nobody_set_is_what_is() -> None:
    found = prospect(baseline_of(facts(SHORT), shipped()), MARCH, "East", [])
    assert (found.total, found.expected, found.likely) == (0, 0, 0)
    assert found.checkpoint == Hurdle(2_000, 0.0)
    assert found.outcomes.select("chance", "awards").rows() == [(1.0, -500.0)]


def test_where_sales_are_short_collections_alone_do_not_decide() -> None:
    start = baseline_of(facts(SHORT | {"sales": 600}), shipped())
    found = prospect(start, MARCH, "East", [pays(30, 80)])
    assert found.checkpoint == Hurdle(2_000, None)
    sold = Lever("extra_sales", "East", 10_000)
    beside = prospect(start, MARCH, "East", [pays(30, 80)], [sold])
    assert beside.checkpoint is not None
    assert beside.checkpoint.chance == pytest.approx(0.8)


def test_what_comes_after_the_checkpoint_counts_for_the_month_only() -> None:
    start = baseline_of(facts(SHORT), shipped())
    found = prospect(start, MARCH, "East", [pays(320, 60)], is_by_checkpoint=False)
    assert found.checkpoint is None
    assert found.plan is not None
    assert found.plan.chance == pytest.approx(0.6)
    assert set(found.outcomes["checkpoint_award"]) == {-1_000.0}


def test_without_a_target_nothing_is_to_be_reached() -> None:
    start = baseline_of(facts(SHORT | {"plan": "none"}), shipped())
    found = prospect(start, MARCH, "East", [pays(30, 80)])
    assert (found.checkpoint, found.plan) == (None, None)


def test_more_than_the_balances_hold_does_not_fit() -> None:
    start = baseline_of(facts(SHORT), shipped())
    with pytest.raises(LeverError):
        prospect(start, MARCH, "East", [pays(300, 80), pays(200, 10, "b")])


def test_many_sums_that_cannot_all_be_told_apart_count_with_the_lesser_outcome(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(prospects, "FEW", 1)
    monkeypatch.setattr(prospects, "_MOST", 2)
    found = prospect(baseline_of(facts(SHORT), shipped()), MARCH, "East", [pays(30, 80), pays(20, 50, "b")])
    assert found.unsure == pytest.approx(1)
    assert found.outcomes["awards"].to_list() == [-500.0]
    assert found.checkpoint is not None
    assert found.checkpoint.chance == pytest.approx(0.9)


def test_without_ranks_what_is_equal_then_is_one_outcome_and_chances_stay() -> None:
    found = prospect(baseline_of(facts(SHORT), shipped()), MARCH, "East", [pays(30, 80), pays(20, 50, "b")])
    told = unplaced(found).outcomes
    assert told["rank"].is_null().all()
    assert told["is_last"].is_null().all()
    assert told["awards"].n_unique() == told.height
    assert told.columns == found.outcomes.columns
    assert told["chance"].sum() == pytest.approx(found.outcomes["chance"].sum())


def test_what_is_equal_but_for_the_rank_is_summed_and_stands_by_its_chance() -> None:
    found = prospect(baseline_of(facts(SHORT), shipped()), MARCH, "East", [pays(30, 80)])
    columns = found.outcomes.columns
    rows = [
        {"chance": chance, "awards": awards, "rank": rank, "is_last": is_last}
        for chance, awards, rank, is_last in [(0.4, 1, 1, False), (0.35, 2, 2, False), (0.25, 2, 3, True)]
    ]
    drawn = pl.DataFrame([dict.fromkeys(columns, 0) | row for row in rows], found.outcomes.schema)
    told = unplaced(replace(found, outcomes=drawn)).outcomes
    assert told.schema == found.outcomes.schema
    assert told.select("chance", "awards", "rank", "is_last").rows() == [
        (pytest.approx(0.6), 2, None, None), (0.4, 1, None, None),
    ]  # fmt: skip


@pytest.mark.parametrize(("plan", "missing"), [("1000.00", 2_000), ("1000.02", 2_002), ("1000.10", 2_007)])
def test_a_part_of_a_fen_that_is_missing_is_a_fen(plan: str, missing: int) -> None:
    """Seven tenths of 1,000.02 are 700.014."""
    start = baseline_of(facts(SHORT | {"plan": [1000, plan]}), shipped())
    found = prospect(start, MARCH, "East", [])
    assert found.checkpoint == Hurdle(missing, 0.0)


def test_what_is_reached_already_misses_nothing() -> None:
    start = baseline_of(facts(SHORT | {"collections": 1100}), shipped())
    found = prospect(start, MARCH, "East", [pays(30, 80)])
    assert (found.checkpoint, found.plan) == (Hurdle(0, 1.0), Hurdle(0, 1.0))


def test_a_checkpoint_that_sales_have_reached_misses_nothing_where_either_is_enough() -> None:
    start = baseline_of(facts(SHORT), policies_with({"checkpoint.required": "either"}))
    assert prospect(start, MARCH, "East", [pays(3, 80)]).checkpoint == Hurdle(0, 1.0)


def test_payments_of_two_balances_relieve_each_its_own() -> None:
    """20.00 over the quota and 10.00 overdue are 4.3 %, nothing; only with both paid is there a reward."""
    start = baseline_of(facts({"retail": 720, "overdue": 10}), shipped())
    overdue = Setting("contract_overdue", "East", "Office", "b", "合同", 1_000, 60)
    for few in (1, 400):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(prospects, "FEW", few)
            found = prospect(start, MARCH, "East", [pays(20, 50), overdue])
        assert found.outcomes.select("chance", "capital_award", "awards").rows() == [
            (pytest.approx(0.7), 0.0, 1_000.0), (pytest.approx(0.3), 500.0, 1_500.0),
        ]  # fmt: skip


#: 740.00 owed are 40.00 over: 5.00 less bring the fine of 500 to nothing; 20.00 meet the checkpoint.
OWING: dict[str, Any] = {"collections": 680, "retail": 740}
DOUBLING = [pays(yuan, 90, f"c{yuan}") for yuan in (1, 2, 4, 8, 16)]


@pytest.mark.parametrize("in_one_round", [1, 2, 1_000])
def test_outcomes_are_found_where_they_change_however_many_are_looked_at_at_once(
    monkeypatch: pytest.MonkeyPatch, in_one_round: int
) -> None:
    """Every sum from 0 to 31 comes about in one way; 16 and 4 are needed for 20, or 1 for 5 without 16."""
    monkeypatch.setattr(prospects, "FEW", 1)
    monkeypatch.setattr(prospects, "_PARTS", {1: 2, 2: 2, 3: 2})
    monkeypatch.setattr(prospects, "_ROUND", in_one_round)
    found = prospect(baseline_of(facts(OWING), shipped()), MARCH, "East", DOUBLING)
    # 20 and more: 16 is paid, and 8 or 4. Less than 5: neither 16 nor 8, and 4 only by itself.
    met = 0.9 * (1 - 0.1 * 0.1)
    little = 0.1 * 0.1 * (0.1 + 0.9 * 0.1 * 0.1)
    assert found.outcomes.select("chance", "awards").rows() == [
        (pytest.approx(met), 1_000.0),
        (pytest.approx(1 - met - little), -1_000.0),
        (pytest.approx(little), -1_500.0),
    ]
    assert found.unsure == 0


@pytest.mark.parametrize(
    ("certainty", "unsure"),
    [
        # Of the halves the upper one, at 90 %, is halved once more; its upper half is all of one kind.
        (90, 0.1 + 0.9 * 0.1),
        # The lower one, in which without 8 and 16 less than 5 may come.
        (10, 0.1 + 0.9 * 0.9),
    ],
)
def test_where_not_all_can_be_looked_at_the_likeliest_come_first(
    monkeypatch: pytest.MonkeyPatch, certainty: int, unsure: float
) -> None:
    monkeypatch.setattr(prospects, "FEW", 1)
    monkeypatch.setattr(prospects, "_PARTS", {1: 2, 2: 2, 3: 2})
    monkeypatch.setattr(prospects, "_ROUND", 2)
    monkeypatch.setattr(prospects, "_MOST", 6)
    settings = [replace(one, certainty=certainty) for one in DOUBLING]
    found = prospect(baseline_of(facts(OWING), shipped()), MARCH, "East", settings)
    assert found.unsure == pytest.approx(unsure)


@pytest.mark.parametrize("parts", [2, 3, 8])
def test_of_two_balances_every_pair_of_sums_counts_once(monkeypatch: pytest.MonkeyPatch, parts: int) -> None:
    """As if all 64 pairs were looked at, though outcomes are the same over wide ranges of them."""
    start = baseline_of(facts(OWING | {"overdue": 7}), shipped())
    overdue = [
        Setting("contract_overdue", "East", "Office", f"d{yuan}", "合同", yuan * 100, 40 + yuan)
        for yuan in (1, 2, 4)
    ]
    settings = [*overdue, *(pays(yuan, 60 + yuan, f"c{yuan}") for yuan in (8, 16, 24))]
    whole = prospect(start, MARCH, "East", settings)
    monkeypatch.setattr(prospects, "FEW", 1)
    monkeypatch.setattr(prospects, "_PARTS", {1: parts, 2: parts})
    found = prospect(start, MARCH, "East", settings)
    assert found.outcomes["chance"].sum() == pytest.approx(1)
    assert found.outcomes["awards"].to_list() == whole.outcomes["awards"].to_list()
    assert found.outcomes["chance"].to_list() == pytest.approx(whole.outcomes["chance"].to_list())


@pytest.mark.parametrize(("certainty", "found"), [(50, [1_500, -500]), (20, [-500, 1_500])])
def test_the_likeliest_outcome_comes_first_and_of_equal_ones_the_better(
    certainty: int, found: list[float]
) -> None:
    told = prospect(baseline_of(facts(SHORT), shipped()), MARCH, "East", [pays(20, certainty)]).outcomes
    assert told["awards"].to_list() == found
