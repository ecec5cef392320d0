"""The open store, the policies and the evaluation: what every page rests on, kept between runs.

An evaluation is keyed by what it rests on (store, data version, policy digest), never by
its frames: Streamlit hashes a large frame by a sample of its rows.
"""

from __future__ import annotations

import streamlit as st

from dashboard.entrance.opened import store_at
from dashboard.memory import once_a_run
from dashboard.services.evaluation import Snapshot, snapshot
from dashboard.services.policies import policies
from dashboard.services.simulation import Basis, basis
from dashboard.services.stores.stores import store_url
from data.store import Store
from engine.forecasting import Days
from engine.policy.parameters import Policies


@st.cache_resource(show_spinner=False, max_entries=4)
def _snapshot(url: str, data_version: str, policy_digest: str, _policies: Policies) -> Snapshot:
    del data_version, policy_digest  # part of the key only
    return snapshot(store_at(url), _policies)


@once_a_run
def current_store() -> Store:
    """The store this dashboard shows, opened once."""
    return store_at(store_url())


@once_a_run
def current_snapshot() -> Snapshot:
    """The evaluation of what the store holds now, computed once per data version and policy."""
    rules = policies()
    return _snapshot(store_url(), current_store().data_version(), rules.digest, rules)


@st.cache_resource(show_spinner=False, max_entries=4)
def days_at(url: str, data_version: str) -> Days:
    """Sales and collections by day, as of a version of the data."""
    del data_version
    return store_at(url).daily_totals()


@once_a_run
def current_days() -> Days:
    """Sales and collections by day."""
    return days_at(store_url(), current_snapshot().data_version)


@st.cache_resource(show_spinner=False, max_entries=2)
def _basis(url: str, data_version: str, policy_digest: str, _current: Snapshot) -> Basis:
    del data_version, policy_digest
    return basis(store_at(url), _current)


@once_a_run
def current_basis() -> Basis:
    """What simulations start from."""
    now = current_snapshot()
    return _basis(store_url(), now.data_version, now.policies.digest, now)
