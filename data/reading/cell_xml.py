"""Cells of a worksheet's XML that hold something, and those that look otherwise than what they hold.

Tools write a cell that holds nothing in many ways: `<c/>`, `<c></c>`, `<c><v/></c>`. None of
them counts for the reader of the values, whose first column must be known to say where it stands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from data.issues import column_letters
from data.reading.container import Refusal
from data.reading.number_formats import Look
from data.reading.positions import CELL, ROW, Places, column_of, row_number

#: (row 1-based, column 0-based, how the cell looks).
Styled = tuple[int, int, Look]

#: So many cells of a column with one and the same peculiarity are named; they are of one kind anyway.
FLAGGED_IN_COLUMN = 1_000
#: Rows whose cells are held against the values, to tell in which column these begin.
_SAMPLED = 50
_SEARCHED = 2_000
#: More special styles than this are looked up one by one instead of being spelt out in a pattern.
_SPELT_OUT = 64
_FAR_COLUMN = re.compile(rb" r=\"((?:[A-Z]{3}|[J-Z][A-Z]|I[W-Z])\d+)\"([^>]*)>")
_FORMULA = rb"\s*(?:<f\b[^>]*/>|<f\b[^>]*>[^<]*</f>)?\s*"
#: What follows the tag of a cell with content: a value, or a text of its own.
_CONTENT = re.compile(_FORMULA + rb"(?:<v\b[^>/]*>(?!</v>)|<is\b)")
#: A text that came out empty: the reader counts it, a person does not see it.
_EMPTY_TEXT = re.compile(_FORMULA + rb"<v\b")
_VALUE = re.compile(_FORMULA + rb"<v\b[^>]*>([^<]*)")
_TYPE = re.compile(rb"\bt=\"(\w+)\"")
#: A number has 15 significant digits; 16 and more before the point mean that the last ones are made up.
_LONG = re.compile(rb"<v>-?(?:\d{16}|\d(?:\.\d+)?E\+?(?:1[5-9]|[2-9]\d))", re.IGNORECASE)
#: Looks that concern texts as well; the others are how a number is shown.
_OF_ANY = {"struck_through", "hidden_format"}
#: Looks that matter only for numbers of this sign.
_SIGNS = {"signless_format": -1, "literal_minus": 1}
#: Looks that change what is read: the cell's text becomes what is shown.
SHOWN = {"unit_format", "padded_format"}
#: Looks that need no words: the text says it all.
UNTOLD = {"padded_format"}


def _is_used(attributes: bytes, body: bytes, end: int) -> bool:
    """Whether the reader of the values counts the cell whose tag, with these attributes, ends at `end`."""
    if attributes.endswith(b"/"):
        return False
    if _CONTENT.match(body, end):
        return True
    return b't="str"' in attributes and _EMPTY_TEXT.match(body, end) is not None


def samples(body: bytes) -> tuple[tuple[int, frozenset[int]], ...]:
    """(row, columns) of the cells that hold a value, for the first rows that have any; errors left out.

    Refusal if one of these cells is written twice: which of its values is meant, nobody can say.
    """
    rows = list(islice(ROW.finditer(body), _SEARCHED + 1))
    ends = [row.start() for row in rows[1:]]
    if len(rows) <= _SEARCHED:
        ends.append(len(body))
    found: dict[int, set[int]] = {}
    seen: set[tuple[int, int]] = set()
    number = 0
    for row, end in zip(rows, ends, strict=False):
        number = row_number(row.group(1), number)
        if len(found) == _SAMPLED and number not in found:
            break
        for counted, cell in enumerate(CELL.finditer(body, row.end(), end)):
            attributes = cell.group(1)
            if not _is_used(attributes, body, cell.end()):
                continue
            column = column_of(attributes, counted)
            if (number, column) in seen:
                raise Refusal("cell_twice", cell=f"{column_letters(column)}{number}")
            seen.add((number, column))
            if b't="e"' not in attributes:
                found.setdefault(number, set()).add(column)
    return tuple((row, frozenset(columns)) for row, columns in found.items())


def used_rows(body: bytes) -> list[int]:
    """The numbers of the rows with content, ascending."""
    rows = list(ROW.finditer(body))
    ends = [*(row.start() for row in rows[1:]), len(body)]
    used, number = set(), 0
    for row, end in zip(rows, ends, strict=True):
        number = row_number(row.group(1), number)
        cells = CELL.finditer(body, row.end(), end)
        if any(_is_used(cell.group(1), body, cell.end()) for cell in cells):
            used.add(number)
    return sorted(used)


def far_cell(body: bytes) -> str | None:
    """The reference of a cell with content right of column IV, None if there is none."""
    for match in _FAR_COLUMN.finditer(body):
        if _is_used(match.group(2), body, match.end()):
            return match.group(1).decode()
    return None


def _cells_of(body: bytes, styles: Mapping[int, tuple[Look, ...]]) -> Iterator[tuple[re.Match[bytes], int]]:
    """Tags of the cells with one of these styles, and the style."""
    spelt = b"|".join(str(number).encode() for number in styles) if len(styles) <= _SPELT_OUT else rb"\d+"
    for match in re.finditer(rb"<c\b([^>]*\bs=\"(" + spelt + rb")\"[^>/]*)>", body):
        style = int(match.group(2))
        if style in styles:
            yield match, style


def styled_cells(
    body: bytes, styles: Mapping[int, tuple[Look, ...]], places: Places
) -> tuple[tuple[Styled, ...], tuple[Styled, ...]]:
    """(cells to be told of, up to `FLAGGED_IN_COLUMN` of a column and look; all whose text changes)."""
    told: list[Styled] = []
    shown: list[Styled] = []
    in_column: Counter[tuple[int, str]] = Counter()
    for match, style in _cells_of(body, styles):
        attributes, end = match.group(1), match.end()
        if not _is_used(attributes, body, end):
            continue
        kind = _TYPE.search(attributes)
        value = _VALUE.match(body, end) if kind is None or kind.group(1) == b"n" else None
        row, column = places.of(attributes, match.start())
        for look in looks_for(styles[style], _number(value.group(1)) if value else None):
            if look.code in SHOWN:
                shown.append((row, column, look))
            in_column[column, look.code] += 1
            if look.code not in UNTOLD and in_column[column, look.code] <= FLAGGED_IN_COLUMN:
                told.append((row, column, look))
    return tuple(told), tuple(shown)


def _number(text: bytes) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def looks_for(looks: Iterable[Look], number: float | None) -> Iterator[Look]:
    """Those of the looks that matter for a cell: of this number, or None for a text or a date."""
    for look in looks:
        sign = _SIGNS.get(look.code)
        if look.code in _OF_ANY or (number is not None and (sign is None or number * sign > 0)):
            yield look


def long_numbers(body: bytes) -> tuple[Styled, ...]:
    """Numbers of more digits than a spreadsheet keeps, so many of each column as are named."""
    places = Places(body)
    found: list[Styled] = []
    in_column: Counter[int] = Counter()
    for match in _LONG.finditer(body):
        start = body.rfind(b"<c ", 0, match.start())
        cell = CELL.match(body, start)
        kind = _TYPE.search(cell.group(1)) if cell else None
        if cell is None or (kind is not None and kind.group(1) != b"n"):
            continue
        row, column = places.of(cell.group(1), start)
        in_column[column] += 1
        if in_column[column] <= FLAGGED_IN_COLUMN:
            found.append((row, column, Look("long_number")))
    return tuple(found)
