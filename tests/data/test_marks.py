"""Marks beside a row that say it does not count as it stands are asked about; harmless ones are not."""

from __future__ import annotations

import pytest

from data.ingestion import Ingestion
from tests.data.test_validation import SALES, line
from tests.data.workbooks import DECLARED, HEADER, amounts, baseline, codes, csv_bytes, read_in, rows


def marked(title: str, mark: str) -> Ingestion:
    """The nine rows with a column more, in which the second row bears `mark`."""
    lines = [[*row, mark if at == 1 else ""] for at, row in enumerate(rows())]
    return read_in(csv_bytes([[*HEADER, title], *lines]), "a.csv")


@pytest.mark.parametrize(
    ("title", "mark"),
    [
        ("备注", "重复录入"),
        ("备注", "金额有误"),
        ("备注", "应为12000.00"),
        ("备注", "不计入"),
        ("备注", "待核实"),
        ("备注", "万元"),
        ("状态", "草稿"),
        ("单据状态", "未审核"),
        ("状态", "已退票"),
        ("收款状态", "未到账"),
        ("支付状态", "收款失败"),
        ("审核状态", "驳回"),
        ("是否有效", "否"),
        ("有效", "N"),
        ("删除标记", "1"),
        ("是否重复", "是"),
        ("是否计入", "否"),
        ("数据类型", "预算"),
        ("口径", "不含税"),
        ("是否含税", "否"),
        ("期间类型", "本年累计"),
        ("备注", "预提"),
        ("备注", "样品，不计销售"),
        ("备注", "请忽略"),
        ("备注", "冲销XS2026030001"),
        ("备注", "未税"),
        ("备注", "USD 500"),
        ("备注", "2月补录"),
        ("备注", "跨期，应计入2月"),
        ("备注", "属于2025年3月"),
        ("摘要", "确认2月份收入"),
    ],
)
def test_a_row_marked_as_doubtful_counts_and_is_asked_about(title: str, mark: str) -> None:
    found = marked(title, mark)
    assert [(i.code, i.where(), i.value, i.parameters["rows"]) for i in found.warnings] == [
        ("row_in_doubt", f"line 3, {title}", mark, "3")
    ]
    assert amounts(found).equals(amounts(baseline()))


@pytest.mark.parametrize(
    ("title", "mark"),
    [
        ("备注", "2月订单3月发货"),
        ("备注", "对账无误"),
        ("备注", "单价改价"),
        ("单据状态", "已审核"),
        ("开票状态", "未开票"),
        ("对账状态", "未对账"),
        ("是否含税", "是"),
        ("是否新客户", "否"),
        ("是否退货", "否"),
        ("有效", "Y"),
        ("版本", "V2"),
        ("部门", "计划部"),
        ("备注", "计入3月"),
        ("备注", "不计利息"),
        ("备注", "更正地址"),
        ("备注", "补2月发票"),
        ("备注", "2月货款"),
        ("客户名称", "二月份收入"),
    ],
)
def test_a_mark_that_takes_nothing_back_is_not_asked_about(title: str, mark: str) -> None:
    assert [issue.text() for issue in marked(title, mark).warnings] == []


def test_a_declaration_that_stands_twice_word_for_word_is_asked_about() -> None:
    line = ["2026-03", "华东", "上海办", "2026-02-27", "100", "90", "", "", "", ""]
    found = read_in(csv_bytes([DECLARED, line, line]), "a.csv")
    assert [(i.where(), i.parameters["first"]) for i in found.warnings if i.code == "same_row_again"] == [
        ("line 3, 年月", 2)
    ]
    other = read_in(csv_bytes([DECLARED, line, [*line[:4], "110", *line[5:]]]), "a.csv")
    assert "same_row_again" not in codes(other, "warning")


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("客户", "测试客户"),
        ("客户", "暂估客户"),
        ("客户", "甲公司（退货）"),
        ("产品", "销售折扣"),
        ("产品", "退货-门"),
        ("单据号", "XS001(红字)"),
    ],
)
def test_a_name_that_says_that_its_row_is_no_sale_is_asked_about_at_its_row(column: str, name: str) -> None:
    table = [line("1"), line("2", **{column: name})]
    found = read_in(csv_bytes([SALES, *table]), "a.csv")
    assert [
        (i.where(), i.value, i.parameters["rows"]) for i in found.warnings if i.code == "row_in_doubt"
    ] == [(f"line 3, {column}", name, "3")]


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("客户", "华测测试技术有限公司"),
        ("客户", "某某折扣店"),
        ("客户", "退役军人服务中心"),
        ("产品", "红字打印机"),
        ("产品", "测试仪"),
        ("单据号", "XSTH-001"),
    ],
)
def test_a_name_that_merely_contains_such_a_word_is_not_asked_about(column: str, name: str) -> None:
    found = read_in(csv_bytes([SALES, line("1"), line("2", **{column: name})]), "a.csv")
    assert "row_in_doubt" not in codes(found, "warning")


def test_a_return_with_its_minus_is_as_it_should_be() -> None:
    back = line("2", 客户="甲公司（退货）", 数量="-1", 销售额="-100", 毛利="-20")
    assert "row_in_doubt" not in codes(read_in(csv_bytes([SALES, line("1"), back]), "a.csv"), "warning")
