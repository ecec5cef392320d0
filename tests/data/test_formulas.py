# ruff: noqa: E501 - tables of cases read across
"""Formulas: a stored result counts only while nothing speaks against it."""

from __future__ import annotations

import re
from typing import Any

import polars as pl
import pytest

from data.reading import workbook
from data.reading.formulas import forbidden_function, is_reaching_out
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
