# ruff: noqa: E501 - tables of cases read across
"""Containers and encodings: hostile or broken files are refused in words, and the server lives."""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from data.reading import confinement, read, reader
from data.reading.calculation import computed
from data.reading.confinement import run_child
from data.reading.container import Limits
from data.reading.csv_text import separator_of
from data.reading.formulas import forbidden_function, is_dde, is_external
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
    "tabs under .xls": ("a.xls", lambda: csv_bytes(TABLE, separator="\t", encoding="gbk"), "text_as_workbook"),
    "words under .xls": ("a.xls", lambda: "今天没有数据\r\n".encode("gbk"), "not_a_workbook"),
    "SYLK": ("a.xls", lambda: b'ID;PWXL;N;E\r\nC;Y1;X1;K"a"\r\nE\r\n', "other_format"),
    "a web archive": ("a.xls", lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n<html/>", "other_format"),
    "text under .xlsx": ("a.xlsx", lambda: csv_bytes(TABLE), "text_as_workbook"),
    "a picture": ("a.csv", lambda: b"\x89PNG\r\n\x1a\n....", "not_a_table"),
    "a zip of tables": ("a.zip", lambda: _archive(销售__csv="x"), "not_a_table"),
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
    "UTF-32": ("a.csv", lambda: csv_bytes(TABLE, encoding="utf-32"), "nul_bytes"),
    "half a character in the middle": ("a.csv", lambda: csv_bytes(TABLE)[:-60] + b"\xe4\xb8" + csv_bytes(TABLE)[-60:], "unknown_encoding"),
    "NUL bytes at the end": ("a.csv", lambda: csv_bytes(TABLE) + b"\x00" * 100, "nul_bytes"),
    "lines ended by NEL": ("a.csv", lambda: csv_bytes(TABLE, end="\u0085"), "no_final_newline"),
    "a record one separator longer than the others": ("a.csv", lambda: csv_bytes([*TABLE[:3], [*TABLE[3], ""], *TABLE[4:]]), "ragged_line"),
    "a record one field short among padded ones": (
        "a.csv", lambda: csv_bytes([HEADER, *([*row, ""] for row in rows()[:8]), rows()[8]]), "ragged_line",
    ),
    "a quotation mark in mid-field": ("a.csv", lambda: csv_bytes([HEADER, *changed(0, 2, '上"海"办')]), "unknown_office"),
    "a vertical tab in a name": ("a.csv", lambda: csv_bytes([HEADER, *changed(0, 2, "上海\x0b办")]), "control_characters"),
    "5,000 columns": ("a.csv", lambda: (",".join(["x"] * 5_000) + "\n").encode() * 3, "too_many_columns"),
    "two million characters in one line": ("a.csv", lambda: b"a" * 2_000_000 + b"\n", "field_too_long"),
    "nothing of a template": ("a.csv", lambda: b"to whom it may concern\n", "no_header_in_text"),
    "a record of JSON": ("a.csv", lambda: b'[{"a":1}]\n', "no_header_in_text"),
    "control characters for separators": ("a.csv", lambda: csv_bytes(TABLE, separator="\x01"), "no_header_in_text"),
    "300 columns": ("a.xlsx", lambda: xlsx_bytes([[*HEADER, *("x" for _ in range(290))], *rows()]), "far_cell"),
}  # fmt: skip


