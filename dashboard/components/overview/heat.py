"""Regions against measures as a table whose cells carry their judgement."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.components.frame.downloads import offer_downloads
from dashboard.components.frame.printed import show_on_paper
from dashboard.components.frame.tables import height_of, show_table
from dashboard.formats import NOTHING, award, percent, score
from dashboard.i18n import _
from dashboard.tables import Column, Table
from dashboard.views.month.progress import Progress
from dashboard.views.overview.overview import judgements
from dashboard.views.scope import Scope

# A styled table's texts are set cell by cell, which Arrow's strings take twice as long for.
pd.set_option("mode.string_storage", "python")
#: Tinting costs time by the cell; so many regions nobody takes in at a glance anyway.
MOST_ROWS = 60
#: See-through, so that they tint a light and a dark background alike.
_TINTS: dict[bool | None, str] = {
    True: "background-color: rgba(42,127,193,0.24)",
    False: "background-color: rgba(217,84,30,0.28)",
}


def show_heat(scope: Scope, table: Table, month: date, now: Progress) -> None:
    """Show the table with judged cells: blue and ✓ good, vermilion and × bad, a dash without data."""
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"#### {table.heading}")
            offer_downloads(table, f"{table.name}-{month:%Y-%m}")
        if table.frame.height > MOST_ROWS:
            show_table(table, scope.unit, key="heat")
            return
        texts, tints = _cells(table, now)
        st.dataframe(
            _styled(table, texts, tints),
            hide_index=True,
            column_config={
                column.title: st.column_config.Column(pinned=True)
                for column in table.columns
                if column.name in ("rank", "region")
            },
            placeholder=NOTHING,
            height=height_of(table),
            key="heat",
            alt=table.title,
        )
        titles = [column.title for column in table.columns]
        show_on_paper(titles, texts, [column.kind != "text" for column in table.columns], tints)
        legend = _("✓ reached or within the limit, × missed or over it, — no data. Ratios in percent.")
        if now.is_open:
            legend += _(" To date is held against time progress, {share}.", share=percent(now.share))
        st.caption(legend)


def _styled(table: Table, texts: list[list[str]], tints: list[list[str]]) -> Any:
    """Numbers with their texts and tints on top, so that the columns still sort as numbers."""
    rows = table.frame.to_dicts()
    numbers = pd.DataFrame(
        {
            column.title: [column.words.get(row[column.name], row[column.name]) for row in rows]
            for column in table.columns
        }
    )
    tinted = pd.DataFrame(tints, index=numbers.index, columns=numbers.columns)
    style = numbers.style.apply(lambda _frame: tinted, axis=None)
    # One formatter a column; only where equal numbers read differently does a cell get its own.
    told = {
        column.title: [row[at] for row in texts]
        for at, column in enumerate(table.columns)
        if column.kind != "text"
    }
    words = {title: dict(zip(numbers[title], column, strict=True)) for title, column in told.items()}
    style = style.format({title: known.get for title, known in words.items()}, na_rep=NOTHING)
    for title, column in told.items():
        for position, (value, text) in enumerate(zip(numbers[title], column, strict=True)):
            if value == value and words[title][value] != text:  # noqa: PLR0124 - NaN differs from itself
                style = style.format(lambda _value, text=text: text, subset=([position], [title]))
    return style


def _cells(table: Table, now: Progress) -> tuple[list[list[str]], list[list[str]]]:
    """The texts and the tints of the table's cells, row by row."""
    rows = table.frame.to_dicts()
    judged = [judgements(row, now) for row in rows]
    texts = [
        [_text(row[column.name], column, mine) for column in table.columns]
        for row, mine in zip(rows, judged, strict=True)
    ]
    tints = [
        [_TINTS.get(_verdict(row, column, mine), "") for column in table.columns]
        for row, mine in zip(rows, judged, strict=True)
    ]
    return texts, tints


def _verdict(row: dict[str, Any], column: Column, judged: dict[str, bool | None]) -> bool | None:
    value = row[column.name]
    if column.name == "awards":
        return None if not value else value > 0
    if column.name == "checkpoint_outcome":
        return {"met": True, "missed": False}.get(value)
    return judged.get(column.name)


def _text(value: Any, column: Column, judged: dict[str, bool | None]) -> str:
    if value is None:
        return NOTHING
    match column.kind:
        case "ratio":
            text, is_good = percent(value, column.digits, column.edges), judged.get(column.name)
            return text if is_good is None else f"{'✓' if is_good else '×'} {text}"
        case "score":
            return score(value)
        case "yuan":
            return award(value)
        case _:
            return column.words.get(value, str(value))
