"""Tables on worksheets as a board would print them: titles, totals that add the visible rows, notes.

Every text is written as a text, so that nothing which came from a file can become a formula.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from xlsxwriter.utility import xl_range

from dashboard.bulletins.layout import text_width
from dashboard.bulletins.tables import Totalled
from dashboard.formats import YUAN, percent_digits
from dashboard.services.exports import inert
from dashboard.tables import AMOUNTS, Column, Table, rows, titled

INK, GREY, HAIR, WASH = "#1C2430", "#5A6472", "#C9D0D9", "#EEF1F5"
TONES = {"good": "#1F6AA5", "bad": "#B8420F", "watch": "#8A5A12", "unknown": GREY}
#: Excel falls back to its own Chinese font where this one is missing.
FONT = "Microsoft YaHei"
#: Characters after which a column breaks its lines rather than growing.
WIDEST = 46
#: Points that one line of text takes.
_LINE = 16
_PATTERNS = {"money": "#,##0.00", "yuan": "0.00", "score": "0.00", "count": "#,##0", "number": "0"}
#: SUBTOTAL's function 109 sums the rows that a filter leaves visible.
_VISIBLE_SUM = 109


class Styles:
    """A workbook's cell formats, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._known: dict[tuple[tuple[str, Any], ...], Any] = {}

    def __call__(self, **properties: Any) -> Any:
        """The format with these properties on top of the common font."""
        key = tuple(sorted(properties.items()))
        if key not in self._known:
            common = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "vcenter"}
            self._known[key] = self._book.add_format({**common, **properties})
        return self._known[key]


def write_table(sheet: Any, totalled: Totalled, styles: Styles, *, top: int, filtered: bool = True) -> int:
    """Write title, header, rows, totals and notes from row `top` down; returns the next free row."""
    table = totalled.table
    sheet.write_string(top, 0, inert(table.title), styles(bold=True, font_size=13))
    header = top + 1
    sheet.set_row(header, 32)
    for place, column in enumerate(table.columns):
        style = styles(
            bold=True,
            bg_color=WASH,
            bottom=1,
            text_wrap=True,
            align=_side(column),
            indent=1,
            border_color=HAIR,
        )
        sheet.write_string(header, place, inert(titled(column, YUAN)), style)
    first = header + 1
    shown = rows(table)
    for offset, row in enumerate(shown):
        tones = totalled.tones[offset] if totalled.tones else {}
        for place, (value, column) in enumerate(zip(row, table.columns, strict=True)):
            style = styles(**look(value, column), **_colour(tones.get(column.name)))
            write_cell(sheet, first + offset, place, value, style)
        tallest = max((text_width(value) for value in row if isinstance(value, str)), default=0)
        if tallest > WIDEST:
            sheet.set_row(first + offset, _LINE * (1 + tallest // WIDEST))
    last = first + len(shown) - 1
    if filtered and shown:
        sheet.autofilter(header, 0, last, len(table.columns) - 1)
    line = last + 1
    if table.totals:
        _write_totals(sheet, totalled, styles, line=line, span=(first, last))
        line += 1
    return _write_notes(sheet, table.footnotes, styles, line)


def _write_totals(
    sheet: Any, totalled: Totalled, styles: Styles, *, line: int, span: tuple[int, int]
) -> None:
    for place, column in enumerate(totalled.table.columns):
        value = totalled.table.totals.get(column.name)
        style = styles(**{**look(value, column), "top": 1, "bottom": 1, "bold": True})
        if column.kind in AMOUNTS and value is not None and span[1] >= span[0]:
            formula = f"=SUBTOTAL({_VISIBLE_SUM},{xl_range(span[0], place, span[1], place)})"
            sheet.write_formula(line, place, formula, style, value)
        else:
            write_cell(sheet, line, place, value, style)


def _write_notes(sheet: Any, notes: Sequence[str], styles: Styles, line: int) -> int:
    for note in notes:
        sheet.write_string(line, 0, inert(note), styles(font_color=GREY, italic=True, font_size=9))
        line += 1
    return line + 1


def write_cell(sheet: Any, line: int, place: int, value: Any, style: Any) -> None:
    """One cell: numbers as numbers, dates as dates, texts as texts, nothing as nothing."""
    if value is None or value == "":
        sheet.write_blank(line, place, None, style)
    elif isinstance(value, bool):
        sheet.write_boolean(line, place, value, style)
    elif isinstance(value, str):
        sheet.write_string(line, place, inert(value), style)
    elif isinstance(value, date):
        sheet.write_datetime(line, place, value, style)
    else:
        sheet.write_number(line, place, value, style)


def fit_columns(sheet: Any, tables: Sequence[Table], *, widest: int = WIDEST) -> None:
    """Give each column the width that its texts need, headers broken into two lines."""
    needed: dict[int, int] = {}
    for table in tables:
        for place, column in enumerate(table.columns):
            texts = [str(row[place]) for row in rows(table) if isinstance(row[place], str)]
            numbers = 14 if column.kind == "money" else 8 if column.kind != "text" else 0
            width = max([(text_width(titled(column, YUAN)) + 1) // 2 + 3, numbers, *map(text_width, texts)])
            needed[place] = max(needed.get(place, 0), width)
    for place, width in needed.items():
        sheet.set_column(place, place, min(widest, width + 3))


def set_page(
    sheet: Any, *, landscape: bool, footer: str, repeat: int | None = None, picture: bytes | None = None
) -> None:
    """A4, one page wide, page numbers below; `repeat`: every page's header row, `picture`: a PNG below."""
    sheet.set_paper(9)
    if landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    # An ampersand would start a code of Excel's footer language.
    told = f"&8{footer.replace('&', '&&')}"
    if picture is None:
        sheet.set_footer(f"&L{told}&R&8&P / &N")
    else:
        image = {"image_left": "code.png", "image_data_left": io.BytesIO(picture)}
        sheet.set_footer(f"&L&G&C{told}&R&8&P / &N", image)
    sheet.hide_gridlines(2)
    if repeat is not None:
        sheet.repeat_rows(repeat)


def _side(column: Column) -> str:
    return "left" if column.kind in ("text", "month", "date", "flag") else "right"


def look(value: Any, column: Column) -> dict[str, Any]:
    """How a cell of `column` looks: number format and side; no percentage is rounded across an edge."""
    pattern = _PATTERNS.get(column.kind, "General")
    if column.kind == "date":
        pattern = "yyyy-mm-dd"
    elif column.kind == "ratio" and isinstance(value, float):
        pattern = f"0.{'0' * percent_digits(value, column.digits, 10, column.edges)}%"
    is_long = isinstance(value, str) and text_width(value) > WIDEST
    return {
        "num_format": pattern,
        "align": "left" if column.words or isinstance(value, str) else _side(column),
        "indent": 1,
        "bottom": 4,
        "border_color": HAIR,
        **({"text_wrap": True} if is_long else {}),
    }


def _colour(tone: str | None) -> dict[str, str]:
    return {"font_color": TONES[tone]} if tone else {}
