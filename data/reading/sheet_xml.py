"""What the cell values do not tell: hidden rows, merges, filters, formulas, formats.

Sheets of 200,000 rows are common, so the XML is searched with byte patterns rather than
parsed node by node; the document-type check has run before. Prefixed element names
(`<x:c>`) are legal and written by some tools.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape

from data.reading.cell_xml import FLAGGED_IN_COLUMN, far_cell, samples, styled_cells, used_rows
from data.reading.container import Refusal
from data.reading.number_formats import Look
from data.reading.positions import NUMBER, ROW, Places, row_number
from data.reading.references import shifted
from data.reading.sheets import MAX_COLUMNS, Merge, column_index

MAX_ROWS = 1_048_576
# Patterns that begin with fixed text are found several times faster than ones that allow a prefix:
# prefixes are taken off first, where there are any.
_PREFIXED = re.compile(rb"xmlns:[\w.-]+\s*=\s*[\"'][^\"']*/spreadsheetml/(?:2006/)?main[\"']")
_PREFIX = re.compile(rb"<(/?)[A-Za-z][\w.-]*:(?=[A-Za-z])")
_ERROR_CELL = re.compile(rb"<c\b([^>]*\bt=\"e\"[^>/]*)>(.*?)</c>", re.DOTALL)
_FORMULA_CELL = re.compile(rb"<c\b([^>]*)>\s*<f\b([^>]*?)(?:/>|>(.*?)</f>)(.*?)</c>", re.DOTALL)
#: Attributes may stand in single quotes; the patterns below expect double ones.
_SINGLE_QUOTED = re.compile(rb"<(?:c|row|col|mergeCell)\s[^>]*?='")
_SHARED = re.compile(rb"\bsi=\"(\d+)\"")
_VALUE = re.compile(rb"<v\b[^>]*>(.*?)</v>", re.DOTALL)
#: Rows hidden, or lower than two points: less than a hair's breadth, and nobody reads what stands there.
_HIDDEN = re.compile(rb"\bhidden=\"(?:1|true)\"|\bht=\"[01](?:\.\d+)?\"")
#: Columns narrower than half a character are as good as hidden.
_NARROW = 0.5
_ATTRIBUTE = re.compile(rb"\b([A-Za-z]+)=\"([^\"]*)\"")
_RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")
_MERGE = re.compile(rb"<mergeCell\b[^>]*\bref=\"([^\"]+)\"")
_COLUMN = re.compile(rb"<col\b([^>]*)>")
MAX_FORMULAS = 300_000


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula cell: `row` 1-based, `column` 0-based; `cached` None when no result was stored."""

    row: int
    column: int
    text: str
    cached: str | None
    is_number: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """What the XML of one sheet says beside its values; rows 1-based, columns 0-based.

    samples: for a few rows, the columns whose cells hold a value, as `first_column` needs them.
    styled: cells of a special look, so many of each column as are named; shown: all of those whose
    look changes their text. places: of the cells, empty where no formula asks. tail: what follows.
    """

    samples: tuple[tuple[int, frozenset[int]], ...]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    merges: tuple[Merge, ...]
    is_filtered: bool
    errors: tuple[tuple[int, int, str], ...]
    formulas: tuple[Formula, ...]
    styled: tuple[tuple[int, int, Look], ...]
    shown: tuple[tuple[int, int, Look], ...]
    places: Places
    tail: bytes


def _hidden_rows(rows: list[bytes]) -> frozenset[int]:
    """rows: the attributes of every row."""
    together = b"\n".join(rows)
    if b"hidden=" not in together and not re.search(rb"\bht=\"[01][.\"]", together):
        return frozenset()
    hidden, number = set(), 0
    for attributes in rows:
        number = row_number(attributes, number)
        if _HIDDEN.search(attributes):
            hidden.add(number)
    return frozenset(hidden)


def _hidden_columns(head: bytes) -> frozenset[int]:
    hidden: set[int] = set()
    for match in _COLUMN.finditer(head):
        values = dict(_ATTRIBUTE.findall(match.group(1)))
        is_narrow = _width(values.get(b"width")) < _NARROW
        if values.get(b"hidden") in {b"1", b"true"} or is_narrow:
            first, last = int(values.get(b"min", b"1")), int(values.get(b"max", b"1"))
            # Hiding "everything to the right" reaches to column 16,384; only the used ones matter.
            hidden.update(range(first - 1, min(last, MAX_COLUMNS)))
    return frozenset(hidden)


