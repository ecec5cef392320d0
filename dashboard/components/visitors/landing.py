"""Where a visitor arrives: own language, region and month, put into the address as if they had been chosen.

Once for each visitor of a session: whoever then chooses all regions stays with them. What the address asks
for already counts.
"""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.cache.current import current_snapshot
from dashboard.components.visitors.filters import offered_regions, running_month, shown_month
from dashboard.i18n import LANGUAGES
from dashboard.navigation import lookers
from dashboard.visit import Visitor, current_visitor, preferences_of
from data.people.preferences import Preferences
from data.people.scope import Scope
from data.store import StoreError
from engine.policy.parameters import PolicyError

_LANDED = "landed"


def land() -> None:
    """Put into the address of a visitor who has just arrived what it does not say."""
    visitor = current_visitor()
    if state.kept(_LANDED) == visitor.account:
        return
    state.keep(_LANDED, visitor.account)
    if visitor.is_operator:
        return
    wanted = preferences_of(visitor)
    asked = state.address()
    if lookers(visitor.scope):
        _land(visitor, wanted, asked)
    if "lang" not in asked and wanted.language in LANGUAGES and not visitor.really:
        state.choose("lang", wanted.language)
        st.rerun()


def leave() -> None:
    """Arrive anew, as somebody else: the region that was shown is not carried along."""
    state.drop(_LANDED)
    state.choose("region", None)


def _land(visitor: Visitor, wanted: Preferences, asked: dict[str, str]) -> None:
    try:
        snapshot = current_snapshot()
    except (StoreError, PolicyError):
        return  # the page will say what is wrong
    if snapshot.is_empty:
        return
    running = running_month(snapshot)
    if "month" not in asked and wanted.month == "running" and running is not None:
        state.choose("month", f"{running:%Y-%m}")
    region = wanted.region or own_region(visitor.scope)
    if "region" not in asked and region in offered_regions(snapshot, shown_month(snapshot)):
        state.choose("region", region)


def own_region(scope: Scope) -> str | None:
    """The one region of which somebody sees the totals; None for several, all or none."""
    if scope.regions is None:
        return None
    own = scope.regions | scope.totals
    return next(iter(own)) if len(own) == 1 else None
