"""What the bulletin says is what the evaluation says; totals add up; nothing missing is passed over."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.bulletins.content import Bulletin
from dashboard.bulletins.layout import clipped, text_width
from dashboard.bulletins.tables import region_table
from dashboard.bulletins.texts import cell_text, printable, unmarked, yuan
from dashboard.formats import WAN, plain
from dashboard.tables import rows
from dashboard.views.evidence.receipts import inputs, operations
from dashboard.views.evidence.settlement import sums
from dashboard.views.scope import Scope
from engine.evaluation import evaluate
from tests.dashboard.bulletins.building import SEPTEMBER, demo_bulletin, renamed_bulletin
from tests.dashboard.demo import demo_snapshot
from tests.engine.building import facts
from tests.engine.policies import policies_with

MONTHS = [date(2025, 4, 1), SEPTEMBER, date(2026, 12, 1)]


@pytest.fixture
def bulletin() -> Bulletin:
    return demo_bulletin()


def test_it_carries_month_versions_and_audit_chain(bulletin: Bulletin) -> None:
    lines = dict(bulletin.stamp_lines)
    assert lines["月份"] == "2026-09"
    assert lines["数据更新（UTC）"] == "2026-10-03 08:15"
    assert lines["数据版本"] == demo_snapshot().data_version
    assert lines["制度版本"] == demo_snapshot().policy_version(SEPTEMBER)
    assert lines["审计链"] == "0f1e" * 16


def test_a_month_under_way_is_provisional_and_a_settled_one_is_not(bulletin: Bulletin) -> None:
    running = demo_snapshot().loaded_through
    assert running is not None
    assert running > SEPTEMBER
    assert "均为暂计，不作结算" in demo_bulletin(running).banner
    assert bulletin.banner == "核算建议：财务核实前不作为发放或扣款依据"


def test_regions_stand_in_order_of_rank_with_everything_a_board_asks_for(bulletin: Bulletin) -> None:
    shown = rows(bulletin.regions.table)
    assert [row[0] for row in shown] == sorted(row[0] for row in shown)
    last = dict(zip([c.name for c in bulletin.regions.table.columns], shown[-1], strict=True))
    assert last["region"] == "东北"
    assert last["checkpoint_outcome"] == "× 未达"
    assert last["last_place_streak"] == 5
    assert last["escalation"] == "报告分管副总"


@pytest.mark.parametrize("month", MONTHS, ids=str)
def test_rates_of_the_total_are_sums_over_sums(month: date) -> None:
    bulletin = demo_bulletin(month)
    frame = bulletin.scope.regions
    for rate, part, whole in (
        ("sales_attainment", "sales", "sales_target"),
        ("collections_checkpoint_ratio", "collections_to_checkpoint", "collections_target"),
        ("capital_overrun_ratio", "capital_overrun", "capital_quota"),
        ("expense_to_cap", "expense_counted", "expense_cap"),
    ):
        pairs = [
            (Fraction(str(p)), Fraction(str(w)))
            for p, w in zip(frame[part], frame[whole], strict=True)
            if p is not None and w
        ]
        if pairs:
            expected = sum(p for p, _w in pairs) / sum(w for _p, w in pairs)
            assert bulletin.regions.table.totals[rate] == pytest.approx(float(expected), rel=1e-12)
        else:
            assert bulletin.regions.table.totals[rate] is None


def test_collections_by_the_checkpoint_are_held_in_total_against_the_target_that_is_read() -> None:
    """700 of each of two regions, whose targets are 1,000 of sales and 2,000 of collections."""
    words = {"plan": [1000, 2000], "collections_28": 700}
    two = facts({"regions": {"East": words, "West": words}})
    for target, ratio in (("collections_target", 0.35), ("sales_target", 0.7)):
        read = evaluate(two, policies_with({"readings.collections_divided_by": target}))
        totals = region_table(Scope(read, date(2026, 3, 1), None, WAN)).table.totals
        assert totals["collections_checkpoint_ratio"] == ratio


@pytest.mark.parametrize("month", MONTHS, ids=str)
def test_money_is_the_same_in_all_three_tables(month: date) -> None:
    bulletin = demo_bulletin(month)
    totals = sums(bulletin.scope)
    rewards = bulletin.rewards.table.totals
    assert bulletin.settlement.table.totals["amount"] == totals["balance"]
    assert bulletin.regions.table.totals["awards"] == totals["balance"]
    assert rewards["rewards"] == totals["rewards"]
    assert rewards["fines"] == totals["fines"]
    assert rewards["checkpoint"] + rewards["capital_overrun"] == totals["balance"]


def test_finance_sees_who_gets_what_by_clause_and_nothing_is_netted(bulletin: Bulletin) -> None:
    columns = [column.name for column in bulletin.rewards.table.columns]
    shown = {row[1]: dict(zip(columns, row, strict=True)) for row in rows(bulletin.rewards.table)}
    northwest = shown["西北"]
    assert (northwest["month"], northwest["net"]) == ("2026-09", -1000.0)
    assert northwest["manager"] == "岳经理"
    assert (northwest["checkpoint"], northwest["capital_overrun"]) == (1000.0, -2000.0)
    assert (northwest["rewards"], northwest["fines"]) == (1000.0, -2000.0)
    titles = [column.title for column in bulletin.rewards.table.columns]
    assert "节点考核（条款 一.3）" in titles
    assert "资金超占（条款 二）" in titles
    assert "用人单位能否罚款各地规定不同" in bulletin.rewards.table.caveat


def test_whoever_is_owed_nothing_is_not_on_finances_list() -> None:
    assert demo_bulletin(date(2026, 12, 1)).rewards.table.frame.is_empty()


def test_every_settlement_line_has_its_receipt_in_the_same_order(bulletin: Bulletin) -> None:
    frame = bulletin.settlement.table.frame
    of_money = [derivation for derivation in bulletin.derivations if derivation.amount is not None]
    assert of_money == list(bulletin.derivations[: frame.height])
    assert [d.region for d in of_money] == frame["region"].to_list()
    assert [d.amount for d in of_money] == frame["amount"].to_list()
    assert {d.policy_version for d in bulletin.derivations} == set(frame["policy_version"])


def test_a_receipt_shows_one_operation_a_line_with_its_figures(bulletin: Bulletin) -> None:
    receipt = bulletin.scope.evaluation.receipt(SEPTEMBER, "东北", "capital_overrun")
    steps = operations(receipt)
    assert [step.formula.partition(" = ")[0] for step in steps[:4]] == [
        "资金额度",
        "资金占用",
        "超占金额",
        "超占比例",
    ]
    assert steps[0].figures == "7.00 % × 34,400,000 元"
    assert steps[0].result == "2,408,000 元"
    assert [step.result for step in steps[2:]] == ["1,047,480 元", "43.50 %", "罚 3,000 元"]


def test_a_receipt_names_sources_clauses_and_what_is_assumed(bulletin: Bulletin) -> None:
    receipt = bulletin.scope.evaluation.receipt(SEPTEMBER, "东北", "checkpoint")
    found = {item.name: item for item in inputs(receipt)}
    assert found["截至节点日销售额"].origin == "销售明细"
    assert found["截至节点日销售额"].is_fact
    assert found["节点罚款"].kind == "原文"
    assert found["须达标的比率"].is_assumed
    assert all(item.origin not in ("", "—") for item in found.values())
    assert all(item.clause for item in found.values())


def test_every_score_and_expense_ratio_has_a_receipt_too(bulletin: Bulletin) -> None:
    for item in ("得分", "费用率"):
        receipts = [d for d in bulletin.derivations if d.item == item]
        assert [d.region for d in receipts] == bulletin.scope.regions["region"].to_list()
        assert all(d.operations[-1].result == d.outcome for d in receipts)
    best = next(d for d in bulletin.derivations if d.item == "得分")
    assert best.outcome == "104.49 分"
    assert best.operations[-1].figures == "37.3870 + 37.1035 + 15.0000 + 10.0000 + 5.0000"


def test_a_receipt_names_what_is_missing() -> None:
    derivations = demo_bulletin(date(2026, 12, 1)).derivations
    checkpoint = next(d for d in derivations if d.item == "节点考核")
    assert checkpoint.outcome == "? 无数据"
    assert checkpoint.missing == ("截至节点日销售额", "截至节点日回款额")


def test_every_vice_president_signs_for_the_regions_they_answer_for(bulletin: Bulletin) -> None:
    offices = [signature.office for signature in bulletin.signatures]
    assert offices[:3] == ["区域统计员", "财务", "合规部"]
    signed = {s.name: set(s.duty.split("、")) for s in bulletin.signatures if s.office == "分管副总"}
    answered = bulletin.scope.regions.group_by("vice_president").agg(pl.col("region"))
    assert signed == {name: set(regions) for name, regions in answered.iter_rows()}


@given(st.text(alphabet="华东ab*_\\[]()<>#+-.!|~:$&^=@/`{} www", max_size=30))
def test_a_name_comes_out_of_a_sentence_as_it_went_in(name: str) -> None:
    assert unmarked(f"**{plain(name)}** x") == f"{' '.join(name.split())} x"


def test_a_name_cannot_turn_the_text_around_it() -> None:
    bulletin = renamed_bulletin({"西北": "西\u202e北"})
    assert bulletin.regions.table.frame["region"].to_list().count("西\u202e北") == 1
    assert printable("西\u202e北 罚 2,000") == "西北 罚 2,000"


@given(st.text(max_size=200))
def test_a_long_run_can_be_broken_without_losing_a_sign(text: str) -> None:
    shown = printable(text)
    kept = text.translate(
        dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
    )
    assert shown.replace("\u200b", "") == kept.replace("\u200b", "")


@given(st.text(max_size=60), st.integers(2, 40))
def test_a_label_never_grows_past_its_room(text: str, width: int) -> None:
    shown = clipped(text, width)
    assert text_width(shown) <= width
    assert shown == text or shown.endswith("…")


def test_yuan_are_whole_unless_they_are_not() -> None:
    assert [yuan(amount) for amount in (1000.0, -3000.0, 0.0, 0.5)] == ["1,000", "-3,000", "0", "0.50"]


def test_the_year_has_a_row_per_region_a_total_and_what_it_comes_to(bulletin: Bulletin) -> None:
    frame = bulletin.year.frame
    regions = {row["region"] for row in demo_snapshot().evaluation.regions.iter_rows(named=True)}
    assert set(frame["region"]) == regions | {"合计"}
    of_year = demo_snapshot().evaluation.regions.filter(
        pl.col("month").is_between(date(2026, 1, 1), date(2026, 9, 1))
    )
    assert frame["sales_to_date"][-1] == pytest.approx(of_year["sales"].sum(), abs=0.01)
    assert frame["awards"][-1] == of_year["awards"].sum()
    assert bulletin.year_said[0].startswith("× 按当前进度，销售完不成年度指标")
    assert [name for name, _table in bulletin.chapters][:2] == ["年度", "年度奖惩与费用"]


def test_yes_and_no_are_printed_as_words(bulletin: Bulletin) -> None:
    column = next(each for each in bulletin.year.columns if each.name == "is_sales_year_reached")
    assert [cell_text(value, column, WAN) for value in (True, False, None)] == ["是", "否", "—"]
