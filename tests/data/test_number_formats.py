# ruff: noqa: E501 - tables of cases read across
"""Number formats: what a person sees in a cell is what is read, or it is asked about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from data.reading import read
from data.reading.number_formats import looks_of
from tests.data.workbooks import HEADER, amounts, baseline, codes, read_in, rows, xlsx_bytes

TABLE = [HEADER, *rows()]


def formatted(code: str, value: float, column: int = 3, **more: Any) -> Callable[[Any, Any], object]:
    """The first amount replaced by `value` in this number format."""
    return lambda book, sheet: sheet.write_number(
        1, column, value, book.add_format({"num_format": code, **more})
    )


@pytest.mark.parametrize(
    ("code", "exponent"),
    [
        ('0.000000"万元"', 4), ("0.00\\万", 4), ('#,##0.00"千元"', 3), ('0.00"百万"', 6), ('General"万元"', 4), ('G/通用格式"万元"', 4),
        ('0.00"亿"', 8), ("[$万元]0.00", 4), ('0.0"K"', 3), ('"万元"0.00', 4), ('0"RMB万"', 4), ('#,##0"万元";-#,##0"万元"', 4), ('0.00"分"', -2),
        ('0.00"萬"', 4), ('0.00"仟元"', 3), ('0.00"億"', 8), ('0.00" million"', 6), ('0.00"Thousand"', 3), ('0.0"mil"', 6),
    ],
)  # fmt: skip
def test_a_unit_behind_an_unscaled_number_is_the_cells_own(code: str, exponent: int) -> None:
    assert [(look.code, look.detail) for look in looks_of(code)] == [("unit_format", str(exponent))]


@pytest.mark.parametrize(
    "code",
    ['0"."0,"万元"', "0!.0,", '#,##0.00,"千元"', '[>=100000000]0.00,,"亿";[>=10000]0!.0,"万";0', '0!.0000"万元"', '0"万"0000"元"', "0.0,,"],
)  # fmt: skip
def test_a_format_that_shifts_the_digits_is_scaled(code: str) -> None:
    assert [look.code for look in looks_of(code)] == ["scaled_format"]


@pytest.mark.parametrize(
    "code",
    [
        "#,##0.00 [$руб.-419]", "[$zł-415]0", "0.00 [$kr-41D]", "[$฿-41E]#,##0", "[$CHF-807] #,##0", "$#,##0.00", "\\$0.00", '"R$"0.00', '"USD "0.00',
        '0.00" AUD"', '0.00"美元"', '0.00"万港币"', '0.00"泰铢"', '0.00 "kr"', "[$¥-411]#,##0", "[$€-407]0.00", '0.00"₫"',
    ],
)  # fmt: skip
def test_another_currency_is_foreign_whatever_its_name(code: str) -> None:
    assert [look.code for look in looks_of(code)] == ["foreign_format"]


@pytest.mark.parametrize(
    "code",
    [
        "", "General", "@", "0.00", "#,##0.00_);[Red]\\(#,##0.00\\)", '0.00"元"', '[DBNum2][$-804]0.00"元整"', "[$￥-804]#,##0.00", "[$¥-zh-CN]0.00",
        '_ "￥"* #,##0.00_ ;_ "￥"* \\-#,##0.00_ ;_ "￥"* "-"??_ ;_ @_ ', "\\¥#,##0.00;[Red]\\¥\\-#,##0.00", "[Color10]#,##0.00;[Color3]-#,##0.00",
        "_-* #,##0.00_-;-* #,##0.00_-", '0.00 "hms"', "#\\ ?/?", "0.00E+00", "yyyy\\-mm\\-dd", '[$-804]yyyy"年"m"月"', "[h]:mm", '0"台"', '0"人民币元"',
        "[$CNY] 0.00", "[$人民币-804]0.00", '[=0]"";General', "000\\-0000", '0"千克"', '0"百分点"',
    ],
)  # fmt: skip
def test_these_show_what_is_stored(code: str) -> None:
    assert looks_of(code) == ()


@pytest.mark.parametrize("code", ['"-"#,##0.00', "(0.00)", "0.00-", "\\-0.00;\\-0.00", "△0.00", '"负"0'])
def test_a_minus_that_only_the_format_writes_is_refused_for_what_it_is(code: str) -> None:
    found = read_in(xlsx_bytes(TABLE, touch=formatted(code, 5810000)))
    assert ("literal_minus", "月度事实!D2") in [(i.code, i.where()) for i in found.errors]


def test_zero_under_such_a_format_is_zero() -> None:
    assert "literal_minus" not in codes(read_in(xlsx_bytes(TABLE, touch=formatted('"-"0.00', 0))))


def test_an_amount_shown_in_wan_is_read_as_shown_and_asked_about_once_for_its_column() -> None:
    def touch(book: Any, sheet: Any) -> None:
        wan = book.add_format({"num_format": '0.000000"万元"'})
        for at, row in enumerate(rows(), start=1):
            sheet.write_number(at, 3, float(row[3]) / 10_000, wan)

    found = read_in(xlsx_bytes(TABLE, touch=touch))
    assert [(i.code, i.where(), i.value, i.count) for i in found.warnings] == [
        ("unit_format", "月度事实!D2", "581万元", 9)
    ]
    assert "5,810,000.00" in found.warnings[0].text()
    assert amounts(found).equals(amounts(baseline()))
    header = [*HEADER[:3], "销售额(万元)", *HEADER[4:]]
    declared = read_in(xlsx_bytes([header, *rows()], touch=touch))
    assert (declared.errors, declared.warnings) == ([], [])
    assert amounts(declared).equals(amounts(baseline()))
    header[3] = "销售额(元)"
    assert codes(read_in(xlsx_bytes([header, *rows()], touch=touch))) == {"cell_unit_conflict"}


def test_a_unit_in_the_format_counts_in_every_row_of_a_long_sheet() -> None:
    def touch(book: Any, sheet: Any) -> None:
        wan = book.add_format({"num_format": '0"万元"'})
        for at in range(1, 1_501):
            sheet.write_number(at, 0, at, wan)

    cells = read("a.xlsx", xlsx_bytes([["x"]], touch=touch)).sheets[0].cells["c0"]
    assert (cells[1], cells[1_500]) == ("1万元", "1500万元")


def test_zeros_that_the_format_puts_before_a_number_are_read() -> None:
    def touch(book: Any, sheet: Any) -> None:
        sheet.write_number(0, 0, 260305000001, book.add_format({"num_format": "000000000000000"}))
        sheet.write_number(0, 1, 12, book.add_format({"num_format": '"XS"0000'}))
        sheet.write_number(0, 2, 1.5, book.add_format({"num_format": "0000"}))

    assert read("a.xlsx", xlsx_bytes([[]], touch=touch)).sheets[0].cells.row(0) == (
        "000260305000001",
        "XS0012",
        "1.5",
    )


def test_amounts_struck_through_are_asked_about_with_their_rows() -> None:
    def touch(book: Any, sheet: Any) -> None:
        struck = book.add_format({"font_strikeout": True})
        sheet.write_number(1, 3, 5810000, struck)
        sheet.write_string(4, 2, rows()[3][2], struck)

    found = read_in(xlsx_bytes(TABLE, touch=touch))
    assert [(i.code, i.where(), i.count, i.parameters["rows"]) for i in found.warnings] == [
        ("struck_through", "月度事实!D2", 2, "2, 5")
    ]


def rich(*parts: Any) -> Callable[[Any, Any], object]:
    """The first amount replaced by a text of several runs: properties of a format, then its text."""
    return lambda book, sheet: sheet.write_rich_string(
        1, 3, *(book.add_format(part) if isinstance(part, dict) else part for part in parts)
    )


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        (({"font_strikeout": True}, "5", {"bold": True}, "6000"), "struck_partly"),
        (({"bold": True}, "12345", {"font_script": 1}, "2"), "raised_text"),
        (({"bold": True}, "12345", {"font_script": 2}, "2"), "raised_text"),
    ],
)
def test_digits_struck_out_or_raised_are_not_read_into_an_amount(parts: tuple[Any, ...], code: str) -> None:
    found = read_in(xlsx_bytes(TABLE, touch=rich(*parts)))
    assert [(i.code, i.where(), i.column) for i in found.errors] == [(code, "月度事实!D2", "销售额")]


def test_digits_in_bold_are_an_amount() -> None:
    amount = rows()[0][3]
    found = read_in(xlsx_bytes(TABLE, touch=rich({"bold": True}, amount[:3], {"italic": True}, amount[3:])))
    assert codes(found) | codes(found, "warning") == set()
    assert amounts(found).equals(amounts(baseline()))


def test_a_text_of_digits_is_shown_as_it_is_whatever_its_number_format() -> None:
    def touch(book: Any, sheet: Any) -> None:
        sheet.write_string(1, 3, "5810000", book.add_format({"num_format": "0%"}))

    found = read_in(xlsx_bytes(TABLE, touch=touch))
    assert (found.errors, found.warnings) == ([], [])


SALES = ["日期", "单据号", "区域", "办事处", "客户", "客户类型", "产品", "数量", "销售额", "毛利"]


def _sale(document: float | str, money: float = 20000.2) -> bytes:
    def touch(_: Any, sheet: Any) -> None:
        for at, value in enumerate(
            ["2026-03-05", document, "华东", "上海办", "客户甲", "零售", "整机", 1, money, 300.5]
        ):
            (sheet.write_number if isinstance(value, int | float) else sheet.write_string)(1, at, value)

    return xlsx_bytes([SALES], "销售明细", touch)


def test_a_document_number_beyond_fifteen_digits_says_that_digits_were_lost() -> None:
    found = read_in(_sale(20260305000000001))
    assert [(i.code, i.where()) for i in found.errors] == [("digits_lost", "销售明细!B2")]
    for kept in (260305000000001, "20260305000000001"):
        assert "digits_lost" not in codes(read_in(_sale(kept)))


def test_noise_in_an_amount_is_no_lost_digit() -> None:
    assert "digits_lost" not in codes(read_in(_sale("XS1", 50829581.520000003)))
