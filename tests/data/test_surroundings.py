# ruff: noqa: E501 - tables of cases read across
"""What stands around the data is used or asked about; harmless lines are neither."""

from __future__ import annotations

from typing import Any

import pytest

from data.ingestion import Ingestion
from tests.data.workbooks import HEADER, amounts, baseline, codes, csv_bytes, read_in, rows, xlsx_bytes

TEN_THOUSANDS = [[*row[:3], *(str(round(float(x) / 10_000, 6)) for x in row[3:])] for row in rows()]


def titled(title: str, table: list[list[Any]] | None = None) -> Ingestion:
    return read_in(xlsx_bytes([[title], HEADER, *(table or rows())]))


def footed(text: str) -> Ingestion:
    return read_in(xlsx_bytes([HEADER, *rows(), [], [text]]))


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("2026年1-3月累计销售回款情况表", "says_cumulative"),
        ("截至2026年3月累计完成情况", "says_cumulative"),
        ("2026年一季度经营数据", "says_cumulative"),
        ("2026年3月 YTD", "says_cumulative"),
        ("上年同期数", "says_earlier"),
        ("2026年3月月度计划", "says_plan"),
        ("Budget 2026-03", "says_plan"),
        ("2026年3月（不含税）", "says_untaxed"),
        ("2026年3月退货明细", "says_returns"),
        ("2026年3月上旬经营数据", "says_partial"),
        ("截止2026年3月20日", "says_partial"),
        ("折合美元", "says_foreign"),
        ("2026年3月（草稿）", "says_draft"),
        ("2026年3月销售快报", "says_draft"),
        ("包含未审核单据", "says_draft"),
        ("待财务确认", "says_draft"),
        ("临时数据", "says_draft"),
        ("按汇率7.1折算", "says_foreign"),
        ("此表作废，以最新为准", "says_draft"),
        ("上海办销售额有误，应为12000", "says_correction"),
        ("万元表", "unit_elsewhere"),
    ],
)
def test_a_title_that_says_something_else_is_asked_about_at_its_cell(title: str, code: str) -> None:
    found = titled(title)
    assert [(i.code, i.where(), i.value) for i in found.warnings] == [(code, "月度事实!A1", title)]
    assert not found.errors


@pytest.mark.parametrize(
    "title",
    [
        "2026年3月各办事处经营数据表",
        "制表部门：计划财务部",
        "2026年3月计划完成情况",
        "2026年3月与去年同期对比分析",
        "截至2026年3月31日",
        "2026年度销售月报 2026年3月",
        "2026年3月主要经营指标",
        "未经审计",
        "说明：退货以负数列示",
        "查询条件：单据状态等于已审核",
        "含税金额",
    ],
)
def test_a_harmless_title_is_not_asked_about(title: str) -> None:
    found = titled(title)
    assert [issue.text() for issue in (*found.errors, *found.warnings)] == []
    assert amounts(found).equals(amounts(baseline()))


def test_a_span_of_months_is_right_above_rows_of_these_months() -> None:
    february = [["2026-02", *row[1:]] for row in rows()]
    assert "says_cumulative" not in codes(titled("2026年2-3月经营数据", [*february, *rows()]), "warning")


def test_a_plan_may_call_itself_a_plan() -> None:
    header = ["年月", "区域", "办事处", "销售指标", "回款指标"]
    table = [["2026年3月销售计划"], header, *([*row[:3], row[3], row[4]] for row in rows())]
    assert codes(read_in(csv_bytes(table)), "warning") == set()


@pytest.mark.parametrize(
    ("text", "code"), [("注：以上金额不含税", "says_untaxed"), ("注：以上为本年累计数", "says_cumulative")]
)
def test_a_footer_that_changes_the_meaning_is_asked_about(text: str, code: str) -> None:
    assert [(i.code, i.row) for i in footed(text).warnings] == [(code, 12)]


@pytest.mark.parametrize(
    "text",
    [
        "说明：1、含税；2、不含内部交易",
        "复核：计划科 李四",
        "注：退货以负数表示",
        "数据来源：ERP",
        "数据如有误，请于5日内反馈",
    ],
)
def test_a_harmless_footer_is_a_note(text: str) -> None:
    found = footed(text)
    assert codes(found, "warning") | codes(found) == set()


def test_a_title_between_two_tables_speaks_for_the_second() -> None:
    table = [HEADER, *rows()[:5], ["二、上年同期"], HEADER, *rows()[5:]]
    assert [(i.code, i.row) for i in read_in(xlsx_bytes(table)).warnings] == [("says_earlier", 7)]


def test_a_unit_among_the_data_is_not_taken_for_the_rows_above_it() -> None:
    table = [HEADER, *rows()[:5], ["单位：万元"], *rows()[5:]]
    found = read_in(xlsx_bytes(table))
    assert [(i.code, i.where()) for i in found.warnings] == [("unit_elsewhere", "月度事实!A7")]
    assert amounts(found).equals(amounts(baseline()))


def test_a_unit_repeated_on_every_page_is_the_one_of_the_first() -> None:
    table = [["单位：万元"], HEADER, *TEN_THOUSANDS[:5], ["单位：万元"], HEADER, *TEN_THOUSANDS[5:]]
    found = read_in(xlsx_bytes(table))
    assert codes(found) | codes(found, "warning") == set()
    assert amounts(found).equals(amounts(baseline()))


