"""A table as the page wants it: texts, tones, and how much room each column needs."""

from __future__ import annotations

import unicodedata
from typing import Any

from dashboard.bulletins.tables import Totalled
from dashboard.bulletins.texts import cell_text
from dashboard.formats import Unit
from dashboard.tables import AMOUNTS, Column, titled

_NUMBERS = (*AMOUNTS, "ratio", "score", "quantity", "count", "number")


def text_width(text: str) -> int:
    """How wide a text stands, in half-width characters."""
    return sum(2 if unicodedata.east_asian_width(sign) in "FWA" else 1 for sign in text)


def clipped(text: str, width: int) -> str:
    """`text` in at most `width` half-width characters, an ellipsis where it was cut."""
    if text_width(text) <= width:
        return text
    kept = text
    while text_width(kept) > width - text_width("…"):
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def laid_out(totalled: Totalled, unit: Unit) -> dict[str, Any]:
    """The table for the page: `columns` (title, width, number), `rows` of cells, `total`, `notes`."""
    table = totalled.table
    rows = [
        [
            {
                "text": cell_text(row[column.name], column, unit),
                "tone": totalled.tones[position].get(column.name, "") if totalled.tones else "",
            }
            for column in table.columns
        ]
        for position, row in enumerate(table.frame.iter_rows(named=True))
    ]
    total = [{"text": _total(totalled, column, unit)} for column in table.columns] if table.totals else []
    widths = [
        max([_header_width(column, unit), *(text_width(row[place]["text"]) for row in [*rows, total] if row)])
        for place, column in enumerate(table.columns)
    ]
    return {
        "title": table.title,
        "columns": [
            {
                "title": titled(column, unit),
                "width": min(40, max(5, width)) + 2.5,
                "number": column.kind in _NUMBERS,
            }
            for column, width in zip(table.columns, widths, strict=True)
        ],
        "rows": rows,
        "total": total,
        "notes": list(table.footnotes),
    }


def _total(totalled: Totalled, column: Column, unit: Unit) -> str:
    """A total's text; empty where a column has none, a dash would say that it is unknown."""
    value = totalled.table.totals.get(column.name)
    if column.name not in totalled.table.totals or value is None:
        return ""
    return value if isinstance(value, str) else cell_text(value, column, unit)


def _header_width(column: Column, unit: Unit) -> int:
    """Headers may break into about two lines."""
    return (text_width(titled(column, unit)) + 1) // 2
