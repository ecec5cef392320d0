"""Cells that are more than their text: errors, doubtful formulas, formats that show something else."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from data.cleaning.heading.headers import Header, HeaderColumn
from data.issues import DETAILED, Issue, column_letters
from data.reading.formulas import is_reaching_out
from data.reading.sheets import RawSheet

#: How a number format shows a number → the issue it is.
_OF_NUMBERS = {
    "percent_format": "percent",
    "foreign_format": "foreign_currency",
    "literal_minus": "literal_minus",
    "literal_digits": "literal_digits",
    "raised_text": "raised_text",
}
_OF_CODES = {"long_number": "digits_lost"}
#: What is asked about, the cell being taken as it is.
_ASKED = {"formula_text"}
#: What concerns a whole column: see `layout`.
_OF_COLUMNS = {"scaled_format", "unit_format", "struck_through"}


def flagged_cells(
    sheet: RawSheet, column: HeaderColumn, rows: pl.Series, base: Issue
) -> tuple[list[Issue], set[int]]:
    """Issues of cells that are errors, doubtful formulas or shown as something else; and the rows spoilt."""
    present = set(rows.to_list()) if any(f.column == column.index for f in sheet.flags) else set()
    issues: list[Issue] = []
    concerned: set[int] = set()
    asked: set[int] = set()
    is_number = column.field.kind in {"money", "quantity"}
    for flag in sheet.flags:
        if flag.column != column.index or flag.row not in present:
            continue
        if flag.code in _OF_COLUMNS or (flag.code in _OF_NUMBERS and not is_number):
            continue
        if flag.code in _OF_CODES and column.field.kind != "code":
            continue
        is_asked = flag.code in _ASKED
        (asked if is_asked else concerned).add(flag.row)
        if len(asked if is_asked else concerned) <= DETAILED:
            issues.append(
                Issue(
                    "warning" if is_asked else "error",
                    (_OF_NUMBERS | _OF_CODES).get(flag.code, flag.code),
                    base.file,
                    base.extract,
                    base.sheet,
                    flag.row,
                    column.text,
                    column.index,
                    flag.value,
                    {"field": column.field.zh, "detail": flag.detail},
                )
            )
    return issues, concerned


def reaching_out(sheet: RawSheet, header: Header, base: Issue) -> list[Issue]:
    """Formulas outside the known columns that would fetch or send data."""
    known = {column.index for column in header.columns}
    found = [f for f in sheet.flags if f.code == "formula_forbidden" and f.column not in known]
    return [
        replace(
            base,
            code=flag.code,
            row=flag.row,
            column=column_letters(flag.column),
            column_index=flag.column,
            value=flag.value,
            parameters={"field": column_letters(flag.column), "detail": flag.detail},
        )
        for flag in found
        if is_reaching_out(flag.detail)
    ][:DETAILED]
