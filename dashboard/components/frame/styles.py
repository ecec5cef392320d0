"""What Streamlit's theme cannot say: how a page looks on paper, and what its tables do without."""

from __future__ import annotations

import streamlit as st

from dashboard.assets import ASSETS, PRINT_SCRIPT


def style_page() -> None:
    """Give the page its style sheet, and tell the browser what to do before it prints."""
    st.html(ASSETS / "page.css")  # type: ignore[markdown] # a file of our own
    st.sidebar.html(
        f"<script>{PRINT_SCRIPT}</script>",  # type: ignore[markdown] # one of our own
        unsafe_allow_javascript=True,
    )
