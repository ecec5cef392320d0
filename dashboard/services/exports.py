"""Tables as files: CSV that Excel opens right, XLSX whose strings stay strings."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import xlsxwriter

from dashboard.formats import YUAN, percent_digits
from dashboard.i18n import _
from dashboard.tables import AMOUNTS, Column, Table, rows, titled, total_row
from data.inert import Digits, csv_text


def csv_bytes(table: Table) -> bytes:
    """The table as CSV: UTF-8 with a byte order mark, amounts in yuan, ratios as fractions."""
    beside = [_("Note"), table.caveat] if table.caveat else []
    written: list[list[Any]] = [[*(titled(column, YUAN) for column in table.columns), *beside[:1]]]
    total = total_row(table)
    for row in [*rows(table), *([total] if total else [])]:
        cells = [_plain(value, column) for value, column in zip(row, table.columns, strict=True)]
        written.append([*cells, *beside[1:]])
    written += [[f"# {note}"] for note in table.notes]
    return csv_text(written).encode("utf-8-sig")


def _plain(value: Any, column: Column) -> Any:
    """A cell for machines: an amount has two decimals, or all that it needs."""
    if column.kind not in AMOUNTS or isinstance(value, str | None):
        return value
    # Numbers are written as texts of digits: a minus in front of them starts no formula.
    return Digits(f"{value:.2f}" if round(value, 2) == value else repr(value))


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
        parts = [part for table in tables for part in _sheets(table)]
        for name, part in zip(sheet_names([part.title for part in parts]), parts, strict=True):
            _write_sheet(book.add_worksheet(name), part, formats)
    return buffer.getvalue()


#: A sheet of Excel holds little more; rows beyond its end would be dropped in silence.
SHEET_ROWS = 1_000_000


def _sheets(table: Table) -> Iterator[Table]:
    """`table` in parts that a sheet can hold; totals and notes follow the last."""
    last = max(0, table.frame.height - 1) // SHEET_ROWS
    for part in range(last):
        yield replace(
            table, frame=table.frame.slice(part * SHEET_ROWS, SHEET_ROWS), totals={}, notes=(), caveat=""
        )
    yield replace(table, frame=table.frame.slice(last * SHEET_ROWS))


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
        pattern = {"money": "#,##0.00", "yuan": "0.00", "score": "0.00", "date": "yyyy-mm-dd"}.get(
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
        title = titled(column, YUAN)
        sheet.write_string(0, position, inert(title), formats.header)
        sheet.set_column(position, position, max(10, min(28, 2 * len(title) + 2)))
    line, total = 1, total_row(table)
    for line, row in enumerate([*rows(table), *([total] if total else [])], start=1):
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
    for offset, note in enumerate(table.footnotes, start=2):
        sheet.write_string(line + offset, 0, inert(note), formats.note)