@pytest.mark.parametrize("comment", ["应为 12000", "金额有误", "待核实", "此单重复", "Should be 12,000"])
def test_a_comment_that_corrects_a_cell_is_asked_about(comment: str) -> None:
    table = xlsx_bytes([HEADER, *rows()], touch=lambda _, sheet: sheet.write_comment("D3", comment))
    assert [(i.code, i.where()) for i in read_in(table).warnings] == [("says_correction", "月度事实!D3")]


@pytest.mark.parametrize("comment", ["张三：已核对无误", "来源：ERP", "必填，单位元"])
def test_a_comment_that_corrects_nothing_is_not_asked_about(comment: str) -> None:
    table = xlsx_bytes([HEADER, *rows()], touch=lambda _, sheet: sheet.write_comment("D3", comment))
    assert [issue.text() for issue in read_in(table).warnings] == []


def test_two_tables_in_two_units_contradict_each_other() -> None:
    table = [["单位：元"], HEADER, *rows()[:5], ["单位：万元"], HEADER, *TEN_THOUSANDS[5:]]
    assert "unit_conflict" in codes(read_in(xlsx_bytes(table)))


def test_a_unit_in_the_name_of_a_file_is_asked_about_and_a_letter_is_none() -> None:
    content = xlsx_bytes([HEADER, *rows()])
    assert [i.code for i in read_in(content, "月度事实(万元).xlsx").warnings] == ["unit_elsewhere"]
    assert codes(read_in(content, "k.xlsx"), "warning") == set()
    assert [i.code for i in read_in(content, "2026年3月累计.xlsx").warnings] == ["says_cumulative"]


def test_a_unit_right_of_the_table_is_used() -> None:
    table = [[*HEADER, "", "单位：万元"], *TEN_THOUSANDS]
    assert amounts(read_in(xlsx_bytes(table))).equals(amounts(baseline()))


def test_a_bare_unit_is_used_and_asked_about() -> None:
    found = read_in(xlsx_bytes([["单位：万"], HEADER, *TEN_THOUSANDS]))
    assert [(i.code, i.where()) for i in found.warnings] == [("unit_bare", "月度事实!A1")]
    assert amounts(found).equals(amounts(baseline()))


@pytest.mark.parametrize(
    ("header", "values", "code"),
    [
        ("币种", "AUD", "foreign_currency"), ("结算货币", "澳门元", "foreign_currency"), ("CCY", "USD", "foreign_currency"),
        ("币种", "01号币", "foreign_currency"), ("货币代码", "欧元", "foreign_currency"),
    ],
)  # fmt: skip
def test_a_column_of_another_currency_is_an_error_at_each_row(header: str, values: str, code: str) -> None:
    found = read_in(xlsx_bytes([[*HEADER, header], *([*row, values] for row in rows())]))
    assert {(i.code, i.row) for i in found.errors} == {(code, n) for n in range(2, 11)}


@pytest.mark.parametrize("value", ["人民币", "RMB", "CNY", "本位币", "元", "￥", "人民币元"])
def test_a_column_of_yuan_is_nothing(value: str) -> None:
    found = read_in(xlsx_bytes([[*HEADER, "币种"], *([*row, value] for row in rows())]))
    assert codes(found) | codes(found, "warning") == set()


def test_each_row_is_read_in_the_unit_of_its_row_and_that_is_asked_about() -> None:
    table = [
        [*HEADER, "金额单位"],
        *([*(TEN_THOUSANDS if at % 2 else rows())[at], "万元" if at % 2 else "元"] for at in range(9)),
    ]
    found = read_in(xlsx_bytes(table))
    assert [i.code for i in found.warnings] == ["unit_of_rows_mixed"]
    assert amounts(found).equals(amounts(baseline()))


@pytest.mark.parametrize(
    ("header", "code"),
    [("销售额（修正）", "near_twin"), ("销售额2", "near_twin"), ("调整后销售额", "near_twin"), ("退货金额", "contra_column"),
     ("汇率", "exchange_rate"), ("本位币金额", "near_twin")],
)  # fmt: skip
def test_a_second_figure_beside_is_asked_about(header: str, code: str) -> None:
    found = read_in(xlsx_bytes([[*HEADER, header], *([*row, 7.25] for row in rows())]))
    assert [i.code for i in found.warnings] == [code]


@pytest.mark.parametrize(
    "header",
    [
        "销售额环比",
        "上年销售额",
        "销售额（计划）",
        "销售额（不含税）",
        "0-30天",
        "预收款",
        "累计销售额",
        "排名",
    ],
)
def test_figures_of_something_else_beside_are_left_out_with_a_note(header: str) -> None:
    found = read_in(xlsx_bytes([[*HEADER, header], *([*row, 7.25] for row in rows())]))
    assert codes(found) | codes(found, "warning") == set()
    assert "ignored_columns" in codes(found, "note")


def test_an_equal_twin_is_not_asked_about() -> None:
    found = read_in(xlsx_bytes([[*HEADER, "销售额（修正）"], *([*row, row[3]] for row in rows())]))
    assert codes(found, "warning") == set()
