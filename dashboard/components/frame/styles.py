"""What Streamlit's theme cannot say: how a page looks on paper, and what its tables do without."""

from __future__ import annotations

import streamlit as st

from dashboard.assets import ASSETS, LEAVING_SCRIPT, PRINT_SCRIPT
from dashboard.entrance.terms import terms


def style_page() -> None:
    """Give the page its style sheet, and tell the browser what to do before it prints."""
    st.html(ASSETS / "page.css")  # type: ignore[markdown] # a file of our own
    for script in (PRINT_SCRIPT, *((LEAVING_SCRIPT,) if terms().sign_in else ())):
        st.sidebar.html(
            f"<script>{script}</script>",  # type: ignore[markdown] # our own
            unsafe_allow_javascript=True,
        )
