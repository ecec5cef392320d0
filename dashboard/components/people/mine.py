"""What the visitor may see and do, in words."""

from __future__ import annotations

import streamlit as st

from dashboard.components.elements.tables import show_table
from dashboard.formats import YUAN, listed, plain
from dashboard.i18n import _
from dashboard.services.stores.people import today
from dashboard.views.people.grants import grant_table, sight_sentences
from dashboard.visit import current_visitor


def show_grants() -> None:
    """Show who the visitor is, what is seen, and each role with what it does."""
    visitor = current_visitor()
    with st.container(border=True):
        if visitor.is_operator:
            st.markdown(f"#### {_('Operator of this machine')}")
            st.markdown(
                _("Nobody signs in on this server: whoever is at this machine sees and does everything.")
            )
            return
        st.markdown(f"#### {plain(visitor.name)}")
        st.caption(_("Account {account}", account=plain(visitor.account)))
        st.markdown(listed(sight_sentences(visitor.scope)))
        table = grant_table(visitor.scope.grants, today())
        if not table.frame.is_empty():
            show_table(table, YUAN, key="table_grants")
