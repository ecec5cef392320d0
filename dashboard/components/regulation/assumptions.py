"""Changed policy values: kept from page to page, and taken over by the what-if only if asked."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dashboard import state
from dashboard.components.levers.shared import leave_scenario
from dashboard.formats import plain
from dashboard.i18n import _
from dashboard.navigation import BY_KEY
from dashboard.views.scope import Scope
from dashboard.views.whatif.replay import change_text
from engine.policy.overrides import Override, OverrideError, overridden

_KEPT, _APPLIED = "overrides", "overrides_applied"
Overrides = Mapping[str, Override]


def kept_overrides() -> dict[str, Override]:
    """The policy values as the reader has changed them, by key."""
    return dict(state.kept(_KEPT, {}))


def keep_overrides(overrides: Overrides) -> None:
    """Replace the changed values; what is seen is then no longer the scenario that the address names."""
    state.keep(_KEPT, dict(overrides))
    leave_scenario()


def take_overrides(overrides: Overrides) -> None:
    """Replace the changed values by those of a scenario, applied if there are any."""
    state.keep(_KEPT, dict(overrides))
    state.keep(_APPLIED, bool(overrides))


def _apply(is_applied: object) -> None:
    state.keep(_APPLIED, bool(is_applied))
    leave_scenario()


def choose_assumptions(scope: Scope) -> dict[str, Override]:
    """Show the changed values with a switch that applies them here; those that are to be applied."""
    overrides = kept_overrides()
    entry = BY_KEY["replay"]
    if not overrides:
        st.page_link(
            entry.script,
            label=_("Assume another regulation as well"),
            icon=entry.icon,
            query_params=state.address(),
        )
        return {}
    try:
        overridden(scope.evaluation.policies, overrides, since=scope.month)
    except OverrideError:
        st.warning(_("The changed policy values no longer fit the regulation; they are left out."))
        return {}
    is_applied = st.toggle(
        _("Under the changed regulation ({count} values)", count=len(overrides)),
        key=state.showing("assume", bool(state.kept(_APPLIED, False))),
        on_change=state.on_edit("assume", _apply),
        help=_("Values changed on the page Replay. What is stays under the regulation in force."),
    )
    changes = [change_text(name, value, scope.policy) for name, value in overrides.items()]
    st.caption(_("; ").join(plain(change) for change in changes))
    return overrides if is_applied else {}
