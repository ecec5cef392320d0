"""Texts beside the cells: comments, text boxes, page headers and footers reach whoever judges them."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from typing import Any

import pytest

from data.reading import Remark, read
from tests.data.workbooks import FIXTURES, HEADER, repacked, rows, xlsx_bytes

TABLE = [HEADER, *rows()]


def _remarks(touch: Any) -> tuple[Remark, ...]:
    return read("a.xlsx", xlsx_bytes(TABLE, touch=touch)).sheets[0].remarks


def test_a_comment_comes_with_its_cell() -> None:
    touch = lambda _, sheet: sheet.write_comment("D1", "单位：万元\n不含税 <A&B>")  # noqa: E731
    assert _remarks(touch) == (Remark("comment", "单位：万元 不含税 <A&B>", 1, 3),)


def test_a_thread_of_comments_comes_once_in_its_own_words() -> None:
    relation = b'<Relationship Id="rT" Type="http://x/threadedComment" Target="../threadedComments/t1.xml"/>'
    thread = '<threadedComment ref="D1" id="1"><text>不含税</text></threadedComment>'

    def change(name: str, part: bytes) -> bytes:
        if name.endswith("sheet1.xml.rels"):
            return part.replace(b"</Relationships>", relation + b"</Relationships>")
        # Some tools write the words of a comment without runs.
        return re.sub(rb"<r>.*?(<t\b)", rb"\1", part).replace(b"</r>", b"") if "comments1" in name else part

    placeholder = "[Threaded comment]\n\nYour version of Excel allows you to read this. Comment:\n 不含税"
    content = xlsx_bytes(TABLE, touch=lambda _, sheet: sheet.write_comment("D1", placeholder))
    alone = read("a.xlsx", repacked(content, lambda n, p: p if n.endswith(".rels") else change(n, p)))
    assert [r.text[-3:] for r in alone.sheets[0].remarks] == ["不含税"]
    buffer = io.BytesIO(repacked(content, change))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/threadedComments/t1.xml", thread)
    assert read("a.xlsx", buffer.getvalue()).sheets[0].remarks == (Remark("comment", "不含税", 1, 3),)


def test_a_text_box_comes_with_the_cell_it_is_fixed_to() -> None:
    touch = lambda _, sheet: sheet.insert_textbox(4, 11, "单位：万元")  # noqa: E731
    assert _remarks(touch) == (Remark("text_box", "单位：万元", 5, 11),)


def test_headers_and_footers_of_the_page_come_without_their_codes() -> None:
    def touch(_: Any, sheet: Any) -> None:
        sheet.set_header('&L&"宋体,加粗"&12单位：万元&R&D')
        sheet.set_footer("&C第 &P 页")

    assert _remarks(touch) == (Remark("page_header", "单位：万元"), Remark("page_header", "第 页"))


def test_nothing_beside_the_cells_is_no_remark() -> None:
    assert _remarks(None) == ()


def test_remarks_are_cut_and_limited() -> None:
    def touch(_: Any, sheet: Any) -> None:
        for at in range(250):
            sheet.write_comment(at, 20, "长" * 600)

    found = _remarks(touch)
    assert (len(found), len(found[0].text)) == (200, 500)


def test_a_broken_drawing_tells_nothing_and_refuses_nothing() -> None:
    content = xlsx_bytes(TABLE, touch=lambda _, sheet: sheet.insert_textbox(4, 11, "单位：万元"))
    broken = repacked(content, lambda name, part: part[:200] if "drawings/" in name else part)
    found = read("a.xlsx", broken)
    assert (found.issues, found.sheets[0].remarks) == ((), ())


def test_an_old_workbook_is_read_as_a_person_sees_it() -> None:
    # The sheet begins in column B; row 5 and column E are hidden, B3:B6 are merged, G4 is struck through.
    found = read("a.xls", (FIXTURES / "workbooks" / "looks.xls").read_bytes())
    sheet = found.sheets[0]
    assert sheet.cells.row(2) == (None, "2026-03", "0012", "581万元", "0.85", "100", "7")
    first = {(f.code, f.column) for f in sheet.flags if f.row == 3}
    assert first == {("unit_format", 3), ("percent_format", 4), ("foreign_format", 5)}
    assert [(f.row, f.column) for f in sheet.flags if f.code == "struck_through"] == [(4, 6)]
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({5}, {4})
    assert [(m.first_row, m.first_column, m.last_row, m.last_column) for m in sheet.merges] == [(3, 1, 6, 1)]


#: The title `2026年3月` of `looks.xls` as its file holds it, and as long a text of two runs: the second in
#: the font that strikes through.
TITLE = b"\x07\x00\x01" + "2026年3月".encode("utf-16-le")
TWO_RUNS = struct.pack("<HBH8sHH", 8, 8, 1, b"52026-03", 1, 17)
#: That font: height, options (8: struck through), colour, weight, 1 for raised.
STRUCK = re.compile(rb"(\x31\x00..\xc8\x00)(\x08\x00)(.{4})(\x00\x00)", re.DOTALL)


@pytest.mark.parametrize(("code", "is_raised"), [("struck_partly", False), ("raised_text", True)])
def test_a_part_of_a_text_of_an_old_workbook_is_seen_as_well(code: str, *, is_raised: bool) -> None:
    content = (FIXTURES / "workbooks" / "looks.xls").read_bytes().replace(TITLE, TWO_RUNS)
    if is_raised:
        content, changed = STRUCK.subn(b"\\1\x00\x00\\3\x01\x00", content)
        assert changed == 1
    sheet = read("a.xls", content).sheets[0]
    assert sheet.cells.row(0)[1] == "52026-03"
    assert [(f.row, f.column, f.value) for f in sheet.flags if f.code == code] == [(1, 1, "52026-03")]
