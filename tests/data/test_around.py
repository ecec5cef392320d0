"""Rows around the data: totals of any wording, signatures, notes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.data.workbooks import HEADER, amounts, baseline, codes, csv_bytes, read_in, rows, xlsx_bytes


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
