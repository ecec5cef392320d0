"""The list of settlement lines; choosing one opens its receipt."""

from __future__ import annotations

import streamlit as st

from dashboard.cache.current import current_snapshot
from dashboard.cache.details import current_held, current_lowered
from dashboard.components.elements.cards import show_heading
from dashboard.components.elements.tables import choose_row
from dashboard.components.evidence.receipts import show_receipt
from dashboard.formats import YUAN
from dashboard.i18n import _
from dashboard.services.months import receipt_of_line
from dashboard.tables import Table
from dashboard.views.evidence.earned import with_plan_mark
from dashboard.views.evidence.settlement import line_table, published_lines
from dashboard.views.scope import Scope
from data.store.process.shown import is_carried
from engine.settlement.receipt import Receipt

#: So many lines leave the receipt in sight.
_WHOLE = 10


def show_lines(scope: Scope) -> None:
    """Show the lines and below them the receipt of the chosen one, of the first one before any choice."""
    table, held = line_table(scope), current_held(scope.month)
    if held is not None:
        table = published_lines(table, held)
    receipt = _choose_line(scope, with_plan_mark(table, current_lowered(scope.month)))
    if receipt is not None:
        show_receipt(receipt)


def _choose_line(scope: Scope, table: Table) -> Receipt | None:
    with st.container(border=True):
        show_heading(table, f"settlement-{scope.month:%Y-%m}")
        st.caption(_("Choose a line to see below how its amount came about."))
        position = choose_row(table, YUAN, key="settlement_lines", whole=_WHOLE)
    if position is None:
        return None
    line = table.frame.row(position, named=True)
    if is_carried(line):
        return receipt_of_line(current_snapshot(), line)
    return scope.evaluation.receipt(scope.month, line["region"], line["item"])
