"""Lines around the data that tell another period than the rows', or a part of a month, are asked about."""

from __future__ import annotations

import pytest

from data.ingestion import Ingestion
from tests.data.workbooks import HEADER, codes, csv_bytes, read_in, rows, xlsx_bytes


def headed(*cells: str) -> Ingestion:
    return read_in(xlsx_bytes([list(cells), HEADER, *rows()]))


@pytest.mark.parametrize(
    "line",
    [
        ["期间：2026-02-01至2026-02-28"],
        ["查询条件：单据日期 从 2026-02-01 到 2026-02-28"],
        ["2026年2月1日—28日"],
        ["起始日期：2026.02.01 截止日期：2026.02.28"],
        ["期间：", "2026-02-01", "至", "2026-02-28"],
        ["会计期间", "202602"],
        ["会计期间：2026年第2期"],
        ["报表期间: 2026/02"],
        ["2026-02"],
        ["二月份经营数据"],
        ["2月经营数据"],
        ["2026年1月至2026年2月"],
        ["期间：2026-04 打印日期：2026-05-02"],
        ["截止日期：2026-02-28"],
        ["26年2月经营数据"],
        ["二〇二六年二月"],
        ["含2月补录"],
        ["3月（含1、2月）"],
        ["数据截至 2026/1/31"],
    ],
)
def test_a_line_that_tells_another_month_is_asked_about_at_its_first_cell(line: list[str]) -> None:
    found = headed(*line)
    assert [(i.code, i.where(), i.value) for i in found.warnings] == [
        ("title_month", "月度事实!A1", " ".join(line))
    ]


@pytest.mark.parametrize(
    "line",
    [
        "期间：2026-03-01至2026-03-20",
        "3月1日-20日",
        "2026年3月1日-3月27日",
        "2026-03-05 00:00:00 至 2026-03-31",
        "数据截止2026-03-20",
        "更新至2026-03-20",
        "数据更新至3月20日",
        "3.1-3.15",
        "上半月",
        "1-15日",
        "截至 2026/3/7",
    ],
)
def test_a_span_that_leaves_out_days_of_the_month_is_asked_about(line: str) -> None:
    assert codes(headed(line), "warning") == {"says_partial"}


def test_a_span_of_more_months_is_asked_about_above_the_facts_of_one() -> None:
    assert codes(headed("期间：2026-01-01至2026-03-31"), "warning") == {"says_cumulative"}


def test_one_line_asks_one_question() -> None:
    assert [i.code for i in headed("2026年1-3月累计").warnings] == ["says_cumulative"]


@pytest.mark.parametrize(
    "line",
    [
        "期间：2026-03-01至2026-03-31",
        "2026-03-01 00:00:00 至 2026-03-31 23:59:59",
        "期间：2026-03-01至2026-03-28",
        "会计期间：202603",
        "数据截至2026-03-31",
        "数据截止2026-03-28",
        "数据截止2026-04-02",
        "上报截止：2026-02-25",
        "26年3月",
        "二○二六年三月",
        "3.1-3.31",
        "单价3.1-3.15元",
        "每月1-5日上报",
        "三月份经营数据",
        "打印日期：2026-02-28",
        "填报期间：2026-04-01至2026-04-05",
        "编号：HY-2026-02",
        "制度2025-01版",
        "2026年4月5日",
        "1、含税；2、不含内部交易",
        "注：单价 12.5-13.6 元",
    ],
)
def test_the_rows_own_month_and_days_of_the_sheets_making_are_not_asked_about(line: str) -> None:
    assert [issue.text() for issue in headed(line).warnings] == []


def test_a_span_below_the_table_and_a_sheets_name_count_too() -> None:
    below = read_in(xlsx_bytes([HEADER, *rows(), [], ["期间：2026-02-01至2026-02-28"]]))
    assert codes(below, "warning") == {"title_month"}
    named = read_in(xlsx_bytes([HEADER, *rows()], sheet="2月月度事实"))
    assert codes(named, "warning") == {"title_month"}
    assert codes(read_in(xlsx_bytes([HEADER, *rows()], sheet="3月月度事实")), "warning") == set()


@pytest.mark.parametrize("note", ["注：以上为2月数据", "本表数据均为2026年2月", "上述金额取自2月"])
def test_a_note_that_says_which_month_the_figures_are_of_is_asked_about(note: str) -> None:
    found = read_in(xlsx_bytes([HEADER, *rows(), [], [note]]))
    assert [(i.code, i.where(), i.value) for i in found.warnings] == [("title_month", "月度事实!A12", note)]


@pytest.mark.parametrize("note", ["注：以上为3月数据", "2月数据已另报", "数据为3月末余额", "本表为2026年3月"])
def test_a_note_on_the_rows_own_month_or_on_other_tables_is_not_asked_about(note: str) -> None:
    assert codes(read_in(xlsx_bytes([HEADER, *rows(), [], [note]])), "warning") == set()


def test_a_month_that_is_included_too_is_seen_below_a_title_of_the_rows_own() -> None:
    found = read_in(xlsx_bytes([["2026年3月经营数据"], ["含2月补录"], HEADER, *rows()]))
    assert [(i.code, i.where()) for i in found.warnings] == [("title_month", "月度事实!A2")]


def test_a_text_file_is_asked_about_alike() -> None:
    found = read_in(csv_bytes([["期间：2026-03-01至2026-03-20"], HEADER, *rows()]), "a.csv")
    assert codes(found, "warning") == {"says_partial"}
