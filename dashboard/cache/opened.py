"""The open store: for acts and for who is looking. What is shown is read through a door, see `current.py`."""

from __future__ import annotations

from dashboard.entrance.opened import store_at
from dashboard.memory import once_a_run
from dashboard.services.stores.stores import store_url
from data.store import Store


@once_a_run
def current_store() -> Store:
    """The store this dashboard shows, opened once: for acts alone."""
    return store_at(store_url())
