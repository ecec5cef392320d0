"""What is wrong with a header, or was left out of it."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from data.cleaning.around import cell
from data.cleaning.heading.headers import Header, HeaderColumn
from data.cleaning.rows import span_issue
from data.issues import Issue, Severity, column_letters
from data.reading.sheets import RawSheet


def _placed(column: HeaderColumn) -> str:
    """All lines of a column's header with its letter: `销售额 / 本月 (E)`."""
    return f"{column.name or column.text} ({column_letters(column.index)})"


def _subline_issues(header: Header, rows: pl.Series, cells: pl.DataFrame, base: Issue) -> list[Issue]:
    """Lines right below the header that were left out: a note, or a warning for an example."""
    idle = [rows[at] for at, kind in header.sublines if kind in {"numbering", "hint", "rule"}]
    issues = []
    if idle:
        note = replace(base, severity="note", code="numbering_row", parameters={"dropped": len(idle)})
        issues.append(span_issue(note, idle))
    for at, kind in header.sublines:
        if kind == "example":
            text = " ".join(text for text in cells.row(at) if text)
            issues.append(replace(base, severity="warning", code="example_row", row=rows[at], value=text))
    return issues


def header_issues(sheet: RawSheet, header: Header, base: Issue, cells: pl.DataFrame) -> list[Issue]:
    """What is doubtful about a header: columns that clash, were passed over or left out; lines below it."""
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
            first=_placed(first),
            second=_placed(second),
            field=first.field.zh,
        )
    issues += _subline_issues(header, sheet.rows, cells, base)
    for used, other in header.passed_over:
        if data[cell(other.index)].null_count() < data.height:
            found(
                "warning",
                "passed_over_column",
                field=used.field.zh,
                used=_placed(used),
                other=_placed(other),
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
