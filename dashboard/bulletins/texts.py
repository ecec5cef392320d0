"""Cells and sentences as plain text, for paper that knows no Markdown."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Any

from dashboard.formats import NOTHING, YUAN, Unit, money, percent, score
from dashboard.tables import Column

_MARKS = re.compile(r"\*\*|\u2060|\\([^0-9A-Za-z\s])")


#: Signs that would turn the reading direction of what follows them.
_TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
#: A run without a place to break would leave its column.
_LONG_RUN = re.compile(r"[!-\u024f]{25,}")
_BREAK, _STRIDE = "\u200b", 12


def printable(text: str) -> str:
    """Text from a file as paper can take it: in one reading direction, breakable where it is very long."""

    def breakable(run: re.Match[str]) -> str:
        signs = run.group(0)
        return _BREAK.join(signs[start : start + _STRIDE] for start in range(0, len(signs), _STRIDE))

    return _LONG_RUN.sub(breakable, _TURNING.sub("", text))


def unmarked(sentence: str) -> str:
    """A sentence of the screen without its Markdown: no bold marks, no escapes, no word joiners."""
    return _MARKS.sub(lambda mark: mark.group(1) or "", sentence)


def cell_text(value: Any, column: Column, unit: Unit) -> str:
    """One cell as it is printed: amounts of kind `money` in `unit`, ratios honest, a dash for nothing."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return NOTHING
    if column.words:
        code = str(value).lower() if isinstance(value, bool) else str(value)
        return column.words.get(code, code)
    match column.kind:
        case "ratio":
            return percent(value, column.digits, column.edges)
        case "money":
            return money(value, unit)
        case "yuan":
            return yuan(value)
        case "score":
            return score(value)
        case "count" if isinstance(value, int):
            return f"{value:,}"
        case "month" if isinstance(value, date):
            return f"{value:%Y-%m}"
        case _:
            return str(value)


def yuan(amount: float) -> str:
    """Whole yuan without decimals, anything else to the fen."""
    return money(amount, YUAN, digits=0 if float(amount).is_integer() else 2)
