"""Which row is the header, which extract it belongs to, which column is which field."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from data.cleaning.texts import plain
from data.cleaning.units import split_unit, unit_of_cell
from data.fields import EXTRACTS, Extract, Field
from data.reading.sheets import Merge

#: Titles and notes above a header take no more rows than this.
SEARCHED_ROWS = 30
_MARKS = re.compile(r"^[*＊]+|[*＊]+$|\((?:必填|选填|可选|必输|required|optional)\)$")
_MONTH_HEADER = re.compile(
    r"(?:\d{4}[-./年])?(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份)?|\d{4}[-./]\d{1,2}|[一二三四]季度|q[1-4]"
)
_Grid = list[list[str | None]]


@dataclass(frozen=True, slots=True)
class HeaderColumn:
    """A recognised column: 0-based position, header as written, unit exponent if it names one."""

    index: int
    text: str
    field: Field
    exponent: int | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """A recognised header: rows `first`..`last` of the grid (0-based, inclusive)."""

    extract: Extract
    first: int
    last: int
    columns: tuple[HeaderColumn, ...]
    ignored: tuple[tuple[int, str], ...] = ()
    missing: tuple[Field, ...] = ()
    duplicates: tuple[tuple[HeaderColumn, HeaderColumn], ...] = ()
    is_pivoted: bool = False
    rivals: tuple[str, ...] = field(default=())


@cache
def _lookup(extract: Extract) -> dict[str, Field]:
    table: dict[str, Field] = {}
    for item in extract.fields:
        for text in (item.zh, item.en, item.name, item.name.replace("_", ""), *item.aliases):
            table.setdefault(plain(text), item)
    return table


@cache
def _sheet_names() -> dict[str, Extract]:
    names = {}
    for extract in EXTRACTS:
        for text in (extract.sheet, extract.title_en, extract.name):
            names[plain(text)] = extract
    return names


def extract_of_sheet(name: str) -> Extract | None:
    """The extract whose sheet bears this name."""
    return _sheet_names().get(plain(name))


@cache
def matched(extract: Extract, header: str) -> tuple[Field, int | None] | None:
    """(field, unit exponent) that `header` stands for in `extract`; None if it stands for none."""
    table = _lookup(extract)
    whole = plain(header)
    trimmed = _MARKS.sub("", whole)
    # Exports of joined tables prefix the table: `销售订单行.价税合计`.
    for text in (trimmed, trimmed.rsplit(".", 1)[-1]):
        if text in table:
            return table[text], None
        bare, exponent = split_unit(text)
        found = table.get(_MARKS.sub("", bare))
        if found is not None and (exponent is None or found.kind == "money"):
            return found, exponent
    return None


def _texts(grid: _Grid, first: int, last: int, column: int) -> list[str]:
    """What a column's header may read, best guess first: joined, bottom row, top row."""
    parts = [text for row in grid[first : last + 1] if (text := (row[column] or "").strip())]
    if len(parts) > 1:
        top, bottom = parts[-2], parts[-1]
        return [f"{top}{bottom}", f"{top}({bottom})", *([bottom] if grid[last][column] else []), parts[0]]
    return parts


def _block(grid: _Grid, extract: Extract, first: int, last: int) -> Header:
    columns: dict[str, HeaderColumn] = {}
    duplicates, ignored = [], []
    for index in range(len(grid[first])):
        texts = _texts(grid, first, last, index)
        if not texts:
            continue
        for text in texts:
            found = matched(extract, text)
            if found is not None:
                column = HeaderColumn(index, text, *found)
                if found[0].name in columns:
                    duplicates.append((columns[found[0].name], column))
                else:
                    columns[found[0].name] = column
                break
        else:
            ignored.append((index, texts[0] if len(texts) == 1 else texts[-1]))
    missing = tuple(f for f in extract.fields if not f.is_optional and f.name not in columns)
    is_pivoted = sum(bool(_MONTH_HEADER.fullmatch(plain(text))) for _, text in ignored) >= 2
    return Header(
        extract, first, last, tuple(columns.values()), tuple(ignored), missing, tuple(duplicates), is_pivoted
    )


def _filled(grid: _Grid, merges: tuple[Merge, ...], rows: list[int]) -> _Grid:
    """The grid with the text of a merged range in each of its cells."""
    filled = [list(row) for row in grid]
    place = {row: index for index, row in enumerate(rows)}
    for merge in merges:
        top = place.get(merge.first_row)
        if top is None or merge.first_column >= len(filled[top]):
            continue
        text = filled[top][merge.first_column]
        for row in range(merge.first_row, min(merge.last_row, merge.first_row + SEARCHED_ROWS) + 1):
            for column in range(merge.first_column, merge.last_column + 1):
                if row in place and column < len(filled[place[row]]):
                    filled[place[row]][column] = text
    return filled


def _quality(header: Header) -> tuple[bool, int, int, int]:
    return (not header.missing, len(header.columns), -(header.last - header.first), -header.first)


def _with_unit_row(header: Header, grid: _Grid) -> Header:
    """A row of nothing but units right below belongs to the header."""
    below = header.last + 1
    if below >= len(grid):
        return header
    cells = {index: text for index, text in enumerate(grid[below]) if text}
    units = {index: unit_of_cell(text) for index, text in cells.items()}
    if not cells or any(unit is None for unit in units.values()):
        return header
    columns = tuple(
        HeaderColumn(c.index, c.text, c.field, units[c.index])
        if c.exponent is None and c.field.kind == "money" and c.index in units
        else c
        for c in header.columns
    )
    return Header(
        header.extract, header.first, below, columns, header.ignored, header.missing,
        header.duplicates, header.is_pivoted, header.rivals,
    )  # fmt: skip


def header_of(grid: _Grid, rows: list[int], merges: tuple[Merge, ...], sheet_name: str) -> Header | None:
    """The header among the first rows of a sheet, or None if nothing looks like one.

    grid: the first rows as text; rows: their row numbers on the sheet. A header with
    `missing` fields is the nearest that was found; `rivals` names extracts that fit as well.
    """
    grid = _filled(grid[:SEARCHED_ROWS], merges, rows[:SEARCHED_ROWS])
    named = extract_of_sheet(sheet_name) if sheet_name else None
    extracts = (named,) if named else EXTRACTS
    found: list[Header] = []
    for depth in (1, 2, 3):
        blocks = [
            _block(grid, extract, first, first + depth - 1)
            for extract in extracts
            for first in range(len(grid) - depth + 1)
        ]
        found += blocks
        if any(not block.missing for block in blocks):
            break
    if not found:
        return None
    best = max(found, key=_quality)
    if best.missing:
        required = [f for f in best.extract.fields if not f.is_optional]
        present = len(required) - len(best.missing)
        if present < 2 or (not named and present < max(3, len(required) / 2)):
            return None
        return best
    rivals = tuple(
        block.extract.sheet
        for block in found
        if not block.missing and block.extract is not best.extract and _quality(block) == _quality(best)
    )
    best = _with_unit_row(best, grid)
    if rivals:
        best = Header(
            best.extract,
            best.first,
            best.last,
            best.columns,
            best.ignored,
            (),
            best.duplicates,
            False,
            rivals,
        )
    return best
