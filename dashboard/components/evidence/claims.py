"""Claims that await approval, and those beyond the cap without it: the largest, and all when asked for."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard.cache.details import all_claims, current_claims, current_unapproved
from dashboard.components.elements.cards import show_heading
from dashboard.components.elements.shortened import show_shortened
from dashboard.components.elements.tables import show_table
from dashboard.formats import YUAN
from dashboard.i18n import _
from dashboard.services.details import LARGEST
from dashboard.tables import Table
from dashboard.views.expenses.beyond import beyond_sentence, beyond_table
from dashboard.views.expenses.spending import claim_sentence, claim_table
from dashboard.views.scope import Scope


def show_claims(scope: Scope) -> None:
    """Show the largest claims that await approval, and what came beyond the cap without it."""
    _show_waiting(scope)
    _show_unapproved(scope)


def _show_waiting(scope: Scope) -> None:
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


def _show_unapproved(scope: Scope) -> None:
    found = current_unapproved(scope.month, scope.region)
    if found.is_empty():
        return
    table = beyond_table(scope, found)

    def whole() -> Table:
        return table

    with st.container(border=True):
        show_heading(table, f"beyond-{scope.month:%Y-%m}", whole)
        st.markdown(beyond_sentence(found, scope.unit))
        show_shortened(
            replace(table, frame=table.frame.head(LARGEST)), found.height, "amount", whole,
            lambda part, key: show_table(part, YUAN, key=key), key="beyond",
        )  # fmt: skip
