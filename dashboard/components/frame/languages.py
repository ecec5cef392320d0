"""The language switch, and what the browser is told about it."""

from __future__ import annotations

import streamlit as st

from dashboard import i18n, state
from dashboard.formats import plain
from dashboard.i18n import AUTONYMS, DEFAULT, LANGUAGE_SCRIPTS, LANGUAGES, _


def language_switch() -> None:
    """Show the switch in the sidebar and set the document's language for screen readers and fonts."""
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
        st.html(
            f"<script>{LANGUAGE_SCRIPTS[i18n.current()]}</script>",  # type: ignore[markdown] # two of our own
            unsafe_allow_javascript=True,
        )
