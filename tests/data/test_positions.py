# ruff: noqa: E501 - tables of cases read across
"""Cells that hold nothing neither shift the others nor stand far away."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import Any

import pytest

from data.reading import read
from data.reading.cell_xml import far_cell, samples, used_rows
from tests.data.workbooks import HEADER, amounts, baseline, codes, read_in, repacked, rows, xlsx_bytes

TABLE = [HEADER, *rows()]
#: Ways to write a cell that holds nothing, and one that holds an empty text.
EMPTY = [
    "<c r='{}'/>", '<c r="{}" s="0"/>', '<c r="{}"></c>', '<c r="{}" s="0"></c>', '<c r="{}" t="s"><v></v></c>', '<c r="{}" t="s"><v/></c>', '<c r="{}" t="n"></c>',
    '<c r="{}" t="n"><v></v></c>', '<c r="{}" t="str"></c>', '<c r="{}" t="str"><v></v></c>', '<c r="{}" t="str"><v/></c>', '<c r="{}" t="inlineStr"></c>',
    '<c r="{}" t="inlineStr"><is></is></c>', '<c r="{}" t="inlineStr"><is/></c>', '<c r="{}" t="inlineStr"><is><t/></is></c>', '<c r="{}" t="b"></c>', '<c r="{}" t="e"></c>',
    '<c r="{}"><f>1+1</f></c>', '<c r="{}" t="str"><f>""</f><v></v></c>', '<c r="{}"> </c>', '<c r="{}"><v></v></c>',
]  # fmt: skip


def _with_margin(cell: str, touch: Any = None) -> bytes:
    """The table two columns further right, A and B of every row written as `cell`."""
    content = xlsx_bytes([["", "", *row] for row in TABLE], touch=touch)

    def change(name: str, xml: bytes) -> bytes:
        if not name.endswith("sheet1.xml"):
            return xml

        def margin(row: re.Match[bytes]) -> bytes:
            number = row.group(1).decode()
            return row.group() + "".join(cell.replace("{}", f"{letter}{number}") for letter in "AB").encode()

        xml = re.sub(rb'<c r="[AB]\d+"[^>]*>(?:.*?</c>)?', b"", xml)
        return re.sub(rb'<row r="(\d+)"[^>]*>', margin, xml)

    return repacked(content, change)


def _touched(book: Any, sheet: Any) -> None:
    for at, row in enumerate(TABLE):
        for column, value in enumerate(row, start=2):
            is_number = at and column > 4
            (sheet.write_number if is_number else sheet.write_string)(
                at, column, float(value) if is_number else value
            )
    sheet.write_number(1, 11, 0.85, book.add_format({"num_format": "0.00%"}))
    sheet.set_column(6, 6, None, None, {"hidden": True})


@pytest.mark.parametrize("cell", EMPTY)
def test_an_empty_margin_shifts_neither_values_nor_what_is_said_of_them(cell: str) -> None:
    found = read_in(_with_margin(cell, _touched))
    # The hidden column G is 回款额, and L (差旅费) shows a percentage.
    assert {(i.code, i.where()) for i in found.errors if i.code != "formula_uncached"} == {
        ("percent", "月度事实!L2"),
        ("hidden_column", "sheet 月度事实"),
    }
    hidden = next(i for i in found.errors if i.code == "hidden_column")
    assert (hidden.parameters["column"], hidden.parameters["letters"]) == ("回款额", "G")


def test_cells_far_away_count_only_if_they_hold_something() -> None:
    bold = {"bold": True}
    for row, column in ((0, 16_383), (4, 256), (65_535, 0), (1_048_575, 9)):
        blank = lambda book, sheet, at=(row, column): sheet.write_blank(*at, None, book.add_format(bold))  # noqa: E731
        found = read_in(xlsx_bytes(TABLE, touch=blank))
        assert (found.errors, found.warnings) == ([], [])
        assert amounts(found).equals(amounts(baseline()))
        text = lambda _, sheet, at=(row, column): sheet.write_string(*at, "x")  # noqa: E731
        assert codes(read_in(xlsx_bytes(TABLE, touch=text))) == {"far_cell"}


def test_what_counts_as_used_is_what_holds_something() -> None:
    body = b'<row r="1"><c r="A1" s="1"/><c r="XFD1" s="2"></c><c r="B1"><v>5</v></c></row><row r="9"><c r="C9" t="s"><v></v></c></row>'
    assert samples(body) == ((1, frozenset({1})),)
    assert used_rows(body) == [1]
    assert far_cell(body) is None
    assert far_cell(body.replace(b'r="C9" t="s"><v></v>', b'r="IW9" t="s"><v>0</v>')) == "IW9"


@pytest.mark.parametrize(
    "ref", ["A0:J10", "A1", "A1:XFD1048576", "$A$1:$J$10", "A:J", "1:10", "", "J10:A1", "A1:J99999999999"]
)
def test_a_dimension_that_is_wrong_does_not_matter(ref: str) -> None:
    def change(name: str, xml: bytes) -> bytes:
        written = f'<dimension ref="{ref}"'.encode()
        return re.sub(rb'<dimension ref="[^"]*"', written, xml) if name.endswith("sheet1.xml") else xml

    found = read_in(repacked(xlsx_bytes(TABLE), change))
    assert (found.errors, found.warnings) == ([], [])
    assert amounts(found).equals(amounts(baseline()))


def _backslashed(content: bytes) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name.replace("/", "\\"), old.read(name))
    return buffer.getvalue()


def test_parts_named_with_backslashes_are_found() -> None:
    assert amounts(read_in(_backslashed(xlsx_bytes(TABLE)))).equals(amounts(baseline()))


def test_a_part_that_points_outside_with_backslashes_is_refused_all_the_same() -> None:
    buffer = BytesIO(xlsx_bytes(TABLE))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("..\\..\\x", "x")
    assert [i.code for i in read("a.xlsx", buffer.getvalue()).issues] == ["strange_member"]
