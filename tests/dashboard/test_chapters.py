"""Balances, spending, standings and developments: parts add up, steps follow, sentences name the worst."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import polars as pl
import pytest

from dashboard.charts import template
from dashboard.charts.balances import structure_bars
from dashboard.charts.bridge import bridge
from dashboard.charts.pace import course_lines
from dashboard.charts.spending import cap_steps, category_bars
from dashboard.charts.standings import streak_clock
from dashboard.components.elements.tables import shown_frame
from dashboard.formats import WAN, money_with_unit
from dashboard.navigation import ENTRIES
from dashboard.services.exports import csv_bytes, xlsx_bytes
from dashboard.views.alt_text import alt_text
from dashboard.views.appraisal import standings
from dashboard.views.bridge_steps import BridgeStep
from dashboard.views.capital import balances
from dashboard.views.expenses import expenses, spending
from dashboard.views.guides import guide
from dashboard.views.month.progress import progress
from dashboard.views.overview import developments
from dashboard.views.targets import plans
from dashboard.views.targets.last_days import last_days_scope, last_days_table
from dashboard.views.targets.pace import MEASURES, course, pace_table
from tests.dashboard.demo import demo, demo_scope
from tests.engine.policies import policies_with

REGIONS = [None, "东北"]


def adds_up(steps: tuple[BridgeStep, ...]) -> None:
    """Every level is the one before it plus the changes between them."""
    reached = steps[0].amount
    for step in steps[1:]:
        reached = reached if step.is_level else reached + step.amount
        if step.is_level:
            assert step.amount == pytest.approx(reached, abs=0.01)


@pytest.mark.parametrize("region", REGIONS)
def test_bridges_add_up(region: str | None) -> None:
    scope = demo_scope(region=region)
    for steps in (
        balances.bridge_steps(scope),
        plans.ladder(scope, "sales"),
        plans.ladder(scope, "collections"),
    ):
        assert steps[0].is_level
        assert steps[-1].is_level
        adds_up(steps)


def test_the_ladder_starts_at_the_plan_and_ends_at_the_actual() -> None:
    steps = plans.ladder(demo_scope(), "sales")
    assert steps[0].amount == pytest.approx(demo_scope().regions["sales_plan"].sum())
    assert steps[3].amount == pytest.approx(demo_scope().regions["sales_target"].sum())
    assert steps[-1].amount == pytest.approx(demo_scope().regions["sales"].sum())
    assert steps[-1].is_good is False
    assert plans.ladder(demo_scope(), "sales", is_open=True)[-1].is_good is None
    assert all(
        f"{step.amount / 10_000:,.2f}" in plans.ladder_sentence(demo_scope(), "sales") for step in steps[::3]
    )


def test_the_first_month_has_nothing_to_compare_with() -> None:
    first = demo_scope("2025-04")
    assert balances.bridge_steps(first) == ()
    assert balances.bridge_sentence(first) == ""
    assert developments.developments(first) == []
    assert csv_bytes(balances.move_table(first))
    assert csv_bytes(developments.development_table(first))


def test_changes_of_balances_float_between_the_levels() -> None:
    steps = balances.bridge_steps(demo_scope())
    figure = bridge(steps, WAN, balances.quota_mark(demo_scope()), "额度")
    bars, levels = figure.data[0], figure.data[1]
    assert bars.base[0] == pytest.approx(levels.x[0])
    assert bars.base[-1] + bars.x[-1] == pytest.approx(levels.x[1])
    colours = dict(zip(bars.y, bars.marker.color, strict=True))
    assert colours["零售应收"] == template.BAD
    assert colours["库存"] == template.GOOD


def test_the_parts_of_the_balances_are_what_counts() -> None:
    frame = balances.structure(demo_scope()).join(demo_scope().regions, on="region", suffix="_evaluated")
    counted = frame.select(pl.sum_horizontal(balances.PARTS)).to_series()
    known = frame["capital_occupied"] + frame["contract_overdue"]
    assert ((counted - known).abs() < 0.01).all()
    assert structure_bars(balances.structure(demo_scope()), WAN).layout.barmode == "stack"
    assert "不计占用" in balances.structure_sentence(demo_scope())


def test_an_unknown_balance_is_said_not_drawn_as_zero() -> None:
    frame = balances.structure(demo_scope()).with_columns(
        pl.lit(None, dtype=pl.Float64).alias("contract_current")
    )
    figure = structure_bars(frame, WAN)
    assert all("无数据" in text for text in figure.data[-1].customdata)


def test_the_largest_debtor_comes_first_and_leads_to_its_rows() -> None:
    table = balances.debtor_table(demo_scope(), demo().debtors)
    counted = table.frame["counted"].to_list()
    assert counted == sorted(counted, reverse=True)
    assert table.frame["total"][0] == pytest.approx(
        (demo_scope().regions["retail_receivables"] + demo_scope().regions["contract_overdue"]).sum()
    )
    row = table.frame.row(0, named=True)
    address = balances.debtor_address(row, "2026-09")
    assert address["customer"] == row["customer"]
    assert address["figure"] == "retail_receivables"
    assert balances.debtor_address(row | {"customer_type": "备案"}, "2026-09")["figure"] == "contract_overdue"


@pytest.mark.parametrize("region", REGIONS)
def test_categories_add_up_to_what_counts_and_travel_stands_apart(region: str | None) -> None:
    scope = demo_scope(region=region)
    frame = spending.category_frame(scope, demo().categories)
    is_apart = pl.col("kind") == "apart"
    assert frame.filter(~is_apart)["counted"].sum() == pytest.approx(scope.regions["expense_counted"].sum())
    assert frame.filter(~is_apart)["share"].sum() == pytest.approx(1)
    assert frame.filter(is_apart)["counted"].sum() == pytest.approx(scope.regions["manager_travel"].sum())
    assert frame.filter(is_apart)["share"].to_list() == [None]


def test_what_the_summary_supplied_is_not_itemised() -> None:
    none = demo().categories.clear()
    frame = spending.category_frame(demo_scope(), none)
    assert frame["kind"].to_list() == ["rest", "apart"]
    assert frame["counted"][0] == pytest.approx(demo_scope().regions["expense_counted"].sum())
    assert category_bars(frame, WAN).data
    assert spending.category_sentence(demo_scope(), none) == ""


def test_the_years_course_ends_at_the_months_figures() -> None:
    course = spending.cap_course(demo_scope())
    assert course["month"].to_list()[0].month == 1
    assert course["expense_counted"][-1] == pytest.approx(demo_scope().regions["expense_counted"].sum())
    assert course["expense_cap"][-1] == pytest.approx(demo_scope().regions["expense_cap"].sum())
    assert all(earlier <= later for earlier, later in pairwise(course["expense_cap"].to_list()))
    approved, pending, cap = cap_steps(course, WAN).data
    assert approved.y[-1] + pending.y[-1] == pytest.approx(course["expense_counted"][-1] / 10_000)
    assert cap.y[-1] == pytest.approx(course["expense_cap"][-1] / 10_000)


def test_over_the_cap_is_said_as_over() -> None:
    assert "超出" in spending.cap_sentence(demo_scope(region="东北"))
    assert "尚余" in spending.cap_sentence(demo_scope())


def test_waiting_claims_are_counted_beyond_those_shown() -> None:
    found = demo().claims
    assert found["claims"][0] > found.height
    assert f"{found['claims'][0]} 笔" in spending.claim_sentence(demo_scope(), found)
    assert spending.claim_sentence(demo_scope(), found.clear()) == ""


def test_waiting_claims_are_said_to_count_as_the_policy_reads_them() -> None:
    scope, claims = demo_scope(), demo().claims
    read = replace(scope.evaluation, policies=policies_with({"readings.pending_claims": "do_not_count"}))
    other = replace(scope, evaluation=read)
    counted = money_with_unit(scope.regions["expense_pending"].sum(), scope.unit)
    assert f"审批前其中 {counted}照常计入，其余为经理本人差旅（单列）" in spending.claim_sentence(
        scope, claims
    )
    assert "审批前不计入" in spending.claim_sentence(other, claims)
    assert not any("暂计入" in note for note in expenses.notes(other))


def test_distances_lead_from_one_region_to_the_next() -> None:
    frame = standings.distances(demo_scope())
    assert frame["up"][0] is None
    assert frame["down"][-1] is None
    assert frame["up"][1:].to_list() == frame["down"][:-1].to_list()
    assert frame["up"].sum() == pytest.approx(frame["score"][0] - frame["score"][-1])
    assert standings.distances(demo_scope(region="西北"))["above"].to_list() == [frame["region"][5]]


def test_the_next_pay_band_is_the_nearest_above() -> None:
    for row in standings.distances(demo_scope()).iter_rows(named=True):
        if row["to_band"] is None:
            assert row["score"] >= 100
        else:
            assert row["score"] + row["to_band"] == pytest.approx({1.2: 100, 1.0: 90, 0.8: 75}[row["band"]])
            assert row["to_band"] > 0


def test_the_clock_says_what_comes_next_and_when() -> None:
    (sentence,) = standings.clock_sentences(demo_scope())
    assert "第 5 个月" in sentence
    assert "2026-10" in sentence
    assert "总经理" in sentence
    assert standings.clock_sentences(demo_scope(region="华东")) == []


def test_the_clock_stresses_months_that_call_for_a_proposal() -> None:
    known = standings.last_places(demo_scope())
    # Of others a region manager sees places and counts alone.
    for places in (known, known.with_columns(escalation=pl.lit(None, pl.String))):
        figure = streak_clock(
            places, standings.clock_months(demo_scope()), standings.clock_steps(demo_scope())
        )
        calm, due = figure.data
        assert sum(len(trace.x) for trace in figure.data) == places.height
        assert all(int(count) < 3 for count in calm.text)
        assert all(int(count) >= 3 for count in due.text)
    assert list(figure.layout.xaxis.categoryarray) == list(standings.clock_months(demo_scope()))


def test_the_costliest_change_since_last_month_comes_first() -> None:
    first, *_rest = developments.developments(demo_scope())
    assert first.startswith("**华北**")
    assert "-2,000 元" in first
    assert "未达" in first
    changes = developments.compared(demo_scope())
    assert (changes["awards"] - changes["awards_before"] == changes["awards_change"]).all()


def test_the_balance_said_is_the_settlements() -> None:
    total = demo_scope().evaluation.settlement.filter(pl.col("month") == demo_scope().month)["amount"].sum()
    assert f"{abs(total):,.0f} 元" in developments.balance_sentence(demo_scope())


def test_charts_are_told_in_words_with_their_figures() -> None:
    table = standings.distance_table(demo_scope())
    told = alt_text(table, WAN, "region", "rank", "score")
    assert all(name in told for name in demo_scope().region_names)
    assert "104.49" in told


@pytest.mark.parametrize("page", [entry.key for entry in ENTRIES])
def test_every_page_has_a_guide_and_those_that_apply_a_clause_name_it(page: str) -> None:
    is_plain = page in {"upload", "regulation", "people", "mine", "home", "month", "conduct"}
    found = guide(page, None if is_plain else demo_scope().policy)
    assert found.answers
    assert found.reading
    assert bool(found.rule) == (not is_plain and page != "trace")
    assert found.clause in ({"一.1", "一.3", "二", "三", "四"} if found.rule else {""})


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("month", ["2025-04", "2026-09", "2026-12"])
def test_every_table_and_chart_stands_every_month(month: str, region: str | None) -> None:
    scope, made = demo_scope(month, region), demo()
    now = progress(scope, made.days)
    rushed = last_days_scope(scope, now)
    for table in (
        pace_table(scope, now),
        last_days_table(rushed, made.days),
        plans.ladder_table(scope),
        balances.move_table(scope),
        balances.structure_table(scope),
        balances.debtor_table(scope, made.debtors),
        spending.cap_course_table(scope),
        spending.category_table(scope, made.categories),
        spending.claim_table(scope, made.claims),
        standings.distance_table(scope),
        standings.last_place_table(scope),
        developments.development_table(scope),
    ):
        assert shown_frame(table, WAN).width == len(table.columns), table.name
        assert csv_bytes(table)
        assert xlsx_bytes(table)
    for measure in MEASURES:
        assert course_lines(course(scope, made.days, now, measure), now, WAN, 0.7).data
        if plans.ladder(scope, measure):
            assert bridge(plans.ladder(scope, measure), WAN).data
    assert structure_bars(balances.structure(scope), WAN).data
    assert streak_clock(standings.last_places(scope), standings.clock_months(scope), (3, 6)).data
    cap_steps(spending.cap_course(scope), WAN)
    category_bars(spending.category_frame(scope, made.categories), WAN)
    developments.developments(scope)
    developments.balance_sentence(scope)
    balances.structure_sentence(scope)


def test_a_months_regions_are_one_frame_so_that_charts_are_remembered() -> None:
    assert demo_scope().regions is demo_scope().regions