@pytest.mark.parametrize(
    "what",
    # A text cannot be a bomb: read here, as most files of the tests are.
    [
        pytest.param(what, marks=() if of[0].endswith(".csv") else pytest.mark.child)
        for what, of in REFUSED.items()
    ],
)
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
    "every line in one pair of quotation marks": lambda: csv_bytes([[f'"{",".join(row)}"'] for row in TABLE]),
    "quoted fields in quoted lines": lambda: csv_bytes([['"' + ",".join(f'""{c}""' for c in row) + '"'] for row in TABLE]),
    "a blank after every comma": lambda: csv_bytes([[f'"{c}"' for c in row] for row in TABLE], separator=", "),
    "carriage returns doubled behind quotation marks": lambda: csv_bytes([[f'"{c}"' for c in row] for row in TABLE], end="\r\r\n"),
    "every field quoted": lambda: csv_bytes([[f'"{c}"' for c in row] for row in TABLE]),
    "blank lines": lambda: csv_bytes([*TABLE[:3], [], *TABLE[3:], [], []]),
    "title lines": lambda: csv_bytes([["2026年3月经营数据"], ["单位：元"], *TABLE]),
    "a title line padded with commas": lambda: csv_bytes([["2026年3月经营数据", *[""] * 9], *TABLE]),
    "an empty last column": lambda: csv_bytes([[*row, ""] for row in TABLE]),
    "one separator more after every record but the header": lambda: csv_bytes([HEADER, *([*row, ""] for row in rows())]),
    "the same with quotation marks": lambda: csv_bytes([HEADER, *([f'"{row[0]}"', *row[1:], ""] for row in rows())]),
    "a hundred thousand formatted rows below": lambda: csv_bytes(TABLE) + b",,,,,,,,,\r\n" * 50_000 + b"\r\n" * 50_000,
    "inch marks in a column nobody needs": lambda: csv_bytes([[*HEADER, "备注"], *([*row, '1/2"阀' if at == 2 else '"a"'] for at, row in enumerate(rows()))]),
    "form feeds between pages": lambda: csv_bytes(TABLE[:5]) + b"\x0c" + csv_bytes(TABLE[5:], encoding="utf-8"),
    "two exports one after the other": lambda: csv_bytes(TABLE[:5]) + csv_bytes([HEADER, *TABLE[5:]]),
    "a line of remarks first": lambda: b"# exported\r\n" + csv_bytes(TABLE, encoding="utf-8"),
    "carriage returns doubled": lambda: csv_bytes(TABLE, end="\r\r\n"),
    "grouped amounts in quotation marks": lambda: csv_bytes([HEADER, *([*row[:3], *(f'"{float(x):,.2f}"' for x in row[3:])] for row in rows())]),
    "amounts as text with Excel's apostrophe": lambda: csv_bytes([HEADER, *([*row[:3], *(f"'{x}" for x in row[3:])] for row in rows())]),
    "euro signs and rare characters in GB18030": lambda: csv_bytes([[*HEADER, "备注"], *([*row, "€㐀𠮷"] for row in rows())], encoding="gb18030"),
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


@pytest.mark.child
def test_an_old_workbook_says_what_cannot_be_checked_in_it() -> None:
    assert codes(read_in((FIXTURES / "workbooks" / "summary.xls").read_bytes(), "a.xls"), "note") == {
        "old_workbook"
    }


@pytest.mark.child
def test_macros_are_a_warning_that_can_be_accepted() -> None:
    found = read_in(
        xlsx_bytes(TABLE, touch=lambda book, _: book.add_vba_project(io.BytesIO(b"not run"), is_stream=True))
    )
    assert codes(found, "warning") == {"macros"}
    assert amounts(found).equals(amounts(baseline()))


@pytest.mark.child
def test_lines_are_counted_as_they_stand_in_the_file_despite_line_breaks_in_fields() -> None:
    table = [[*HEADER, "备注"], *([*row, '"一\n二"'] for row in changed(2, 3, "x"))]
    found = read_in(csv_bytes(table, end="\n"), "a.csv")
    # The header takes line 1, the first two records lines 2-3 and 4-5.
    assert [issue.where() for issue in found.errors] == ["line 6, 销售额"]


@pytest.mark.child
def test_an_open_quotation_mark_and_a_cut_last_line_are_told_with_their_line() -> None:
    opened = read_in(csv_bytes([HEADER, *changed(3, 2, '"广州办')]), "a.csv")
    assert [(i.code, i.where()) for i in opened.errors] == [("open_quote", "line 5")]
    cut = read_in(csv_bytes(TABLE)[:-9], "a.csv")
    assert [(i.code, i.where()) for i in cut.errors] == [("no_final_newline", "line 10")]


@pytest.mark.child
def test_a_formula_without_stored_result_is_refused_where_it_stands() -> None:
    content = xlsx_bytes(TABLE, touch=lambda _, s: s.write_formula(1, 3, "=5000000+810000", None, 77))
    bare = repacked(content, lambda n, d: d.replace(b"<v>77</v>", b"") if n.endswith("sheet1.xml") else d)
    found = read_in(bare)
    assert [(issue.code, issue.where()) for issue in found.errors] == [("formula_uncached", "月度事实!D2")]


@pytest.mark.child
def test_a_reader_that_takes_too_long_is_stopped_and_said_so() -> None:
    reading = read("a.csv", csv_bytes(TABLE), Limits(memory=2**30, seconds=0.01, unpacked=2**20))
    assert [issue.code for issue in reading.issues] == ["too_slow"]


