"""Which rows below a header are data, and what the others are: totals, repeats, notes, void documents."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import polars as pl

from data.cleaning.around import AT, ROW, cell, is_header, told_apart
from data.cleaning.heading.headers import Header, HeaderColumn
from data.cleaning.heading.matching import matched
from data.cleaning.meaning.units import units_in_title
from data.cleaning.texts import plain
from data.fields import Field
from data.issues import Issue

_VOID_HEADER = re.compile("状态|作废|备注|说明")
_VOID_MARK = re.compile("(?:是否)?作废(?:标[志记])?")
_VOID_WORDS = ["作废", "已作废", "作廢", "(作废)", "（作废）", "已删除", "已取消", "void", "VOID"]
#: So many lines of text are looked at for being headers.
_MOST_LINES = 1_000
_YES = ["是", "Y", "y", "√", "1", "TRUE", "true"]


@dataclass(frozen=True, slots=True)
class Rows:
    """`data`, `totals` and `notes` (lines of text): cells as text, with `AT` and `ROW` (on the sheet)."""

    data: pl.DataFrame
    totals: pl.DataFrame
    notes: pl.DataFrame
    issues: tuple[Issue, ...]


def _span(rows: list[int]) -> str:
    """`3, 5-10`: row numbers, those in a row drawn together, cut after a dozen."""
    spans: list[list[int]] = []
    for row in rows:
        if spans and row == spans[-1][1] + 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    texts = [str(a) if a == b else f"{a}-{b}" for a, b in spans]
    return ", ".join(texts[:12]) + (" …" if len(texts) > 12 else "")


def span_issue(issue: Issue, rows: list[int]) -> Issue:
    """`issue` for all these rows at once: the first as its place, all of them as a parameter."""
    return Issue(
        issue.severity,
        issue.code,
        issue.file,
        issue.extract,
        issue.sheet,
        rows[0] if rows else None,
        issue.column,
        issue.column_index,
        issue.value,
        {**issue.parameters, "rows": _span(rows)},
        max(1, len(rows)),
    )


def _equal(columns: list[str], texts: list[str | None]) -> pl.Expr:
    return pl.all_horizontal(
        pl.col(column).eq_missing(pl.lit(text, dtype=pl.String))
        for column, text in zip(columns, texts, strict=True)
    )


def _voided(body: pl.DataFrame, header: Header) -> pl.Series:
    """Which rows of `body` are marked as void."""
    tests = []
    status = [(c.index, c.text) for c in header.columns if c.field.name in {"status", "document"}]
    for index, text in (*header.ignored, *status):
        name = plain(text)
        if cell(index) not in body.columns:
            continue
        if _VOID_HEADER.search(name) or (index, text) in status:
            tests.append(pl.col(cell(index)).is_in(_VOID_WORDS))
        if _VOID_MARK.fullmatch(name):
            tests.append(pl.col(cell(index)).is_in(_YES))
        if (index, text) in status:
            tests.append(pl.col(cell(index)).str.contains(r"[(（]作废[)）]$"))
    if not tests:
        return pl.repeat(value=False, n=body.height, eager=True)
    return body.select(pl.any_horizontal(test.fill_null(value=False) for test in tests)).to_series()


def _is_other(
    column: HeaderColumn, text: str, found: tuple[Field, int | None] | None, *, is_yuan: bool
) -> bool:
    """Whether a header's `text`, which names the field and unit `found`, heads something else.

    is_yuan: what names no unit is in yuan, so that a header that says so says nothing new.
    """
    if not text or plain(text) == plain(column.text):
        return False
    if found is None:
        return column.field.kind in {"money", "quantity"}
    units = {None, column.exponent} | ({0} if is_yuan and column.exponent is None else set())
    return found[0] is not column.field or found[1] not in units


def _other_headers(wordy: pl.DataFrame, titles: list[str], header: Header, base: Issue) -> list[Issue]:
    """An error per line of text that names the columns again, but others or in another order."""
    issues = []
    lines = (text for line in wordy.select(pl.col(r"^c\d+$")).head(_MOST_LINES).rows() for text in line)
    is_yuan = not any(units_in_title(text) - {0} for text in (*titles, *lines, base.sheet))
    for line in wordy.head(_MOST_LINES).iter_rows(named=True):
        texts = {c.index: line[cell(c.index)] or "" for c in header.columns}
        named = {index: matched(header.extract, text) for index, text in texts.items()}
        if not is_header(line, header):
            continue
        other = [c for c in header.columns if _is_other(c, texts[c.index], named[c.index], is_yuan=is_yuan)]
        if other:
            place = replace(base, row=line[ROW], column=other[0].text, column_index=other[0].index)
            issues.append(replace(place, code="other_header", value=line[cell(other[0].index)]))
    return issues


def sorted_rows(cells: pl.DataFrame, rows: pl.Series, header: Header, base: Issue) -> Rows:
    """The rows below `header`, told apart; `base` carries file, sheet and extract for the notes.

    cells: String columns c0…, stripped, blanks null; rows: their numbers on the sheet.
    """
    body = cells.with_columns(rows.cast(pl.Int32).alias(ROW)).with_row_index(AT).slice(header.last + 1)
    columns = cells.columns
    mapped = [cell(c.index) for c in header.columns]
    issues: list[Issue] = []

    def note(code: str, dropped: pl.DataFrame, *, is_asked: bool = False) -> None:
        if dropped.height:
            issue = Issue(
                "warning" if is_asked else "note",
                code,
                base.file,
                base.extract,
                base.sheet,
                parameters={"dropped": dropped.height},
            )
            issues.append(span_issue(issue, dropped[ROW].to_list()))

    blank = pl.all_horizontal(pl.col(c).is_null() for c in mapped)
    outside = [c for c in columns if c not in mapped]
    stray = body.clear()
    if outside:
        stray = body.filter(blank & pl.any_horizontal(pl.col(c).is_not_null() for c in outside))
        note("stray_text", stray)
    body = body.filter(~blank)
    above = [row for row in cells.head(header.last + 1).rows() if any(row)]
    for row in above:
        repeated = _equal(columns, list(row))
        note("repeated_header", body.filter(repeated))
        body = body.filter(~repeated)
    found = told_apart(body, header, columns)
    totals = body.filter(found.is_total)
    note("total_rows", totals)
    wordy = body.filter(found.is_note)
    for line in wordy.head(20).iter_rows(named=True):
        text = " ".join(str(line[c]) for c in columns if line[c] is not None)
        issues.append(Issue("note", "note_line", base.file, base.extract, base.sheet, line[ROW], value=text))
    note("note_lines", wordy.slice(20))
    titles = [text for row in above for text in row if text]
    issues += _other_headers(wordy, titles, header, base)
    note("named_totals", body.filter(found.is_named), is_asked=True)
    body = body.filter(~(found.is_total | found.is_note))
    void = _voided(body, header)
    note("void_documents", body.filter(void), is_asked=True)
    body = body.filter(~void)
    return Rows(body, totals, pl.concat([stray, wordy]), tuple(issues))
