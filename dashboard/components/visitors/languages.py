"""The language switch."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.formats import plain
from dashboard.i18n import AUTONYMS, DEFAULT, LANGUAGES, _


def language_switch() -> None:
    """Show the switch in the sidebar. `page.js` tells screen readers and fonts."""
    with st.sidebar:
        st.segmented_control(
            _("Language"),
            LANGUAGES,
            format_func=lambda language: plain(AUTONYMS[language]),
            required=True,
            key=state.widget_key("lang", LANGUAGES, DEFAULT),
            on_change=state.on_choice("lang"),
            label_visibility="collapsed",
        )
