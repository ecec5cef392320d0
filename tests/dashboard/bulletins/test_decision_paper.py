"""The decision paper: a row per question, every figure found again in its lines, room to decide."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from functools import cache
from itertools import groupby

import openpyxl

from dashboard.bulletins.decision_paper import Basis, paper_bytes
from dashboard.views.evidence.clauses import rule_of
from dashboard.views.evidence.readings import consequence_text, dearest_first, region_table, summary_table
from engine.evaluation import evaluate
from engine.whatif.alternatives import Price, alternatives, price
from tests.engine.building import facts
from tests.engine.policies import policies_with, shipped

BASIS = Basis(date(2026, 1, 1), date(2026, 3, 1), "v1", "2025-01+abc", datetime(2026, 4, 1, tzinfo=UTC))
#: A misses sales each month; B both; C ties up its whole quota and has contract overdue.
MONTH = {"A": {"sales_28": 0}, "B": {"sales_28": 0, "collections_28": 0}, "C": {"overdue": 100}}


@cache
def prices() -> tuple[Price, ...]:
    given = facts({"months": {f"2026-0{number}": MONTH for number in (1, 2, 3)}})
    before = evaluate(given, shipped())
    return tuple(
        price(one, before, evaluate(given, policies_with({one.key: one.choice})), BASIS.last)
        for one in alternatives(shipped().items[0])
    )


def of(key: str, choice: object) -> Price:
    return next(p for p in prices() if (p.alternative.key, p.alternative.choice) == (key, choice))


def test_the_summary_has_a_row_per_alternative_with_its_money() -> None:
    table = summary_table(prices())
    assert table.frame.height == 12
    row = next(r for r in table.frame.to_dicts() if r["choice"] == "不罚")
    assert (row["current"], row["cost"], row["lines"], row["flipped"]) == ("罚", 3000, 3, 3)
    # C: 100 of 700 is 14.3 %, a fine of 1,000 a month; offset by 600 unused it is a reward of 500.
    offset = of("capital.is_overdue_offset_by_quota", True)
    assert (offset.cost, offset.flipped) == (4500, 3)


def test_the_question_at_stake_most_comes_first_with_its_answers_together() -> None:
    found = dearest_first(prices())
    keys = [key for key, _group in groupby(found, key=lambda one: one.alternative.key)]
    assert len(keys) == len(set(keys))
    stakes = [max(abs(p.cost) for p in found if p.alternative.key == key) for key in keys]
    assert stakes == sorted(stakes, reverse=True)
    assert found[0].alternative.key == "capital.is_overdue_offset_by_quota"  # 4,500, as worked out above


def test_totals_by_region_are_those_of_the_summary() -> None:
    regions = region_table(prices()).frame
    assert regions["change"].sum() == sum(p.cost for p in prices())
    assert regions["flipped"].sum() == sum(p.flipped for p in prices())


def test_a_reading_that_changes_nothing_says_so() -> None:
    assert consequence_text(of("readings.new_manager", "takes_over")) == "已载入月份内没有影响"
    assert "3 笔奖惩不同，其中 3 笔性质改变；公司多支出 3,000 元" in consequence_text(
        of("readings.one_miss_of_two", "no_fine")
    )


def test_the_paper_asks_one_question_a_row_and_leaves_room_for_the_decision() -> None:
    book = openpyxl.load_workbook(io.BytesIO(paper_bytes(prices(), BASIS)))
    assert book.sheetnames == [
        "待决定的条文理解",
        "其他理解的影响",
        "分区域",
        "逐笔奖惩对比",
        "逐月排名与建议对比",
    ]
    sheet = book.worksheets[0]
    header = [cell.value for cell in sheet[2]]
    assert header[-2:] == ["决定", "决定人、日期"]
    questions = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=3, max_row=13)]
    assert all(line[0] and line[1] and line[-1] is None for line in questions)
    assert len({line[1] for line in questions}) == 11
    notes = [cell.value for cell in sheet["A"] if cell.value]
    assert any("2026-01 至 2026-03" in note for note in notes)
    assert any("2025-01+abc" in note and "v1" in note for note in notes)


def test_every_line_of_the_paper_is_in_yuan_and_adds_up() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(paper_bytes(prices(), BASIS)))["逐笔奖惩对比"]
    rows = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=2)]
    header = rows[0]
    assert [name for name in header if "元" in name] == ["现行口径（元）", "另一口径（元）", "差额（元）"]
    place = header.index("差额（元）")
    differences = [row[place] for row in rows[1:] if isinstance(row[place], int | float)]
    assert sum(differences) == sum(p.cost for p in prices())


def test_a_clause_says_where_the_policy_reads_otherwise() -> None:
    ours, other = shipped().items[0], policies_with({"readings.manager_travel": "inside_cap"}).items[0]
    assert "另作如下理解" not in rule_of("expense_ratio", ours)
    assert rule_of("expense_ratio", other).endswith(
        "本制度参数另作如下理解：区域经理本人差旅与费用上限：占用上限。"
    )
