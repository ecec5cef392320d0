"""The door to acts for the person behind this run."""

from __future__ import annotations

import time

from dashboard import state
from dashboard.cache.opened import ACTED, current_store
from dashboard.services.stores.people import today
from dashboard.visit import OPERATOR, Visitor, current_visitor
from data.people.doer import Doer
from data.store.writer import Writer


def current_writer() -> Writer:
    """The store as whoever is behind this run, or behind this callback, acts on it."""
    state.keep(ACTED, time.monotonic())
    return current_store().acting(doer_of(current_visitor()), today)


def doer_of(visitor: Visitor) -> Doer:
    """As whom a visitor acts. Who is viewed as by the operator is recorded, and the operator beside."""
    if visitor.is_operator:
        return Doer(OPERATOR)
    return Doer(visitor.account, visitor.account, visitor.really, visitor.scope.only_looks)
