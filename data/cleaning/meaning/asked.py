"""Cells that were read and are asked about once a column: rounding, points, spaced words, shifted days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import polars as pl

from data.cleaning.dates import date_of
from data.cleaning.heading.headers import HeaderColumn
from data.cleaning.numbers import MONEY_DIGITS, amount, scaled
from data.cleaning.rows import span_issue
from data.issues import Issue

#: Codes of cells that have a value all the same.
_ASKED = {"sub_fen", "spaced_word", "apostrophes"}


def without_asked(codes: pl.Series) -> pl.Series:
    """Codes of the cells that could not be read."""
    return pl.select(pl.when(~codes.is_in(list(_ASKED))).then(codes)).to_series()


def asked(
    base: Issue,
    code: str,
    column: HeaderColumn,
    rows: pl.Series,
    cells: pl.Series,
    *,
    exponents: Mapping[str, int | None],
) -> list[Issue]:
    """One warning for all cells of a column with this code; none where the code means an error."""
    if code not in _ASKED:
        return []
    issue = replace(
        base,
        severity="warning",
        code=code,
        column=column.text,
        column_index=column.index,
        value=cells[0],
        parameters={"field": column.field.zh, "number": rows.len()},
    )
    if code == "sub_fen":
        rounding = _rounding(cells, exponents.get(column.field.name))
        issue = replace(issue, parameters={**issue.parameters, "rounding": f"{rounding.normalize():+f}"})
    return [span_issue(issue, rows.to_list())]


#: Three digits behind a point: a fraction, or thousands as some countries write them. No group begins with 0.
_GROUP = r"^[+(-]?[¥￥]?[1-9]\d{0,2}\.\d{3}元?[)-]?$"
_TEXT_OF_GROUP = _GROUP.replace(r"\d{3}", r"\d\d0")
#: What only a decimal point makes.
_FRACTION = r"(?:^|\D)(?:0?|0\d*|[1-9]\d{3,})\.\d|\.\d{1,2}(?:\D|$)|\.\d{4}|,"


def points(
    base: Issue, column: HeaderColumn, rows: pl.Series, cells: pl.Series, exponent: int | None
) -> list[Issue]:
    """One warning where every point of a column of amounts may separate thousands: `1.000`, `250`."""
    if exponent or column.field.kind != "money":
        return []
    # A number that a workbook keeps as one ends in no 0; its fractions of a fen are asked about as such.
    if not cells.str.contains(_TEXT_OF_GROUP).any() or cells.str.contains(_FRACTION).any():
        return []
    grouped = cells.str.contains(_GROUP).fill_null(value=False)
    found = cells.filter(grouped)
    issue = replace(
        base,
        severity="warning",
        code="points",
        column=column.text,
        column_index=column.index,
        value=found[0],
        parameters={"field": column.field.zh, "number": found.len()},
    )
    return [span_issue(issue, rows.filter(grouped).to_list())]


def _rounding(cells: pl.Series, exponent: int | None) -> Decimal:
    """What rounding to the fen adds to the sum of `cells`, in yuan."""
    total = Decimal(0)
    for text, count in cells.value_counts().iter_rows():
        fen, _ = amount(text, MONEY_DIGITS, exponent)
        exact, _ = scaled(text, MONEY_DIGITS, exponent)
        if fen is not None and exact is not None:
            total += (fen - exact).scaleb(-MONEY_DIGITS) * count
    return total


def shifted_days(base: Issue, column: HeaderColumn, rows: pl.Series, cells: pl.Series, time: str) -> Issue:
    """The warning that every day bears the same time, which speaks for the day after."""
    at = cells.is_not_null().arg_max() or 0
    day = date_of(cells[at].partition(" ")[0].partition("T")[0])[0]
    after = (day + timedelta(days=1)).isoformat() if day else ""
    return replace(
        base,
        severity="warning",
        code="shifted_days",
        row=rows[at],
        column=column.text,
        column_index=column.index,
        value=cells[at],
        parameters={
            "field": column.field.zh,
            "time": time,
            "day": day.isoformat() if day else "",
            "after": after,
        },
    )
