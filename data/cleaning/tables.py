"""A raw sheet to a typed frame: header, units, rows, cells, and an issue for all that was not clean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

import polars as pl

from data.cleaning.beside import foreign_rows, title_month, units_beside
from data.cleaning.columns import DTYPES, typed
from data.cleaning.flags import flagged_cells, reaching_out
from data.cleaning.headers import SEARCHED_ROWS, Header, HeaderColumn, extract_of_sheet, header_of
from data.cleaning.layout import filled_down, layout_issues
from data.cleaning.mapped import mapped_header, unmapped
from data.cleaning.rows import ROW, cell, sorted_rows
from data.cleaning.texts import stripped
from data.cleaning.totals import reconciled
from data.cleaning.units import NAMES, is_foreign_title, units_in_title
from data.fields import Extract
from data.issues import DETAILED, Issue, Severity, column_letters
from data.mappings import HeaderMapping, UnmappedSheet
from data.parallel import results
from data.reading.sheets import RawSheet

_BLANK = {"money": "blank_amount", "quantity": "blank_amount"}


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A sheet that is one of the extracts.

    frame: columns of the extract, typed as `DTYPES`, plus provenance; rows in file order.
    is_sound: Boolean per row, False where a cell could not be read.
    """

    extract: Extract
    sheet: RawSheet
    header: Header
    frame: pl.DataFrame
    is_sound: pl.Series
    issues: tuple[Issue, ...]


def _head(sheet: RawSheet) -> tuple[list[list[str | None]], list[int]]:
    """The first rows as text, and their numbers on the sheet."""
    rows = SEARCHED_ROWS + 3
    return [list(row) for row in stripped(sheet.cells.head(rows)).rows()], sheet.rows.head(rows).to_list()


def recognised(sheet: RawSheet, mappings: Mapping[str, HeaderMapping] | None = None) -> Header | None:
    """The header of a sheet, or None where nothing looks like one. mappings: by shape."""
    if sheet.cells.is_empty():
        return None
    head, rows = _head(sheet)
    found = header_of(head[:SEARCHED_ROWS], rows[:SEARCHED_ROWS], sheet.merges, sheet.name)
    return mapped_header(head, rows, sheet.merges, mappings or {}, found)


def to_be_mapped(sheet: RawSheet, header: Header | None, file: str) -> UnmappedSheet | None:
    """What somebody needs to see to map a sheet that was not (fully) recognised."""
    if sheet.cells.is_empty():
        return None
    return unmapped(_head(sheet)[0], sheet, header, file)


def cell_issues(
    base: Issue, code: str, column: HeaderColumn, rows: pl.Series, values: pl.Series, **parameters: object
) -> list[Issue]:
    """One error per cell, the first `DETAILED` named, the rest counted."""
    name = column.field.zh
    issues = [
        Issue(
            base.severity,
            code,
            base.file,
            base.extract,
            base.sheet,
            row,
            column.text,
            column.index,
            value,
            {"field": name, **parameters},
        )
        for row, value in zip(rows.head(DETAILED), values.head(DETAILED), strict=True)
    ]
    rest = rows.len() - DETAILED
    if rest > 0:
        issues.append(
            Issue(
                base.severity,
                "more_of_the_same",
                base.file,
                base.extract,
                base.sheet,
                None,
                column.text,
                column.index,
                parameters={"of": code},
                count=rest,
            )
        )
    return issues


def _units(
    sheet: RawSheet, cells: pl.DataFrame, header: Header, base: Issue
) -> tuple[dict[str, int | None], list[Issue]]:
    """Unit exponent of every money column, and conflicts between title, header and notes."""
    lines = [text for row in cells.head(header.first).rows() for text in row if text]
    if not sheet.is_text:
        lines.append(sheet.name)
    tail = cells.tail(min(15, max(0, cells.height - header.last - 1)))
    lines += [
        text for row in tail.rows() for text in row if text and not text[:1].isdigit() and len(text) < 80
    ]
    declared = units_beside(cells, header).union(*(units_in_title(line) for line in lines))
    money = [c for c in header.columns if c.field.kind == "money"]
    own = {c.exponent for c in money if c.exponent is not None}
    issues = [
        replace(base, code="foreign_unit", value=line) for line in lines if is_foreign_title(line) and money
    ]
    if len(declared) > 1 or (declared and own - declared):
        found = "、".join(NAMES[e] for e in sorted(declared | own))
        issues.append(
            Issue("error", "unit_conflict", base.file, base.extract, base.sheet, parameters={"units": found})
        )
    general = next(iter(declared)) if len(declared) == 1 else None
    exponents = {c.field.name: c.exponent if c.exponent is not None else general for c in money}
    if not issues and any(exponents.values()):
        units = "、".join(sorted({NAMES[e] for e in exponents.values() if e}))
        issues.append(
            Issue("note", "unit_used", base.file, base.extract, base.sheet, parameters={"units": units})
        )
    return exponents, issues


