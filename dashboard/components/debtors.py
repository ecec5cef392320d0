"""The largest debtors; choosing one leads to its rows."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.components.downloads import offer_downloads
from dashboard.components.tables import choose_row
from dashboard.formats import month_text, plain
from dashboard.i18n import _
from dashboard.navigation import BY_KEY
from dashboard.services.exports import Table
from dashboard.views.balances import debtor_address
from dashboard.views.scope import Scope


def show_debtors(scope: Scope, table: Table, note: str) -> None:
    """Show the table; the chosen row has a link to the trace page."""
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"#### {table.title}")
            offer_downloads(table, f"debtors-{scope.month:%Y-%m}")
        if note:
            st.markdown(note)
        _choose_debtor(scope, table)


@st.fragment
def _choose_debtor(scope: Scope, table: Table) -> None:
    position = choose_row(table, scope.unit, key="debtors")
    trace = BY_KEY.get("trace")
    if position is None or trace is None:
        return
    row = table.frame.row(position, named=True)
    st.page_link(
        trace.script,
        label=_("Rows behind {customer}", customer=plain(row["customer"])),
        icon=trace.icon,
        query_params={**state.address(), **debtor_address(row, month_text(scope.month))},
    )