@pytest.mark.parametrize(("work", "is_in_time"), [("while True: pass", False), ("time.sleep(1.5)", True)])
@pytest.mark.child
def test_a_reader_is_stopped_by_the_processor_time_it_takes_not_by_waiting(
    work: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_in_time: bool
) -> None:
    confined = "import resource, time\nresource.setrlimit(resource.RLIMIT_CPU, (1, 2))\n"
    (tmp_path / "worker.py").write_text(confined + work)
    monkeypatch.setattr(confinement, "_ROOT", tmp_path)
    assert run_child("worker", tmp_path, Limits(memory=2**31, seconds=1, unpacked=0)) is is_in_time


@pytest.mark.parametrize("told", [b"", b'{"sheets": [', b'{"sheets": [{"name": 7}], "issues": []}', b"[]"])
@pytest.mark.child
def test_a_reader_that_broke_off_or_talks_nonsense_takes_nobody_along(
    told: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def muttering(_: str, folder: Path, limits: Limits) -> bool:
        (folder / "result.json").write_bytes(told)
        return True

    monkeypatch.setattr(reader, "run_child", muttering)
    assert [issue.code for issue in read("a.xlsx", xlsx_bytes(TABLE)).issues] == ["reader_died"]


@pytest.mark.child
def test_a_name_in_bytes_that_are_no_text_does_not_matter() -> None:
    assert read("\udcb1\udced.xlsx", xlsx_bytes(TABLE)).sheets[0].cells.height == len(TABLE)


@pytest.mark.child
def test_rows_beyond_any_sheet_are_refused_or_no_range() -> None:
    far = "9" * 25
    found = read("a.xlsx", _in_sheet(rb'<row r="3"', f'<row r="{far}"'.encode()))
    assert [(issue.code, str(issue.parameters["rows"])) for issue in found.issues] == [("too_many_rows", far)]
    merged = f'</sheetData><mergeCells count="1"><mergeCell ref="A1:B{far}"/></mergeCells>'
    found = read("a.xlsx", _in_sheet(rb"</sheetData>", merged.encode()))
    assert [sheet.merges for sheet in found.sheets] == [()]


@pytest.mark.child
def test_a_small_file_whose_reader_died_is_tried_once_more_with_more_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[int] = []

    def dying(module: str, folder: Path, limits: Limits) -> bool:
        tried.append(limits.memory)
        return run_child(module, folder, limits) if len(tried) == 2 else True

    monkeypatch.setattr(reader, "run_child", dying)
    assert read("a.xlsx", xlsx_bytes(TABLE)).issues == ()
    assert tried[0] < tried[1] < 2**31
    monkeypatch.setattr(reader, "run_child", lambda *_: True)
    assert [issue.code for issue in read("a.xlsx", xlsx_bytes(TABLE)).issues] == ["reader_died"]


@pytest.mark.child
def test_a_reader_killed_for_its_memory_does_not_take_the_server_along() -> None:
    reading = read("a.xlsx", xlsx_bytes(TABLE), Limits(memory=120 * 2**20, seconds=8, unpacked=2**20))
    assert [issue.code for issue in reading.issues] in (["reader_died"], ["too_much_memory"])


@pytest.mark.child
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
    assert computed("1/0", lookup) == math.inf
    assert computed("-2^2*50%", lookup) == 2.0


@pytest.mark.child
def test_links_programs_and_changing_functions_are_told_apart() -> None:
    assert is_dde("cmd|'/C calc'!A0")
    assert not is_dde('IF(A1="a|b!",1,2)')
    assert is_external("[1]Sheet1!$A$1")
    assert not is_external("Sheet2!A1")
    assert forbidden_function('hyperlink("x","y")') == "HYPERLINK"
    assert forbidden_function("SUM(A1:A2)") is None


@pytest.mark.parametrize("mark", ["\t", "'", ""])
def test_commas_between_quotes_and_tabs_behind_numbers_do_not_hide_what_separates(mark: str) -> None:
    """Programs put a tab behind a long number so that a spreadsheet keeps it as it is."""
    amounts = ('"5.00"', '"12,345.60"', '"1,234,567.80"', '"500.50"')
    lines = [f"2026-03-05,BX{at}{mark},上海办,{amount}" for at, amount in enumerate(amounts)]
    text = "\n".join(["日期,单据号,办事处,金额", *lines, ""])
    assert separator_of(text) == ","
    assert separator_of(text.replace(",", ";").replace("\t", "")) == ";"


def test_lines_that_stand_between_quotes_as_a_whole_are_split_by_what_is_in_them() -> None:
    assert separator_of('"a;b;c"\n"1;2;3"\n') == ";"
    assert separator_of("a\n") == ","
