"""Scenarios: saved under a name, listed, compared three abreast, shared by a link that holds an id."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import tzinfo

import polars as pl
import streamlit as st

from dashboard import state
from dashboard.cache.acting import current_writer
from dashboard.cache.current import current_basis, current_reader
from dashboard.cache.whatif import simulation_from
from dashboard.components.collecting.payers import kept_settings, take_settings
from dashboard.components.elements.tables import show_table
from dashboard.components.forms.doers import say_who_may
from dashboard.components.forms.refusals import show_refusal
from dashboard.components.levers.board import supersede_edits
from dashboard.components.levers.company import take_company
from dashboard.components.levers.handles import kept_levers, take_levers
from dashboard.components.levers.shared import (
    is_elsewhere,
    is_taken,
    leave_scenario,
    named_scenario,
    show_as_taken,
)
from dashboard.components.regulation.assumptions import take_overrides
from dashboard.components.visitors.zones import reader_zone
from dashboard.components.whatif.sharing import badges, is_own, show_copy_link, stamp_text
from dashboard.components.whatif.simulations import Trial
from dashboard.formats import YUAN, plain
from dashboard.i18n import _
from dashboard.services.scenarios import Kept, ScenarioGone, fit, kept_scenario, kept_scenarios, save
from dashboard.tables import Column, Table
from dashboard.views.scope import Scope
from dashboard.views.whatif.whatif import compared
from data.store import StoreError
from engine.policy.overrides import OverrideError
from engine.whatif.levers import LeverError
from engine.whatif.scenario import Scenario

#: So many scenarios fit side by side, and in a list that nobody has to scroll.
ABREAST, SHOWN = 3, 10


def take_shared(scope: Scope) -> None:
    """Take over the scenario that the address names, once and whole; say what is wrong with it."""
    shared = named_scenario()
    if shared is None:
        return
    if is_taken(shared):
        if is_elsewhere(scope.month, scope.region):
            leave_scenario()
        return
    try:
        kept = kept_scenario(current_reader(), shared)
    except ScenarioGone:
        leave_scenario()
        st.warning(
            _(
                "This scenario no longer exists: it was removed, or the link is incomplete. "
                "What you see is as it is."
            ),
            icon=":material/link_off:",
        )
        return
    if kept.scenario is None:
        leave_scenario()
        st.warning(
            _("This scenario was saved by another version of the program and cannot be read."),
            icon=":material/link_off:",
        )
        return
    take(shared, kept.scenario)
    place = {"month": f"{kept.scenario.month:%Y-%m}", "region": _region(kept.scenario)}
    wanted = {name: value for name, value in place.items() if value is not None}
    if wanted.items() <= {"month": f"{scope.month:%Y-%m}", "region": scope.region}.items():
        return
    for name, value in wanted.items():
        state.choose(name, value)
    st.rerun()


def take(scenario_id: str, scenario: Scenario) -> None:
    """Show the scenario as it was saved, whatever levers were moved and values changed before."""
    take_overrides(scenario.overrides)
    take_levers(scenario.month, scenario.levers)
    take_company(scenario, _region(scenario))
    take_settings(scenario.month, scenario.customers)
    supersede_edits(f"board/levers/{scenario.month:%Y-%m}/")
    show_as_taken(scenario_id, scenario.month, _sole_region(scenario))


def _region(scenario: Scenario) -> str | None:
    """The region whose levers it moves, the first of several; None where it changes the regulation alone."""
    of_rivals = None if scenario.rivals is None else scenario.rivals.region
    return of_rivals or next((lever.region for lever in scenario.levers), None)


def _sole_region(scenario: Scenario) -> str | None:
    """The only region in which it is seen whole; None where any will do."""
    several = len({lever.region for lever in scenario.levers}) > 1
    return None if several and scenario.rivals is None else _region(scenario)


def show_scenarios(trial: Trial) -> None:
    """Save what the levers say, and what was saved before."""
    scope, region = trial.scope, trial.region
    with st.container(border=True):
        st.markdown(f"#### {_('Scenarios')}")
        _show_refused()
        if current_reader().scope.may("save_scenario", region):
            _show_saving(trial)
        else:
            say_who_may("save_scenario")
        found = [kept for kept in kept_scenarios(current_reader()) if kept.scenario is not None]
        if not found:
            st.caption(_("None saved yet. Move a lever above, name it, and it can be compared and shared."))
            return
        labels = scenario_labels(found, reader_zone())
        chosen = st.multiselect(
            _("Compare"),
            list(labels),
            format_func=labels.__getitem__,
            max_selections=ABREAST,
            placeholder=_("Up to three scenarios"),
            key="scenarios_compared",
        )
        if chosen:
            picked = [kept for kept in found if kept.scenario_id in chosen]
            _show_comparison(scope, region, picked, labels)
        for kept in found[:SHOWN]:
            _show_one(kept)
        if len(found) > SHOWN:
            with st.expander(_("{count} more", count=len(found) - SHOWN)):
                for kept in found[SHOWN:]:
                    _show_one(kept)


def scenario_labels(found: Sequence[Kept], zone: tzinfo | None) -> dict[str, str]:
    """A label per scenario, by id; where name and month are those of another, with the reader's time."""
    labels = {kept.scenario_id: f"{kept.name} · {_month(kept)}" for kept in found}
    for more in ("%m-%d %H:%M", "%S.%f"):
        counts = Counter(labels.values())
        for kept in found:
            if counts[labels[kept.scenario_id]] > 1:
                labels[kept.scenario_id] += f" · {kept.saved_at.astimezone(zone):{more}}"
    return labels


