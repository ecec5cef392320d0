"""Tables as they are printed: every row in sight, a total below, each figure as a text."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard.formats import Unit, money, plain
from dashboard.i18n import _
from dashboard.tables import Column, Table, rows, total_row


def show_printed(table: Table, unit: Unit) -> None:
    """Show the table whole under its title, with its totals; amounts in `unit`, which the title names."""
    st.markdown(f"##### {_('{title} ({unit})', title=table.heading, unit=plain(unit.label))}")
    lines = [*rows(table), *([total] if (total := total_row(table)) else [])]
    shown = {
        plain(column.title): [_text(line[place], column, unit) for line in lines]
        for place, column in enumerate(table.columns)
    }
    st.table(pl.DataFrame(shown), border="horizontal", hide_index=True, alt=table.title)


def _text(value: object, column: Column, unit: Unit) -> str:
    return (
        money(float(value), unit)
        if column.kind == "money" and isinstance(value, float | int)
        else plain(value)
    )
