"""An old .xls as raw text cells: calamine for the values, xlrd for how they look."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from functools import cache

import fastexcel
import polars as pl
import xlrd
from xlrd.book import Book
from xlrd.sheet import Sheet

from data.issues import Issue
from data.reading.cell_xml import FLAGGED_IN_COLUMN, SHOWN, UNTOLD, Styled, looks_for
from data.reading.container import Refusal
from data.reading.number_formats import Look, looks_of
from data.reading.remarks import MAX_LENGTH, MAX_REMARKS
from data.reading.sheets import MAX_COLUMNS, Flag, Merge, RawSheet, Reading, Remark
from data.reading.values import as_shown, text_at, text_cells

_STATES = ("visible", "hidden", "veryHidden")
_VALUES = {xlrd.XL_CELL_TEXT, xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE, xlrd.XL_CELL_BOOLEAN}
#: Formats by number alone depend on the country of the program; of those only these matter.
_BUILT_IN = {9: "0%", 10: "0.00%"}
_LONG = 10**15
_SAMPLED = 50
#: Rows below two points (in twentieths) and columns below half a character (in 256ths) are as good as hidden.
_LOW, _NARROW = 40, 128


def _opened(content: bytes) -> Book:
    try:
        return xlrd.open_workbook(
            file_contents=content, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )
    except MemoryError:
        raise
    except Exception as error:  # xlrd lets through whatever a broken file leads to
        code = "encrypted" if "encrypted" in str(error) else "unreadable_workbook"
        raise Refusal(code) from error


def _looks(book: Book) -> dict[int, tuple[Look, ...]]:
    """Number of a cell's style → how it looks, where that is not what it holds."""
    codes = _BUILT_IN | {found.format_key: found.format_str for found in book.format_list}

    @cache
    def looks(format_key: int, *, is_struck: bool) -> tuple[Look, ...]:
        found = looks_of(codes.get(format_key, ""))
        return (*found, Look("struck_through")) if is_struck else found

    styles = {}
    for number, style in enumerate(book.xf_list):
        found = looks(style.format_key, is_struck=bool(book.font_list[style.font_index].struck_out))
        if found:
            styles[number] = found
    return styles


def _samples(sheet: Sheet) -> Iterator[tuple[int, frozenset[int]]]:
    taken = 0
    for row in range(sheet.nrows):
        columns = frozenset(at for at, kind in enumerate(sheet.row_types(row)) if kind in _VALUES)
        if columns and taken < _SAMPLED:
            taken += 1
            yield row + 1, columns


def _look_of_runs(book: Book, sheet: Sheet, row: int, column: int) -> Look | None:
    """How a part of a cell's text looks, if it is struck through or raised."""
    runs = sheet.rich_text_runlist_map.get((row, column))
    text = str(sheet.cell_value(row, column)) if runs else ""
    if not runs or not text:
        return None
    whole = [(0, book.xf_list[sheet.cell_xf_index(row, column)].font_index), *runs]
    ends = [*(start for start, _ in whole[1:]), len(text)]
    fonts = [
        book.font_list[font]
        for (start, font), end in zip(whole, ends, strict=True)
        if text[start:end].strip()
    ]
    struck = sum(bool(font.struck_out) for font in fonts)
    if struck:
        return Look("struck_through" if struck == len(fonts) else "struck_partly")
    raised = sum(bool(font.escapement) for font in fonts)
    return Look("raised_text") if 0 < raised < len(fonts) else None


def _marked(book: Book, sheet: Sheet) -> Iterator[Styled]:
    for row, column in sorted(sheet.rich_text_runlist_map):
        look = _look_of_runs(book, sheet, row, column)
        if look is not None:
            yield row + 1, column, look