def _month(kept: Kept) -> str:
    return "" if kept.scenario is None else f"{kept.scenario.month:%Y-%m}"


def _show_refused() -> None:
    """What a button's callback could not do, once."""
    error = state.kept("scenario_refused")
    if isinstance(error, StoreError):
        show_refusal(error)
        state.drop("scenario_refused")


def _show_saving(trial: Trial) -> None:
    with st.form("save_scenario", border=False):
        name_field, button = st.columns([4, 1], vertical_alignment="bottom")
        name = name_field.text_input(
            _("Name of the scenario"), max_chars=60, placeholder=_("for example: overdue first")
        ).strip()
        is_saved = button.form_submit_button(_("Save"), icon=":material/bookmark_add:", width="stretch")
    if not is_saved:
        return
    month = trial.scope.month
    levers = trial.fitting(kept_levers(month, trial.region))
    scenario = replace(trial.scenario(levers, name), customers=kept_settings(month, trial.region))
    if not name or not (scenario.levers or scenario.overrides or scenario.rivals):
        st.warning(_("Give it a name, and move at least one lever above."))
        return
    start = current_basis()
    try:
        scenario_id = save(current_writer(), scenario, start.data_version, start.policies)
    except StoreError as error:
        show_refusal(error)
        return
    show_as_taken(scenario_id, month, _sole_region(scenario))
    st.success(_("Saved. The address of this page is the link to share."), icon=":material/link:")
    show_copy_link("copy_saved")


def _show_one(kept: Kept) -> None:
    if kept.scenario is None:
        return
    start = current_basis()
    fits = fit(kept.scenario, start.facts, start.policies, start.data_version, is_own=is_own(kept))
    words, link, drop = st.columns([6, 1.2, 0.8], vertical_alignment="center", gap="small")
    words.markdown(f"**{plain(kept.name)}** · {stamp_text(kept)}{badges(fits)}")
    link.button(
        _("Open"),
        key=f"open/{kept.scenario_id}",
        icon=":material/open_in_new:",
        type="tertiary",
        on_click=_open,
        args=(kept.scenario_id,),
    )
    if not (current_reader().scope.may("save_scenario") and is_own(kept)):
        return
    drop.button(
        "",
        icon=":material/delete:",
        key=f"remove/{kept.scenario_id}",
        help=_("Take {name} off the list", name=plain(kept.name)),
        on_click=_remove,
        args=(kept.scenario_id,),
        type="tertiary",
    )


def _open(scenario_id: str) -> None:
    # Read again: what the page showed may be somebody else's by now, or nobody's.
    with suppress(ScenarioGone):
        scenario = kept_scenario(current_reader(), scenario_id).scenario
        if scenario is not None:
            _go_to(scenario_id, scenario)


def _go_to(scenario_id: str, scenario: Scenario) -> None:
    take(scenario_id, scenario)
    state.choose("month", f"{scenario.month:%Y-%m}")
    if region := _region(scenario):
        state.choose("region", region)


def _remove(scenario_id: str) -> None:
    try:
        with suppress(KeyError):  # somebody else was faster; it is gone, as asked
            current_writer().remove_scenario(scenario_id)
    except StoreError as error:
        state.keep("scenario_refused", error)
        return
    if named_scenario() == scenario_id:
        leave_scenario()


def _show_comparison(scope: Scope, region: str, chosen: Sequence[Kept], labels: Mapping[str, str]) -> None:
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
            result = simulation_from(start, kept.scenario)
        except (LeverError, OverrideError):
            st.caption(_("{name} does not fit the data any more and was left out.", name=plain(kept.name)))
            continue
        rows = compared(
            result.before.filter(region=region).row(0, named=True),
            result.after.filter(region=region).row(0, named=True),
            scope.unit,
            scope.edges,
            is_ahead=scope.is_checkpoint_ahead,
        )
        columns.setdefault("title", [row.title for row in rows])
        columns.setdefault("now", [row.before for row in rows])
        columns[f"s{number}"] = [f"▨ {row.after}" if row.change else row.after for row in rows]
        titles.append(Column(f"s{number}", labels[kept.scenario_id]))
    if len(titles) > len(columns) or not columns:
        return
    show_table(
        Table("scenarios", _("Scenarios side by side"), pl.DataFrame(columns), tuple(titles)),
        YUAN,
        key="scenarios_table",
    )
