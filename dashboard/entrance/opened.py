"""The one open store of this process, for pages and for what stands before them."""

from __future__ import annotations

import streamlit as st

from dashboard.entrance.start import demand_entrance
from dashboard.services.stores import maintenance
from dashboard.services.stores.in_force import follow_store
from dashboard.services.stores.stores import open_seen_store
from data.store import Store


@st.cache_resource(show_spinner=False)
def store_at(url: str) -> Store:
    """The store at an address, opened once and served to other programs of this user."""
    demand_entrance()
    store = open_seen_store(url)
    follow_store(store)
    maintenance.serve(url)
    return store
