"""What the cell values do not tell: hidden rows, merges, filters, formulas, formats.

Sheets of 200,000 rows are common, so the XML is searched with byte patterns rather than
parsed node by node; the document-type check has run before. Prefixed element names
(`<x:c>`) are legal and written by some tools.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from html import unescape

from data.reading.container import Refusal
from data.reading.references import shifted
from data.reading.sheets import Merge, column_index

MAX_ROWS = 1_048_576
MAX_COLUMNS = 256
# Patterns that begin with fixed text are found several times faster than ones that allow a prefix:
# prefixes are taken off first, where there are any.
_PREFIXED = re.compile(rb"xmlns:[\w.-]+\s*=\s*[\"'][^\"']*/spreadsheetml/(?:2006/)?main[\"']")
_PREFIX = re.compile(rb"<(/?)[A-Za-z][\w.-]*:(?=[A-Za-z])")
_ROW = re.compile(rb"<row\b([^>]*)>")
_NUMBER = re.compile(rb"\br=\"(\d+)\"")
_FIRST_CELL = re.compile(rb"<row\b[^>]*[^/]>\s*(?:<c\b[^>]*/>\s*)*<c\b[^>]*?\br=\"([A-Z]{1,3})\d")
_FAR_COLUMN = re.compile(rb" r=\"((?:[A-Z]{3}|[J-Z][A-Z]|I[W-Z])\d+)\"")
_REFERENCE = re.compile(rb"\br=\"([A-Z]{1,3})(\d{1,7})\"")
_CELL_START = re.compile(rb"<c\b")
_ERROR_CELL = re.compile(rb"<c\b([^>]*\bt=\"e\"[^>]*)>(.*?)</c>", re.DOTALL)
_FORMULA_CELL = re.compile(rb"<c\b([^>]*)>\s*<f\b([^>]*?)(?:/>|>(.*?)</f>)(.*?)</c>", re.DOTALL)
#: Attributes may stand in single quotes; the patterns below expect double ones.
_SINGLE_QUOTED = re.compile(rb"<(?:c|row|col|mergeCell)\s[^>]*?='")
_SHARED = re.compile(rb"\bsi=\"(\d+)\"")
_VALUE = re.compile(rb"<v\b[^>]*>(.*?)</v>", re.DOTALL)
_HIDDEN = re.compile(rb"\bhidden=\"(?:1|true)\"|\bht=\"0(?:\.0+)?\"")
_ATTRIBUTE = re.compile(rb"\b([A-Za-z]+)=\"([^\"]*)\"")
_RANGE = re.compile(r"([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)")
_MERGE = re.compile(rb"<mergeCell\b[^>]*\bref=\"([^\"]+)\"")
_COLUMN = re.compile(rb"<col\b([^>]*)>")
#: So many cells of a column with one and the same peculiarity are named; they are of one kind anyway.
FLAGGED_IN_COLUMN = 1_000
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
    """What the XML of one sheet says beside its values; rows 1-based, columns 0-based."""

    first_column: int
    last_row: int
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    merges: tuple[Merge, ...]
    is_filtered: bool
    errors: tuple[tuple[int, int, str], ...]
    formulas: tuple[Formula, ...]
    styled: tuple[tuple[int, int, str], ...]


class _Positions:
    """Row and column of a cell that carries no reference of its own: counted, as Excel does."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.starts: list[int] = []
        self.numbers: list[int] = []
        number = 0
        for match in _ROW.finditer(body):
            number = _row_number(match.group(1), number)
            self.starts.append(match.start())
            self.numbers.append(number)

    def of(self, start: int) -> tuple[int, int]:
        at = bisect_right(self.starts, start) - 1
        if at < 0:
            return 1, 0
        return self.numbers[at], sum(1 for _ in _CELL_START.finditer(self.body, self.starts[at], start))


def _place(attributes: bytes, start: int, positions: list[_Positions], body: bytes) -> tuple[int, int]:
    reference = _REFERENCE.search(attributes)
    if reference:
        return int(reference.group(2)), column_index(reference.group(1).decode())
    if not positions:
        positions.append(_Positions(body))
    return positions[0].of(start)


def _row_number(attributes: bytes, previous: int) -> int:
    given = _NUMBER.search(attributes)
    return int(given.group(1)) if given else previous + 1


def _hidden_rows(rows: list[bytes]) -> frozenset[int]:
    """rows: the attributes of every row."""
    together = b"\n".join(rows)
    if b"hidden=" not in together and b'ht="0' not in together:
        return frozenset()
    hidden, number = set(), 0
    for attributes in rows:
        number = _row_number(attributes, number)
        if _HIDDEN.search(attributes):
            hidden.add(number)
    return frozenset(hidden)


def _hidden_columns(head: bytes) -> frozenset[int]:
    hidden: set[int] = set()
    for match in _COLUMN.finditer(head):
        values = dict(_ATTRIBUTE.findall(match.group(1)))
        is_narrow = values.get(b"width") in {b"0", b"0.0"}
        if values.get(b"hidden") in {b"1", b"true"} or is_narrow:
            first, last = int(values.get(b"min", b"1")), int(values.get(b"max", b"1"))
            # Hiding "everything to the right" reaches to column 16,384; only the used ones matter.
            hidden.update(range(first - 1, min(last, MAX_COLUMNS)))
    return frozenset(hidden)


