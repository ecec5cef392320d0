"""The open store, the policies and the evaluation: what every page rests on, kept between runs.

An evaluation is keyed by what it rests on (store, data version, policy digest) and by who sees what of
it, never by its frames: Streamlit hashes a large frame by a sample of its rows.
"""

from __future__ import annotations

from dashboard.cache.keys import Key, current_key, kept, key_of
from dashboard.cache.opened import seen_store
from dashboard.memory import once_a_run
from dashboard.services.evaluation import Snapshot, seen_by, snapshot
from dashboard.services.policies import policies
from dashboard.services.simulation import Basis, basis
from dashboard.visit import current_visitor
from data.store.reader import Reader
from engine.forecasting import Days
from engine.policy.parameters import Policies


@once_a_run
def current_reader() -> Reader:
    """The door to rows for the person behind this run."""
    who = current_visitor()
    return Reader(seen_store(), who.scope, who.account)


@kept(max_entries=24)
def snapshot_at(key: Key, _policies: Policies) -> Snapshot:
    if not key.scope.is_everything:
        return seen_by(snapshot_at(key.of_everything, _policies), key.scope)
    return snapshot(key.reader, _policies)


@once_a_run
def current_snapshot() -> Snapshot:
    """The evaluation of what the store holds now, computed once per data version, policy and scope."""
    return snapshot_at(current_key(), policies())


@kept(max_entries=24)
def days_at(key: Key) -> Days:
    """Sales and collections by day, as of a version of the data."""
    return key.reader.daily_totals()


@once_a_run
def current_days() -> Days:
    """Sales and collections by day."""
    return days_at(key_of(current_snapshot()))


@kept(max_entries=12)
def basis_at(key: Key, _current: Snapshot) -> Basis:
    return basis(key.reader, _current)


@once_a_run
def current_basis() -> Basis:
    """What simulations start from."""
    now = current_snapshot()
    return basis_at(key_of(now), now)
