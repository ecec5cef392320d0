"""The menu. Its links carry month, region, unit and language along."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard import state
from dashboard.cache import current_snapshot
from dashboard.components.filters import address, running_month
from dashboard.navigation import ENTRIES
from dashboard.services.evaluation import Snapshot
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
        for page, entry in zip(pages, ENTRIES, strict=True):
            st.page_link(page, query_params=query | _own(entry.key, snapshot), width="stretch")


def _own(key: str, snapshot: Snapshot | None) -> dict[str, str]:
    """The what-if page is about the month under way, unless the reader has chosen another."""
    if key != "whatif" or snapshot is None or snapshot.is_empty or "month" in state.address():
        return {}
    month = running_month(snapshot)
    return {} if month is None else {"month": f"{month:%Y-%m}"}