def _styled(sheet: Sheet, styles: dict[int, tuple[Look, ...]]) -> Iterator[Styled]:
    """Every cell of a special look, and every number of more digits than are kept."""
    for row in range(sheet.nrows):
        for column, kind in enumerate(sheet.row_types(row)):
            if kind not in _VALUES:
                continue
            number = sheet.cell_value(row, column) if kind == xlrd.XL_CELL_NUMBER else None
            looks = styles.get(sheet.cell_xf_index(row, column), ())
            for look in looks_for(looks, number):
                yield row + 1, column, look
            if number is not None and abs(number) >= _LONG:
                yield row + 1, column, Look("long_number")


def _errors(sheet: Sheet) -> Iterator[Styled]:
    for row in range(sheet.nrows):
        types = sheet.row_types(row)
        if xlrd.XL_CELL_ERROR in types:
            for column, kind in enumerate(types):
                if kind == xlrd.XL_CELL_ERROR:
                    text = xlrd.error_text_from_code.get(sheet.cell_value(row, column), "#")
                    yield row + 1, column, Look("error_cell", text)


def _flags(found: list[Styled], cells: pl.DataFrame) -> Iterator[Flag]:
    in_column: Counter[tuple[int, str]] = Counter()
    for row, column, look in found:
        in_column[column, look.code] += 1
        if in_column[column, look.code] > FLAGGED_IN_COLUMN or look.code in UNTOLD:
            continue
        if look.code == "error_cell":
            yield Flag(row, column, look.code, look.detail)
        else:
            yield Flag(row, column, look.code, text_at(cells, row, column) or "", look.detail)


def _hidden_rows(sheet: Sheet) -> frozenset[int]:
    return frozenset(
        row + 1
        for row, info in sheet.rowinfo_map.items()
        if info.hidden or (info.height < _LOW and info.has_default_height == 0)
    )


def _hidden_columns(sheet: Sheet) -> frozenset[int]:
    return frozenset(
        column
        for column, info in sheet.colinfo_map.items()
        if column < MAX_COLUMNS and (info.hidden or info.width < _NARROW)
    )


def _remarks(sheet: Sheet) -> tuple[Remark, ...]:
    texts = (
        (row, column, " ".join(note.text.split()))
        for (row, column), note in sorted(sheet.cell_note_map.items())
    )
    found = [Remark("comment", text[:MAX_LENGTH], row + 1, column) for row, column, text in texts if text]
    return tuple(found[:MAX_REMARKS])


def _sheet(
    reader: fastexcel.ExcelReader, book: Book, sheet: Sheet, styles: dict[int, tuple[Look, ...]]
) -> RawSheet:
    cells, _ = text_cells(reader, sheet.name, _samples(sheet))
    styled = list(_styled(sheet, styles))
    shown = as_shown(cells, (found for found in styled if found[2].code in SHOWN))
    return RawSheet(
        name=sheet.name,
        cells=shown,
        rows=pl.int_range(1, cells.height + 1, dtype=pl.Int32, eager=True),
        state=_STATES[sheet.visibility],
        merges=tuple(
            Merge(top + 1, left, bottom, right - 1) for top, bottom, left, right in sheet.merged_cells
        ),
        hidden_rows=_hidden_rows(sheet),
        hidden_columns=_hidden_columns(sheet),
        flags=tuple(_flags([*_errors(sheet), *styled, *_marked(book, sheet)], shown)),
        is_layout_known=False,
        remarks=_remarks(sheet),
    )


def read_xls(content: bytes) -> Reading:
    """Every worksheet of an old .xls; its formulas cannot be seen. Refusal if it cannot be opened."""
    book = _opened(content)
    styles = _looks(book)
    try:
        reader = fastexcel.read_excel(content)
        sheets = tuple(_sheet(reader, book, book.sheet_by_name(name), styles) for name in book.sheet_names())
    except fastexcel.FastExcelError as error:
        code = "encrypted" if "assword" in str(error) else "unreadable_workbook"
        raise Refusal(code) from error
    return Reading(sheets, (Issue("note", "old_workbook"),))
