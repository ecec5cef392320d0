# ruff: noqa: E501 - tables of cases read across
"""Formulas: a stored result counts only while nothing speaks against it."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import polars as pl
import pytest

from data.reading import workbook
from data.reading.calculation import Doubt, computed, doubt_about, rounded
from data.reading.formulas import forbidden_function, is_external, is_reaching_out
from data.reading.positions import Places
from data.reading.references import circular, shifted
from data.reading.sheet_xml import Formula, Layout
from tests.data.workbooks import HEADER, amounts, baseline, codes, read_in, repacked, rows, xlsx_bytes

TABLE = [HEADER, *rows()]


def with_formula(formula: str, value: Any = 5810000, column: int = 3) -> bytes:
    return xlsx_bytes(TABLE, touch=lambda _, sheet: sheet.write_formula(1, column, formula, None, value))


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("=NOW()", "formula_forbidden"), ("=_xlfn.RANDARRAY(1)", "formula_forbidden"), ("=OFFSET(D3,1,0)", "formula_forbidden"),
        ('=INDIRECT("D3")', "formula_forbidden"), ('=_xlfn.WEBSERVICE("http://127.0.0.1/x")', "formula_forbidden"),
        ('=RTD("a",,"b")', "formula_forbidden"), ('=CUBEVALUE("a","b")', "formula_forbidden"),
        ("=D2", "formula_circular"), ("=SUM(D2:D4)", "formula_circular"), ("=D3-D4", "formula_stale"),
        ("=5810000/0", "formula_stale"), ("=2^3", "formula_stale"), ("=[1]Sheet1!A1", "external_link"),
        ("='C:\\x\\[y.xlsx]S'!A1", "external_link"), ("=1+cmd|'/C calc'!A0", "dde"),
    ],
)  # fmt: skip
def test_an_amount_by_such_a_formula_is_refused(formula: str, code: str) -> None:
    found = read_in(with_formula(formula))
    assert codes(found) == {code}
    if code.startswith("formula"):
        assert found.errors[0].where() == "月度事实!D2"


@pytest.mark.parametrize(
    "formula",
    [
        "=581*10000",
        "=10^6*5.81",
        "=-(-5810000)",
        "=ROUND(5810000.4,0)",
        "=SUM(D3:D4)*0+5810000",
        "=IF(1=1,5810000,0)",
    ],
)
def test_a_formula_that_agrees_or_cannot_be_computed_is_accepted_and_told(formula: str) -> None:
    found = read_in(with_formula(formula))
    assert (codes(found), codes(found, "note")) == (set(), {"formulas"})
    assert amounts(found).equals(amounts(baseline()))


def test_a_formula_of_several_cells_is_accepted() -> None:
    touch = lambda _, s: s.write_array_formula(1, 3, 1, 3, "{=SUM(D3:D4*0)+5810000}", None, 5810000)  # noqa: E731
    assert amounts(read_in(xlsx_bytes(TABLE, touch=touch))).equals(amounts(baseline()))


def test_a_circle_over_two_cells_is_found_at_both() -> None:
    def touch(_: Any, sheet: Any) -> None:
        sheet.write_formula(1, 3, "=D3+1", None, 5810000)
        sheet.write_formula(2, 3, "=D2-1", None, 1110713.64)

    found = read_in(xlsx_bytes(TABLE, touch=touch))
    assert [(i.code, i.row) for i in found.errors] == [("formula_circular", 2), ("formula_circular", 3)]


def test_a_formula_filled_down_is_held_against_its_stored_result_in_every_row() -> None:
    # Excel stores the text once, for the first cell of the range; the others refer to it.
    doubled = 2 * float(rows()[0][4])
    first = f'<c r="D2"><f t="shared" ref="D2:D3" si="0">E2*2</f><v>{doubled}</v></c>'
    second = '<c r="D3"><f t="shared" si="0"/><v>1</v></c>'

    def change(name: str, xml: bytes) -> bytes:
        if not name.endswith("sheet1.xml"):
            return xml
        text = re.sub('<c r="D2"><v>[^<]*</v></c>', first, xml.decode())
        return re.sub('<c r="D3"><v>[^<]*</v></c>', second, text).encode()

    found = read_in(repacked(xlsx_bytes(TABLE), change))
    assert [(i.code, i.where(), i.parameters["detail"]) for i in found.errors] == [
        ("formula_stale", "月度事实!D3", f"{2 * float(rows()[1][4]):.2f}")
    ]


def test_a_function_that_sends_data_is_refused_in_any_column() -> None:
    table = [[*HEADER, "备注"], *([*row, ""] for row in rows())]
    touch = lambda _, s: s.write_formula(1, 10, '=WEBSERVICE("http://127.0.0.1/"&D2)', None, "x")  # noqa: E731
    found = read_in(xlsx_bytes(table, touch=touch))
    assert [(i.code, i.where()) for i in found.errors] == [("formula_forbidden", "月度事实!K2")]
    harmless = lambda _, s: s.write_formula(1, 10, "=TODAY()", None, 46000)  # noqa: E731
    assert amounts(read_in(xlsx_bytes(table, touch=harmless))).equals(amounts(baseline()))


def test_names_of_functions_in_texts_and_other_names_are_no_calls() -> None:
    assert forbidden_function('IF(A1="NOW()",1,2)') is None
    assert forbidden_function("MYNOW()+COPY(1)") is None
    assert forbidden_function("_xll.anything(1)") == "_XLL.ANYTHING"
    assert is_reaching_out("_XLL.ANYTHING")
    assert not is_reaching_out("TODAY")


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("A1*$B$1+C$1-$D1", "C3*$B$1+E$1-$D3"), ("SUM(A1:B2)", "SUM(C3:D4)"), ("LOG10(A1)", "LOG10(C3)"),
        ('"A1"&A1', '"A1"&C3'), ("'A1 x'!A1+A1", "'A1 x'!A1+C3"),
    ],
)  # fmt: skip
def test_a_shared_formula_is_written_out_for_its_cell(formula: str, moved: str) -> None:
    assert shifted(formula, 2, 2) == moved


def test_only_formulas_that_lead_back_to_themselves_are_circular() -> None:
    chain = {(1, 0): "B1", (1, 1): "C1*2", (1, 2): "5"}
    assert circular(chain) == set()
    assert circular({**chain, (1, 2): "A1"}) == set(chain)
    assert circular({(1, 0): "Sheet2!A1", (2, 0): '"A2"&1'}) == set()


def test_running_totals_over_thousands_of_rows_do_not_keep_the_reader_busy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workbook, "MAX_LOOKUPS", 20)
    cells = pl.DataFrame({"c0": [str(n) for n in range(1, 31)]})
    formulas = tuple(Formula(n, 1, f"SUM(A$1:A{n})", "-1", is_number=True) for n in range(1, 31))
    layout = Layout((), frozenset(), frozenset(), (), False, (), formulas, (), (), Places(b""), b"")
    # 2 * (1 + 2 + 3 + 4) = 20 cells, as wrong results are looked at twice: the fourth is the last.
    assert [flag.row for flag in workbook._flags(layout, cells, cells, frozenset())] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("value", "digits", "result"),
    [
        (1.005, 2, 1.01), (2.675, 2, 2.68), (88.5 * 0.13, 2, 11.51), (-2.5, 0, -3), (0.5, 0, 1), (1250, -2, 1300), (-1250, -2, -1300), (49.99, -2, 0), (1e20, 2, 1e20), (1.4999999999999998, 0, 2),
    ],
)  # fmt: skip
def test_halves_are_rounded_away_from_zero_at_fifteen_digits(
    value: float, digits: int, result: float
) -> None:
    assert rounded(value, digits) == result


@pytest.mark.parametrize(
    ("formula", "stored"),
    [("ROUND(A1*B1,2)", "1.01"), ("ROUND(SUM(A1:B1),0)", "2"), ("ROUND(-A1*B1,2)", "-1.01"), ("ROUND(A1*1250,-2)", "1300")],
)  # fmt: skip
def test_a_result_rounded_as_spreadsheets_round_is_not_stale(formula: str, stored: str) -> None:
    values = {0: "1.005", 1: "1"}
    assert doubt_about(formula, stored, lambda _, column: values[column], lambda *_: False) is None


def test_a_text_of_digits_that_an_aggregate_leaves_out_is_the_named_cause() -> None:
    values = {0: "100", 1: "50"}
    for formula, stored, counted in (
        ("SUM(A1:B1)", "100", 150), ("PRODUCT(A1:B1)", "100", 5000), ("SUM(A1,B1)", "100", 150), ("AVERAGE(A1:B1)", "100", 75), ("MIN(A1:B1)", "100", 50), ("SUM(A1:B1)*2", "200", 300),
    ):  # fmt: skip
        doubt = doubt_about(formula, stored, lambda _, column: values[column], lambda _, column: column == 1)
        assert doubt == Doubt(counted, ((1, 1),))
    # Arithmetic reads the digits; a result that neither way explains is stale.
    lookup, is_text = (lambda _, column: values[column]), (lambda _, column: column == 1)
    assert doubt_about("A1+B1", "150", lookup, is_text) is None
    assert doubt_about("SUM(A1:B1)", "70", lookup, is_text) == Doubt(100)


@pytest.mark.parametrize("text", ["50", "1,050.00", "¥1,050", "50元", "5万"])
def test_a_sum_over_a_number_written_as_text_is_asked_about_with_the_cell(text: str) -> None:
    def touch(_: Any, sheet: Any) -> None:
        sheet.write_number(1, 11, 13152.79)
        sheet.write_string(1, 12, text)
        sheet.write_formula(1, 8, "=SUM(L2:M2)", None, 13152.79)

    found = read_in(xlsx_bytes(TABLE, touch=touch))
    assert found.errors == []
    assert [(i.code, i.where(), i.parameters["detail"]) for i in found.warnings] == [
        ("formula_text", "月度事实!I2", "M2")
    ]


@pytest.mark.parametrize(
    "formula",
    [
        "表1[销售额]", "SUM(表1[销售额])-参数!A1", "表1[[#This Row],[销售额]]*参数!A1", "SUM(表1[销售额],'参数'!A1)", "[@销售额]*参数!A1", "SUMIFS(表1[销售额],表1[区域],参数!B1)",
        "表1[@[销售 额]]*'参数 (2)'!A1", "SUM('1月:3月'!A1)", "SUM(表1[[#All],[a]:[b]],参数!A1)", '"[1]x!A1"&参数!A1',
    ],
)  # fmt: skip
def test_columns_of_a_table_and_sheets_of_the_workbook_are_not_outside(formula: str) -> None:
    assert not is_external(formula)
    assert codes(read_in(with_formula("=" + formula))) == set()


@pytest.mark.parametrize(
    "formula",
    ["[1]参数!A1", "1+[1]!单价", "SUM([a.xlsx]S!A1:B2)", "'[1]S 1'!A1", "'D:\\财务\\[旧.xlsx]S'!A1", "'D:\\财务\\旧.xlsx'!单价", "'旧.xlsx'!单价", "表1[a]*[2]S!A1"],
)  # fmt: skip
def test_cells_of_another_workbook_are_outside(formula: str) -> None:
    assert is_external(formula)


def test_a_leftover_name_refuses_a_workbook_only_if_a_formula_uses_it() -> None:
    def touch(formula: str) -> Any:
        def touched(book: Any, sheet: Any) -> None:
            book.define_name("旧表", "='D:\\财务\\[旧表.xls]S'!$A$1")
            book.define_name("间接", "=旧表*2")
            sheet.write_formula(12, 20, formula, None, 1)

        return touched

    for formula, expected in (
        ("=1+0", set()),
        ('="旧表"', set()),
        ("=旧表*1", {"external_link"}),
        ("=间接", {"external_link"}),
    ):
        found = read_in(xlsx_bytes(TABLE, touch=touch(formula)))
        assert codes(found) == expected
    assert amounts(read_in(xlsx_bytes(TABLE, touch=touch("=1+0")))).equals(amounts(baseline()))


def test_a_link_that_no_formula_uses_does_no_harm_unless_it_starts_programs() -> None:
    def linked(part: bytes) -> bytes:
        buffer = io.BytesIO(xlsx_bytes(TABLE))
        with zipfile.ZipFile(buffer, "a") as archive:
            archive.writestr("xl/externalLinks/externalLink1.xml", part)
        return buffer.getvalue()

    assert codes(read_in(linked(b"<externalLink><externalBook/></externalLink>"))) == set()
    assert codes(read_in(linked(b'<externalLink><ddeLink ddeService="cmd"/></externalLink>'))) == {
        "external_link"
    }


def test_what_is_not_simple_is_not_computed() -> None:
    assert computed("表1[销售额]*2", lambda *_: "1") is None
