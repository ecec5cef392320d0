# ruff: noqa: E501 - tables of cases read across
"""Containers and encodings: hostile or broken files are refused in words, and the server lives."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import pytest

from data.reading import read
from data.reading.container import Limits
from data.reading.formulas import computed, forbidden_function, is_dde, is_external
from tests.data.workbooks import (
    FIXTURES,
    HEADER,
    amounts,
    baseline,
    changed,
    codes,
    csv_bytes,
    read_in,
    repacked,
    rows,
    xlsx_bytes,
)

TABLE = [HEADER, *rows()]


def _archive(**members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "."), text)
    return buffer.getvalue()


def _in_strings(text: bytes) -> Callable[[str, bytes], bytes]:
    return lambda name, data: (
        data.replace(b"</sst>", text + b"</sst>") if name.endswith("sharedStrings.xml") else data
    )


def _in_sheet(old: bytes, new: bytes) -> bytes:
    def change(name: str, data: bytes) -> bytes:
        return re.sub(old, new, data) if name.endswith("sheet1.xml") else data

    return repacked(xlsx_bytes(TABLE), change)


REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "nothing but blanks": ("a.csv", lambda: b"  \r\n \r\n", "empty_file"),
    "a web page": ("a.xls", lambda: b"<html><table></table></html>", "html_table"),
    "text under .xlsx": ("a.xlsx", lambda: csv_bytes(TABLE), "not_a_workbook"),
    "a picture": ("a.csv", lambda: b"\x89PNG\r\n\x1a\n....", "not_a_table"),
    "a zip that is no workbook": ("a.xlsx", lambda: _archive(a__txt="x"), "not_a_workbook"),
    "OpenDocument": ("a.ods", lambda: _archive(mimetype="application/vnd.oasis.opendocument.spreadsheet", content__xml="<x/>"), "other_format"),
    "a shared string of 120 MB": ("a.xlsx", lambda: repacked(xlsx_bytes(TABLE), _in_strings(b"<si><t>" + b"A" * (120 * 2**20) + b"</t></si>")), "archive_bomb"),
    "a document type in the strings": (
        "a.xlsx",
        lambda: repacked(xlsx_bytes(TABLE), lambda n, d: d.replace(b"<sst", b"<!doctype sst []><sst", 1) if n.endswith("sharedStrings.xml") else d),
        "doctype",
    ),
    "a cell in the last row": ("a.xlsx", lambda: xlsx_bytes(TABLE, touch=lambda _, s: s.write_string(1_048_575, 0, "x")), "far_cell"),
    "a program in a formula": ("a.xlsx", lambda: xlsx_bytes(TABLE, touch=lambda _, s: s.write_formula(1, 3, "=cmd|'/C calc'!A0", None, 1)), "dde"),
    "another workbook in a formula": ("a.xlsx", lambda: xlsx_bytes(TABLE, touch=lambda _, s: s.write_formula(1, 3, "='\\\\host\\[x.xlsx]S'!A1", None, 1)), "external_link"),
    "two encodings in one file": ("a.csv", lambda: csv_bytes(TABLE[:4]) + csv_bytes(TABLE[4:], encoding="gb18030"), "unknown_encoding"),
    "a last line cut in mid-value": ("a.csv", lambda: csv_bytes(TABLE)[:-9], "no_final_newline"),
    "too few fields": ("a.csv", lambda: csv_bytes([*TABLE[:3], TABLE[3][:8], *TABLE[4:]]), "ragged_line"),
    "unquoted thousands": ("a.csv", lambda: csv_bytes([HEADER, *changed(0, 3, "5,810,000.00")]), "ragged_line"),
    "an open quotation mark": ("a.csv", lambda: csv_bytes([HEADER, *changed(0, 2, '"上海办')]), "open_quote"),
    "an end-of-file mark in the middle": ("a.csv", lambda: csv_bytes(TABLE[:5]) + b"\x1a" + csv_bytes(TABLE[5:], encoding="utf-8"), "control_characters"),
    "300 columns": ("a.xlsx", lambda: xlsx_bytes([[*HEADER, *("x" for _ in range(290))], *rows()]), "far_cell"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_a_broken_or_hostile_file_is_refused(what: str) -> None:
    name, make, code = REFUSED[what]
    assert code in codes(read_in(make(), name))


ACCEPTED: dict[str, Callable[[], bytes]] = {
    "gbk": lambda: csv_bytes(TABLE, encoding="gbk"),
    "UTF-16 big-endian with tabs": lambda: b"\xfe\xff" + csv_bytes(TABLE, separator="\t", encoding="utf-16-be"),
    "semicolons": lambda: csv_bytes(TABLE, separator=";"),
    "bars": lambda: csv_bytes(TABLE, separator="|"),
    "Excel's sep= line": lambda: b"sep=;\r\n" + csv_bytes(TABLE, separator=";", encoding="utf-8"),
    "carriage returns only": lambda: csv_bytes(TABLE, end="\r"),
    "every field quoted": lambda: csv_bytes([[f'"{c}"' for c in row] for row in TABLE]),
    "blank lines": lambda: csv_bytes([*TABLE[:3], [], *TABLE[3:], [], []]),
    "title lines": lambda: csv_bytes([["2026年3月经营数据"], ["单位：元"], *TABLE]),
    "a title line padded with commas": lambda: csv_bytes([["2026年3月经营数据", *[""] * 9], *TABLE]),
    "an empty last column": lambda: csv_bytes([[*row, ""] for row in TABLE]),
    "element names with a prefix": lambda: repacked(
        xlsx_bytes(TABLE),
        lambda n, d: re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", d).replace(b"xmlns=", b"xmlns:x=") if n.endswith("sheet1.xml") else d,
    ),
    "absolute paths to its parts": lambda: repacked(
        xlsx_bytes(TABLE), lambda n, d: d.replace(b'Target="worksheets/', b'Target="/xl/worksheets/') if n.endswith("workbook.xml.rels") else d
    ),
    "a formula whose stored sum is right": lambda: xlsx_bytes(TABLE, touch=lambda _, s: s.write_formula(1, 3, "=D3*0+SUM(5000000,810000)", None, 5810000)),
    "old .xls": (FIXTURES / "workbooks" / "summary.xls").read_bytes,
}  # fmt: skip


@pytest.mark.parametrize("what", ACCEPTED)
def test_the_same_figures_are_read_from(what: str) -> None:
    content = ACCEPTED[what]()
    name = "a.xlsx" if content.startswith(b"PK") else "a.xls" if content.startswith(b"\xd0\xcf") else "a.csv"
    found = read_in(content, name)
    assert [issue.text() for issue in (*found.errors, *found.warnings)] == []
    assert amounts(found).equals(amounts(baseline()))


def test_an_old_workbook_says_what_cannot_be_checked_in_it() -> None:
    assert codes(read_in((FIXTURES / "workbooks" / "summary.xls").read_bytes(), "a.xls"), "note") == {
        "old_workbook"
    }


def test_macros_are_a_warning_that_can_be_accepted() -> None:
    found = read_in(
        xlsx_bytes(TABLE, touch=lambda book, _: book.add_vba_project(io.BytesIO(b"not run"), is_stream=True))
    )
    assert codes(found, "warning") == {"macros"}
    assert amounts(found).equals(amounts(baseline()))


def test_lines_are_counted_as_they_stand_in_the_file_despite_line_breaks_in_fields() -> None:
    table = [[*HEADER, "备注"], *([*row, '"一\n二"'] for row in changed(2, 3, "x"))]
    found = read_in(csv_bytes(table, end="\n"), "a.csv")
    # The header takes line 1, the first two records lines 2-3 and 4-5.
    assert [issue.where() for issue in found.errors] == ["line 6, 销售额"]


def test_a_formula_without_stored_result_is_refused_where_it_stands() -> None:
    content = xlsx_bytes(TABLE, touch=lambda _, s: s.write_formula(1, 3, "=5000000+810000", None, 77))
    bare = repacked(content, lambda n, d: d.replace(b"<v>77</v>", b"") if n.endswith("sheet1.xml") else d)
    found = read_in(bare)
    assert [(issue.code, issue.where()) for issue in found.errors] == [("formula_uncached", "月度事实!D2")]


def test_a_reader_that_takes_too_long_is_stopped_and_said_so() -> None:
    reading = read("a.csv", csv_bytes(TABLE), Limits(memory=2**30, seconds=0.01, unpacked=2**20))
    assert [issue.code for issue in reading.issues] == ["too_slow"]


def test_a_reader_killed_for_its_memory_does_not_take_the_server_along() -> None:
    reading = read("a.xlsx", xlsx_bytes(TABLE), Limits(memory=120 * 2**20, seconds=8, unpacked=2**20))
    assert [issue.code for issue in reading.issues] in (["reader_died"], ["too_much_memory"])


def test_simple_formulas_are_computed_and_others_are_not_guessed() -> None:
    cells = {(1, 0): "2", (2, 0): "3.5", (3, 0): "text"}

    def lookup(row: int, column: int) -> str | None:
        return cells.get((row, column))

    assert computed("A1+A2*2", lookup) == 9.0
    assert computed("SUM(A1:A3)-1", lookup) == 4.5
    assert computed("-(1+2)*3/2", lookup) == -4.5
    assert computed("ROUND(A2/3,2)", lookup) == 1.17
    assert computed("VLOOKUP(A1,B:C,2,0)", lookup) is None
    assert computed("A3+1", lookup) is None
    assert computed("1/0", lookup) is None


def test_links_programs_and_changing_functions_are_told_apart() -> None:
    assert is_dde("cmd|'/C calc'!A0")
    assert not is_dde('IF(A1="a|b!",1,2)')
    assert is_external("[1]Sheet1!$A$1")
    assert not is_external("Sheet2!A1")
    assert forbidden_function('hyperlink("x","y")') == "HYPERLINK"
    assert forbidden_function("SUM(A1:A2)") is None
