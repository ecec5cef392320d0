"""Where the header of a sheet stands, with the lines above and below that belong to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from data.cleaning.heading.chains import Grid, filled
from data.cleaning.heading.headers import Header, Meanings, block, quality
from data.cleaning.heading.matching import extract_of_sheet, meaning
from data.cleaning.heading.sublines import Kind, hinted_unit, kind_of_line
from data.cleaning.meaning.units import units_in_title
from data.fields import EXTRACTS
from data.reading.sheets import Merge

#: Titles and notes above a header take no more rows than this.
SEARCHED_ROWS = 30
#: Lines of a header above the one that names the fields, and lines below it.
_GROUPS, _SUBLINES = 2, 3

#: A number that is no year and no month.
_AMOUNT = re.compile(r"(?!20\d\d\.?\d{0,2}$)-?(?:[\d,]{5,}(?:\.\d+)?|[\d,]+\.\d+)")


def _is_group_line(cells: Sequence[str | None], spread: Sequence[str | None], header: Header) -> bool:
    """Whether a row above a header heads some of its columns; a title heads them all."""
    texts = {at: text for at, text in enumerate(cells) if text and text.strip()}
    money = [c.index for c in header.columns if c.field.kind == "money"]
    first = min((c.index for c in header.columns), default=0)
    if not texts or any(len(text) > 20 or "：" in text or ":" in text for text in texts.values()):
        return False
    if all(units_in_title(text) for text in texts.values()):
        return False
    # A total above the table heads nothing.
    if any(_AMOUNT.fullmatch(text) for text in texts.values()):
        return False
    # A merged title is repeated over the first column too.
    if all(at <= first for at in texts) and (first >= len(spread) or spread[first]):
        return False
    return any(at < len(spread) and spread[at] for at in money)


def extended(header: Header, raw: Grid, grid: Grid, meanings: Meanings | None = None) -> Header:
    """The header with the group lines above it and the lines below it that are no data.

    raw, grid: the first rows without and with the texts of merged ranges.
    """
    first, last = header.first, header.last
    while (
        first > 0
        and header.first - first < _GROUPS
        and _is_group_line(raw[first - 1], grid[first - 1], header)
    ):
        first -= 1
    keys = [c.index for c in header.columns if c.field.name in {header.extract.period, "region", "office"}]
    period = next((c.index for c in header.columns if c.field.name == header.extract.period), None)
    money = [c.index for c in header.columns if c.field.kind == "money"]
    sublines: list[tuple[int, Kind]] = []
    while last + 1 < len(raw) and len(sublines) < _SUBLINES:
        cells = {at: text for at, text in enumerate(raw[last + 1]) if text}
        named = [meaning(header.extract, text) for text in cells.values()]
        is_translated = len(named) > 1 and all(named)
        kind = "hint" if is_translated else kind_of_line(cells, keys, period, money)
        if kind is None:
            break
        last += 1
        sublines.append((last, kind))
    wordy = [row for row, kind in sublines if kind in {"unit", "words"}]
    lines = [*range(first, header.last + 1), *wordy]
    wider = block(grid, header.extract, first, last, meanings=meanings, lines=lines)
    if wider.missing or len(wider.columns) < len(header.columns):
        wider = replace(header, last=last)
    return replace(_with_hinted_units(wider, raw, sublines), sublines=tuple(sublines))


def _with_hinted_units(header: Header, grid: Grid, sublines: list[tuple[int, Kind]]) -> Header:
    units: dict[int, int] = {}
    for row, kind in sublines:
        if kind == "hint":
            units |= {
                at: u for at, text in enumerate(grid[row]) if text and (u := hinted_unit(text)) is not None
            }
    columns = tuple(
        replace(c, exponent=units[c.index], is_unit_apart=True)
        if c.exponent is None and c.field.kind == "money" and c.index in units
        else c
        for c in header.columns
    )
    return replace(header, columns=columns)


def header_of(raw: Grid, rows: list[int], merges: tuple[Merge, ...], sheet_name: str) -> Header | None:
    """The header among the first rows of a sheet, or None if nothing looks like one.

    raw: the first rows as text; rows: their row numbers on the sheet. A header with
    `missing` fields is the nearest that was found; `rivals` names extracts that fit as well.
    """
    raw = raw[:SEARCHED_ROWS]
    grid = filled(raw, merges, rows[:SEARCHED_ROWS])
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
    best = extended(best, raw, grid)
    return replace(best, is_pivoted=False, rivals=rivals) if rivals else best
