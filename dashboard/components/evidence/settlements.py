"""The list of settlement lines; choosing one opens its receipt."""

from __future__ import annotations

import streamlit as st

from dashboard.components.frame.cards import show_heading
from dashboard.components.frame.tables import choose_row
from dashboard.formats import YUAN
from dashboard.i18n import _
from dashboard.tables import Table
from dashboard.views.scope import Scope
from engine.settlement.receipt import Receipt


def choose_line(scope: Scope, table: Table) -> Receipt | None:
    """Show the lines and return the receipt of the chosen one, the first one before any choice."""
    with st.container(border=True):
        show_heading(table, f"settlement-{scope.month:%Y-%m}")
        st.caption(_("Choose a line to see below how its amount came about."))
        position = choose_row(table, YUAN, key="settlement_lines")
    if position is None:
        return None
    line = table.frame.row(position, named=True)
    return scope.evaluation.receipt(scope.month, line["region"], line["item"])
