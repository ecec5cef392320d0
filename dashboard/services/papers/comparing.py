"""What of a paper differs from the one that was published: cells of a workbook, lines of a PDF."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice, zip_longest

from data.issues import column_letters
from data.reading.pdf_text import pdf_pages
from data.reading.reader import read
from data.reading.sheets import RawSheet

#: So many differences are told; a paper in another language would have thousands.
MOST = 50
#: Two programs may write the last digits of the same number otherwise.
_SAME = 1e-12


@dataclass(frozen=True, slots=True)
class Difference:
    """A place in the paper, what was published there and what stands there now; empty for nothing."""

    place: str
    published: str
    found: str


def differences(published: bytes, found: bytes, form: str) -> tuple[Difference, ...] | None:
    """What differs, the first `MOST` of it; nothing if all texts are the same, None if one is unreadable.

    form: `pdf` or `xlsx`.
    """
    if form == "pdf":
        before, now = pdf_pages(published), pdf_pages(found)
        if before is None or now is None:
            return None
        return tuple(islice(_of_pages(before, now), MOST))
    name = f"paper.{form}"
    first, second = read(name, published), read(name, found)
    if any(reading.issues and not reading.sheets for reading in (first, second)):
        return None
    return tuple(islice(_of_sheets(first.sheets, second.sheets), MOST))


def _of_pages(before: list[list[str]], now: list[list[str]]) -> Iterator[Difference]:
    for number, (was, stands) in enumerate(zip_longest(before, now, fillvalue=list[str]()), 1):
        matched = SequenceMatcher(None, was, stands, autojunk=False)
        for what, *(start, end, first, last) in matched.get_opcodes():
            if what != "equal":
                pairs = zip_longest(was[start:end], stands[first:last], fillvalue="")
                yield from (Difference(str(number), one, other) for one, other in pairs)


def _of_sheets(before: tuple[RawSheet, ...], now: tuple[RawSheet, ...]) -> Iterator[Difference]:
    found = {sheet.name: sheet for sheet in now}
    for sheet in before:
        other = found.pop(sheet.name, None)
        if other is None:
            yield Difference(sheet.name, sheet.name, "")
            continue
        was, stands = _cells(sheet), _cells(other)
        for row, column in sorted(was.keys() | stands.keys()):
            one, another = was.get((row, column), ""), stands.get((row, column), "")
            if not _is_same(one, another):
                yield Difference(f"{sheet.name}!{column_letters(column)}{row}", one, another)
    yield from (Difference(name, "", name) for name in found)


def _cells(sheet: RawSheet) -> dict[tuple[int, int], str]:
    return {
        (row, int(name[1:])): text
        for name in sheet.cells.columns
        for row, text in zip(sheet.rows, sheet.cells[name], strict=True)
        if text
    }


def _is_same(one: str, other: str) -> bool:
    if one == other:
        return True
    try:
        return math.isclose(float(one), float(other), rel_tol=_SAME, abs_tol=0.0)
    except ValueError:
        return False
