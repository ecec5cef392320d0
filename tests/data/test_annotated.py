"""The copy somebody mends his file in: every issue at its cell, all of them on a list in front."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from data.annotated import annotated_copy
from data.annotated.marks import COLOURS, MARKED_ROWS, rows_of
from data.ingestion import Upload, ingest
from data.issues import Issue
from data.reading import reader
from tests.data.workbooks import (
    FIXTURES,
    HEADER,
    MESSY,
    TODAY,
    changed,
    csv_bytes,
    organisation,
    read_in,
    rows,
    xlsx_bytes,
)


def same(text: str) -> str:
    return text


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def copy_of(content: bytes, name: str = "a.xlsx") -> Any:
    upload = Upload(name, content)
    found = ingest([upload], organisation(), today=TODAY)
    return opened(annotated_copy(upload, found.issues, same))


def lines(book: Any) -> list[list[str]]:
    """The list without its head."""
    table = [[cell.value or "" for cell in row] for row in book.worksheets[0].iter_rows()]
    return table[next(i for i, row in enumerate(table) if row[0] == "Severity") + 1 :]


def colour(sheet: Worksheet, cell: str) -> str:
    return str(sheet[cell].fill.fgColor.rgb)[2:]


@pytest.mark.child
def test_a_wrong_cell_is_coloured_and_says_what_is_wrong_and_how_to_mend_it() -> None:
    book = copy_of(xlsx_bytes([HEADER, *changed(0, 3, "85%")]))
    sheet = book["月度事实"]
    assert colour(sheet, "D2") == COLOURS["error"]
    assert "percentage" in sheet["D2"].comment.text
    assert "Enter the amount." in sheet["D2"].comment.text
    assert sheet["D3"].comment is None
    assert colour(sheet, "D3") != COLOURS["error"]


def test_the_list_stands_in_front_and_links_to_the_cell() -> None:
    book = copy_of(xlsx_bytes([HEADER, *changed(0, 3, "85%")]))
    assert book.sheetnames == ["List of issues", "月度事实"]
    ((severity, where, what, remedy, value),) = lines(book)
    assert (severity, where, value) == ("error", "月度事实!D2", "85%")
    assert what
    assert remedy
    links = [c.hyperlink.location for row in book.worksheets[0].iter_rows() for c in row if c.hyperlink]
    assert links == ["'月度事实'!D2"]
    # One sheet is open; two selected ones would be edited together.
    assert [s.title for s in book.worksheets if s.sheet_view.tabSelected] in ([], ["List of issues"])


def test_a_workbook_keeps_its_look() -> None:
    def dress(book: Any, sheet: Any) -> None:
        sheet.set_column(0, 0, 33.29)
        sheet.freeze_panes(1, 0)
        sheet.write_string(0, 0, "年月", book.add_format({"bold": True, "bg_color": "#112233"}))
        sheet.merge_range(12, 0, 12, 3, "制表人：张三")
        book.add_worksheet("封面").write_string(0, 0, "某公司")

    sheet = copy_of(xlsx_bytes([HEADER, *changed(0, 3, "85%")], touch=dress))
    assert sheet.sheetnames == ["List of issues", "月度事实", "封面"]
    page = sheet["月度事实"]
    assert (round(page.column_dimensions["A"].width), page.freeze_panes) == (34, "A2")
    assert page["A1"].font.bold
    assert colour(page, "A1") == "112233"
    assert [str(m) for m in page.merged_cells.ranges] == ["A13:D13"]
    assert page["E2"].value == float(rows()[0][4])


def test_an_issue_inside_a_merged_range_is_marked_at_its_first_cell() -> None:
    blank = [[None, *row[1:]] for row in rows()]
    book = copy_of(xlsx_bytes([HEADER, *blank], touch=lambda _, s: s.merge_range(1, 0, 9, 0, "三月")))
    assert colour(book["月度事实"], "A2") == COLOURS["error"]


def test_all_rows_that_a_filter_hides_are_marked() -> None:
    book = copy_of((MESSY / "s11_autofilter.xlsx").read_bytes())
    marked = {c.row for row in book["月度事实"].iter_rows() for c in row if c.comment}
    assert marked == set(range(5, 11))
    many = Issue("error", "hidden_rows", row=2, parameters={"rows": "2-90000"})
    assert len(rows_of(many)) == MARKED_ROWS


FORMULAS = ["=1+1", '=HYPERLINK("http://x","y")', "+1", "-cmd", "@SUM(A1)"]


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_text_that_looks_like_a_formula_stays_text(name: str) -> None:
    table = rows()
    for row, text in zip(table, FORMULAS, strict=False):
        row[2] = text if name == "a.xlsx" else '"' + text.replace('"', '""') + '"'
    write = xlsx_bytes if name == "a.xlsx" else csv_bytes
    book = copy_of(write([HEADER, *table]), name)
    cells = [c for s in book.worksheets for row in s.iter_rows() for c in row]
    assert [c.coordinate for c in cells if c.data_type == "f"] == []
    assert [c.value for c in book.worksheets[1]["C"]][1:6] == FORMULAS
    assert set(FORMULAS) <= {line[4] for line in lines(book)}


def test_a_text_file_becomes_a_workbook_with_its_lines_as_rows() -> None:
    table = [[*HEADER, "备注"], *([*row, '"一\n二"'] for row in changed(2, 3, "x"))]
    book = copy_of(csv_bytes(table, end="\n"), "a.csv")
    # The header takes line 1, the first two records lines 2-3 and 4-5.
    sheet = book.worksheets[1]
    assert sheet["D6"].value == "x"
    assert colour(sheet, "D6") == COLOURS["error"]
    assert lines(book)[0][1] == "line 6, 销售额"


def test_an_old_workbook_becomes_a_new_one_of_its_cells() -> None:
    book = copy_of((FIXTURES / "workbooks" / "summary.xls").read_bytes(), "a.xls")
    assert book.sheetnames == ["List of issues", "月度事实"]
    assert book["月度事实"]["C2"].value == "上海办"
    assert [line[1] for line in lines(book)] == ["whole file"]


@pytest.mark.parametrize(
    "name", ["c15_encrypted.xlsx", "c23_xxe_file.xlsx", "f07_dde.xlsx", "c01_empty.xlsx"]
)
def test_of_a_file_the_reader_refused_there_is_the_list_alone(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> bool:
        raise AssertionError("a refused file was opened")

    monkeypatch.setattr("data.annotated.run_child", never)
    book = copy_of((MESSY / name).read_bytes(), name)
    assert book.sheetnames == ["List of issues"]
    assert [line[1] for line in lines(book)] == ["whole file"]


def test_where_the_look_cannot_be_kept_the_cells_are_there_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("data.annotated.run_child", lambda *_: False)
    sheet = copy_of(xlsx_bytes([HEADER, *changed(0, 3, "85%")]))["月度事实"]
    assert (sheet["D2"].value, colour(sheet, "D2")) == ("85%", COLOURS["error"])


def test_issues_of_another_file_of_the_upload_are_left_out() -> None:
    good, bad = Upload("好.csv", csv_bytes([HEADER, *rows()])), Upload("坏.csv", csv_bytes([HEADER]))
    found = ingest([good, bad], organisation(), today=TODAY)
    assert lines(opened(annotated_copy(good, found.issues, same))) == []


def test_a_mended_copy_loads_and_its_list_is_no_data() -> None:
    book = copy_of(xlsx_bytes([HEADER, *changed(0, 3, "85%")]))
    book["月度事实"]["D2"] = 5810000
    buffer = io.BytesIO()
    book.save(buffer)
    found = read_in(buffer.getvalue())
    assert found.is_loadable
    assert found.warnings == []
    assert found.unmapped == ()


def test_the_marks_of_an_earlier_copy_are_gone_from_the_next() -> None:
    first = xlsx_bytes([HEADER, *changed(0, 3, "85%")])
    upload = Upload("a.xlsx", first)
    marked = annotated_copy(upload, read_in(first, "a.xlsx").issues, same)
    again = copy_of(marked)
    assert again.sheetnames == ["List of issues", "月度事实"]
    assert again["月度事实"]["D2"].comment.text.count("percentage") == 1


def test_of_a_huge_file_the_copy_holds_its_head_and_the_rows_concerned(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("data.annotated.MOST_CELLS", 5)
    monkeypatch.setattr("data.annotated.plain.MOST_CELLS", 5)
    monkeypatch.setattr("data.annotated.plain.HEAD", 2)
    book = copy_of(csv_bytes([HEADER, *changed(7, 3, "85%")]), "a.csv")
    sheet = book.worksheets[1]
    assert [row[3].value for row in sheet.iter_rows()] == ["销售额", rows()[0][3], "85%"]
    assert sheet["K3"].value == "# 9"
    links = [c.hyperlink.location for row in book.worksheets[0].iter_rows() for c in row if c.hyperlink]
    assert links == ["'Cells as read'!D3"]


def test_a_file_with_the_reader_dead_still_gets_its_list(monkeypatch: pytest.MonkeyPatch) -> None:
    organisation()  # read, and kept for the tests after this one, while the reader still lives
    monkeypatch.setattr(reader, "run_child", lambda *_: False)
    assert [line[1] for line in lines(copy_of(xlsx_bytes([HEADER, *rows()])))] == ["whole file"]
