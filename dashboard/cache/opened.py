"""The open store: for acts and for who is looking. What is shown is read through a door, see `current.py`."""

from __future__ import annotations

import streamlit as st

from dashboard.entrance.start import demand_entrance
from dashboard.memory import once_a_run
from dashboard.services.stores import maintenance
from dashboard.services.stores.stores import open_seen_store, store_url
from data.store import Store


@st.cache_resource(show_spinner=False)
def store_at(url: str) -> Store:
    """The store at an address, opened once and served to other programs of this user."""
    demand_entrance()
    store = open_seen_store(url)
    maintenance.serve(url)
    return store


@once_a_run
def current_store() -> Store:
    """The store this dashboard shows, opened once: for acts alone."""
    return store_at(store_url())
