"""Where a cell of a worksheet's XML stands, be it with a reference of its own or without."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from data.reading.sheets import column_index

ROW = re.compile(rb"<row\b([^>]*)>")
CELL = re.compile(rb"<c\b([^>]*)>")
NUMBER = re.compile(rb"\br=\"(\d+)\"")
_REFERENCE = re.compile(rb"\br=\"([A-Z]{1,3})(\d{1,7})\"")
#: Types of cells that hold a text.
_TEXT = re.compile(rb"\bt=\"(?:s|str|inlineStr)\"")


def row_number(attributes: bytes, previous: int) -> int:
    """The number of a row: as written, or the next one."""
    given = NUMBER.search(attributes)
    return int(given.group(1)) if given else previous + 1


def column_of(attributes: bytes, counted: int) -> int:
    """The 0-based column of a cell: as written, or as many as were `counted` before it in its row."""
    given = _REFERENCE.search(attributes)
    return column_index(given.group(1).decode()) if given else counted


class Places:
    """Rows (1-based) and columns (0-based) of the cells of `body`, counted where it does not name them."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self._texts: dict[int, set[int]] = {}

    @cached_property
    def _rows(self) -> tuple[list[int], list[int]]:
        starts, numbers, number = [], [], 0
        for match in ROW.finditer(self.body):
            number = row_number(match.group(1), number)
            starts.append(match.start())
            numbers.append(number)
        return starts, numbers

    def of(self, attributes: bytes, start: int) -> tuple[int, int]:
        """The place of the cell whose tag, with these attributes, begins at `start`."""
        reference = _REFERENCE.search(attributes)
        if reference:
            return int(reference.group(2)), column_index(reference.group(1).decode())
        starts, numbers = self._rows
        at = bisect_right(starts, start) - 1
        if at < 0:
            return 1, 0
        return numbers[at], sum(1 for _ in CELL.finditer(self.body, starts[at], start))

    @cached_property
    def _spans(self) -> dict[int, list[tuple[int, int]]]:
        starts, numbers = self._rows
        spans: dict[int, list[tuple[int, int]]] = {}
        for at, (number, start) in enumerate(zip(numbers, starts, strict=True)):
            end = starts[at + 1] if at + 1 < len(starts) else len(self.body)
            spans.setdefault(number, []).append((start, end))
        return spans

    def is_text(self, row: int, column: int) -> bool:
        """Whether the cell holds a text, be it one of digits."""
        if row not in self._texts:
            self._texts[row] = {
                column_of(match.group(1), counted)
                for start, end in self._spans.get(row, ())
                for counted, match in enumerate(CELL.finditer(self.body, start, end))
                if _TEXT.search(match.group(1))
            }
        return column in self._texts[row]
