"""The process that opens a workbook with openpyxl, colours and comments its cells, and saves a copy.

`python -m data.annotated.workbook FOLDER` reads `FOLDER/input` and `FOLDER/request.json` and leaves
`FOLDER/output`. It runs under the limits of reading, and only for files the reader took.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from data.annotated.marks import COLOURS, WIDTHS, Mark, Request
from data.annotated.plain import sheet_link
from data.reading.confinement import confine

#: By this author an earlier copy's comments are known when the file comes back mended.
AUTHOR = "Region Cockpit"


def _write_text(cell: Any, text: str) -> None:
    # By itself "=…" would become a formula and "#N/A" an error.
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = True


def _clear_earlier_marks(book: Any) -> None:
    from openpyxl.styles import PatternFill  # noqa: PLC0415

    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.comment is not None and cell.comment.author == AUTHOR:
                    cell.comment = None
                    cell.fill = PatternFill()


def _top_left(sheet: Any, row: int, column: int) -> Any:
    """The cell, or the first one of the merged range it lies in."""
    cell = sheet.cell(row, column)
    if type(cell).__name__ != "MergedCell":
        return cell
    for merged in sheet.merged_cells.ranges:
        if cell.coordinate in merged:
            return sheet.cell(merged.min_row, merged.min_col)
    return None


def _mark_cells(book: Any, marks: Iterable[Mark]) -> None:
    from openpyxl.comments import Comment  # noqa: PLC0415
    from openpyxl.styles import PatternFill  # noqa: PLC0415

    for mark in marks:
        if mark.sheet not in book.sheetnames:
            continue
        sheet = book[mark.sheet]
        if not hasattr(sheet, "cell"):
            continue
        column = mark.column
        if column is None:
            column = next((c.column - 1 for c in sheet[mark.row] if c.value is not None), 0)
        cell = _top_left(sheet, mark.row, column + 1)
        if cell is None:
            continue
        cell.fill = PatternFill("solid", fgColor=COLOURS[mark.severity])
        earlier = f"\n\n{cell.comment.text}" if cell.comment is not None else ""
        cell.comment = Comment(mark.text + earlier, AUTHOR, width=420, height=140)


def _write_list(book: Any, request: Request) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415
    from openpyxl.worksheet.hyperlink import Hyperlink  # noqa: PLC0415

    for name in request.list_sheets:
        if name in book.sheetnames:
            del book[name]
    sheet = book.create_sheet(request.title, 0)
    top = len(request.remarks) + 2
    for row, remark in enumerate(request.remarks, start=1):
        _write_text(sheet.cell(row, 1), remark)
    for column, (head, width) in enumerate(zip(request.headings, WIDTHS, strict=True), start=1):
        cell = sheet.cell(top, column, head)
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = width
    sheet.freeze_panes = sheet.cell(top + 1, 1)
    for at, line in enumerate(request.lines, start=top + 1):
        for column, text in enumerate(line.texts, start=1):
            cell = sheet.cell(at, column)
            _write_text(cell, text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.cell(at, 1).fill = PatternFill("solid", fgColor=COLOURS[line.severity])
        if line.sheet is not None and line.sheet in book.sheetnames:
            cell = sheet.cell(at, 2)
            target = sheet_link(line.sheet, line.row, line.column)
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=target)
            cell.font = Font(color="0563C1", underline="single")
    for other in book.worksheets:
        # Sheets that are selected together are edited together.
        other.sheet_view.tabSelected = False
    book.active = 0


def main(folder: Path) -> None:
    """Mark the workbook in `folder`; on any failure no output is left."""
    request = request_in(folder)
    confine(request.limits.memory, request.limits.seconds)
    annotate(folder, request)


def request_in(folder: Path) -> Request:
    """What `folder/request.json` asks for."""
    return TypeAdapter(Request).validate_json((folder / "request.json").read_bytes())


def annotate(folder: Path, request: Request) -> None:
    """Write `folder/output`: the workbook `folder/input` with the marks and lines of `request`."""
    import openpyxl  # noqa: PLC0415

    with (folder / "input").open("rb") as file:
        book = openpyxl.load_workbook(file, keep_vba=False, keep_links=False, rich_text=True)
    _clear_earlier_marks(book)
    _mark_cells(book, request.marks)
    _write_list(book, request)
    book.save(folder / "unfinished")
    (folder / "unfinished").rename(folder / "output")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