def _extent(body: bytes, rows: list[bytes]) -> tuple[int, int]:
    """(first column, last row) of the cells; Refusal for stray far cells. rows: attributes of every row."""
    last = max(map(int, _NUMBER.findall(b"\n".join(rows))), default=len(rows))
    if last > MAX_ROWS or len(rows) > MAX_ROWS:
        raise Refusal("too_many_rows", rows=max(last, len(rows)), most=MAX_ROWS)
    if last > 20 * len(rows) + 10_000:
        raise Refusal("far_cell", cell=f"{last}:{last}")
    far = _FAR_COLUMN.search(body)
    if far:
        raise Refusal("far_cell", cell=far.group(1).decode())
    return _first_column(body), last


def _first_column(body: bytes) -> int:
    first: int | None = None
    for match in _FIRST_CELL.finditer(body):
        column = column_index(match.group(1).decode())
        first = column if first is None else min(first, column)
        if first == 0:
            break
    return first or 0


def _error_cells(body: bytes, positions: list[_Positions]) -> tuple[tuple[int, int, str], ...]:
    found: list[tuple[int, int, str]] = []
    in_column: Counter[int] = Counter()
    for match in _ERROR_CELL.finditer(body):
        row, column = _place(match.group(1), match.start(), positions, body)
        in_column[column] += 1
        if in_column[column] <= FLAGGED_IN_COLUMN:
            value = _VALUE.search(match.group(2))
            found.append((row, column, value.group(1).decode("utf-8", "replace") if value else "#"))
    return tuple(found)


def _formula_cells(body: bytes, positions: list[_Positions]) -> tuple[Formula, ...]:
    """Every formula cell, shared formulas written out; Refusal if there are too many to look at."""
    found: list[Formula] = []
    shared: dict[bytes, tuple[int, int, str]] = {}
    for match in _FORMULA_CELL.finditer(body):
        value = _VALUE.search(match.group(4))
        cached = unescape(value.group(1).decode("utf-8", "replace")) if value else None
        is_number = not re.search(rb"\bt=\"(?:s|str|b|e|inlineStr)\"", match.group(1))
        text = unescape((match.group(3) or b"").decode("utf-8", "replace"))
        row, column = _place(match.group(1), match.start(), positions, body)
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


#: What follows the opening tag of a cell that holds a negative number.
_NEGATIVE = re.compile(rb"(?:<f\b[^<]*(?:</f>)?)?\s*<v>-")


def _styled_cells(
    body: bytes, styles: dict[int, str], positions: list[_Positions]
) -> tuple[tuple[int, int, str], ...]:
    found: list[tuple[int, int, str]] = []
    in_column: Counter[tuple[int, str]] = Counter()
    numbers = b"|".join(str(number).encode() for number in styles)
    pattern = re.compile(rb"<c\b([^>]*\bs=\"(" + numbers + rb")\"[^>/]*)>")
    for match in pattern.finditer(body):
        code = styles[int(match.group(2))]
        if code == "signless_format" and not _NEGATIVE.match(body, match.end()):
            continue
        row, column = _place(match.group(1), match.start(), positions, body)
        in_column[column, code] += 1
        if in_column[column, code] <= FLAGGED_IN_COLUMN:
            found.append((row, column, code))
    return tuple(found)


def layout_of(xml: bytes, styles: dict[int, str]) -> Layout:
    """The layout of one worksheet; Refusal if it reaches absurdly far."""
    if _PREFIXED.search(xml):
        xml = _PREFIX.sub(rb"<\1", xml)
    # An apostrophe alone is found many times faster, and most sheets have none.
    if b"'" in xml and b"='" in xml and _SINGLE_QUOTED.search(xml):
        xml = re.sub(rb"(\s[\w:]+=)'([^'\"]*)'", rb'\1"\2"', xml)
    start, end = xml.find(b"sheetData"), xml.rfind(b"sheetData")
    head, body, tail = xml[: max(start, 0)], xml[max(start, 0) : end], xml[max(end, 0) :]
    if start < 0:
        head, body, tail = xml, b"", b""
    rows = _ROW.findall(body)
    first_column, last_row = _extent(body, rows)
    positions: list[_Positions] = []
    errors = _error_cells(body, positions) if b't="e"' in body else ()
    formulas = _formula_cells(body, positions) if re.search(rb"<f[ >/]", body) else ()
    styled = _styled_cells(body, styles, positions) if styles else ()
    merges = []
    for reference in _MERGE.findall(tail):
        found = _RANGE.fullmatch(reference.decode().replace("$", ""))
        if found:
            a, b, c, d = found.groups()
            merges.append(Merge(int(b), column_index(a), int(d), column_index(c)))
    is_filtered = b'filterMode="1"' in head or b'filterMode="true"' in head or b"filterColumn" in tail
    return Layout(
        first_column,
        last_row,
        _hidden_rows(rows),
        _hidden_columns(head),
        tuple(merges),
        is_filtered,
        errors,
        formulas,
        styled,
    )
