"""What pages rest on, computed before they ask for it: at a start, and for new states of a shared store."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import streamlit as st

from dashboard.cache.ahead import forecast_at, rest_at
from dashboard.cache.current import basis_at, days_at, snapshot_at
from dashboard.cache.keys import Key
from dashboard.entrance.begun import has_begun
from dashboard.entrance.opened import store_at
from dashboard.services.forecasts import unfinished_until
from dashboard.services.offering import settled_month
from dashboard.services.policies import policies
from dashboard.services.stores.heads import Heads
from dashboard.views.year.standing import year_of
from data.people.scope import EVERYTHING
from data.store import Store


def followed(url: str) -> Heads | None:
    """The states of the store at an address; None where no server follows one that others write into."""
    return _followed(url) if has_begun() and store_at(url).is_shared else None


def have_open(url: str) -> None:
    """Open the store at an address, if nobody has: all else waits for it. StoreError."""
    store_at(url)


def warm(url: str) -> None:
    """Compute it for the present state of the store at an address. StoreError, PolicyError."""
    if followed(url) is None:  # else whoever follows it does
        _warmed(url, store_at(url))


def warm_year(url: str) -> None:
    """Compute what the year's page adds to that, for the month that is shown before one is chosen.

    As much again, of which one page asks: at a start, and not for each new state. StoreError, PolicyError.
    """
    store = store_at(url)
    with store.held() as hold:
        key = Key(url, hold.version, policies().digest, EVERYTHING)
        now = snapshot_at(key, policies())
        days, start = days_at(key), basis_at(key, now)
        month = settled_month(now, days)
        if month is not None:
            year_of(now.own, month, unfinished_until(days, month), None)
            rest_at(key, month, start)


@st.cache_resource(show_spinner=False)
def _followed(url: str) -> Heads:
    heads = Heads(store_at(url), partial(_warmed, url))
    heads.follow(has_begun)
    return heads


def _warmed(url: str, store: Store) -> str:
    """The version of the state that it was computed for."""
    with store.held() as hold, ThreadPoolExecutor(1, "days") as beside:
        key = Key(url, hold.version, policies().digest, EVERYTHING)
        beside.submit(days_at, key)  # side by side with the facts; who needs them waits, or reads them
        now = snapshot_at(key, policies())
        start = basis_at(key, now)
        if now.loaded_through is not None:
            forecast_at(key, now.loaded_through, start)
    return hold.version
