"""A new workbook of the cells as they were read, marked, with the list of issues in front."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import polars as pl
import xlsxwriter

from data.annotated.marks import COLOURS, HEADINGS, WIDTHS, Line, Mark, legal
from data.issues import column_letters
from data.reading.sheets import RawSheet

#: Beyond so many cells the copy holds only the first rows and those concerned.
MOST_CELLS = 300_000
HEAD = 30


def sheet_link(name: str, row: int | None, column: int | None) -> str:
    """Where a line of the list links to: `'月度事实'!D2`."""
    quoted = name.replace("'", "''")
    return f"'{quoted}'!{column_letters(column or 0)}{row or 1}"


def _write_list(
    book: xlsxwriter.Workbook,
    words: dict[str, str],
    lines: Sequence[Line],
    remarks: Sequence[str],
    places: dict[tuple[str, int], tuple[str, int]],
) -> None:
    sheet = book.add_worksheet(words["sheet"])
    bold = book.add_format({"bold": True, "bottom": 1})
    # A quote prefix keeps text that begins with = + - @ text even when its cell is edited.
    wrap = {"text_wrap": True, "valign": "top", "quote_prefix": True}
    formats = {name: book.add_format({**wrap, "bg_color": f"#{fill}"}) for name, fill in COLOURS.items()}
    text = book.add_format(wrap)
    link = book.add_format({"font_color": "#0563C1", "underline": 1, "valign": "top", "text_wrap": True})
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    for row, remark in enumerate(remarks):
        sheet.write_string(row, 0, legal(remark))
    top = len(remarks) + 1
    for column, name in enumerate(HEADINGS):
        sheet.write_string(top, column, words[name], bold)
    sheet.freeze_panes(top + 1, 0)
    for at, line in enumerate(lines, start=top + 1):
        for column, value in enumerate(line.texts):
            sheet.write_string(at, column, value, formats[line.severity] if column == 0 else text)
        place = places.get((line.sheet or "", line.row or 0))
        if place is not None:
            target = sheet_link(place[0], place[1], line.column)
            sheet.write_url(at, 1, f"internal:{target}", link, string=line.texts[1])
    sheet.activate()


def _kept(sheet: RawSheet, marks: Sequence[Mark], *, is_whole: bool) -> pl.DataFrame:
    """The cells with `__row` (their row or line in the file) and `__at` (0-based row in the copy)."""
    cells = sheet.cells.with_columns(__row=sheet.rows.cast(pl.Int64))
    if is_whole:
        return cells.with_columns(__at=pl.col("__row") - 1)
    concerned = sorted({mark.row for mark in marks})
    cells = cells.with_row_index("__index").filter(
        (pl.col("__index") < HEAD) | pl.col("__row").is_in(concerned)
    )
    return cells.drop("__index").with_row_index("__at")


def _write_cells(
    book: xlsxwriter.Workbook, title: str, cells: pl.DataFrame, marks: Sequence[Mark], *, is_whole: bool
) -> None:
    page = book.add_worksheet(title)
    formats: dict[str, Any] = {
        name: book.add_format({"bg_color": f"#{fill}", "quote_prefix": True})
        for name, fill in COLOURS.items()
    }
    text = book.add_format({"quote_prefix": True})
    by_cell = {(mark.row, mark.column or 0): mark for mark in marks}
    by_row: dict[int, list[int]] = {}
    for row, column in by_cell:
        by_row.setdefault(row, []).append(column)
    width = len([name for name in cells.columns if name.startswith("c")])
    if not is_whole:
        page.set_column(width, width, 12)
    for record in cells.iter_rows(named=True):
        at, row = record["__at"], record["__row"]
        for column in range(width):
            value, mark = record[f"c{column}"], by_cell.get((row, column))
            if value is not None:
                page.write_string(at, column, legal(value), formats[mark.severity] if mark else text)
            elif mark:
                page.write_blank(at, column, None, formats[mark.severity])
        if not is_whole:
            # Their own row numbers are gone: say which row of the file this is.
            page.write_string(at, width, f"# {row}")
        for column in by_row.get(row, ()):
            options = {"x_scale": 2.5, "y_scale": 2, "author": ""}
            page.write_comment(at, min(column, width), by_cell[row, column].text, options)


def plain_copy(
    sheets: Sequence[RawSheet],
    marks: Sequence[Mark],
    lines: Sequence[Line],
    words: dict[str, str],
    remarks: Sequence[str],
) -> bytes:
    """The copy as .xlsx. `words`: `sheet` (title of the list), `data` (of a text file), `excerpt`, and
    the headings by name; every text is stored as text.
    """
    total = sum(sheet.cells.height * sheet.cells.width for sheet in sheets)
    is_whole = total <= MOST_CELLS
    kept, places, titles = [], dict[tuple[str, int], tuple[str, int]](), {words["sheet"].casefold()}
    for sheet in sheets:
        own = [mark for mark in marks if mark.sheet == sheet.name]
        cells = _kept(sheet, own, is_whole=is_whole) if sheet.cells.width else pl.DataFrame()
        title = (sheet.name or words["data"])[:31]
        while title.casefold() in titles:
            title = f"{title[:28]}…{len(titles)}"
        titles.add(title.casefold())
        kept.append((title, cells, own))
        places[sheet.name, 0] = (title, 1)
        wanted = {line.row for line in lines if (line.sheet or "") == sheet.name and line.row}
        if cells.height:
            found = cells.filter(pl.col("__row").is_in(sorted(wanted))).select("__row", "__at")
            places |= {(sheet.name, row): (title, at + 1) for row, at in found.iter_rows()}
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    notes = [*remarks, *([] if is_whole else [words["excerpt"]])]
    _write_list(book, words, lines, notes, places)
    for title, cells, own in kept:
        if cells.height:
            _write_cells(book, title, cells, own, is_whole=is_whole)
        else:
            book.add_worksheet(title)
    book.close()
    return buffer.getvalue()
