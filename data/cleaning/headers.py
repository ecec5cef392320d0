"""Which row is the header, which extract it belongs to, which column is which field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from data.cleaning.texts import plain
from data.cleaning.units import split_unit, unit_of_cell
from data.fields import EXTRACTS, Extract, Field
from data.reading.sheets import Merge

#: Titles and notes above a header take no more rows than this.
SEARCHED_ROWS = 30
#: No header is longer (characters); a page of text in a cell is not searched for one.
LONGEST = 200
_MARKS = re.compile(r"^[*＊]+|[*＊]+$|\((?:必填|选填|可选|必输|required|optional)\)$")
_MONTH_HEADER = re.compile(
    r"(?:\d{4}[-./年])?(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份)?|\d{4}[-./]\d{1,2}|[一二三四]季度|q[1-4]"
)
Grid = list[list[str | None]]
#: Header as `plain` text → field, where somebody said what an unfamiliar header means.
Meanings = Mapping[str, Field]


@dataclass(frozen=True, slots=True)
class HeaderColumn:
    """A recognised column: 0-based position, header as written, unit exponent if it names one.

    `is_mapped`: the header is known by a mapping only, not by itself.
    """

    index: int
    text: str
    field: Field
    exponent: int | None = None
    is_mapped: bool = False


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


@lru_cache(maxsize=20_000)
def matched(extract: Extract, header: str) -> tuple[Field, int | None] | None:
    """(field, unit exponent) that `header` stands for in `extract`; None if it stands for none."""
    if len(header) > LONGEST:
        return None
    table = _lookup(extract)
    whole = plain(header)
    trimmed = _MARKS.sub("", whole)
    # Exports of joined tables prefix the table: `销售订单行.价税合计`, `客户.名称`.
    parts = trimmed.split(".")
    for text in (trimmed, "".join(parts[-2:]), parts[-1]):
        if text in table:
            return table[text], None
        bare, exponent = split_unit(text)
        found = table.get(_MARKS.sub("", bare))
        if found is not None and (exponent is None or found.kind == "money"):
            return found, exponent
    return None


def column_texts(grid: Grid, first: int, last: int, column: int) -> list[str]:
    """What a column's header may read, best guess first: joined, bottom row, top row."""
    parts = [text for row in grid[first : last + 1] if (text := (row[column] or "").strip())]
    if len(parts) > 1:
        top, bottom = parts[-2], parts[-1]
        return [f"{top}{bottom}", f"{top}({bottom})", *([bottom] if grid[last][column] else []), parts[0]]
    return parts


def _mapped(text: str, meanings: Meanings) -> tuple[Field, int | None] | None:
    field = meanings.get(plain(text))
    if field is None:
        return None
    return field, split_unit(_MARKS.sub("", plain(text)))[1] if field.kind == "money" else None


def block(grid: Grid, extract: Extract, first: int, last: int, meanings: Meanings | None = None) -> Header:
    """The rows `first`..`last` read as a header of `extract`; `meanings` for what is not recognised."""
    columns: dict[str, HeaderColumn] = {}
    duplicates, ignored = [], []
    for index in range(len(grid[first])):
        texts = column_texts(grid, first, last, index)
        if not texts:
            continue
        for text in texts:
            known = matched(extract, text)
            found = known or (_mapped(text, meanings) if meanings else None)
            if found is not None:
                column = HeaderColumn(index, text, *found, is_mapped=known is None)
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


def filled(grid: Grid, merges: tuple[Merge, ...], rows: list[int]) -> Grid:
    """The grid with the text of a merged range in each of its cells."""
    result = [list(row) for row in grid]
    place = {row: index for index, row in enumerate(rows)}
    for merge in merges:
        top = place.get(merge.first_row)
        if top is None or merge.first_column >= len(result[top]):
            continue
        text = result[top][merge.first_column]
        for row in range(merge.first_row, min(merge.last_row, merge.first_row + SEARCHED_ROWS) + 1):
            for column in range(merge.first_column, merge.last_column + 1):
                if row in place and column < len(result[place[row]]):
                    result[place[row]][column] = text
    return result


def quality(header: Header) -> tuple[bool, int, int, int]:
    return (not header.missing, len(header.columns), -(header.last - header.first), -header.first)


def with_unit_row(header: Header, grid: Grid) -> Header:
    """A row of nothing but units right below belongs to the header."""
    below = header.last + 1
    if below >= len(grid):
        return header
    cells = {index: text for index, text in enumerate(grid[below]) if text}
    units = {index: unit_of_cell(text) for index, text in cells.items()}
    if not cells or any(unit is None for unit in units.values()):
        return header
    columns = tuple(
        replace(c, exponent=units[c.index])
        if c.exponent is None and c.field.kind == "money" and c.index in units
        else c
        for c in header.columns
    )
    return replace(header, last=below, columns=columns)


def header_of(grid: Grid, rows: list[int], merges: tuple[Merge, ...], sheet_name: str) -> Header | None:
    """The header among the first rows of a sheet, or None if nothing looks like one.

    grid: the first rows as text; rows: their row numbers on the sheet. A header with
    `missing` fields is the nearest that was found; `rivals` names extracts that fit as well.
    """
    grid = filled(grid[:SEARCHED_ROWS], merges, rows[:SEARCHED_ROWS])
    named = extract_of_sheet(sheet_name) if sheet_name else None
    extracts = (named,) if named else EXTRACTS
    found: list[Header] = []
    for depth in (1, 2, 3):
        blocks = [
            block(grid, extract, first, first + depth - 1)
            for extract in extracts
            for first in range(len(grid) - depth + 1)
        ]
        found += blocks
        if any(not candidate.missing for candidate in blocks):
            break
    if not found:
        return None
    best = max(found, key=quality)
    if best.missing:
        required = [f for f in best.extract.fields if not f.is_optional]
        present = len(required) - len(best.missing)
        if present < 2 or (not named and present < max(3, len(required) / 2)):
            return None
        return best
    rivals = tuple(
        other.extract.sheet
        for other in found
        if not other.missing and other.extract is not best.extract and quality(other) == quality(best)
    )
    best = with_unit_row(best, grid)
    return replace(best, is_pivoted=False, rivals=rivals) if rivals else best
