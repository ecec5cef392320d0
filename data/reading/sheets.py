"""Raw text cells and what is known about them, as the child process hands them over."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal

import polars as pl

from data.issues import Issue


def column_index(letters: str) -> int:
    """0-based position of Excel column `letters`: A → 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


#: Columns right of IV are no part of a table: nobody keeps one so wide by hand.
MAX_COLUMNS = 256


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range; rows as on the sheet (1-based), columns 0-based, both ends inclusive."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Flag:
    """A cell that deserves a second look: `row` 1-based, `column` 0-based.

    `code`: error_cell, formula_uncached, formula_stale, formula_circular, formula_forbidden, formula_text
    (texts of digits in the cells `detail` were left out of its result), long_number (more digits than
    a spreadsheet keeps), or how it looks: percent_format, scaled_format, foreign_format, hidden_format,
    signless_format, literal_minus, literal_digits (what only the format writes), struck_through,
    struck_partly, raised_text (a part of the text),
    unit_format (the format writes the unit of the exponent `detail` behind it; so does the cell's text).
    """

    row: int
    column: int
    code: str
    value: str = ""
    detail: str = ""


RemarkKind = Literal["comment", "text_box", "page_header"]


@dataclass(frozen=True, slots=True)
class Remark:
    """A text near the data that stands in no cell.

    `kind`: page headers are footers too; `row` 1-based and `column` 0-based where
    it is fixed to a cell.
    """

    kind: RemarkKind
    text: str
    row: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet, or one text file (`name` empty), as text.

    `cells`: String columns `c0`, `c1`, … by position (c0 is Excel's column A); an empty cell is null.
    `rows`: Int32, for each row of `cells` the Excel row or the physical line it starts on.
    `state`: visible, hidden or veryHidden.
    `hidden_rows` as on the sheet; `hidden_columns` 0-based.
    `is_layout_known` is False where formulas cannot be seen (old .xls).
    `remarks`: texts near the data that stand in no cell.
    """

    #: For the parent, which validates what the child tells: a frame is taken as it is.
    __pydantic_config__: ClassVar[dict[str, bool]] = {"arbitrary_types_allowed": True}

    name: str
    cells: pl.DataFrame
    rows: pl.Series
    state: str = "visible"
    merges: tuple[Merge, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    flags: tuple[Flag, ...] = ()
    formula_count: int = 0
    is_filtered: bool = False
    is_layout_known: bool = True
    remarks: tuple[Remark, ...] = ()

    @property
    def is_text(self) -> bool:
        """Whether this is a text file, whose rows are lines."""
        return not self.name


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file holds, and what is wrong with it as a container."""

    sheets: tuple[RawSheet, ...] = ()
    issues: tuple[Issue, ...] = field(default=())


def refused(code: str, **parameters: object) -> Reading:
    """The reading of a file that cannot be read: one error, at `line` where the parameters name one."""
    line = parameters.get("line")
    row = line if isinstance(line, int) else None
    return Reading(issues=(Issue("error", code, row=row, parameters=parameters),))
