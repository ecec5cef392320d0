"""Tables on screen: numbers stay numbers, so that they sort; nothing rounds across a threshold."""

from __future__ import annotations

import math
from typing import Any

import polars as pl
import streamlit as st

from dashboard.components.elements.printed import MOST_PRINTED, show_on_paper
from dashboard.formats import NOTHING, Unit, honest_percent, percent_digits, plain
from dashboard.i18n import _
from dashboard.tables import Column, Table, titled

#: Decimals of an amount in the largest unit that are fen.
_PLACES = 6


def shown_frame(table: Table, unit: Unit) -> pl.DataFrame:
    """The table's frame as it is displayed: `_names` for names, amounts in `unit`, ratios in percent."""
    names = _names(table, unit)
    return table.frame.select(
        _shown(table.frame, column, unit).alias(name)
        for column, name in zip(table.columns, names, strict=True)
    )


def _names(table: Table, unit: Unit) -> list[str]:
    """The columns' names: their headings, of amounts without the unit where that tells them apart.

    The browser knows a column by its name: an order chosen in one unit holds in the other.
    """
    headings = [_headed(column, unit) for column in table.columns]
    taken = [*headings, *(column.title for column in table.columns if column.kind == "money")]
    return [
        column.title if column.kind == "money" and taken.count(column.title) == 1 else heading
        for column, heading in zip(table.columns, headings, strict=True)
    ]


def _shown(frame: pl.DataFrame, column: Column, unit: Unit) -> pl.Expr:
    expression = pl.col(column.name)
    if column.kind == "money":
        # Fen in any unit, without what floats add behind them: cells are copied and read aloud.
        expression = (expression / unit.scale).round(_PLACES)
    elif column.kind == "ratio":
        digits = _ratio_digits(frame[column.name], column)
        values = [
            None if v is None else float(honest_percent(v, digits, column.edges)) for v in frame[column.name]
        ]
        expression = pl.lit(pl.Series(values, dtype=pl.Float64))
    elif column.kind == "month":
        expression = expression.dt.strftime("%Y-%m")
    elif column.words:
        expression = expression.cast(pl.String).replace(column.words)
    return expression


def _ratio_digits(ratios: pl.Series, column: Column) -> int:
    """As many decimals as the sentence about any of the column's ratios needs, the same in every row."""
    # Only beside an edge does rounding to the usual decimals cross one.
    near = 10.0 ** -(column.digits + 2)
    beside = pl.any_horizontal(
        pl.lit(value=False), *((pl.col("ratio") - edge).abs() <= near for edge in column.edges)
    )
    needed = (
        percent_digits(ratio, column.digits, column.digits + 2, column.edges)
        for ratio in ratios.alias("ratio").to_frame().filter(beside).to_series()
        if math.isfinite(ratio)
    )
    return max(needed, default=column.digits)


def _headed(column: Column, unit: Unit) -> str:
    title = titled(column, unit)
    if column.kind != "ratio":
        return title
    return _("{title} ({unit})", title=title, unit=_("pp") if column.is_difference else "%")


def _config(table: Table, unit: Unit) -> dict[str, Any]:
    config: dict[str, Any] = {}
    for position, (column, name) in enumerate(zip(table.columns, _names(table, unit), strict=True)):
        title, help_text = _headed(column, unit), plain(column.help) or None
        pinned = position == 0 or column.name == "region"
        if (pattern := _pattern(table, column, unit)) is not None:
            config[name] = st.column_config.NumberColumn(title, help=help_text, format=pattern, pinned=pinned)
        elif column.kind == "date":
            config[name] = st.column_config.DateColumn(
                title, help=help_text, format="YYYY-MM-DD", pinned=pinned
            )
        else:
            width = _width(table.frame, column)
            config[name] = st.column_config.TextColumn(title, help=help_text, pinned=pinned, width=width)
    return config


def _pattern(table: Table, column: Column, unit: Unit) -> str | None:
    """How a column's numbers are written, as Streamlit says it; None for what is no number."""
    match column.kind:
        case "ratio":
            return f"%.{_ratio_digits(table.frame[column.name], column)}f"
        case "yuan":
            return "%,.0f" if column.digits == 0 else _yuan_format(table.frame[column.name])
        case "money":
            return f"%,.{unit.digits}f"
        case "score":
            return "%.2f"
        case "count":
            return "%,d"
        case "number":
            return "%d"
        case "quantity":
            return "%.12g"
        case _:
            return None


