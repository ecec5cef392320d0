"""A raw sheet to a typed frame: header, units, rows, cells, and an issue for all that was not clean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

import polars as pl

from data.cleaning.around import ROW, cell
from data.cleaning.columns import DTYPES, typed
from data.cleaning.dates import advice, odd_time
from data.cleaning.flags import flagged_cells, reaching_out
from data.cleaning.heading.findings import header_issues
from data.cleaning.heading.headers import Header, HeaderColumn
from data.cleaning.heading.mapped import mapped_header, unmapped
from data.cleaning.heading.matching import extract_of_sheet
from data.cleaning.heading.search import SEARCHED_ROWS, header_of
from data.cleaning.layout import filled_down, layout_issues
from data.cleaning.meaning.asked import asked, points, shifted_days, without_asked
from data.cleaning.meaning.marks import months_in_remarks, row_doubts
from data.cleaning.meaning.names import names_in_doubt
from data.cleaning.meaning.other_columns import foreign_rows, other_months, row_units, second_figures
from data.cleaning.meaning.signs import signs
from data.cleaning.meaning.surroundings import (
    Nearby,
    declared_units,
    foreign_units,
    header_doubts,
    telling_texts,
    texts_around,
    told_periods,
    unused_units,
)
from data.cleaning.meaning.told_totals import told_totals
from data.cleaning.meaning.units import NAMES
from data.cleaning.meaning.wholeness import rows_missing
from data.cleaning.rows import sorted_rows
from data.cleaning.texts import stripped
from data.cleaning.totals import reconciled
from data.fields import Extract
from data.issues import DETAILED, Issue
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
            {"field": name, "advice": advice(code, value or ""), **parameters},
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
    sheet: RawSheet, cells: pl.DataFrame, header: Header, texts: list[Nearby], base: Issue
) -> tuple[dict[str, int | None], pl.Series | None, list[Issue]]:
    """(unit exponent of every money column, the unit's name per row, what is doubtful about them)."""
    of_rows, names, row_issues = row_units(cells, header, base)
    money = [c for c in header.columns if c.field.kind == "money"]
    own = {c.exponent for c in money if c.exponent is not None}
    declared = declared_units(texts, is_told=bool(own)) | of_rows
    issues = [*foreign_units(texts, header, base), *row_issues]
    if len(declared) > 1 or (declared and own - declared):
        found = "、".join(NAMES[e] for e in sorted(declared | own))
        issues.append(
            Issue("error", "unit_conflict", base.file, base.extract, base.sheet, parameters={"units": found})
        )
    general = next(iter(declared)) if len(declared) == 1 else None
    exponents = {c.field.name: c.exponent if c.exponent is not None else general for c in money}
    issues += unused_units(texts, header, exponents, base)
    if not any(issue.severity == "error" for issue in issues) and any(exponents.values()):
        units = "、".join(sorted({NAMES[e] for e in exponents.values() if e}))
        issues.append(
            Issue("note", "unit_used", base.file, base.extract, base.sheet, parameters={"units": units})
        )
    return exponents, names, issues


def _with_row_units(data: pl.DataFrame, header: Header, names: pl.Series | None) -> pl.DataFrame:
    """`data` with the unit of its row behind every amount, where a column of units names several."""
    if names is None:
        return data
    columns = [cell(c.index) for c in header.columns if c.field.kind == "money"]
    units = names.fill_null("")
    return data.with_columns((data[c] + units).alias(c) for c in columns)


def cleaned(sheet: RawSheet, header: Header, file: str) -> Cleaned:
    """The typed rows of a recognised sheet. `header.missing` must be empty."""
    extract = header.extract
    base = Issue("error", "", file, extract.name, sheet.name or None)
    cells = stripped(sheet.cells)
    issues = [*header_issues(sheet, header, base, cells), *reaching_out(sheet, header, base)]
    cells, fill_issues = filled_down(sheet, cells, header, base)
    rows = sorted_rows(cells, sheet.rows, header, base)
    texts = texts_around(sheet, cells, header, rows, file)
    exponents, names, unit_issues = _units(sheet, rows.data, header, texts, base)
    data = _with_row_units(rows.data, header, names)
    turned = signs(data, header, exponents, base)
    issues += [*unit_issues, *fill_issues, *rows.issues, *turned.issues]
    issues += layout_issues(sheet, header, data, exponents, base)
    issues += [*foreign_rows(data, header, base), *second_figures(data, header, base)]
    issues += row_doubts(data, header, base)
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
                found = (data[ROW].filter(wrong), raw.filter(wrong))
                issues += asked(base, code, column, *found, exponents=exponents) or cell_issues(
                    base, code, column, *found
                )
            codes = without_asked(codes)
        issues += points(base, column, data[ROW], raw, exponents.get(field.name))
        if field.kind == "date" and (time := odd_time(raw)) is not None:
            issues.append(shifted_days(base, column, data[ROW], raw, time))
        if turned.is_negative is not None and field.kind == "money" and not field.is_non_negative:
            values = pl.select(pl.when(turned.is_negative).then(-values).otherwise(values)).to_series()
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
    if extract.period == "date":
        issues += other_months(data, header, frame["date"], base)
    if (first := next((c.field.name for c in header.columns if c.field.kind == "money"), None)) is not None:
        issues += names_in_doubt(data, header, frame[first], base)
    if extract.period in {"date", "month"}:
        issues += months_in_remarks(data, header, frame[extract.period], base)
    periods = _periods(frame, extract)
    telling = telling_texts(texts, header, len(periods), base)
    issues += told_periods(texts, periods, header, telling, base)
    issues += telling
    done = {issue.value for issue in telling}
    issues += rows_missing([t for t in texts if t.text not in done], rows, frame, extract, base)
    issues += told_totals(texts, frame, header, base)
    issues += header_doubts(header, sheet.rows.head(header.last + 1).to_list(), periods, base)
    return Cleaned(extract, sheet, header, frame, is_sound, tuple(issues))


def _periods(frame: pl.DataFrame, extract: Extract) -> list[str]:
    """The months (`2026-03`) or years of the rows, sorted; none for extracts without."""
    if extract.period is None:
        return []
    periods = frame[extract.period].drop_nulls()
    written = periods.cast(pl.String) if extract.period == "year" else periods.dt.strftime("%Y-%m")
    return written.unique().sort().to_list()


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
