"""What a load or a rollback changes: sentences first, then tables."""

from __future__ import annotations

import streamlit as st

from dashboard.components.elements.downloads import offer_downloads
from dashboard.components.elements.tables import show_table
from dashboard.formats import YUAN, Markdown, listed, plain
from dashboard.i18n import _
from dashboard.services.uploads.consequences import Consequences
from dashboard.tables import Table
from dashboard.views.uploads.consequences import (
    figure_table,
    headline,
    row_table,
    sentences,
    settlement_table,
)

#: So many region-months are told in sentences.
TOLD = 8


def show_consequences(
    found: Consequences, *, key: str, title: Markdown | None = None, told: int = TOLD
) -> None:
    """Show what changes; nothing is hidden: what no sentence tells stands in the tables."""
    st.markdown(f"#### {title or _('What would change')}")
    st.markdown(listed(headline(found)))
    if found.changes_figures:
        shown, more = sentences(found, told)
        st.markdown(listed(shown))
        if more:
            st.caption(_("{count} more region-months change; the tables list them.", count=more))
    tables = [row_table(found)]
    if not found.settlement.is_empty():
        tables.append(settlement_table(found))
    if not found.regions.is_empty():
        tables.append(figure_table(found))
    with st.expander(_("Tables of all changes"), icon=":material/table:"):
        for tab, table in zip(st.tabs([table.heading for table in tables]), tables, strict=True):
            with tab:
                _show(table, found, key)


def _show(table: Table, found: Consequences, key: str) -> None:
    show_table(table, YUAN, key=f"{table.name}_{key}")
    for note in table.notes:
        st.caption(plain(note))
    whole = figure_table(found, most=None) if table.notes else table
    offer_downloads(whole, f"{table.name}-{key}")
