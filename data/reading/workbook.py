"""A workbook as raw text cells: calamine for the values, the XML for what they do not tell."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import replace
from math import isfinite

import fastexcel
import polars as pl

from data.issues import Issue, column_letters
from data.reading import formulas
from data.reading.calculation import doubt_about
from data.reading.cell_xml import long_numbers
from data.reading.container import Limits, Refusal, check_members, has_macros, opened_archive
from data.reading.damage import refusal
from data.reading.mending import mended
from data.reading.number_formats import Look
from data.reading.parts import Contents, SheetPart, contents, names_in, special_styles
from data.reading.references import circular
from data.reading.remarks import remarks
from data.reading.runs import marked_cells, marked_strings
from data.reading.sheet_xml import Formula, Layout, layout_of, normalised
from data.reading.sheets import Flag, RawSheet, Reading
from data.reading.values import as_shown, has_long_digits, text_at, text_cells

#: Style number → its looks, and number of a shared string → the look of a part of it.
Marks = tuple[Mapping[int, tuple[Look, ...]], Mapping[int, Look]]
MAX_CHECKED_FORMULAS = 20_000
#: Running totals read all rows above in every row: after so many cells no further formula is checked.
MAX_LOOKUPS = 500_000


def _check_reach(formula: Formula, outside_names: frozenset[str]) -> None:
    """Refusal for a formula that starts a program or takes its value from another file."""
    if formulas.is_dde(formula.text):
        raise Refusal("dde", formula=formula.text)
    if formulas.is_external(formula.text):
        raise Refusal("external_link")
    if outside_names and not outside_names.isdisjoint(names_in(formula.text)):
        raise Refusal("external_link")


def _flags(
    layout: Layout, cells: pl.DataFrame, shown: pl.DataFrame, outside_names: frozenset[str]
) -> list[Flag]:
    """cells: as stored, which formulas count with; shown: with the units that number formats write."""
    looked_up = 0

    def lookup(row: int, column: int) -> str | None:
        nonlocal looked_up
        looked_up += 1
        return text_at(cells, row, column)

    flags = [Flag(row, column, "error_cell", value) for row, column, value in layout.errors]
    flags += [
        Flag(row, column, look.code, text_at(shown, row, column) or "", look.detail)
        for row, column, look in layout.styled
    ]
    circles = circular({(formula.row, formula.column): formula.text for formula in layout.formulas})
    for number, formula in enumerate(layout.formulas):
        _check_reach(formula, outside_names)
        row, column = formula.row, formula.column
        function = formulas.forbidden_function(formula.text)
        written = "=" + formula.text
        if function:
            flags.append(Flag(row, column, "formula_forbidden", written, function))
        elif (row, column) in circles:
            flags.append(Flag(row, column, "formula_circular", written))
        elif formula.cached is None:
            flags.append(Flag(row, column, "formula_uncached", written))
        elif formula.is_number and number < MAX_CHECKED_FORMULAS and looked_up < MAX_LOOKUPS:
            doubt = doubt_about(formula.text, formula.cached, lookup, layout.places.is_text)
            if doubt is not None and doubt.left_out:
                left_out = "、".join(f"{column_letters(c)}{r}" for r, c in doubt.left_out[:5])
                flags.append(Flag(row, column, "formula_text", formula.cached, left_out))
            elif doubt is not None:
                came_to = f"{doubt.fresh:.2f}" if isfinite(doubt.fresh) else "#DIV/0!"
                flags.append(Flag(row, column, "formula_stale", formula.cached, came_to))
    return flags


def _sheet(
    archive: zipfile.ZipFile,
    reader: fastexcel.ExcelReader,
    part: SheetPart,
    marks: Marks,
    book: Contents,
) -> RawSheet:
    xml = normalised(archive.read(part.member))
    styles, strings = marks
    layout = layout_of(xml, styles)
    layout = replace(layout, styled=(*layout.styled, *marked_cells(xml, strings)))
    del xml  # beside the values of a large sheet it would take as much memory again
    cells, _ = text_cells(reader, part.name, layout.samples)
    if has_long_digits(cells):
        # Whether they are numbers or texts only the XML tells; most sheets have none.
        long = long_numbers(normalised(archive.read(part.member)))
        layout = replace(layout, styled=(*layout.styled, *long))
    shown = as_shown(cells, layout.shown)
    return RawSheet(
        name=part.name,
        cells=shown,
        rows=pl.int_range(1, cells.height + 1, dtype=pl.Int32, eager=True),
        state=part.state,
        merges=layout.merges,
        hidden_rows=layout.hidden_rows,
        hidden_columns=layout.hidden_columns,
        flags=tuple(_flags(layout, cells, shown, book.outside_names)),
        formula_count=len(layout.formulas),
        is_filtered=layout.is_filtered,
        remarks=remarks(archive, part.member, layout.tail),
    )


def read_xlsx(content: bytes, limits: Limits) -> Reading:
    """Every worksheet of an .xlsx or .xlsm; Refusal if the container is broken or hostile."""
    issues: list[Issue] = []
    with opened_archive(content) as archive:
        check_members(archive, limits, len(content))
    content = mended(content)
    with opened_archive(content) as archive:
        if has_macros(archive):
            issues.append(Issue("warning", "macros"))
        book = contents(archive)
        if not book.sheets:
            raise Refusal("no_worksheet")
        marks = special_styles(archive), marked_strings(archive)
        try:
            reader = fastexcel.read_excel(content)
            # One sheet after the other: the XML of a large one takes as much memory as its values.
            sheets = tuple(_sheet(archive, reader, part, marks, book) for part in book.sheets)
        except fastexcel.FastExcelError as error:
            raise refusal(archive, book.sheets) from error
    return Reading(sheets, tuple(issues))
