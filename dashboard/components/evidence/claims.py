"""Claims that await approval: the largest, and all of them when asked for."""

from __future__ import annotations

import streamlit as st

from dashboard.cache.details import all_claims, current_claims
from dashboard.components.frame.cards import show_heading
from dashboard.components.frame.shortened import show_shortened
from dashboard.components.frame.tables import show_table
from dashboard.formats import YUAN
from dashboard.i18n import _
from dashboard.tables import Table
from dashboard.views.expenses.spending import claim_sentence, claim_table
from dashboard.views.scope import Scope


def show_claims(scope: Scope) -> None:
    """Show the largest claims, and all when asked for."""
    claims = current_claims(scope.month, scope.region)
    table, note = claim_table(scope, claims), claim_sentence(scope, claims)

    def whole() -> Table:
        return claim_table(scope, all_claims(scope.month, scope.region))

    with st.container(border=True):
        show_heading(table, f"claims-{scope.month:%Y-%m}", whole)
        st.markdown(note or _("No claim awaits approval."))
        count = 0 if table.frame.is_empty() else int(table.frame.item(0, "claims"))
        show_shortened(
            table, count, "amount", whole, lambda part, key: show_table(part, YUAN, key=key), key="claims"
        )
