"""A workbook as raw text cells: calamine for the values, the XML for what they do not tell."""

from __future__ import annotations

from math import isfinite

import fastexcel
import polars as pl

from data.issues import Issue
from data.reading import formulas
from data.reading.container import Limits, Refusal, check_members, has_macros, opened_archive
from data.reading.parts import special_styles, worksheets
from data.reading.references import circular
from data.reading.sheet_xml import MAX_COLUMNS, Layout, layout_of
from data.reading.sheets import Flag, RawSheet, Reading

MAX_CHECKED_FORMULAS = 20_000
#: Running totals read all rows above in every row: after so many cells no further formula is checked.
MAX_LOOKUPS = 500_000


def _text_cells(reader: fastexcel.ExcelReader, name: str, first_column: int) -> pl.DataFrame:
    """All cells as text, `c0` being column A and the first row Excel row 1."""
    sheet = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    if not sheet.width or not sheet.height:
        return pl.DataFrame()
    if sheet.width + first_column > MAX_COLUMNS:
        raise Refusal("too_many_columns", columns=sheet.width + first_column, most=MAX_COLUMNS)
    frame = sheet.to_polars()
    # calamine starts at the first used column; positions must stay those of the sheet.
    lead = [pl.lit(None, dtype=pl.String).alias(f"c{i}") for i in range(first_column)]
    body = [pl.col(old).alias(f"c{i + first_column}") for i, old in enumerate(frame.columns)]
    return frame.select(*lead, *body)


def _flags(layout: Layout, cells: pl.DataFrame) -> list[Flag]:
    looked_up = 0

    def lookup(row: int, column: int) -> str | None:
        nonlocal looked_up
        looked_up += 1
        if row > cells.height or column >= cells.width:
            return None
        text = cells.item(row - 1, column)
        return text if isinstance(text, str) else None

    flags = [Flag(row, column, "error_cell", value) for row, column, value in layout.errors]
    flags += [Flag(row, column, code, lookup(row, column) or "") for row, column, code in layout.styled]
    circles = circular({(formula.row, formula.column): formula.text for formula in layout.formulas})
    for number, formula in enumerate(layout.formulas):
        if formulas.is_dde(formula.text):
            raise Refusal("dde", formula=formula.text)
        if formulas.is_external(formula.text):
            raise Refusal("external_link")
        function = formulas.forbidden_function(formula.text)
        shown = "=" + formula.text
        if function:
            flags.append(Flag(formula.row, formula.column, "formula_forbidden", shown, function))
        elif (formula.row, formula.column) in circles:
            flags.append(Flag(formula.row, formula.column, "formula_circular", shown))
        elif formula.cached is None:
            flags.append(Flag(formula.row, formula.column, "formula_uncached", shown))
        elif formula.is_number and number < MAX_CHECKED_FORMULAS and looked_up < MAX_LOOKUPS:
            fresh = formulas.is_stale(formula.text, formula.cached, lookup)
            if fresh is not None:
                came_to = f"{fresh:.2f}" if isfinite(fresh) else "#DIV/0!"
                flags.append(Flag(formula.row, formula.column, "formula_stale", formula.cached, came_to))
    return flags


def read_xlsx(content: bytes, limits: Limits) -> Reading:
    """Every worksheet of an .xlsx or .xlsm; Refusal if the container is broken or hostile."""
    issues: list[Issue] = []
    with opened_archive(content) as archive:
        check_members(archive, limits, len(content))
        if has_macros(archive):
            issues.append(Issue("warning", "macros"))
        parts = worksheets(archive)
        styles = special_styles(archive)
        layouts = {part.name: layout_of(archive.read(part.member), styles) for part in parts}
    if not parts:
        raise Refusal("no_worksheet")
    try:
        reader = fastexcel.read_excel(content)
        sheets = []
        for part in parts:
            layout = layouts[part.name]
            cells = _text_cells(reader, part.name, layout.first_column)
            sheets.append(
                RawSheet(
                    name=part.name,
                    cells=cells,
                    rows=pl.int_range(1, cells.height + 1, dtype=pl.Int32, eager=True),
                    state=part.state,
                    merges=layout.merges,
                    hidden_rows=layout.hidden_rows,
                    hidden_columns=layout.hidden_columns,
                    flags=tuple(_flags(layout, cells)),
                    formula_count=len(layout.formulas),
                    is_filtered=layout.is_filtered,
                )
            )
    except fastexcel.FastExcelError as error:
        raise Refusal("unreadable_workbook", reason=str(error).splitlines()[0][:200]) from error
    return Reading(tuple(sheets), tuple(issues))


def read_xls(content: bytes) -> Reading:
    """Every worksheet of an old .xls; merges, hidden rows and formulas cannot be seen in it."""
    try:
        reader = fastexcel.read_excel(content)
        sheets = []
        for name in reader.sheet_names:
            cells = _text_cells(reader, name, 0)
            sheet = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
            flags: tuple[Flag, ...] = ()
            if cells.height:
                _, found = sheet.to_arrow_with_errors()
                flags = tuple(
                    Flag(e.position[0] + 1, e.position[1], "error_cell", e.detail.rsplit("Error", 1)[-1][:20])
                    for e in (found.errors if found else [])
                )
            rows = pl.int_range(1, cells.height + 1, dtype=pl.Int32, eager=True)
            state = sheet.visible if isinstance(sheet.visible, str) else "visible"
            sheets.append(RawSheet(name, cells, rows, state=state, flags=flags, is_layout_known=False))
    except fastexcel.FastExcelError as error:
        text = str(error)
        code = "encrypted" if "assword" in text else "unreadable_workbook"
        raise Refusal(code, reason=text.splitlines()[0][:200]) from error
    return Reading(tuple(sheets), (Issue("note", "old_workbook"),))
