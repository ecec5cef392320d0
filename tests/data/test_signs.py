# ruff: noqa: E501 - tables of cases read across
"""Signs in another column: applied where it says nothing else, asked about elsewhere."""

from __future__ import annotations

import pytest

from data.ingestion import Ingestion
from tests.data.workbooks import codes, csv_bytes, read_in, rows

BALANCES = ["年月", "区域", "办事处", "客户", "客户类型", "应收余额", "逾期金额"]
SALES = ["日期", "单据号", "区域", "办事处", "客户", "客户类型", "产品", "数量", "销售额", "毛利"]


def balances(header: str, owed: str, credit: str, amount: str = "100") -> Ingestion:
    table = [
        [*row[:3], "某客户", "零售", amount, "0", credit if at == 2 else owed]
        for at, row in enumerate(rows())
    ]
    return read_in(csv_bytes([[*BALANCES, header], *table]), "a.csv")


def sales(header: str, sold: str, returned: str, amount: str = "100", quantity: str = "1") -> Ingestion:
    table = [
        [
            *("2026-03-05", f"X{at}", row[1], row[2], "某客户", "零售", "整机", quantity, amount, "10"),
            returned if at == 2 else sold,
        ]
        for at, row in enumerate(rows())
    ]
    return read_in(csv_bytes([[*SALES, header], *table]), "a.csv")


@pytest.mark.parametrize(
    ("header", "owed", "credit"),
    [
        ("方向", "借", "贷"),
        ("借贷方向", "借方", "贷方"),
        ("借/贷", "借", "贷"),
        ("借贷标识", "S", "H"),
        ("方向", "1", "-1"),
        ("DC", "D", "C"),
    ],
)
def test_a_plain_column_of_directions_turns_credits_negative(header: str, owed: str, credit: str) -> None:
    found = balances(header, owed, credit)
    assert codes(found) | codes(found, "warning") == set()
    assert found.frames["receivables"]["balance"].to_list() == [10_000, 10_000, -10_000, *[10_000] * 6]
    assert [(i.code, i.row) for i in found.notes if i.code == "signs_applied"] == [("signs_applied", 4)]


def test_credits_that_are_negative_already_stay_as_they_are() -> None:
    table = [[*row[:3], "某客户", "零售", "-100" if at == 2 else "100", "0", "贷" if at == 2 else "借"]
             for at, row in enumerate(rows())]  # fmt: skip
    found = read_in(csv_bytes([[*BALANCES, "方向"], *table]), "a.csv")
    assert found.frames["receivables"]["balance"].to_list() == [10_000, 10_000, -10_000, *[10_000] * 6]
    assert codes(found, "warning") == set()


@pytest.mark.parametrize(
    ("header", "owed", "credit"),
    [("性质", "应收", "预收"), ("类型", "欠款", "预存"), ("标识", "DR", "CR"), ("借贷标记", "J", "D")],
)
def test_credits_told_by_another_column_are_asked_about(header: str, owed: str, credit: str) -> None:
    found = balances(header, owed, credit)
    assert [(i.code, i.row) for i in found.warnings] == [("signs_unused", 4)]


@pytest.mark.parametrize(
    ("header", "sold", "returned"),
    [
        ("单据类型", "销售出库单", "销售退货单"), ("退货标志", "否", "是"), ("发票类型", "专用发票", "红字专用发票"),
        ("单据状态", "已审核", "已冲红"), ("备注", "", "退货"), ("单据类型", "SO", "RMA"), ("借贷", "贷", "借"),
    ],
)  # fmt: skip
def test_returns_told_by_type_mark_or_remark_are_asked_about(header: str, sold: str, returned: str) -> None:
    found = sales(header, sold, returned)
    is_credit_of_sales = header == "借贷"
    rows_asked = {i.row for i in found.warnings if i.code == "signs_unused"}
    assert rows_asked == ({2} if is_credit_of_sales else {4})


def test_red_and_blue_are_signs() -> None:
    found = sales("红蓝字", "蓝字", "红字")
    assert found.frames["sales"]["amount"].to_list()[2] == -10_000
    assert found.frames["sales"]["gross_profit"].to_list()[2] == -1_000


def test_a_negative_quantity_with_a_positive_amount_is_asked_about() -> None:
    found = sales("业务员", "王五", "王五", quantity="-1")
    assert codes(found, "warning") == {"signs_unused"}


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("备注", "无退货"),
        ("备注", "退税产品"),
        ("备注", "客户要求三月内可退货换货"),
        ("业务类型", "普通销售"),
    ],
)
def test_harmless_words_are_not_asked_about(header: str, value: str) -> None:
    assert codes(sales(header, "", value), "warning") == set()


def test_two_sides_of_a_balance_are_asked_about() -> None:
    top = [*BALANCES[:5], "期末余额", "", "逾期金额"]
    below = ["", "", "", "", "", "借方", "贷方", ""]
    table = [
        [*row[:3], "某客户", "零售", "0" if at == 2 else "100", "5" if at == 2 else "0", "0"]
        for at, row in enumerate(rows())
    ]
    found = read_in(csv_bytes([top, below, *table]), "a.csv")
    assert [(i.code, i.value) for i in found.warnings] == [("contra_column", "5")]
