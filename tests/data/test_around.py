"""Rows around the data: totals of any wording, signatures, notes."""

from __future__ import annotations

from typing import Any

import pytest

from data.ingestion import Ingestion
from tests.data.workbooks import HEADER, amounts, baseline, codes, csv_bytes, read_in, rows, xlsx_bytes

OWED = ["年月", "区域", "办事处", "客户", "客户类型", "应收余额", "逾期金额"]
SOLD = ["日期", "单据号", "区域", "办事处", "客户", "客户类型", "产品", "数量", "销售额", "毛利"]


def total(label: str, column: int = 0, table: list[list[Any]] | None = None, more: float = 0) -> list[str]:
    sums = [f"{sum(float(row[j]) for row in table or rows()) + more:.2f}" for j in range(3, 10)]
    return [label if at == column else "" for at in range(3)] + sums


@pytest.mark.parametrize(
    ("label", "column"),
    [
        ("Total", 0),
        ("3月合计", 0),
        ("2026年3月合计", 0),
        ("2026-03 合计", 0),
        ("合计（元）", 0),
        ("SUM", 0),
        ("全国", 1),
        ("全公司", 1),
        ("9家合计", 0),
        ("小计2", 0),
        ("共 9 条", 0),
        ("记录数：9", 0),
        ("本月数", 0),
        ("", 0),
        ("公司", 1),
    ],
)
def test_a_row_that_adds_up_is_a_total_whatever_it_is_called(label: str, column: int) -> None:
    found = read_in(csv_bytes([HEADER, *rows(), total(label, column)]), "a.csv")
    assert codes(found) | codes(found, "warning") == set()
    assert [i.row for i in found.notes if i.code == "total_rows"] == [11]
    assert amounts(found).equals(amounts(baseline()))


def test_totals_of_regions_and_of_all_are_told_from_the_data() -> None:
    east, rest = rows()[:3], rows()[3:]
    table = [HEADER, *east, total("华东 Total", 1, east), *rest, total("总计")]
    found = read_in(csv_bytes(table), "a.csv")
    assert codes(found) | codes(found, "warning") == set()
    assert amounts(found).equals(amounts(baseline()))


@pytest.mark.parametrize("label", ["3月合计", "全国", "Total", "其中：零售"])
def test_a_labelled_total_that_does_not_add_up_is_asked_about(label: str) -> None:
    found = read_in(csv_bytes([HEADER, *rows(), total(label, 1, more=1)]), "a.csv")
    assert [(i.code, i.row) for i in found.warnings] == [("total_differs", 11)]


def owed(*lines: list[Any]) -> Ingestion:
    """Receivables of the nine offices, three customers each, with `lines` put behind the first three."""
    own = [["2026-03", *row[1:3], name, "零售", 100.5, 0] for row in rows() for name in "甲乙丙"]
    own[3:3] = [["2026-03", "华东", "上海办", *line] for line in lines]
    return read_in(csv_bytes([OWED, *own]), "a.csv")


LABELS = [
    "小计",
    "上海办小计",
    "合计",
    "小 计：",
    "Subtotal",
    "-小计-",
    "合计(3笔)",
    "上海办 汇总",
    "其中：零售",
]


@pytest.mark.parametrize("label", LABELS)
def test_a_subtotal_among_the_customers_is_none_of_them_though_its_keys_are_filled(label: str) -> None:
    found = owed([label, "零售", 301.5, 0])
    assert codes(found) | codes(found, "warning") == set()
    assert [i.row for i in found.notes if i.code == "total_rows"] == [5]
    assert found.frames["receivables"]["balance"].sum() == 27 * 10_050


@pytest.mark.parametrize("label", [*LABELS, "期初余额", "上期结转", "平均值", "同比", "全部客户"])
def test_a_row_named_like_a_total_to_which_nothing_adds_up_counts_and_is_asked_about(label: str) -> None:
    found = owed([label, "零售", 77, 0])
    assert [(i.code, i.where()) for i in found.warnings] == [("named_totals", "line 5")]
    assert found.frames["receivables"]["balance"].sum() == 27 * 10_050 + 7_700


@pytest.mark.parametrize(
    "name",
    [
        "上海设计院",
        "中国统计出版社",
        "会计师事务所",
        "汇总科技有限公司",
        "其中源科技",
        "比亚迪",
        "全部鲜生超市",
        "Sum Cafe",
    ],
)
def test_a_customer_whose_name_holds_such_a_word_is_a_customer(name: str) -> None:
    found = owed([name, "零售", 301.5, 0])
    assert [issue.text() for issue in (*found.errors, *found.warnings)] == []
    assert name in found.frames["receivables"]["customer"].to_list()


