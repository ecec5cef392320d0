"""The open store: for acts and for who is looking. What is shown is read through a door, see `current.py`."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.entrance.opened import store_at
from dashboard.memory import current_run, once_a_run
from dashboard.services.policies import policies
from dashboard.services.stores.stores import store_url
from data.store import Store

#: What a page keeps of the state that it shows: data and policy.
_SHOWN = "shown"


@once_a_run
def current_store() -> Store:
    """The store this dashboard shows, opened once: for acts alone."""
    return store_at(store_url())


@once_a_run
def seen_store() -> Store:
    """The store as this run reads it: one state from the first look on, until the run itself writes.

    A part of a page that runs alone reads the state that the page shows. Where that is gone, the page is
    drawn anew as a whole. Outside of a run the store as it is.
    """
    store, run = current_store(), current_run()
    if run is None:
        return store
    hold = run.enter(store.held())
    run.is_outdated = lambda: hold.is_over
    this = (hold.version, policies().digest)
    if not run.is_part:
        state.keep(_SHOWN, this)
    elif state.kept(_SHOWN) != this:
        st.rerun()
    return store.as_of(hold.version)
