"""Regions against measures as a table whose cells carry their judgement."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.components.downloads import offer_downloads
from dashboard.components.tables import show_table
from dashboard.formats import NOTHING, award, percent, plain, score
from dashboard.i18n import _
from dashboard.services.exports import Column, Table
from dashboard.views.overview import judgements
from dashboard.views.scope import Scope

#: Beyond so many regions a sortable grid reads better than coloured cells.
MOST_ROWS = 40


def show_heat(scope: Scope, table: Table, month: date) -> None:
    """Show the table with judged cells: blue and ▲ good, vermilion and ▼ bad, a dash without data."""
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"#### {table.title}")
            offer_downloads(table, f"{table.name}-{month:%Y-%m}")
        if table.frame.height > MOST_ROWS:
            show_table(table, scope.unit, key="heat")
            return
        st.table(_cells(scope, table), border="horizontal", hide_index=True, alt=table.title)
        st.caption(_("▲ reached or within the limit, ▼ missed or over it, — no data. Ratios in percent."))


def _cells(scope: Scope, table: Table) -> pd.DataFrame:
    lines = []
    for row in table.frame.iter_rows(named=True):
        judged = judgements(scope, row)
        lines.append({column.title: _cell(row, column, judged) for column in table.columns})
    return pd.DataFrame(lines, columns=[column.title for column in table.columns])


def _cell(row: dict[str, Any], column: Column, judged: dict[str, bool | None]) -> str:
    value = row[column.name]
    if column.words:
        return column.words.get(value, value)
    if value is None:
        return NOTHING
    match column.kind:
        case "ratio":
            return _coloured(percent(value, 1, column.edges), judged.get(column.name))
        case "score":
            return score(value)
        case "count":
            return f"{value:d}"
        case "yuan":
            return _coloured(award(value).lstrip("▲▼ "), None if value == 0 else value > 0)
        case _:
            return f"**{plain(value)}**"


def _coloured(text: str, is_good: bool | None) -> str:
    if is_good is None:
        return text
    return f":blue-background[▲ {text}]" if is_good else f":red-background[▼ {text}]"
