"""The one door for CSV: no text in it becomes a formula, whatever spreadsheet opens it.

A spreadsheet takes text that begins with = + - or @ for a formula, also behind blanks. One that
separates cells by semicolons or tabs finds cells inside ours, and a quote that does not stand at
a cell's beginning does not hold a line together: a sign behind a separator or at the beginning of a
line counts as well. Such a sign gets an apostrophe before it, as a spreadsheet itself marks text.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

import polars as pl

#: Signs that begin a formula; full-width ones are turned into plain ones where a sheet is typed in Chinese.
_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
_FIRST = re.compile(rf"[\s\ufeff]*[{_SIGNS}]|[\t\r]")
#: Where a cell may begin inside ours: at a line's beginning, behind a separator that is not ours.
_INSIDE = re.compile(rf"([;\t\r\n|\v\f\x85\u2028\u2029][\s\"'\ufeff]*)(?=[{_SIGNS}])")


class Digits(str):
    """Digits that a spreadsheet should take for a number."""

    __slots__ = ()


def defused(text: str) -> str:
    """`text` that no spreadsheet takes for a formula."""
    inside = _INSIDE.sub(r"\1'", text)
    return f"'{inside}" if _FIRST.match(text) else inside


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """Rows as CSV: texts defused, `Digits` and numbers as they stand, flags 1 and 0, nothing for None."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def frame_csv(frame: pl.DataFrame) -> str:
    """A frame as CSV under its column names; texts defused, everything else as polars writes it."""
    texts = pl.selectors.string()
    named = {name: defused(name) for name in frame.columns}
    return (
        frame.with_columns(texts.map_elements(defused, return_dtype=pl.String, skip_nulls=True))
        .rename(named)
        .write_csv(line_terminator="\n")
    )


def _cell(value: object) -> object:
    if isinstance(value, Digits):
        return value
    if isinstance(value, str):
        return defused(value)
    if isinstance(value, bool):
        return "1" if value else "0"
    return "" if value is None else value