def _header_issues(header: Header, base: Issue, cells: pl.DataFrame) -> list[Issue]:
    issues = []
    data = cells.slice(header.last + 1)

    def found(severity: Severity, code: str, **parameters: object) -> None:
        issues.append(Issue(severity, code, base.file, base.extract, base.sheet, parameters=parameters))

    if header.rivals:
        found("error", "several_extracts_fit", extracts="、".join((header.extract.sheet, *header.rivals)))
    for first, second in header.duplicates:
        is_mapped = first.is_mapped or second.is_mapped
        same = not is_mapped and data[cell(first.index)].equals(data[cell(second.index)], null_equal=True)
        different = "mapped_twice" if is_mapped else "duplicate_header"
        found(
            "note" if same else "error",
            "same_column_twice" if same else different,
            first=first.text,
            second=second.text,
            field=first.field.zh,
        )
    titled = {index for index, _ in header.ignored}
    mapped = {c.index for c in header.columns} | {second.index for _, second in header.duplicates}
    with_data = [i for i, _ in header.ignored if data[cell(i)].null_count() < data.height]
    if with_data:
        found("note", "ignored_columns", columns="、".join(t for i, t in header.ignored if i in with_data))
    untitled = [
        i for i in range(cells.width) if i not in titled | mapped and data[cell(i)].null_count() < data.height
    ]
    if untitled:
        found("note", "untitled_columns", columns="、".join(column_letters(i) for i in untitled))
    return issues


def cleaned(sheet: RawSheet, header: Header, file: str) -> Cleaned:
    """The typed rows of a recognised sheet. `header.missing` must be empty."""
    extract = header.extract
    base = Issue("error", "", file, extract.name, sheet.name or None)
    cells = stripped(sheet.cells)
    issues = [*_header_issues(header, base, cells), *reaching_out(sheet, header, base)]
    exponents, unit_issues = _units(sheet, cells, header, base)
    issues += unit_issues
    cells, fill_issues = filled_down(sheet, cells, header, base)
    rows = sorted_rows(cells, sheet.rows, header, base)
    issues += [*fill_issues, *rows.issues, *layout_issues(sheet, header, rows.data, exponents, base)]
    data = rows.data
    issues += foreign_rows(data, header, base)
    is_sound = pl.repeat(value=True, n=data.height, eager=True)
    series: dict[str, pl.Series] = {}
    by_field = {c.field.name: c for c in header.columns}
    present = [c for field in extract.fields if (c := by_field.get(field.name))]
    converted = dict(
        zip(
            (c.field.name for c in present),
            results(
                (partial(typed, data[cell(c.index)], c.field, exponents.get(c.field.name)) for c in present),
                data.height,
            ),
            strict=True,
        )
    )
    for field in extract.fields:
        column = by_field.get(field.name)
        if column is None:
            series[field.name] = pl.repeat(None, data.height, dtype=DTYPES[field.kind], eager=True)
            continue
        raw = data[cell(column.index)]
        values, codes = converted[field.name]
        flag_issues, flagged = flagged_cells(sheet, column, data[ROW], base)
        issues += flag_issues
        other = (
            ~data[ROW].is_in(sorted(flagged)) if flagged else pl.repeat(value=True, n=data.height, eager=True)
        )
        if codes.null_count() < codes.len():
            for code in codes.filter(other).drop_nulls().unique(maintain_order=True):
                wrong = (codes == code).fill_null(value=False) & other
                issues += cell_issues(base, code, column, data[ROW].filter(wrong), raw.filter(wrong))
        if not field.is_nullable:
            blank = raw.is_null() & other
            if blank.any():
                code = _BLANK.get(field.kind, "blank_cell")
                issues += cell_issues(base, code, column, data[ROW].filter(blank), raw.filter(blank))
                is_sound &= ~blank
        is_sound &= codes.is_null() & other
        series[field.name] = values
    issues += reconciled(data, rows.totals, header, exponents, base)
    frame = pl.DataFrame(series, schema={f.name: DTYPES[f.kind] for f in extract.fields}).with_columns(
        source_file=pl.lit(file, dtype=pl.String),
        source_sheet=pl.lit(sheet.name, dtype=pl.String),
        source_row=data[ROW],
    )
    titles = [text for row in cells.head(header.first).rows() for text in row if text]
    issues += title_month(titles, frame, header, base)
    return Cleaned(extract, sheet, header, frame, is_sound, tuple(issues))


def unrecognised(sheet: RawSheet, header: Header | None, file: str) -> list[Issue]:
    """Why a sheet is none of the extracts: an error if it was meant to be one, else a note."""
    if sheet.cells.is_empty() or all(n == sheet.cells.height for n in sheet.cells.null_count().row(0)):
        return []
    base = Issue("error", "", file, None, sheet.name or None)
    if header is not None:
        code = "pivoted" if header.is_pivoted else "missing_columns"
        return [
            Issue(
                "error",
                code,
                file,
                header.extract.name,
                base.sheet,
                sheet.rows[header.last],
                parameters={
                    "missing": "、".join(f.zh for f in header.missing),
                    "extract": header.extract.sheet,
                    "unknown": "、".join(text for _, text in header.ignored) or "-",
                },
            )
        ]
    named = extract_of_sheet(sheet.name) if sheet.name else None
    if named is not None:
        return [
            Issue("error", "no_header", file, named.name, base.sheet, parameters={"extract": named.sheet})
        ]
    if sheet.is_text:
        return [replace(base, code="no_header_in_text")]
    return [Issue("note", "ignored_sheet", file, None, base.sheet)]
