"""The other regions in a scenario: levers that were set for them, and how the rest of them move."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import streamlit as st

from dashboard import state
from dashboard.components.levers.handles import kept_levers
from dashboard.components.levers.shared import leave_scenario
from dashboard.components.levers.stages import current_stage
from dashboard.formats import plain
from dashboard.i18n import _
from dashboard.services.simulation import Basis
from dashboard.views.scope import Scope
from dashboard.views.whatif.company import WAYS, Choice, change_of, levers_of
from engine.whatif.levers import Lever
from engine.whatif.rivals import Rivals
from engine.whatif.scenario import Scenario, problems

_TOGETHER, _WAY, _CHANGE = "levers_of_others", "rivals_way", "rivals_change"
_ROUND = 5.0


@dataclass(frozen=True, slots=True)
class Company:
    """What the other regions do: levers of theirs, all of which fit, and the moves of those without any."""

    others: tuple[Lever, ...] = ()
    rivals: Rivals | None = None


def take_company(scenario: Scenario, region: str | None) -> None:
    """Take over what a saved scenario says of other regions than the one in which it is seen."""
    state.keep(_TOGETHER, any(lever.region != region for lever in scenario.levers))
    state.keep(_WAY, "as_is" if scenario.rivals is None else scenario.rivals.way)
    state.keep(_CHANGE, None if scenario.rivals is None else scenario.rivals.change)


def choose_company(scope: Scope, region: str, start: Basis) -> Company:
    """Show what the other regions do, and return it."""
    set_besides = [
        lever for name in scope.region_names if name != region for lever in kept_levers(scope.month, name)
    ]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        rivals = None if scope.is_part else _rivals(scope, region)
        if set_besides:
            is_together = st.toggle(
                _("Count the levers of {names} as well", names=levers_of(set_besides)),
                key=state.showing(_TOGETHER, bool(state.kept(_TOGETHER, False))),
                on_change=state.on_edit(_TOGETHER, _keeping(_TOGETHER)),
            )
            if is_together:
                return Company(_fitting(start, scope, set_besides), rivals)
    if scope.is_part:
        st.caption(
            _(
                "Ranks are found against the published scores of the other regions, which stay as they are; "
                "with changed rules there is no rank, since nobody sees what they would score."
            )
        )
    return Company((), rivals)


def _rivals(scope: Scope, region: str) -> Rivals | None:
    """How regions without levers move."""
    ways: list[Choice] = [way for way in WAYS if way != "forecast" or current_stage(scope) != "over"]
    kept: Choice = state.kept(_WAY, "as_is")
    way: Choice = st.selectbox(
        _("Other regions"),
        ways,
        format_func=lambda one: plain(_(WAYS[one])),
        key=state.showing(_WAY, kept if kept in ways else "as_is"),
        on_change=state.on_edit(_WAY, _keeping(_WAY)),
        width=260,
    )
    if way == "as_is":
        return None
    if way == "forecast":
        return Rivals(region, "forecast")
    change: Fraction = state.kept(_CHANGE) or Fraction(0)
    st.number_input(
        _("Their sales and collections change by (%)"),
        -100.0,
        100.0,
        step=_ROUND,
        format="%.1f",
        key=state.showing(_CHANGE, float(change * 100)),
        on_change=state.on_edit(_CHANGE, lambda typed: _keeping(_CHANGE)(change_of(typed))),
        width=260,
    )
    return Rivals(region, "percent", change)


def _keeping(name: str) -> Callable[[object], None]:
    def keep(value: object) -> None:
        state.keep(name, value)
        leave_scenario()

    return keep


def _fitting(start: Basis, scope: Scope, levers: Sequence[Lever]) -> tuple[Lever, ...]:
    """The levers that fit, each tried after those before it."""
    kept: tuple[Lever, ...] = ()
    for lever in levers:
        if not problems(start.facts, start.policies, Scenario(scope.month, (*kept, lever))):
            kept = (*kept, lever)
    return kept