def _yuan_format(amounts: pl.Series) -> str:
    """Whole yuan without decimals; with them wherever any amount has some, so that a column adds up."""
    is_whole = amounts.dtype.is_integer() or (amounts.drop_nulls() % 1 == 0).all()
    return "%,d" if is_whole else "%,.2f"


#: Streamlit's own column widths suit short words; longer texts get what they need, up to a limit.
SHORT, LONGEST = 90, 420


def _width(frame: pl.DataFrame, column: Column) -> int | None:
    """The pixels a column of longer texts needs; None leaves it to Streamlit."""
    if frame.schema[column.name] != pl.String:
        return None
    texts = frame[column.name].replace(column.words) if column.words else frame[column.name]
    needed = max((_pixels(text) for text in texts.drop_nulls().unique()), default=0)
    return min(needed, LONGEST) if needed > SHORT else None


def _pixels(text: str) -> int:
    return 24 + sum(14 if ord(sign) > 0x2E80 else 6 for sign in text)


#: Tables up to so many rows are shown whole; longer ones scroll.
WHOLE = 20


def height_of(table: Table, whole: int = WHOLE) -> Any:
    """Whole, or scrolling beyond so many rows."""
    return "content" if table.frame.height <= whole else "auto"


def print_table(table: Table, unit: Unit) -> None:
    """Put the whole table on paper, in the words and decimals it has on screen."""
    _print(table, unit, shown_frame(table, unit))


def _print(table: Table, unit: Unit, frame: pl.DataFrame) -> None:
    """frame: `shown_frame` of the table."""
    patterns = [_pattern(table, column, unit) for column in table.columns]
    show_on_paper(
        [_headed(column, unit) for column in table.columns],
        [
            [_printed(value, pattern) for value, pattern in zip(row, patterns, strict=True)]
            for row in frame.head(MOST_PRINTED).iter_rows()
        ],
        [pattern is not None for pattern in patterns],
        left=frame.height - MOST_PRINTED,
    )


def _printed(value: Any, pattern: str | None) -> str:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return NOTHING
    if pattern is None:
        return str(value)
    # Whole numbers may be floats, which Python formats with `f` alone.
    return format(value, pattern.removeprefix("%").replace("d", ".0f"))


def show_table(table: Table, unit: Unit, *, key: str | None = None) -> None:
    """Show the table, sortable; a dash where there is nothing."""
    if table.frame.is_empty():
        st.caption(_("Nothing here in this month."))
        return
    frame = shown_frame(table, unit)
    st.dataframe(
        frame,
        hide_index=True,
        column_config=_config(table, unit),
        placeholder=NOTHING,
        key=key,
        height=height_of(table),
        alt=table.title,
    )
    _print(table, unit, frame)


def choose_row(table: Table, unit: Unit, *, key: str, first: int = 0, whole: int = WHOLE) -> int | None:
    """Show the table and return the position of the row the reader chose, `first` before; None if empty.

    whole: so many rows are shown without scrolling.
    """
    if table.frame.is_empty():
        st.caption(_("Nothing here in this month."))
        return None
    frame = shown_frame(table, unit)
    event = st.dataframe(
        frame,
        hide_index=True,
        column_config=_config(table, unit),
        placeholder=NOTHING,
        on_select="rerun",
        selection_mode="single-row-required",
        selection_default={"selection": {"rows": [first], "columns": [], "cells": []}},
        height=height_of(table, whole),
        key=key,
        alt=table.title,
    )
    _print(table, unit, frame)
    rows = event["selection"]["rows"]
    return int(rows[0]) if rows and rows[0] < table.frame.height else first


def choose_below(table: Table, unit: Unit, *, key: str) -> int | None:
    """Show the table and return the position of a row the reader has just clicked, None otherwise."""
    frame = shown_frame(table, unit)
    event = st.dataframe(
        frame,
        hide_index=True,
        column_config=_config(table, unit),
        placeholder=NOTHING,
        on_select="rerun",
        selection_mode=["single-row", "single-cell"],
        height=height_of(table),
        key=key,
        alt=table.title,
    )
    _print(table, unit, frame)
    rows = event["selection"]["rows"] or [row for row, _column in event["selection"]["cells"]]
    return int(rows[0]) if rows and rows[0] < table.frame.height else None
