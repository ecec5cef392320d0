"""The menu. Its links carry month, region, unit and language along."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard.cache import current_snapshot
from dashboard.components.filters import address
from data.store import StoreError
from engine.parameters import PolicyError


def show_menu(pages: Sequence[Any]) -> None:
    """Show links to all pages in the sidebar."""
    try:
        snapshot = current_snapshot()
    except (StoreError, PolicyError):
        snapshot = None  # the page will say what is wrong; some pages need neither
    query = address(snapshot)
    with st.sidebar:
        for page in pages:
            st.page_link(page, query_params=query, width="stretch")
