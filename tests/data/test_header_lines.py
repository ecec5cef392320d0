# ruff: noqa: E501 - tables of cases read across
"""Headers of several lines: merged, centred or neither, in workbooks and text files."""

from __future__ import annotations

from typing import Any

import pytest

from data.cleaning.heading.chains import chains, full_name
from data.ingestion import Ingestion
from tests.data.workbooks import HEADER, amounts, baseline, codes, csv_bytes, read_in, rows, xlsx_bytes


def two_sided(left: str, right: str, *, is_own_left: bool = False) -> list[list[Any]]:
    """Sales and collections each over two columns; the own figures right (or left), ten times as much beside."""
    top = [*HEADER[:3], "销售额", "", "回款额", "", *HEADER[5:]]
    below = ["", "", "", left, right, left, right, *[""] * 5]
    table = []
    for row in rows():
        pairs = []
        for value in row[3:5]:
            other = f"{float(value) * 10:.2f}"
            pairs += [value, other] if is_own_left else [other, value]
        table.append([*row[:3], *pairs, *row[5:]])
    return [top, below, *table]


def both(table: list[list[Any]], sheet: str = "月度事实") -> list[Ingestion]:
    return [read_in(csv_bytes(table), "a.csv"), read_in(xlsx_bytes(table, sheet))]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("计划", "实际"),
        ("本年累计", "本月"),
        ("上年同期", "本期"),
        ("预算数", "实际数"),
        ("不含税", "含税"),
        ("上月", "本月"),
        ("目标", "完成"),
    ],
)
def test_the_own_figure_is_read_and_the_other_named_with_its_column(left: str, right: str) -> None:
    for found in both(two_sided(left, right)):
        assert amounts(found).equals(amounts(baseline()))
        assert [i.code for i in found.warnings] == ["passed_over_column"] * 2
        assert f"销售额 / {right} (E)" in found.warnings[0].text()
        assert f"销售额 / {left} (D)" in found.warnings[0].text()


def test_the_order_of_the_columns_does_not_matter() -> None:
    for found in both(two_sided("本月", "本年累计", is_own_left=True)):
        assert amounts(found).equals(amounts(baseline()))


def test_counts_and_prices_beside_an_amount_are_left_out_without_a_question() -> None:
    top = ["年月", "区域", "办事处", "品类", "期末库存", "", ""]
    below = ["", "", "", "", "数量", "单价", "金额"]
    table = [top, below, *([*row[:3], "整机", "7", "1000", row[6]] for row in rows())]
    for found in both(table, "库存占用"):
        assert codes(found, "warning") == set()
        assert found.frames["inventory"]["amount"].sum() == sum(round(float(row[6]) * 100) for row in rows())


def test_two_columns_that_could_both_be_meant_are_an_error_with_letters_and_names() -> None:
    for found in both(two_sided("一部", "二部")):
        assert codes(found) == {"duplicate_header"}
        assert "销售额 / 一部 (D)" in found.errors[0].text()
        assert "销售额 / 二部 (E)" in found.errors[0].text()


@pytest.mark.parametrize(
    "groups",
    [
        [None, "去年", None, None, "今年", None, None],
        [None, None, "去年", None, None, "今年", None],
    ],
    ids=["at the left", "in the middle"],
)
def test_groups_without_merged_cells_head_equal_shares(groups: list[str | None]) -> None:
    grid: list[list[str | None]] = [groups, ["区域", "甲", "乙", "丙", "丁", "戊", "己"]]
    assert [full_name(chain) for chain in chains(grid, [0, 1])] == [
        "区域", "去年 / 甲", "去年 / 乙", "去年 / 丙", "今年 / 丁", "今年 / 戊", "今年 / 己",
    ]  # fmt: skip


def test_a_merged_group_that_says_something_else_is_asked_about_where_it_stands() -> None:
    table = [["", "", "", "本年累计", *[""] * 6], HEADER, *rows()]
    found = read_in(xlsx_bytes(table, touch=lambda _, sheet: sheet.merge_range(0, 3, 0, 9, "本年累计")))
    assert [(i.code, i.where()) for i in found.warnings] == [("says_cumulative", "月度事实!D1")]


@pytest.mark.parametrize(
    ("group", "code"), [("2025年3月", "says_earlier"), ("计划", "says_plan"), ("去年", "says_earlier")]
)
def test_a_group_in_a_text_file_is_asked_about(group: str, code: str) -> None:
    found = read_in(csv_bytes([["", "", "", group, *[""] * 6], HEADER, *rows()]), "a.csv")
    assert codes(found, "warning") == {code}


@pytest.mark.parametrize("group", ["经营数据", "2026年3月", "2026年", "单位：元", "本月实际"])
def test_a_group_that_changes_nothing_is_not_asked_about(group: str) -> None:
    found = read_in(csv_bytes([["", "", "", group, *[""] * 6], HEADER, *rows()]), "a.csv")
    assert codes(found) | codes(found, "warning") == set()


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ({3: "本年累计"}, "says_cumulative"),
        ({3: "不含税"}, "says_untaxed"),
        ({4: "含承兑"}, "says_unknown"),
        ({3: "万元"}, "unit_partial"),
    ],
)
def test_a_line_below_the_header_is_asked_about_at_its_cell(line: dict[int, str], code: str) -> None:
    below = [line.get(at, "") for at in range(10)]
    found = read_in(xlsx_bytes([HEADER, below, *rows()]))
    assert [i.code for i in found.warnings] == [code]


@pytest.mark.parametrize(
    "line",
    [
        ["甲", "乙", "丙", "1", "2", "3", "4", "5", "6", "7"],
        [f"({n})" for n in range(1, 11)],
        [f"第{n}列" for n in range(1, 11)],
        list("ABCDEFGHIJ"),
        ["序号1", *map(str, range(2, 10)), "10=4-5"],
        ["Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "Ⅵ", "Ⅶ", "Ⅷ", "Ⅸ", "Ⅹ"],
        ["YYYY-MM", "必填", "必填", *["必填，元"] * 7],
        ["-"] * 10,
    ],
    ids=lambda line: line[0],
)
def test_a_line_that_numbers_the_columns_or_says_how_to_fill_them_is_a_note(line: list[str]) -> None:
    for found in both([HEADER, line, *rows()]):
        assert codes(found) | codes(found, "warning") == set()
        assert [i.row for i in found.notes if i.code == "numbering_row"] == [2]
        assert amounts(found).equals(amounts(baseline()))


def test_an_example_below_the_header_is_left_out_and_asked_about() -> None:
    found = read_in(xlsx_bytes([HEADER, ["示例：2026-03", "华东", "上海办", *["1000"] * 7], *rows()]))
    assert [(i.code, i.row) for i in found.warnings] == [("example_row", 2)]
    assert amounts(found).equals(amounts(baseline()))


def test_a_header_may_say_that_it_is_the_months_own() -> None:
    header = [*HEADER[:3], "本月销售额", "回款额（实际）", *HEADER[5:]]
    assert amounts(read_in(xlsx_bytes([header, *rows()]))).equals(amounts(baseline()))


def test_days_of_credit_are_no_month() -> None:
    header = ["年月", "区域", "办事处", "客户", "客户类型", "应收余额", "逾期金额", "账期(天)"]
    found = read_in(
        csv_bytes([header, *([*row[:3], "某客户", "零售", "100", "0", "30"] for row in rows())]), "a.csv"
    )
    assert codes(found) == set()
