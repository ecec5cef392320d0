"""What says that a file holds a part of its rows is asked about; what merely sounds like it is not."""

from __future__ import annotations

import pytest

from data.ingestion import Ingestion
from tests.data.test_validation import SALES, line
from tests.data.workbooks import HEADER, codes, csv_bytes, read_in, rows, xlsx_bytes


def titled(title: str) -> Ingestion:
    return read_in(xlsx_bytes([[title], HEADER, *rows()]))


@pytest.mark.parametrize(
    "title",
    [
        "仅零售",
        "本表只含已开票单据",
        "月度事实（部分）",
        "2026年3月 零售部分",
        "部分单据未录入",
        "未完，数据待补",
        "3月尚未结账",
        "缺南京办数据",
        "缺3月30日、31日",
        "华南区未报",
        "前1000行",
        "第一批",
        "经营数据（上）",
        "除南京办外",
        "不含华南",
        "已剔除样品",
        "第1页 共3页",
        "续表",
    ],
)
def test_a_title_that_says_that_rows_are_missing_is_asked_about_at_its_cell(title: str) -> None:
    found = titled(title)
    assert [(i.code, i.where(), i.value) for i in found.warnings] == [
        ("says_incomplete", "月度事实!A1", title)
    ]


@pytest.mark.parametrize(
    "title",
    [
        "仅供内部使用",
        "仅限公司内部",
        "销售部分公司汇总",
        "一、销售部分",
        "事业部分析",
        "大部分客户已对账",
        "注：部分客户名称有变更",
        "待报销",
        "不含税金除外币部",
        "第1页 共1页",
        "第3页/共3页",
        "含税金额",
        "续签客户",
        "除特别注明外均为人民币",
    ],
)
def test_what_merely_sounds_like_it_is_not_asked_about(title: str) -> None:
    assert "says_incomplete" not in codes(titled(title), "warning")


@pytest.mark.parametrize("name", ["仅零售", "部分", "未完", "月度事实_待补"])
def test_the_name_of_a_sheet_counts_too(name: str) -> None:
    found = read_in(xlsx_bytes([HEADER, *rows()], sheet=name))
    assert [(i.code, i.value) for i in found.warnings] == [("says_incomplete", name)]


@pytest.mark.parametrize(
    ("name", "code"), [("预提", "says_plan"), ("月度事实(调整前)", "says_draft"), ("预提数", "says_plan")]
)
def test_accruals_and_figures_before_an_adjustment_are_asked_about(name: str, code: str) -> None:
    assert codes(read_in(xlsx_bytes([HEADER, *rows()], sheet=name)), "warning") == {code}


def test_a_table_that_goes_on_on_the_next_page_of_its_sheet_is_whole() -> None:
    pages = [HEADER, *rows()[:5], ["接下页　第1页/共2页"], ["续表"], HEADER, *rows()[5:], ["第2页/共2页"]]
    assert [issue.text() for issue in read_in(xlsx_bytes(pages)).warnings] == []
    torn = read_in(xlsx_bytes([HEADER, *rows(), ["第1页/共2页"]]))
    assert [(i.code, i.where()) for i in torn.warnings] == [("says_incomplete", "月度事实!A11")]


@pytest.mark.parametrize("text", ["共12条记录", "记录数：12", "合计行数=12", "共计12笔"])
def test_another_number_of_rows_than_were_read_is_asked_about(text: str) -> None:
    found = read_in(xlsx_bytes([HEADER, *rows(), [], [text]]))
    assert [(i.code, i.where()) for i in found.warnings] == [("rows_told", "月度事实!A12")]
    assert "9" in found.warnings[0].text()


@pytest.mark.parametrize("text", ["共9条记录", "记录数：10", "共3家分公司", "共 2 页", "共12户"])
def test_the_number_of_rows_with_their_total_or_without_is_right(text: str) -> None:
    total = ["合计", "", "", *(f"{sum(float(row[c]) for row in rows()):.2f}" for c in range(3, 10))]
    assert [i.text() for i in read_in(xlsx_bytes([HEADER, *rows(), total, [text]])).warnings] == []


def of_types(title: str, *types: str) -> Ingestion:
    lines = [line(str(at), 客户类型=kind) for at, kind in enumerate(types)]
    return read_in(csv_bytes([[title], SALES, *lines]), "a.csv")


@pytest.mark.parametrize(
    "title", ["零售", "客户类型：零售", "查询条件：客户类型=零售", "以下全部为零售", "销售明细（零售）"]
)
def test_rows_of_one_type_of_customer_under_a_title_that_says_so_are_asked_about(title: str) -> None:
    assert "says_incomplete" in codes(of_types(title, "零售", "零售"), "warning")
    assert "says_incomplete" not in codes(of_types(title, "零售", "合同"), "warning")


@pytest.mark.parametrize(
    "title", ["新零售事业部", "某某零售有限公司", "客户类型：全部", "客户类型：零售、合同、备案"]
)
def test_a_name_that_contains_a_type_of_customer_says_nothing(title: str) -> None:
    assert "says_incomplete" not in codes(of_types(title, "零售", "零售"), "warning")
