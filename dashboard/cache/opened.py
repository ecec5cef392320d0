"""The open store: for acts and for who is looking. What is shown is read through a door, see `current.py`."""

from __future__ import annotations

import time

import streamlit as st

from dashboard import state
from dashboard.entrance.opened import store_at
from dashboard.memory import current_run, once_a_run
from dashboard.services.policies import policies
from dashboard.services.stores.heads import BEHIND
from dashboard.services.stores.stores import store_url
from data.store import Store

#: What a page keeps of the state that it shows: data and policy.
_SHOWN = "shown"
#: What it keeps of its reader's last act: when.
ACTED = "acted"


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
    hold = run.enter(store.held(_ready()))
    run.is_outdated = lambda: hold.is_over
    this = (hold.version, policies().digest)
    if not run.is_part:
        state.keep(_SHOWN, this)
    elif state.kept(_SHOWN) != this:
        st.rerun()
    return store.as_of(hold.version)


def _ready() -> str | None:
    """The version that is ready for this reader; None if the store is to be asked for the present one.

    Whoever acted here a moment ago sees what came of it, and whose page asks for more than is kept is shown
    the present state.
    """
    from dashboard.cache.warming import followed  # noqa: PLC0415 - which rests on what is here

    acted = state.kept(ACTED)
    if state.kept(state.ONCE_MORE) or (acted is not None and time.monotonic() - acted < BEHIND):
        return None
    heads = followed(store_url())
    return None if heads is None else heads.shown_to(state.kept(_SHOWN, (None, ""))[0])
