"""Scenarios: saved under a name, listed, compared three abreast, shared by a link that holds an id."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import polars as pl
import streamlit as st

from dashboard import state
from dashboard.cache import current_basis, current_store
from dashboard.components.actors import ACTOR
from dashboard.components.assumptions import applied_overrides, keep_overrides
from dashboard.components.handles import kept_levers, set_levers
from dashboard.components.tables import show_table
from dashboard.formats import YUAN, plain
from dashboard.i18n import _
from dashboard.services.exports import Column, Table
from dashboard.services.scenarios import Kept, ScenarioGone, fit, kept_scenario, kept_scenarios, save
from dashboard.services.simulation import simulated
from dashboard.views.scope import Scope
from dashboard.views.whatif import compared
from engine.levers import LeverError
from engine.overrides import OverrideError
from engine.scenario import Scenario

#: So many scenarios fit side by side.
ABREAST = 3
#: So many of the newest are shown before all are asked for.
SHOWN = 10
_CHANGES = {"data_changed": "data", "policy_changed": "policy"}


def take_shared(scope: Scope) -> None:
    """Take over the scenario that the address names, once; say what is wrong with it."""
    shared = state.address().get("scenario")
    if shared is None or state.kept("scenario_taken") == shared:
        return
    state.keep("scenario_taken", shared)
    try:
        kept = kept_scenario(current_store(), shared)
    except ScenarioGone:
        st.warning(
            _(
                "This scenario no longer exists: it was removed, or the link is incomplete. "
                "What you see is as it is."
            ),
            icon=":material/link_off:",
        )
        return
    if kept.scenario is None:
        st.warning(
            _("This scenario was saved by another version of the program and cannot be read."),
            icon=":material/link_off:",
        )
        return
    regions = {lever.region for lever in kept.scenario.levers}
    if kept.scenario.overrides:
        keep_overrides(kept.scenario.overrides, is_applied=True)
    for region in regions:
        own = [lever for lever in kept.scenario.levers if lever.region == region]
        set_levers(kept.scenario.month, region, own)
    query = {**state.address(), "month": f"{kept.scenario.month:%Y-%m}"}
    target = next(iter(regions), None)
    if kept.scenario.month != scope.month or (target is not None and scope.region != target):
        for name, value in query.items():
            state.choose(name, value)
        if target is not None:
            state.choose("region", target)
        st.rerun()


def show_scenarios(scope: Scope, region: str) -> None:
    """Save what the levers say, and what was saved before."""
    with st.container(border=True):
        st.markdown(f"#### {_('Scenarios')}")
        _show_saving(scope, region)
        found = [kept for kept in kept_scenarios(current_store()) if kept.scenario is not None]
        if not found:
            st.caption(_("None saved yet. Move a lever above, name it, and it can be compared and shared."))
            return
        chosen = st.multiselect(
            _("Compare"),
            [kept.scenario_id for kept in found],
            format_func=lambda scenario_id: _label(found, scenario_id),
            max_selections=ABREAST,
            placeholder=_("Up to three scenarios"),
            key="scenarios_compared",
        )
        if chosen:
            _show_comparison(scope, region, [kept for kept in found if kept.scenario_id in chosen])
        for kept in found[:SHOWN]:
            _show_one(scope, kept)
        if len(found) > SHOWN:
            with st.expander(_("{count} more", count=len(found) - SHOWN)):
                for kept in found[SHOWN:]:
                    _show_one(scope, kept)


def _label(found: Sequence[Kept], scenario_id: str) -> str:
    return next(f"{kept.name} · {_month(kept)}" for kept in found if kept.scenario_id == scenario_id)


def _month(kept: Kept) -> str:
    return "" if kept.scenario is None else f"{kept.scenario.month:%Y-%m}"


def _show_saving(scope: Scope, region: str) -> None:
    with st.form("save_scenario", border=False):
        name_field, button = st.columns([4, 1], vertical_alignment="bottom")
        name = name_field.text_input(
            _("Name of the scenario"), max_chars=60, placeholder=_("for example: overdue first")
        ).strip()
        is_saved = button.form_submit_button(_("Save"), icon=":material/bookmark_add:", width="stretch")
    if not is_saved:
        return
    scenario = Scenario(scope.month, kept_levers(scope.month, region), applied_overrides(), name)
    if not name or not (scenario.levers or scenario.overrides):
        st.warning(_("Give it a name, and move at least one lever above."))
        return
    scenario_id = save(current_store(), scenario, current_basis().policies, ACTOR)
    state.keep("scenario_taken", scenario_id)
    state.choose("scenario", scenario_id)
    st.success(_("Saved. The address of this page is the link to share."), icon=":material/link:")


def _show_one(scope: Scope, kept: Kept) -> None:
    if kept.scenario is None:
        return
    start = current_basis()
    fits = fit(kept.scenario, start.facts, start.policies, start.data_version)
    words, link, drop = st.columns([6, 1.2, 0.8], vertical_alignment="center", gap="small")
    stale = ""
    if fits.is_stale:
        named = {"data": _("data"), "policy": _("policy")}
        what = _(" and ").join(named[_CHANGES[change]] for change in fits.changes)
        stale = "  :orange-badge[" + _("out of date: {what} changed since", what=what) + "]"
    if fits.problems:
        stale += "  :red-badge[" + _("does not fit any more") + "]"
    regions = ", ".join(sorted({lever.region for lever in kept.scenario.levers}))
    changed = len(kept.scenario.overrides)
    rules = _("{count} policy values changed", count=changed) if changed else ""
    parts = filter(None, (_month(kept), regions, rules, kept.actor, f"{kept.saved_at:%Y-%m-%d}"))
    words.markdown(f"**{plain(kept.name)}** · {' · '.join(map(plain, parts))}{stale}")
    region = next((lever.region for lever in kept.scenario.levers), None)
    link.button(
        _("Open"),
        key=f"open/{kept.scenario_id}",
        icon=":material/open_in_new:",
        type="tertiary",
        on_click=_open,
        args=(kept.scenario_id, _month(kept), region),
    )
    drop.button(
        "",
        icon=":material/delete:",
        key=f"remove/{kept.scenario_id}",
        help=_("Take {name} off the list", name=kept.name),
        on_click=_remove,
        args=(kept.scenario_id,),
        type="tertiary",
    )
    del scope


def _open(scenario_id: str, month: str, region: str | None) -> None:
    state.drop("scenario_taken")
    state.choose("scenario", scenario_id)
    state.choose("month", month)
    state.choose("region", region)


def _remove(scenario_id: str) -> None:
    with suppress(KeyError):  # somebody else was faster; it is gone, as asked
        current_store().remove_scenario(scenario_id, ACTOR)
    if state.address().get("scenario") == scenario_id:
        state.forget("scenario")


def _show_comparison(scope: Scope, region: str, chosen: Sequence[Kept]) -> None:
    start = current_basis()
    columns: dict[str, list[str]] = {}
    titles = [Column("title", _("Figure")), Column("now", _("Now"))]
    for number, kept in enumerate(chosen):
        if kept.scenario is None:
            continue
        if kept.scenario.month != scope.month:
            st.caption(_("{name} is about another month and was left out.", name=plain(kept.name)))
            continue
        try:
            result = simulated(start, kept.scenario)
        except (LeverError, OverrideError):
            st.caption(_("{name} does not fit the data any more and was left out.", name=plain(kept.name)))
            continue
        rows = compared(
            result.before.filter(region=region).row(0, named=True),
            result.after.filter(region=region).row(0, named=True),
            scope.unit,
            scope.edges,
        )
        columns.setdefault("title", [row.title for row in rows])
        columns.setdefault("now", [row.before for row in rows])
        columns[f"s{number}"] = [f"▨ {row.after}" if row.change else row.after for row in rows]
        titles.append(Column(f"s{number}", kept.name))
    if len(titles) > len(columns) or not columns:
        return
    show_table(
        Table("scenarios", _("Scenarios side by side"), pl.DataFrame(columns), tuple(titles)),
        YUAN,
        key="scenarios_table",
    )
