"""Texts around the data: what they declare is used, what they merely mention is asked about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import polars as pl

from data.cleaning.around import ROW, cell
from data.cleaning.heading.headers import Doubt, Header, HeaderColumn, period_of
from data.cleaning.meaning.periods import Said, ended_in, said_in
from data.cleaning.meaning.units import NAMES, foreign_in_title, is_bare_unit, units_in_title, units_mentioned
from data.cleaning.meaning.words import corrects, of_file_name, of_title
from data.cleaning.rows import Rows
from data.cleaning.texts import plain
from data.fields import Extract
from data.issues import DETAILED, Issue
from data.reading.sheets import RawSheet, RemarkKind

#: title, between, note: lines above, among and below the data.
#: Others stand further off: what they declare is asked about.
Where = Literal["title", "between", "note", "beside", "sheet", "file"] | RemarkKind
_TELLING = {"title", "between", "note", "sheet"}
#: What stands among the data may concern only the rows below it.
_DECLARING = _TELLING - {"between"}
#: Extracts that are made on other days than their rows are of: only a month in words is taken for theirs.
_OF_OTHER_DAYS = {"declarations", "monthly_plan"}
#: So many names of amounts stand for all of them in a message.
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Nearby:
    """A text near the data; `row` on the sheet and 0-based `column`, where it has a place."""

    where: Where
    text: str
    row: int | None = None
    column: int | None = None


def texts_around(sheet: RawSheet, cells: pl.DataFrame, header: Header, rows: Rows, file: str) -> list[Nearby]:
    """All texts around the data: titles, lines below, columns without a header, names, remarks."""
    found = [
        Nearby("title", text, row, column)
        for values, row in zip(cells.head(header.first).rows(), sheet.rows, strict=False)
        for column, text in enumerate(values)
        if text
    ]
    first, last = (rows.data[ROW][0], rows.data[ROW][-1]) if rows.data.height else (0, 0)
    for line in rows.notes.iter_rows(named=True):
        where: Where = "title" if line[ROW] < first else "between" if line[ROW] < last else "note"
        found += [Nearby(where, line[c], line[ROW], at) for at, c in enumerate(cells.columns) if line[c]]
    titled = {c.index for c in header.columns} | {index for index, _ in header.ignored}
    # A header without data below is a text beside the table.
    at = sheet.rows[header.first]
    found += [
        Nearby("title", text, at, index)
        for index, text in header.ignored
        if rows.data[cell(index)].null_count() == rows.data.height
    ]
    for index in range(cells.width):
        if index not in titled:
            beside = rows.data.select(ROW, cell(index)).drop_nulls().unique(cell(index), maintain_order=True)
            found += [Nearby("beside", text, row, index) for row, text in beside.head(DETAILED).iter_rows()]
    found += [Nearby(remark.kind, remark.text, remark.row, remark.column) for remark in sheet.remarks]
    if not sheet.is_text:
        found.append(Nearby("sheet", sheet.name))
    return [*found, Nearby("file", file.rpartition(".")[0] or file)]


def _amounts_of(header: Header) -> list[HeaderColumn]:
    return [c for c in header.columns if c.field.kind == "money"]


def _named(columns: Iterable[HeaderColumn]) -> str:
    names = list(dict.fromkeys(c.field.zh for c in columns))
    return "、".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")


def _at(base: Issue, nearby: Nearby) -> Issue:
    return replace(base, row=nearby.row, column_index=nearby.column, value=nearby.text)


def asked_at(base: Issue, code: str, nearby: Nearby) -> Issue:
    """A warning about a text, at its place."""
    return replace(_at(base, nearby), severity="warning", code=code)


def declared_units(texts: Sequence[Nearby], *, is_told: bool) -> set[int]:
    """Exponents that titles, notes and the sheet's name declare, or contradict; is_told: a header tells one.

    A line among the data heads the rows below it: alone it declares nothing for those above.
    """
    declared = set[int]().union(*(units_in_title(t.text) for t in texts if t.where in _DECLARING))
    among = set[int]().union(*(units_in_title(t.text) for t in texts if t.where == "between"))
    return declared | among if declared or is_told else set()


def foreign_units(texts: Iterable[Nearby], header: Header, base: Issue) -> list[Issue]:
    """An error per text that declares another currency than yuan."""
    if not _amounts_of(header):
        return []
    return [replace(_at(base, t), code="foreign_unit") for t in texts if foreign_in_title(t.text)]


def unused_units(
    texts: Iterable[Nearby], header: Header, exponents: dict[str, int | None], base: Issue
) -> list[Issue]:
    """Warnings for units near the data that were not used, and for columns without the others' unit."""
    money = _amounts_of(header)
    if not money:
        return []
    used = {exponents.get(c.field.name) or 0 for c in money}
    asked = replace(base, severity="warning")
    issues = []
    for nearby in texts:
        declared = units_in_title(nearby.text) if nearby.where in _DECLARING else set()
        if declared & used and declared != {0} and is_bare_unit(nearby.text):
            names = {"units": "、".join(NAMES[e] for e in sorted(declared))}
            issues.append(replace(_at(asked, nearby), code="unit_bare", parameters=names))
        said = units_mentioned(nearby.text)
        if nearby.where != "file":
            said |= units_in_title(nearby.text)
        if said and not said & used:
            names = {
                "units": "、".join(NAMES[e] for e in sorted(said)),
                "used": "、".join(NAMES[e] for e in sorted(used)),
            }
            issues.append(replace(_at(asked, nearby), code="unit_elsewhere", parameters=names))
    bare = [c for c in money if exponents.get(c.field.name) is None]
    scaled = [c for c in money if exponents.get(c.field.name) and c.is_unit_apart]
    if bare and scaled:
        first = scaled[0]
        names = {
            "columns": _named(bare),
            "scaled": _named(scaled),
            "units": "、".join(sorted({NAMES[exponents[c.field.name] or 0] for c in scaled})),
        }
        issues.append(
            replace(asked, code="unit_partial", column=first.text, column_index=first.index, parameters=names)
        )
    return issues


