"""Cards: a chart or a table with its title, its download and, for a chart, its table."""

from __future__ import annotations

from datetime import date

import plotly.graph_objects as go
import streamlit as st

from dashboard.charts.template import CONFIG
from dashboard.components.downloads import offer_downloads
from dashboard.components.tables import show_table
from dashboard.formats import Unit
from dashboard.i18n import _
from dashboard.services.exports import Table


def show_chart(title: str, figure: go.Figure, table: Table, unit: Unit, month: date, *, key: str) -> None:
    """Show a chart with its title; its figures open as a table with downloads."""
    with st.container(border=True):
        st.markdown(f"#### {title}")
        st.plotly_chart(figure, key=f"chart_{key}", config=CONFIG, alt=title)
        with st.expander(_("Table and download"), icon=":material/table:"):
            show_table(table, unit, key=f"table_of_{key}")
            offer_downloads(table, f"{table.name}-{key}-{month:%Y-%m}")


def show_table_card(table: Table, unit: Unit, month: date, *, key: str, title: str | None = None) -> None:
    """Show a table with its title and downloads."""
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"#### {title or table.title}")
            offer_downloads(table, f"{table.name}-{key}-{month:%Y-%m}")
        show_table(table, unit, key=f"table_{key}")


def show_note(text: str) -> None:
    """Show a note that must not be overlooked, without shouting."""
    st.info(text, icon=":material/info:")
