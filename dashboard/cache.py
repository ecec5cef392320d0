"""What is kept between runs: the open store, the policies, the evaluation.

An evaluation is keyed by what it rests on (store, data version, policy digest), never by
its frames: Streamlit hashes a large frame by a sample of its rows.
"""

from __future__ import annotations

import streamlit as st

from dashboard.services.evaluation import Snapshot, snapshot
from dashboard.services.policies import policies
from dashboard.services.stores import open_store, store_url
from data.store import Store
from engine.parameters import Policies


@st.cache_resource(show_spinner=False)
def _store(url: str) -> Store:
    return open_store(url)


@st.cache_resource(show_spinner=False, max_entries=4)
def _snapshot(url: str, data_version: str, policy_digest: str, _policies: Policies) -> Snapshot:
    del data_version, policy_digest  # part of the key only
    return snapshot(_store(url), _policies)


def current_store() -> Store:
    """The store this dashboard shows, opened once."""
    return _store(store_url())


def current_snapshot() -> Snapshot:
    """The evaluation of what the store holds now, computed once per data version and policy."""
    rules = policies()
    return _snapshot(store_url(), current_store().data_version(), rules.digest, rules)
