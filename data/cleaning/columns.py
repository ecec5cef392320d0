"""One column of text cells to its type; what does not convert comes back as a code per cell."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import polars as pl

from data.cleaning.dates import date_of, month_of, year_of
from data.cleaning.documents import documents
from data.cleaning.numbers import MONEY_DIGITS, QUANTITY_DIGITS, amounts
from data.cleaning.patience import converted
from data.cleaning.texts import CONTROL, tidy, typed_form
from data.cleaning.wrapping import unwrapped
from data.fields import Field

DTYPES: dict[str, pl.DataType | type[pl.DataType]] = {
    "year": pl.Int32,
    "month": pl.Date,
    "date": pl.Date,
    "text": pl.String,
    "code": pl.String,
    "name": pl.String,
    "choice": pl.String,
    "money": pl.Int64,
    "quantity": pl.Int64,
}
_CONTROL = re.compile(CONTROL)
_SCIENTIFIC = r"^\d(?:\.\d+)?[eE]\+\d+$"


def _by_value(
    cells: pl.Series, dtype: pl.DataType | type[pl.DataType], convert: Callable[[str], tuple[Any, str | None]]
) -> tuple[pl.Series, pl.Series]:
    """`convert` applied once to each distinct cell, wrapping taken off."""
    distinct = cells.drop_nulls().unique(maintain_order=True)
    results = converted(
        unwrapped(distinct),
        lambda text: (None, "control_characters") if _CONTROL.search(text) else convert(text),
    )
    table = pl.DataFrame(
        {"cell": distinct, "value": [r[0] for r in results], "code": [r[1] for r in results]},
        schema={"cell": pl.String, "value": dtype, "code": pl.String},
    )
    joined = pl.DataFrame({"cell": cells}).join(table, on="cell", how="left", maintain_order="left")
    return joined["value"], joined["code"]


def _names(cells: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Names tidied. Those of plain Chinese and ASCII without blanks and quotes need nothing."""
    if not cells.str.contains(r"[^!-&(-<>-_a-~\u4e00-\u9fff]").any():
        return cells, pl.repeat(None, cells.len(), dtype=pl.String, eager=True)
    return _by_value(cells, pl.String, _name)


def _name(text: str) -> tuple[str | None, str | None]:
    return tidy(text) or None, None


def _choice(field: Field) -> Callable[[str], tuple[str | None, str | None]]:
    """A word as it is kept. Blanks inside are asked about where it is a word that counts apart."""
    aliases = dict(field.choice_aliases)
    kept = {*field.choices, *aliases.values()}

    def convert(text: str) -> tuple[str | None, str | None]:
        value, code = _name(text)
        if not value:
            return value, code
        word = aliases.get(value, value)
        is_spaced = word in kept and word != typed_form(text) and typed_form(text) not in aliases
        return word, "spaced_word" if is_spaced and not field.choices else code

    return convert


def _texts(cells: pl.Series, *, is_code: bool) -> tuple[pl.Series, pl.Series]:
    bare = unwrapped(cells)
    frame = pl.DataFrame({"cell": documents(bare) if is_code else bare}).with_columns(
        code=pl.when(pl.col("cell").str.contains(CONTROL)).then(pl.lit("control_characters"))
    )
    if is_code:
        damaged = pl.col("cell").str.contains(_SCIENTIFIC)
        frame = frame.with_columns(
            code=pl.when(damaged).then(pl.lit("scientific_code")).otherwise(pl.col("code"))
        )
    return frame["cell"], frame["code"]


def typed(cells: pl.Series, field: Field, exponent: int | None) -> tuple[pl.Series, pl.Series]:
    """(values as `DTYPES`, codes): a blank cell gives null and no code.

    exponent: unit of a money column as a power of ten, None where undeclared.
    """
    match field.kind:
        case "money":
            return amounts(cells, MONEY_DIGITS, exponent)
        case "quantity":
            return amounts(cells, QUANTITY_DIGITS, None)
    values, codes = _worded(cells, field)
    if not field.is_nullable and values.null_count() > cells.null_count():
        # Wrapping around nothing is a blank cell.
        hollow = values.is_null() & codes.is_null() & cells.is_not_null()
        codes = pl.select(pl.when(hollow).then(pl.lit("blank_cell")).otherwise(codes)).to_series()
    return values, codes


def _worded(cells: pl.Series, field: Field) -> tuple[pl.Series, pl.Series]:
    """`typed` of the kinds that are no amounts."""
    match field.kind:
        case "month":
            return _by_value(cells, pl.Date, month_of)
        case "date":
            return _by_value(cells, pl.Date, date_of)
        case "year":
            return _by_value(cells, pl.Int32, year_of)
        case "name":
            return _names(cells)
        case "choice":
            return _by_value(cells, pl.String, _choice(field))
        case "text" if field.choice_aliases:
            return _by_value(cells, pl.String, _choice(field))
        case "code":
            return _texts(cells, is_code=True)
        case _:
            return _texts(cells, is_code=False)
