"""The values of a sheet as text, each in the column where it stands."""

from __future__ import annotations

from collections.abc import Iterable

import fastexcel
import polars as pl

from data.reading.container import Refusal
from data.reading.number_formats import Look
from data.reading.sheets import MAX_COLUMNS

#: How the units that a cell's own text may bear are written, by their exponent of ten.
UNITS = {
    -2: "分",
    -1: "角",
    2: "百元",
    3: "千元",
    4: "万元",
    5: "十万元",
    6: "百万元",
    7: "千万元",
    8: "亿元",
    9: "十亿元",
}


def _check_width(width: int) -> None:
    if width > MAX_COLUMNS:
        raise Refusal("too_many_columns", columns=width, most=MAX_COLUMNS)


def first_column(frame: pl.DataFrame, samples: Iterable[tuple[int, frozenset[int]]]) -> int:
    """The sheet's column that the first column of `frame` is; Refusal if no row agrees with the samples.

    calamine starts at the first used column. What counts as used is its own affair, so the cells
    that hold values in some row are held against those of the frame.
    """
    is_informed = False
    for row, columns in samples:
        values = frame.row(row - 1) if row <= frame.height else ()
        found = [at for at, value in enumerate(values) if value is not None]
        expected = sorted(columns)
        if not found or not expected:
            continue
        is_informed = True
        offset = expected[0] - found[0]
        if offset >= 0 and [at + offset for at in found] == expected:
            return offset
    if is_informed:
        raise Refusal("unreadable_workbook")
    return 0


def text_cells(
    reader: fastexcel.ExcelReader, name: str, samples: Iterable[tuple[int, frozenset[int]]]
) -> tuple[pl.DataFrame, str]:
    """(all cells as text, `c0` being column A and the first row row 1; the sheet's visibility)."""
    sheet = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    state = sheet.visible if isinstance(sheet.visible, str) else "visible"
    if not sheet.width or not sheet.height:
        return pl.DataFrame(), state
    _check_width(sheet.width)
    frame = sheet.to_polars()
    first = first_column(frame, samples)
    _check_width(first + sheet.width)
    lead = [pl.lit(None, dtype=pl.String).alias(f"c{i}") for i in range(first)]
    body = [pl.col(old).alias(f"c{i + first}") for i, old in enumerate(frame.columns)]
    return frame.select(*lead, *body), state


def text_at(cells: pl.DataFrame, row: int, column: int) -> str | None:
    """The text of the cell in `row` (1-based) and `column` (0-based); None if there is none."""
    if row > cells.height or column >= cells.width:
        return None
    text = cells.item(row - 1, column)
    return text if isinstance(text, str) else None


def has_long_digits(cells: pl.DataFrame) -> bool:
    """Whether some cell consists of more digits than a number of a spreadsheet keeps."""
    # The lengths alone are known without reading the texts: few columns remain.
    long = cells.select((pl.all().str.len_bytes() > 15).any()).row(0) if cells.height else ()
    columns = [name for name, is_long in zip(cells.columns, long, strict=False) if is_long]
    return any(cells[name].str.contains(r"^-?\d{16,}$").any() for name in columns)


def _written(text: str, look: Look) -> str:
    if look.code == "unit_format":
        return text + UNITS[int(look.detail)]
    if not text.isascii() or not text.lstrip("-").isdigit():
        return text
    letters = look.detail.rstrip("0")
    return letters + text.zfill(len(look.detail) - len(letters))


def as_shown(cells: pl.DataFrame, shown: Iterable[tuple[int, int, Look]]) -> pl.DataFrame:
    """`cells` with the units and zeros that number formats add: `581` shown as 581万元 is `581万元`.

    shown: (row 1-based, column 0-based, look) of every such cell.
    """
    by_column: dict[int, list[tuple[int, Look]]] = {}
    for row, column, look in shown:
        if row <= cells.height and column < cells.width:
            by_column.setdefault(column, []).append((row - 1, look))
    changed = []
    for column, places in by_column.items():
        texts = cells[f"c{column}"].to_list()
        for at, look in places:
            if texts[at] is not None:
                texts[at] = _written(texts[at], look)
        changed.append(pl.Series(f"c{column}", texts, dtype=pl.String))
    return cells.with_columns(changed)
