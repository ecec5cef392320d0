"""A total that a line tells in words is held against the rows."""

from __future__ import annotations

import pytest

from tests.data.workbooks import HEADER, codes, read_in, rows, xlsx_bytes

SALES = sum(float(row[3]) for row in rows())


@pytest.mark.parametrize(
    "line",
    [
        ["合计金额：999,999.00元"],
        ["销售额合计：999999.00"],
        ["本月销售总额 999,999.00 元"],
        ["合计（万元）：99.9999"],
        ["合计", "", "", 999999.5],
    ],
)
@pytest.mark.parametrize("is_above", [True, False])
def test_a_total_in_words_that_no_column_comes_to_is_asked_about(line: list[str], *, is_above: bool) -> None:
    table = [line, HEADER, *rows()] if is_above else [HEADER, *rows(), [], line]
    found = read_in(xlsx_bytes(table))
    assert {i.code for i in found.warnings} <= {"total_told", "total_differs"}
    assert [i.row for i in found.warnings] == [1 if is_above else 12]


@pytest.mark.parametrize(
    "line",
    [
        f"合计金额：{SALES:,.2f}元",
        f"销售额合计：{SALES / 10_000:.2f}万元",
        f"合计：{SALES:.0f}",
        "年度指标总额：5,000,000.00元",
        "上年合计：5,000,000.00",
        "合计：9",
        "合计大写：叁仟万元整",
        "总计见附表2026",
    ],
)
def test_a_right_total_or_one_of_something_else_is_not_asked_about(line: str) -> None:
    assert "total_told" not in codes(read_in(xlsx_bytes([[line], HEADER, *rows()])), "warning")
    assert "total_told" not in codes(read_in(xlsx_bytes([HEADER, *rows(), [], [line]])), "warning")
