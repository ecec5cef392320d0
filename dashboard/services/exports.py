"""Tables as files: CSV that Excel opens right, XLSX whose strings stay strings."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import polars as pl
import xlsxwriter

from dashboard.formats import THRESHOLDS, percent_digits

Kind = Literal["text", "month", "date", "money", "yuan", "ratio", "score", "count", "flag"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: where it stands in the frame, its title, and how it reads.

    `money` follows the reader's unit on screen, `yuan` never does; `words` maps codes to
    what a person reads; `help` explains the column where the medium allows. A `ratio` is shown in percent
    with `digits` decimals and never rounded onto or across one of `edges`.
    """

    name: str
    title: str
    kind: Kind = "text"
    words: dict[str, str] = field(default_factory=dict)
    help: str = ""
    digits: int = 2
    edges: tuple[float, ...] = THRESHOLDS


@dataclass(frozen=True, slots=True)
class Table:
    """A frame with its columns in order, a title and the notes that travel with it."""

    name: str
    title: str
    frame: pl.DataFrame
    columns: tuple[Column, ...]
    notes: tuple[str, ...] = ()


def rows(table: Table) -> list[list[Any]]:
    """The table's cells in column order, codes replaced by their words."""
    cells = []
    for row in table.frame.select([column.name for column in table.columns]).iter_rows():
        cells.append([_cell(value, column) for value, column in zip(row, table.columns, strict=True)])
    return cells


def _cell(value: Any, column: Column) -> Any:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if column.words:
        return column.words.get(str(value), str(value))
    if column.kind == "month" and isinstance(value, date):
        return f"{value:%Y-%m}"
    return value


# A spreadsheet takes text that starts like this for a formula, also behind blanks.
_FORMULA = re.compile(r"^[\s\ufeff]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")


def _defused(value: Any) -> Any:
    if isinstance(value, str) and _FORMULA.match(value):
        return f"'{value}"
    if isinstance(value, bool):
        return "1" if value else "0"
    return "" if value is None else value


def csv_bytes(table: Table) -> bytes:
    """The table as CSV: UTF-8 with a byte order mark, amounts in yuan, ratios as fractions."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([_defused(column.title) for column in table.columns])
    writer.writerows([[_defused(value) for value in row] for row in rows(table)])
    for note in table.notes:
        writer.writerow([_defused(f"# {note}")])
    return text.getvalue().encode("utf-8-sig")


#: A workbook in which no text becomes a formula, a link or a number.
INERT_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}
#: What a cell of Excel holds, counted in UTF-16 units; a longer text would be dropped whole.
_CELL_LIMIT = 32_767


def inert(text: str) -> str:
    """`text` as a cell can hold it: cut, with an ellipsis, where it is too long."""
    if len(text.encode("utf-16-le")) // 2 <= _CELL_LIMIT:
        return text
    return text.encode("utf-16-le")[: 2 * (_CELL_LIMIT - 1)].decode("utf-16-le", "ignore") + "…"


def xlsx_bytes(*tables: Table) -> bytes:
    """The tables as a workbook, a sheet each, figures unrounded behind their number formats."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, INERT_OPTIONS) as book:
        formats = _Formats(book)
        for name, table in zip(sheet_names([table.title for table in tables]), tables, strict=True):
            _write_sheet(book.add_worksheet(name), table, formats)
    return buffer.getvalue()


def sheet_names(titles: Sequence[str]) -> list[str]:
    """Titles as names that Excel accepts for sheets, each different from the others."""
    names: list[str] = []
    for title in titles:
        base = re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:28].rstrip() or "Sheet"
        name, count = base, 2
        # Excel keeps the name "History" for itself.
        while name.lower() in {"history", *(other.lower() for other in names)}:
            name, count = f"{base} {count}", count + 1
        names.append(name)
    return names


class _Formats:
    """The workbook's cell formats; percentages get as many digits as honesty needs."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._known: dict[str, Any] = {}
        self.header = book.add_format(
            {"bold": True, "bottom": 1, "bg_color": "#EEF1F5", "text_wrap": True, "valign": "top"}
        )
        self.note = book.add_format({"font_color": "#5A6472", "italic": True})

    def of(self, value: Any, column: Column) -> Any:
        """The format of one cell."""
        kind = column.kind
        pattern = {"money": "#,##0.00", "yuan": "#,##0", "score": "0.00", "date": "yyyy-mm-dd"}.get(
            kind, "General"
        )
        if kind == "ratio" and isinstance(value, float):
            pattern = f"0.{'0' * percent_digits(value, column.digits, 10, column.edges)}%"
        if pattern not in self._known:
            self._known[pattern] = self._book.add_format({"num_format": pattern})
        return self._known[pattern]


def _write_sheet(sheet: Any, table: Table, formats: _Formats) -> None:
    sheet.freeze_panes(1, 0)
    for position, column in enumerate(table.columns):
        sheet.write_string(0, position, inert(column.title), formats.header)
        sheet.set_column(position, position, max(10, min(28, 2 * len(column.title) + 2)))
    line = 1
    for line, row in enumerate(rows(table), start=1):
        for position, (value, column) in enumerate(zip(row, table.columns, strict=True)):
            style = formats.of(value, column)
            if value is None:
                sheet.write_blank(line, position, None, style)
            elif isinstance(value, str):
                sheet.write_string(line, position, inert(value), style)
            elif isinstance(value, date):
                sheet.write_datetime(line, position, value, style)
            else:
                sheet.write(line, position, value, style)
    for offset, note in enumerate(table.notes, start=2):
        sheet.write_string(line + offset, 0, inert(note), formats.note)
