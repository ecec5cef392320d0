# ruff: noqa: E501 - tables of cases read across
"""Headers, units, merged cells and totals as people lay them out."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.cleaning.heading.matching import extract_of_sheet, matched
from data.cleaning.meaning.units import split_unit, units_in_title
from data.fields import BY_NAME
from tests.data.workbooks import (
    HEADER,
    amounts,
    baseline,
    changed,
    codes,
    csv_bytes,
    read_in,
    rows,
    xlsx_bytes,
)

SUMMARY = BY_NAME["summary"]
TEN_THOUSANDS = [[*row[:3], *(str(round(float(x) / 10_000, 6)) for x in row[3:])] for row in rows()]


def summed(table: list[list[Any]], label: str) -> list[str]:
    return [label, "", "", *(f"{sum(float(row[j]) for row in table):.2f}" for j in range(3, 10))]


@pytest.mark.parametrize(
    ("header", "field", "exponent"),
    [
        ("销售额", "sales", None), ("銷售額", "sales", None), ("销售额(万元)", "sales", 4), ("销售额（千元）", "sales", 3),
        ("销售额/万元", "sales", 4), ("销售额:元", "sales", 0), ("销售额万元", "sales", 4), ("*销售额", "sales", None),
        ("销售额\n（必填）", "sales", None), ("销售订单行.价税合计", "sales", None), ("办事处.名称", "office", None), ("期末应收(零售,万元)", "retail_receivables", 4),
        ("大区", "region", None), ("会计期间", "month", None), ("片区", "office", None), ("Sales", "sales", None),
        ("manager_travel", "manager_travel", None),
    ],
)  # fmt: skip
def test_a_header_is_recognised_with_its_unit(header: str, field: str, exponent: int | None) -> None:
    found = matched(SUMMARY, header)
    assert found is not None
    assert (found[0].name, found[1]) == (field, exponent)


@pytest.mark.parametrize("header", ["汇款额", "销售额环比", "区域(万元)", "", "上年销售额"])
def test_a_header_that_merely_resembles_one_is_not_guessed(header: str) -> None:
    assert matched(SUMMARY, header) is None


def test_units_are_split_off_headers_and_found_in_titles() -> None:
    assert split_unit("期末应收(零售)") == ("期末应收(零售)", None)
    assert units_in_title("编制单位：华东公司  金额单位：人民币万元") == {4}
    assert units_in_title("2026年3月各办事处经营数据表") == set()


def test_sheets_are_known_by_chinese_and_english_name() -> None:
    assert extract_of_sheet(" 月度事实 ") is SUMMARY
    assert extract_of_sheet("Monthly facts") is SUMMARY
    assert extract_of_sheet("封面") is None


def _merged_groups(_: Any, sheet: Any) -> None:
    for column in range(3):
        sheet.merge_range(0, column, 1, column, HEADER[column])
    sheet.merge_range(0, 3, 0, 4, "经营数据")
    sheet.merge_range(0, 5, 0, 7, "资金占用")
    sheet.merge_range(0, 8, 0, 9, "费用")


GROUPS = ["年月", "区域", "办事处", "经营数据", "", "资金占用", "", "", "费用", ""]
ACCEPTED: dict[str, Callable[[], bytes]] = {
    "a header of two rows with merged groups": lambda: xlsx_bytes([GROUPS, ["", "", "", *HEADER[3:]], *rows()], touch=_merged_groups),
    "a header whose words are split over two rows": lambda: xlsx_bytes(
        [[*HEADER[:5], "期末应收", *HEADER[6:]], ["", "", "", "", "", "(零售)", "", "", "", ""], *rows()]
    ),
    "a title, blank rows and a blank first column": lambda: xlsx_bytes(
        [["经营数据"], [], [None, *HEADER], *([None, *row] for row in rows()[:4]), [], *([None, *row] for row in rows()[4:])]
    ),
    "one merged month for all rows": lambda: xlsx_bytes(
        [HEADER, *([None, *row[1:]] for row in rows())], touch=lambda _, sheet: sheet.merge_range(1, 0, 9, 0, "2026-03")
    ),
    "titles that say 万元": lambda: xlsx_bytes([["单位：万元"], HEADER, *TEN_THOUSANDS]),
    "headers that say 万元": lambda: xlsx_bytes([[*HEADER[:3], *(h + "（万元）" for h in HEADER[3:])], *TEN_THOUSANDS]),
    "a row of units below the header": lambda: xlsx_bytes([HEADER, ["", "", "", *["万元"] * 7], *TEN_THOUSANDS]),
    "one column in 万元": lambda: xlsx_bytes(
        [[*HEADER[:3], "销售额(万元)", *HEADER[4:]], *([*a[:3], b[3], *a[4:]] for a, b in zip(rows(), TEN_THOUSANDS, strict=True))]
    ),
    "thousands": lambda: xlsx_bytes(
        [[*HEADER[:3], *(h + "(千元)" for h in HEADER[3:])], *([*r[:3], *(round(float(x) / 1000, 5) for x in r[3:])] for r in rows())]
    ),
    "a grand total first": lambda: xlsx_bytes([HEADER, summed(rows(), "合计"), *rows()]),
    "page totals and a running total": lambda: xlsx_bytes(
        [HEADER, *rows()[:4], summed(rows()[:4], "本页小计"), summed(rows()[:4], "累计"), *rows()[4:],
         summed(rows()[4:], "本页小计"), summed(rows(), "累 计：")]
    ),
    "subtotals that carry the region's name": lambda: xlsx_bytes(
        [HEADER, *rows()[:3], summed(rows()[:3], "华东小计"), *rows()[3:5], summed(rows()[3:5], "华南 合计"), *rows()[5:],
         summed(rows(), "总计")]
    ),
    "other spellings of names": lambda: csv_bytes([HEADER, *([r[0], r[1] + "区域", r[2] + "事处", *r[3:]] for r in rows())]),
    "a filter that hides nothing": lambda: xlsx_bytes([HEADER, *rows()], touch=lambda _, sheet: sheet.autofilter(0, 0, 9, 9)),
    "an empty second sheet": lambda: xlsx_bytes([HEADER, *rows()], touch=lambda book, _: book.add_worksheet("Sheet2")),
}  # fmt: skip


@pytest.mark.parametrize("what", ACCEPTED)
def test_the_same_figures_are_read_from(what: str) -> None:
    content = ACCEPTED[what]()
    found = read_in(content, "a.xlsx" if content.startswith(b"PK") else "a.csv")
    assert [issue.text() for issue in (*found.errors, *found.warnings)] == []
    assert amounts(found).equals(amounts(baseline()))


def _hidden(_: Any, sheet: Any) -> None:
    sheet.set_column(7, 7, None, None, {"hidden": True})


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "blank regions that are not merged": (
        lambda: xlsx_bytes([HEADER, *([r[0], r[1] if i in {0, 3, 5, 7} else None, *r[2:]] for i, r in enumerate(rows()))]),
        "blank_cell",
    ),
    "an amount merged over two offices": (
        lambda: xlsx_bytes([HEADER, *changed(1, 3, None)], touch=lambda _, s: s.merge_range(1, 3, 2, 3, 5810000)), "blank_amount",
    ),
    "a hidden column": (lambda: xlsx_bytes([HEADER, *rows()], touch=_hidden), "hidden_column"),
    "a missing column": (lambda: xlsx_bytes([HEADER[:9], *(r[:9] for r in rows())]), "missing_columns"),
    "a column by another name": (lambda: xlsx_bytes([[*HEADER[:4], "汇款额", *HEADER[5:]], *rows()]), "missing_columns"),
    "months side by side": (
        lambda: xlsx_bytes([["区域", "办事处", "指标", "1月", "2月"], *([r[1], r[2], "销售额", r[3], r[4]] for r in rows())]), "pivoted",
    ),
    "a title that contradicts the headers": (
        lambda: xlsx_bytes([["单位：万元"], [*HEADER[:3], *(h + "(元)" for h in HEADER[3:])], *rows()]), "unit_conflict",
    ),
    "a note below the data that contradicts the headers": (
        lambda: xlsx_bytes([[*HEADER[:3], *(h + "(元)" for h in HEADER[3:])], *rows(), [], ["注：单位：万元"]]), "unit_conflict",
    ),
    "a percent format in an amount": (
        lambda: xlsx_bytes([HEADER, *rows()], touch=lambda b, s: s.write_number(2, 3, 0.85, b.add_format({"num_format": "0.0%"}))), "percent",
    ),
    "a scaled format under a header in 万元": (
        lambda: xlsx_bytes([[*HEADER[:3], "销售额(万元)", *HEADER[4:]], *rows()],
                           touch=lambda b, s: s.write_number(1, 3, 5810000, b.add_format({"num_format": '0!.0000"万"'}))),
        "scaled_format_conflict",
    ),
    "an error cell": (lambda: xlsx_bytes([HEADER, *rows()], touch=lambda _, s: s.write_formula(2, 3, "=NA()", None, "#N/A")), "error_cell"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_is_refused(what: str) -> None:
    make, code = REFUSED[what]
    found = read_in(make())
    assert code in codes(found)


def test_a_total_that_disagrees_is_a_warning_at_its_cell() -> None:
    total = summed(rows(), "合计")
    total[3] = f"{float(total[3]) + 100:.2f}"
    found = read_in(xlsx_bytes([HEADER, *rows(), total]))
    assert [(i.code, i.where()) for i in found.warnings] == [("total_differs", "月度事实!D11")]


@pytest.mark.parametrize(
    ("title", "is_asked"),
    [("2026年2月经营数据表", True), ("2026年3月经营数据表", False), ("制表日期：2026年4月", False),
     ("2026年4月5日", False), ("2026年1月至2026年2月", True)],
)  # fmt: skip
def test_a_title_of_another_month_is_asked_about(title: str, *, is_asked: bool) -> None:
    found = read_in(csv_bytes([[title], HEADER, *rows()]), "a.csv")
    assert codes(found, "warning") == ({"title_month"} if is_asked else set())


def test_everything_that_is_left_out_is_told() -> None:
    table = [["制表：张三"], [*HEADER, "备注"], *([*r, "x"] for r in rows()[:4]), [*HEADER, "备注"],
             *([*r, "x"] for r in rows()[4:]), summed(rows(), "合计"), [], ["审核：李四"]]  # fmt: skip
    found = read_in(xlsx_bytes(table))
    assert codes(found, "note") == {"ignored_columns", "repeated_header", "total_rows", "note_line"}
    assert found.frames["summary"].height == 9


@given(order=st.permutations(range(10)))
@settings(max_examples=8, deadline=None)
def test_the_order_of_columns_changes_nothing(order: list[int]) -> None:
    found = read_in(csv_bytes([[row[i] for i in order] for row in [HEADER, *rows()]]), "a.csv")
    assert amounts(found).equals(amounts(baseline()))


@given(
    fen=st.lists(st.integers(0, 10**11), min_size=7, max_size=7),
)
@settings(max_examples=8, deadline=None)
def test_yuan_and_ten_thousands_of_yuan_give_the_same_frames(fen: list[int]) -> None:
    table = rows()
    yuan = [[*table[0][:3], *(f"{f // 100}.{f % 100:02d}" for f in fen)], *table[1:]]
    wan = [[*r[:3], *(pl.Series([x]).cast(pl.Decimal(38, 6)).item().scaleb(-4) for x in r[3:])] for r in yuan]
    one = read_in(csv_bytes([HEADER, *yuan]), "a.csv")
    other = read_in(
        csv_bytes(
            [
                [*HEADER[:3], *(h + "(万元)" for h in HEADER[3:])],
                *([*r[:3], *(f"{x:f}" for x in r[3:])] for r in wan),
            ]
        ),
        "b.csv",
    )
    assert amounts(one).equals(amounts(other))


def test_a_long_sheet_without_a_column_that_could_mark_void_rows_is_read() -> None:
    """From 16,384 rows on Polars works in parts, if it may: a condition that asks no column fails there."""
    header = ["年月", "区域", "办事处", "客户", "客户类型", "应收余额", "逾期金额"]
    rows = [["2026-03", "华东", "上海办", f"客户{number}", "零售", "5", "0"] for number in range(16_400)]
    found = read_in(csv_bytes([header, *rows]), "应收余额.csv")
    assert found.errors == []
    assert found.frames["receivables"].height == 16_400


@pytest.mark.nightly
def test_a_long_sheet_is_read_by_two_threads_as_by_one() -> None:
    """Tests have one thread each; the program has as many as there are cores."""
    name = "test_a_long_sheet_without_a_column_that_could_mark_void_rows_is_read"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"{__file__}::{name}"]
    done = subprocess.run(
        command, env=os.environ | {"POLARS_MAX_THREADS": "2"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
