"""The largest debtors; choosing one leads to its rows."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import state
from dashboard.cache.details import all_debtors, current_debtors
from dashboard.components.elements.cards import show_heading
from dashboard.components.elements.shortened import show_shortened
from dashboard.components.elements.tables import choose_row
from dashboard.formats import month_text, plain
from dashboard.i18n import _
from dashboard.navigation import BY_KEY
from dashboard.tables import Table
from dashboard.views.capital.balances import debtor_address, debtor_sentence, debtor_table
from dashboard.views.scope import Scope


def show_debtors(scope: Scope) -> None:
    """Show the largest, and all when asked for; the chosen row has a link to the trace page."""
    debtors = current_debtors(scope.month, scope.region)
    table, note = debtor_table(scope, debtors), debtor_sentence(scope, debtors)

    def whole() -> Table:
        return debtor_table(scope, all_debtors(scope.month, scope.region))

    with st.container(border=True):
        show_heading(table, f"debtors-{scope.month:%Y-%m}", whole)
        if note:
            st.markdown(note)
        count = 0 if table.frame.is_empty() else int(table.frame.item(0, "debtors"))
        show = partial(_choose_debtor, scope)
        show_shortened(table, count, "counted", whole, show, key="debtors", unit=scope.unit)


def _choose_debtor(scope: Scope, table: Table, key: str) -> None:
    position = choose_row(table, scope.unit, key=key)
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
