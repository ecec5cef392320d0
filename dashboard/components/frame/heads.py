"""A page's title and the question it answers."""

from __future__ import annotations

import streamlit as st

from dashboard.i18n import _
from dashboard.navigation import BY_KEY


def show_title(key: str) -> None:
    """The page's title and the question it answers."""
    entry = BY_KEY[key]
    st.title(_(entry.title), anchor=False)
    st.caption(_(entry.question))
