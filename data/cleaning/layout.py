"""Merged, hidden and filtered cells, formulas and number formats: what the eye sees and the text hides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from data.cleaning.around import ROW, cell
from data.cleaning.heading.headers import Header, HeaderColumn
from data.cleaning.meaning.units import NAMES
from data.cleaning.numbers import MONEY_DIGITS, amount
from data.cleaning.rows import span_issue
from data.issues import DETAILED, Issue, Severity, column_letters
from data.reading.sheets import Merge, RawSheet

_FILLED = {"month", "date", "year", "name", "choice", "text"}


def _covered(
    merge: Merge, column: HeaderColumn, cells: pl.DataFrame, place: dict[int, int], base: Issue
) -> list[Issue]:
    """An error per cell of a merged range that holds what nobody sees; a repeated name does no harm."""
    shown = cells[cell(merge.first_column)][place[merge.first_row]]
    issues = []
    for row in range(merge.first_row, merge.last_row + 1):
        is_shown = row == merge.first_row and column.index == merge.first_column
        value = None if is_shown or row not in place else cells[cell(column.index)][place[row]]
        if value is not None and (value != shown or column.field.kind not in _FILLED):
            issues.append(
                replace(
                    base,
                    code="covered_cell",
                    row=row,
                    column=column.text,
                    column_index=column.index,
                    value=value,
                    parameters={"field": column.field.zh},
                )
            )
    return issues[:DETAILED]


def filled_down(
    sheet: RawSheet, cells: pl.DataFrame, header: Header, base: Issue
) -> tuple[pl.DataFrame, list[Issue]]:
    """`cells` with the text of vertically merged ranges in each row of the range; never an amount."""
    known = {c.index: c for c in header.columns}
    place = {row: at for at, row in enumerate(sheet.rows.to_list())} if sheet.merges else {}
    columns: dict[str, list[str | None]] = {}
    issues: list[Issue] = []
    filled = 0
    for merge in sheet.merges:
        top = place.get(merge.first_row)
        if top is None or top <= header.last:
            continue
        for index in range(merge.first_column, merge.last_column + 1):
            column = known.get(index)
            if column is None:
                continue
            issues += _covered(merge, column, cells, place, base)
            # A merged amount says nothing about how it splits: its further rows stay blank, an error.
            if column.field.kind not in _FILLED or merge.last_column > merge.first_column:
                continue
            name = cell(index)
            values = columns.setdefault(name, cells[name].to_list())
            for row in range(merge.first_row + 1, merge.last_row + 1):
                at = place.get(row)
                if at is not None and values[at] is None:
                    values[at] = values[top]
                    filled += 1
    if filled:
        issues.append(
            Issue("note", "merged_filled", base.file, base.extract, base.sheet, parameters={"cells": filled})
        )
    return cells.with_columns(
        pl.Series(name, values, dtype=pl.String) for name, values in columns.items()
    ), issues


def _unit_formats(
    sheet: RawSheet, header: Header, data: pl.DataFrame, exponents: Mapping[str, int | None], base: Issue
) -> list[Issue]:
    """A warning per money column whose unit stands in the number format alone; `exponents` of the others."""
    issues = []
    present = set(data[ROW].to_list())
    for column in header.columns:
        if column.field.kind != "money" or exponents.get(column.field.name) is not None:
            continue
        flags = [
            flag
            for flag in sheet.flags
            if flag.code == "unit_format" and flag.column == column.index and flag.row in present
        ]
        fen = amount(flags[0].value, MONEY_DIGITS, None)[0] if flags else None
        if fen is None:
            continue
        unit = NAMES[int(flags[0].detail)]
        issues.append(
            replace(
                base,
                severity="warning",
                code="unit_format",
                row=flags[0].row,
                column=column.text,
                column_index=column.index,
                value=flags[0].value,
                parameters={"field": column.field.zh, "unit": unit, "yuan": f"{fen / 100:,.2f}"},
                count=int(data[cell(column.index)].str.ends_with(unit).sum()),
            )
        )
    return issues


def _struck_through(sheet: RawSheet, header: Header, data: pl.DataFrame, base: Issue) -> list[Issue]:
    """One warning for the data rows that have cells struck through, which a person takes for deleted."""
    known = {column.index: column for column in header.columns}
    flags = [flag for flag in sheet.flags if flag.code == "struck_through" and flag.column in known]
    present = set(data[ROW].to_list()) if flags else set()
    flags = sorted((flag for flag in flags if flag.row in present), key=lambda flag: (flag.row, flag.column))
    if not flags:
        return []
    column = known[flags[0].column]
    issue = replace(
        base,
        severity="warning",
        code="struck_through",
        column=column.text,
        column_index=column.index,
        value=flags[0].value,
        parameters={"field": column.field.zh},
    )
    return [span_issue(issue, sorted({flag.row for flag in flags}))]


def layout_issues(
    sheet: RawSheet, header: Header, data: pl.DataFrame, exponents: dict[str, int | None], base: Issue
) -> list[Issue]:
    """Issues of hidden rows and columns, filters, formulas and scaled formats among the data rows."""
    issues: list[Issue] = []

    def found(severity: Severity, code: str, **parameters: object) -> Issue:
        return Issue(severity, code, base.file, base.extract, base.sheet, parameters=parameters)

    hidden = [row for row in data[ROW].to_list() if row in sheet.hidden_rows] if sheet.hidden_rows else []
    if hidden:
        issues.append(
            span_issue(found("error", "filtered_rows" if sheet.is_filtered else "hidden_rows"), hidden)
        )
    elif sheet.is_filtered:
        issues.append(found("note", "filter_without_effect"))
    for column in header.columns:
        if column.index in sheet.hidden_columns and data[cell(column.index)].null_count() < data.height:
            issues.append(
                found("error", "hidden_column", column=column.text, letters=column_letters(column.index))
            )
    titles = [text for index, text in header.ignored if index in sheet.hidden_columns]
    if titles:
        issues.append(found("note", "hidden_ignored_columns", columns="、".join(titles)))
    if sheet.formula_count:
        issues.append(found("note", "formulas", cells=sheet.formula_count))
    scaled = {flag.column for flag in sheet.flags if flag.code == "scaled_format"}
    for column in header.columns:
        if column.index in scaled and column.field.kind == "money":
            exponent = exponents.get(column.field.name)
            if exponent:
                issues.append(found("error", "scaled_format_conflict", column=column.text))
    if any(c.index in scaled and not exponents.get(c.field.name) for c in header.columns):
        issues.append(found("note", "scaled_format"))
    issues += _unit_formats(sheet, header, data, exponents, base)
    issues += _struck_through(sheet, header, data, base)
    return issues
