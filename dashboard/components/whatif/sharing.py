"""The saved scenario that the page shows: its name, who saved it when, what it changes, and its link."""

from __future__ import annotations

import streamlit as st

from dashboard.assets import asset
from dashboard.cache.acting import doer_of
from dashboard.cache.current import current_basis, current_reader
from dashboard.components.levers.shared import is_taken, named_scenario
from dashboard.components.visitors.zones import reader_zone
from dashboard.formats import NONE, Markdown, plain
from dashboard.i18n import _
from dashboard.services.scenarios import Fit, Kept, ScenarioGone, fit, kept_scenario
from dashboard.services.simulation import simulated
from dashboard.views.scope import Scope
from dashboard.views.uploads.loads import actor_text, moment
from dashboard.views.whatif.replay import change_text
from dashboard.views.whatif.whatif import moved_texts, together
from dashboard.visit import current_visitor
from engine.whatif.scenario import Scenario

_CHANGES = {"data_changed": "data", "policy_changed": "policy"}
_copy_link = st.components.v2.component(
    "copy_link",
    css=asset("copy_link.css"),
    js=asset("copy_link.js"),
    isolate_styles=False,
)


def show_copy_link(key: str) -> None:
    """A button that copies the address of the page."""
    texts = {
        "copy": _("Copy the link"),
        "copied": _("Link copied"),
        "by_hand": _("Copy the address below"),
    }
    _copy_link(key=key, data=texts)


def show_shared(scope: Scope) -> None:
    """At the top of the page the scenario that its address names; nothing if it names none."""
    named = named_scenario()
    if named is None or not is_taken(named):
        return
    try:
        kept = kept_scenario(current_reader(), named)
    except ScenarioGone:
        return
    if kept.scenario is None:
        return
    start = current_basis()
    fits = fit(kept.scenario, start.facts, start.policies, start.data_version, is_own=is_own(kept))
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(
                f"#### {_('Scenario: {name}', name=plain(kept.name))}  "
                f":orange-badge[{_('simulated, not actual')}]{badges(fits)}",
                width="content",
            )
            show_copy_link("copy_shared")
        st.markdown(" · ".join((stamp_text(kept), *_changes(scope, kept.scenario))))
        if not fits.problems:
            said = together(simulated(start, kept.scenario), is_part=scope.is_part)
            st.markdown("▨ " + said)


def is_own(kept: Kept) -> bool:
    """Whether the reader saved it."""
    return doer_of(current_visitor()).is_author(kept.actor)


def stamp_text(kept: Kept) -> Markdown:
    """Month, regions, number of changed policy values, who saved it and when by the reader's clock."""
    if kept.scenario is None:
        return NONE
    regions = ", ".join(sorted({lever.region for lever in kept.scenario.levers}))
    changed = len(kept.scenario.overrides)
    rules = _("{count} policy values changed", count=changed) if changed else ""
    saved = moment(kept.saved_at, reader_zone())
    parts = (f"{kept.scenario.month:%Y-%m}", regions, rules, actor_text(kept.actor), saved)
    return Markdown(" · ".join(plain(part) for part in parts if part))


def badges(fits: Fit) -> Markdown:
    """What has changed since it was saved, and whether it still fits."""
    said = NONE
    if fits.is_stale:
        named = {"data": _("data"), "policy": _("policy")}
        what = _(" and ").join(named[_CHANGES[change]] for change in fits.changes)
        said = f"  :orange-badge[{_('out of date: {what} changed since', what=what)}]"
    if fits.problems:
        said += f"  :red-badge[{_('does not fit any more')}]"
    return said


def _changes(scope: Scope, scenario: Scenario) -> list[Markdown]:
    """What it moves and what it changes of the regulation."""
    moved = [plain(text) for text in moved_texts(scenario.levers, scope.unit)]
    policy = scope.evaluation.policies.at(scenario.month)
    return [*moved, *(plain(change_text(name, value, policy)) for name, value in scenario.overrides.items())]
