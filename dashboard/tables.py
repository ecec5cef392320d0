"""Tables: a frame with titled, typed columns, which screen, files and bulletins show each in its way."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import polars as pl

from dashboard.formats import THRESHOLDS, YUAN, Markdown, Unit, plain
from dashboard.i18n import _

Kind = Literal[
    "text", "month", "date", "money", "yuan", "ratio", "score", "quantity", "count", "number", "flag"
]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: where it stands in the frame, its title, and how it reads.

    `money` follows the reader's unit on screen, `yuan` never does; `words` maps codes to
    what a person reads; `help` explains the column where the medium allows. A `ratio` is shown in percent
    with `digits` decimals, as sentences are, and never rounded onto or across one of `edges`; the difference
    of two of them (`is_difference`) in percentage points. What is expected in `yuan` has no fen on screen
    (digits=0). A `count` has its thousands apart, the `number` of a row has not.
    """

    name: str
    title: str
    kind: Kind = "text"
    words: dict[str, str] = field(default_factory=dict)
    help: str = ""
    digits: int = 1
    edges: tuple[float, ...] = THRESHOLDS
    is_difference: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A frame with its columns in order, a title and the notes that travel with it.

    totals: column name → what the rows come to, or a word; exports write it as the last row.
    caveat: what every reader of a single row must know, too; CSV repeats it in a column.
    """

    name: str
    title: str
    frame: pl.DataFrame
    columns: tuple[Column, ...]
    notes: tuple[str, ...] = ()
    totals: Mapping[str, Any] = field(default_factory=dict)
    caveat: str = ""

    @property
    def heading(self) -> Markdown:
        """The title as it is rendered."""
        return plain(self.title)

    @property
    def footnotes(self) -> tuple[str, ...]:
        """What stands below the table where there is a below: the notes and the caveat."""
        return (*self.notes, self.caveat) if self.caveat else self.notes


#: Kinds of columns that hold amounts.
AMOUNTS = ("money", "yuan")


def titled(column: Column, unit: Unit) -> str:
    """The column's title; that of an amount names its unit, which is `unit` for `money`."""
    if column.kind not in AMOUNTS:
        return column.title
    label = unit.label if column.kind == "money" else YUAN.label
    named = _("{title} ({unit})", title=column.title, unit=label)
    is_named = column.title.endswith(_("{title} ({unit})", title="", unit=label).strip())
    return column.title if is_named else named


def total_row(table: Table) -> list[Any]:
    """The totals in column order, None where a column has none; [] for a table without totals."""
    return [_cell(table.totals.get(column.name), column) for column in table.columns] if table.totals else []


def rows(table: Table) -> list[list[Any]]:
    """The table's cells in column order, codes replaced by their words."""
    cells = []
    for row in table.frame.select([column.name for column in table.columns]).iter_rows():
        cells.append([_cell(value, column) for value, column in zip(row, table.columns, strict=True)])
    return cells


def _cell(value: Any, column: Column) -> Any:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if column.words:
        code = str(value).lower() if isinstance(value, bool) else str(value)
        return column.words.get(code, code)
    if column.kind == "month" and isinstance(value, date):
        return f"{value:%Y-%m}"
    return value