def _width(written: bytes | None) -> float:
    """A column's width in characters; one that is not said, or not to be read, is wide enough."""
    try:
        return float(written or b"1")
    except ValueError:
        return 1.0


def _check_extent(body: bytes, rows: list[bytes]) -> None:
    """Refusal for cells with content far from the others. rows: attributes of every row."""
    last = max(map(int, NUMBER.findall(b"\n".join(rows))), default=len(rows))
    if last > MAX_ROWS or len(rows) > MAX_ROWS:
        raise Refusal("too_many_rows", rows=str(max(last, len(rows))), most=MAX_ROWS)
    if last > 20 * len(rows) + 10_000:
        # Few rows, and one of them far below: it matters only if it holds more than a style.
        used = used_rows(body)
        if used and used[-1] > 20 * len(used) + 10_000:
            raise Refusal("far_cell", cell=f"{used[-1]}:{used[-1]}")
    far = far_cell(body)
    if far:
        raise Refusal("far_cell", cell=far)


def _error_cells(body: bytes, places: Places) -> tuple[tuple[int, int, str], ...]:
    found: list[tuple[int, int, str]] = []
    in_column: Counter[int] = Counter()
    for match in _ERROR_CELL.finditer(body):
        row, column = places.of(match.group(1), match.start())
        in_column[column] += 1
        if in_column[column] <= FLAGGED_IN_COLUMN:
            value = _VALUE.search(match.group(2))
            if value:
                found.append((row, column, value.group(1).decode("utf-8", "replace")))
    return tuple(found)


def _formula_cells(body: bytes, places: Places) -> tuple[Formula, ...]:
    """Every formula cell, shared formulas written out; Refusal if there are too many to look at."""
    found: list[Formula] = []
    shared: dict[bytes, tuple[int, int, str]] = {}
    for match in _FORMULA_CELL.finditer(body):
        value = _VALUE.search(match.group(4))
        cached = unescape(value.group(1).decode("utf-8", "replace")) if value else None
        is_number = not re.search(rb"\bt=\"(?:s|str|b|e|inlineStr)\"", match.group(1))
        text = unescape((match.group(3) or b"").decode("utf-8", "replace"))
        row, column = places.of(match.group(1), match.start())
        group = _SHARED.search(match.group(2))
        if group and text:
            shared[group.group(1)] = (row, column, text)
        elif group and group.group(1) in shared:
            first_row, first_column, original = shared[group.group(1)]
            text = shifted(original, row - first_row, column - first_column)
        found.append(Formula(row, column, text, cached or None, is_number))
        if len(found) > MAX_FORMULAS:
            raise Refusal("too_many_formulas", most=MAX_FORMULAS)
    return tuple(found)


def normalised(xml: bytes) -> bytes:
    """`xml` as the patterns expect it: element names without prefix, attributes in double quotes."""
    if _PREFIXED.search(xml):
        xml = _PREFIX.sub(rb"<\1", xml)
    # An apostrophe alone is found many times faster, and most sheets have none.
    if b"'" in xml and b"='" in xml and _SINGLE_QUOTED.search(xml):
        xml = re.sub(rb"(\s[\w:]+=)'([^'\"]*)'", rb'\1"\2"', xml)
    return xml


def layout_of(xml: bytes, styles: Mapping[int, tuple[Look, ...]]) -> Layout:
    """The layout of one worksheet; Refusal if it reaches absurdly far. xml: `normalised`."""
    start, end = xml.find(b"sheetData"), xml.rfind(b"sheetData")
    head, body, tail = xml[: max(start, 0)], xml[max(start, 0) : end], xml[max(end, 0) :]
    if start < 0:
        head, body, tail = xml, b"", b""
    rows = ROW.findall(body)
    _check_extent(body, rows)
    places = Places(body)
    errors = _error_cells(body, places) if b't="e"' in body else ()
    formulas = _formula_cells(body, places) if re.search(rb"<f[ >/]", body) else ()
    styled, shown = styled_cells(body, styles, places) if styles else ((), ())
    merges = []
    for reference in _MERGE.findall(tail):
        found = _RANGE.fullmatch(reference.decode().replace("$", ""))
        if found:
            a, b, c, d = found.groups()
            merges.append(Merge(int(b), column_index(a), int(d), column_index(c)))
    is_filtered = b'filterMode="1"' in head or b'filterMode="true"' in head or b"filterColumn" in tail
    return Layout(
        samples(body),
        _hidden_rows(rows),
        _hidden_columns(head),
        tuple(merges),
        is_filtered,
        errors,
        formulas,
        styled,
        shown,
        places if formulas else Places(b""),
        tail,
    )