@pytest.mark.parametrize(
    ("third", "fourth"), [("毛利", "销售额"), ("不含税金额", "毛利"), ("销售额（万元）", "毛利（万元）")]
)
def test_a_second_header_over_other_columns_is_refused_at_its_row(third: str, fourth: str) -> None:
    own = [
        ["2026-03-05", f"X{at}", *row[1:3], "甲", "零售", "门", 1, 100, 20] for at, row in enumerate(rows())
    ]
    again = [*SOLD[:8], third, fourth]
    found = read_in(csv_bytes([SOLD, *own[:4], again, *own[4:]]), "a.csv")
    assert [(i.code, i.where(), i.value) for i in found.errors] == [("other_header", "line 6, 销售额", third)]


def test_a_second_header_that_says_the_same_otherwise_is_a_note() -> None:
    own = [
        ["2026-03-05", f"X{at}", *row[1:3], "甲", "零售", "门", 1, 100, 20] for at, row in enumerate(rows())
    ]
    found = read_in(csv_bytes([SOLD, *own[:4], [*SOLD[:8], "销售金额", "毛利额"], *own[4:]]), "a.csv")
    assert codes(found) | codes(found, "warning") == set()
    assert found.frames["sales"].height == 9


def test_a_row_with_a_blank_office_that_does_not_add_up_stays_an_error() -> None:
    table = rows()
    table[4][2] = ""
    found = read_in(csv_bytes([HEADER, *table]), "a.csv")
    assert [(i.code, i.row) for i in found.errors] == [("blank_cell", 6)]


@pytest.mark.parametrize(
    "line",
    [
        ["制表人：王五", "", "审核人：李四", "", "日期：2026-04-02"],
        ["制表：王五", "复核：李四", "主管：赵六"],
        ["制表人：王五", "审核：", "", "2026-04-02"],
        ["审核", "李四", "", "制单", "王五"],
        ["第1页", "", "", "共1页"],
        ["打印时间：2026-04-02 10:00", "", "", "", "第 1 页 / 共 1 页"],
        ["编制单位：某某公司", "", "", "", "2026年3月31日"],
        ["20260402"],
        ["2026年4月2日"],
        ["联系电话：021-12345678"],
        ["说明：1、含税；2、不含内部交易", "", "", "2、合计见附表"],
        ["单位负责人：", "会计机构负责人：", "制表人："],
        ["制表人：王五", "", "", "20260402"],
        ["共9条记录"],
    ],
    ids=lambda line: line[0],
)
def test_a_line_about_the_table_is_a_note_and_never_an_ambiguous_month(line: list[str]) -> None:
    padded = [*line, *[""] * (10 - len(line))]
    for content, name in (
        (csv_bytes([HEADER, *rows(), padded]), "a.csv"),
        (xlsx_bytes([HEADER, *rows(), [], line]), "a.xlsx"),
    ):
        found = read_in(content, name)
        assert [i.text() for i in (*found.errors, *found.warnings)] == []
        assert "note_line" in codes(found, "note")


def test_a_month_all_by_itself_is_a_row_that_was_not_filled_in() -> None:
    found = read_in(csv_bytes([HEADER, *rows(), ["2026-03", *[""] * 9]]), "a.csv")
    assert {i.row for i in found.errors} == {11}


def test_a_data_row_with_words_for_amounts_is_no_footer() -> None:
    found = read_in(csv_bytes([HEADER, *rows(), ["2026-03", "华东", "上海办", *["无"] * 7]]), "a.csv")
    assert "word_for_nothing" in codes(found)


def test_a_second_header_may_say_that_yuan_are_yuan() -> None:
    again = [name if at != 3 else "销售额(元)" for at, name in enumerate(HEADER)]
    found = read_in(csv_bytes([HEADER, *rows()[:4], again, *rows()[4:]]), "a.csv")
    assert codes(found) | codes(found, "warning") == set()
    assert amounts(found).equals(amounts(baseline()))


@pytest.mark.parametrize("at", [0, -1])
def test_a_second_header_in_yuan_contradicts_a_line_that_says_another_unit(at: int) -> None:
    again = [name if at != 3 else "销售额(元)" for at, name in enumerate(HEADER)]
    table = [HEADER, *rows()[:4], again, *rows()[4:]]
    table.insert(at if at == 0 else len(table), ["单位：万元"])
    assert "other_header" in codes(read_in(csv_bytes(table), "a.csv"))


def test_a_ledgers_line_of_the_year_so_far_is_not_held_against_the_month() -> None:
    table = [HEADER, *rows(), total("本月合计"), total("本年累计", more=5_000_000)]
    found = read_in(csv_bytes(table), "a.csv")
    assert codes(found) | codes(found, "warning") == set()
    assert amounts(found).equals(amounts(baseline()))


def test_a_programs_names_of_its_fields_below_the_header_are_no_data() -> None:
    names = ["FPeriod", "FRegion", "FOffice", *(f"F_ABC_Amt{at}" for at in range(7))]
    found = read_in(csv_bytes([HEADER, names, *rows()]), "a.csv")
    assert codes(found) | codes(found, "warning") == set()
    assert [(i.code, i.row) for i in found.notes] == [("numbering_row", 2)]
