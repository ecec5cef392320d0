"""The way in when nothing has been loaded yet."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.cache import current_store
from dashboard.components.today import today
from dashboard.i18n import _
from dashboard.navigation import BY_KEY
from dashboard.services.demo import load_demo


def show_beginning() -> None:
    """Say that the store is empty and offer the demo company, the templates and the upload."""
    with st.container(border=True):
        st.markdown(f"#### {_('Nothing has been loaded yet')}")
        st.markdown(
            _(
                "Look around with the demo company first: eight regions, thirty offices, "
                "eighteen months, all made up. "
                "Or bring in your own extracts; the upload page has blank templates for them."
            )
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            show_demo_button()
            upload = BY_KEY["upload"]
            st.page_link(
                upload.script,
                label=_("Templates and upload"),
                icon=upload.icon,
                query_params=state.address(),
            )


def show_demo_button() -> None:
    """A button that loads the demo company and shows it."""
    if st.button(_("Load the demo company"), type="primary", icon=":material/play_arrow:", key="load_demo"):
        with st.spinner(_("Loading the demo company …")):
            load_demo(current_store(), today())
        st.rerun()