def header_doubts(header: Header, rows: list[int], periods: list[str], base: Issue) -> list[Issue]:
    """A warning per text above or below a header that changes what the amounts under it mean.

    rows: the numbers on the sheet of the grid's rows. periods: months or years of the rows.
    """
    doubted: dict[tuple[int, str, str], list[HeaderColumn]] = defaultdict(list)
    for column in header.columns:
        if column.doubt is not None and not _is_own_period(column.doubt, periods):
            doubted[column.doubt.row, column.doubt.sense, column.doubt.text].append(column)
    return [
        replace(
            base,
            severity="warning",
            code=f"says_{'earlier' if sense == 'period' else sense}",
            row=rows[row] if 0 <= row < len(rows) else None,
            column=columns[0].name or columns[0].text,
            column_index=columns[0].index,
            value=text,
            parameters={"fields": _named(columns), "word": text},
        )
        for (row, sense, text), columns in doubted.items()
    ]


def _is_own_period(doubt: Doubt, periods: list[str]) -> bool:
    """Whether a period that stands above a column is that of all the rows: `2026年` above rows of 2026."""
    if doubt.sense != "period":
        return False
    year, month = period_of(doubt.text) or ("", "")
    said = f"{year}-{month}" if month else year
    return all(period.startswith(said) or said.startswith(period) for period in periods)


def telling_texts(texts: Iterable[Nearby], header: Header, months: int, base: Issue) -> list[Issue]:
    """A warning per text that says the amounts are something else than the month's own.

    months: how many months the rows are of.
    """
    money = _amounts_of(header)
    if not money:
        return []
    issues = []
    for nearby in texts:
        found = _sense(nearby, header.extract, months)
        if found is not None:
            sense, word = found
            parameters = {"fields": _named(money), "word": word}
            issues.append(replace(asked_at(base, f"says_{sense}", nearby), parameters=parameters))
    return issues


def _sense(nearby: Nearby, extract: Extract, months: int) -> tuple[str, str] | None:
    match nearby.where:
        case "file":
            return of_file_name(nearby.text, extract, months=months)
        case "sheet" if plain(nearby.text) in {
            plain(extract.sheet),
            plain(extract.title_en),
            plain(extract.name),
        }:
            return None
        case "note" | "beside" | "comment" | "text_box" | "page_header":
            found = of_title(nearby.text, extract, months=months, is_note=True)
            return found or _correction(nearby)
        case _:
            return of_title(nearby.text, extract, months=months) or _correction(nearby)


def _correction(nearby: Nearby) -> tuple[str, str] | None:
    return ("correction", nearby.text) if corrects(nearby.text) else None


def told_periods(
    texts: Sequence[Nearby], months: list[str], header: Header, asked: Iterable[Issue], base: Issue
) -> list[Issue]:
    """A warning per line around the data that tells another period than the rows', or a part of a month.

    months: those of the rows (`2026-03`). asked: what is asked about already is not asked about twice.
    """
    extract = header.extract
    if extract.period not in {"month", "date"} or not months:
        return []
    told = [(line, said) for line in lines_of(texts) for said in said_in(t.text for t in line)]
    # Several months that are merely named speak of more than these rows.
    singles = {said for line, said in told if line[0].where in {"title", "between"} and not said.is_sure}
    if len(singles) > 1:
        told = [(line, said) for line, said in told if said.is_sure]
    spanned = {line[0].row for line, said in told if said.is_span}
    told += [
        (line, until)
        for line in lines_of(texts)
        if line[0].row not in spanned
        for until in ended_in(t.text for t in line)
    ]
    done = {issue.row for issue in asked if issue.code in {"says_cumulative", "says_partial"}}
    issues = []
    for line, said in told:
        code = _other_period(said, line[0].where, months, header)
        if code is None or (line[0].row is not None and line[0].row in done):
            continue
        place = replace(_at(base, line[0]), severity="warning", value=" ".join(t.text for t in line))
        named = {"fields": _named(_amounts_of(header)), "word": place.value, "months": "、".join(months[:12])}
        issues.append(replace(place, code=code, parameters=named))
    return issues


def lines_of(texts: Sequence[Nearby]) -> list[list[Nearby]]:
    """Titles and lines below, a list of cells a line, and the sheet's name."""
    lines: dict[tuple[Where, int | None], list[Nearby]] = defaultdict(list)
    for nearby in texts:
        if nearby.where in _TELLING:
            lines[nearby.where, nearby.row].append(nearby)
    return list(lines.values())


def _other_period(said: Said, where: Where, months: list[str], header: Header) -> str | None:
    """What is to be asked about a period that is told, if anything."""
    extract = header.extract
    if said.is_end:
        if said.first < months[-1] and extract.name not in _OF_OTHER_DAYS:
            return "title_month"
        is_torn = said.is_part and said.first == months[-1]
        return "says_partial" if is_torn and _amounts_of(header) else None
    is_told_of_rows = extract.name not in _OF_OTHER_DAYS or said.is_plain
    if not is_told_of_rows or (where == "note" and not said.is_sure):
        return None
    inside = sum(said.covers(month) for month in months)
    if inside < (len(months) if said.is_span else 1):
        return "title_month"
    if said.is_part and _amounts_of(header):
        return "says_partial"
    if said.is_long and extract.name == "summary" and len(months) == 1:
        return "says_cumulative"
    return None
