"""Levers and their result, side by side with what is.

A key pressed on a lever reruns the fragment of that lever's row only. It writes the new figures
first, into a place outside of it, then its own row, and the tables once the browser has drawn
the figures. What a fragment wrote before and does not write again is taken away, and what
another one wrote stays; so each writes everything, always in the same places.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import state
from dashboard.cache import current_answers, current_basis, simulation_from
from dashboard.components.assumptions import choose_assumptions
from dashboard.components.handles import kept_levers, levers_key, set_levers
from dashboard.components.levers import show_levers
from dashboard.components.tables import show_table
from dashboard.formats import money, plain
from dashboard.i18n import _
from dashboard.services.simulation import Basis, Simulation, capacities, next_levers
from dashboard.views.scope import Scope
from dashboard.views.whatif import Compared, compared, comparison_table, problem_text, rank_changes
from engine.levers import Lever, LeverError
from engine.overrides import Override
from engine.scenario import Scenario, problems

#: The figures shown large beside the levers; the rest stands in the table.
_LEADING = 6


def show_simulation(scope: Scope, region: str) -> None:
    """Levers and their result; a lever that is moved reruns itself and the result only."""
    answers = current_answers(scope.month, region)
    with st.container(border=True):
        st.markdown(f"#### {_('Try it')}  :orange-badge[{_('simulated, not actual')}]")
        overrides = choose_assumptions(scope)
        levers, figures, details, bar = st.container(), st.empty(), st.empty(), st.bottom.empty()
        with levers:
            start = current_basis()
            room = capacities(start, scope.month, region)
            shown = _Result(start, scope, region, overrides, figures, details, bar)
            show_levers(scope.month, region, room, answers, scope.unit, shown=shown)
        st.button(
            _("All levers back to 0"),
            icon=":material/restart_alt:",
            key=f"reset_all/{region}",
            on_click=set_levers,
            args=(scope.month, region, ()),
        )


@dataclass(frozen=True, slots=True)
class _Result:
    """What the levers come to, and the places where it is shown; `bar` never leaves the screen."""

    start: Basis
    scope: Scope
    region: str
    overrides: Mapping[str, Override]
    figures: DeltaGenerator
    details: DeltaGenerator
    bar: DeltaGenerator

    @property
    def levers(self) -> tuple[Lever, ...]:
        """The levers as they are now."""
        return kept_levers(self.scope.month, self.region)

    def scenario(self, levers: tuple[Lever, ...]) -> Scenario:
        """The levers under the policy values that are assumed."""
        return Scenario(self.scope.month, levers, self.overrides)

    def reserve(self) -> None:
        """Leave all places empty."""
        self.bar.empty()
        self.figures.empty()
        self.details.empty()

    def show_figures(self) -> None:
        """The leading figures, and which levers do not fit."""
        with self.figures.container():
            note = st.empty()
            simulation, trouble = _simulation(self.start, self.scope, self.scenario(self.levers))
            if state.kept("lever_trouble") is not None:
                trouble = [
                    *trouble,
                    _("The locked offices leave no room for this total. Unlock one of them, or change it."),
                ]
            if trouble:
                note.warning("\n\n".join(trouble), icon=":material/warning:")
            _show_leading(self._rows(simulation)[:_LEADING])

    def show_details(self) -> None:
        """All figures and ranks, now and simulated; then what the reader may ask for next is computed."""
        levers = self.levers
        with self.details.container():
            words, tables = st.empty(), st.empty()
            if levers or self.overrides:
                simulation, _trouble = _simulation(self.start, self.scope, self.scenario(levers))
                rows = self._rows(simulation)
                self._show_bar(rows[:_LEADING])
                words.caption(_together(simulation))
                with tables.container():
                    self._show_tables(simulation, rows)
            else:
                self.bar.empty()
                words.caption(
                    _("Move a lever or fill in a goal: what changes is shown here, what is stays beside it.")
                )
        self._compute_ahead(levers)

    def _rows(self, simulation: Simulation) -> list[Compared]:
        # Positions and no filters: other threads would have to wake up for a filter.
        before, after = (
            frame.row(frame["region"].to_list().index(self.region), named=True)
            for frame in (simulation.before, simulation.after)
        )
        return compared(before, after, self.scope.unit, self.scope.edges)

    def _show_bar(self, rows: list[Compared]) -> None:
        """What changes, in one line."""
        said = [f"{row.title} {row.before} → **▨ {row.after}**" for row in rows if row.change]
        if said:
            self.bar.markdown(f":orange-badge[{_('simulated, not actual')}] {' · '.join(said)}")
        else:
            self.bar.empty()

    def _show_tables(self, simulation: Simulation, rows: list[Compared]) -> None:
        figures, ranks = st.columns(2, gap="small")
        with figures:
            show_table(comparison_table(rows), self.scope.unit, key="comparison")
        with ranks:
            changes = rank_changes(simulation.before, simulation.after)
            show_table(changes, self.scope.unit, key="rank_changes")

    def _compute_ahead(self, levers: tuple[Lever, ...]) -> None:
        """Have the next step of the same lever ready before its key is pressed."""
        key = f"shown/{levers_key(self.scope.month, self.region)}"
        ahead = next_levers(state.kept(key, ()), levers)
        state.keep(key, levers)
        if ahead is not None:
            with suppress(LeverError):  # there is no more to move
                simulation_from(self.start, self.scenario(ahead))


def _simulation(start: Basis, scope: Scope, scenario: Scenario) -> tuple[Simulation, list[str]]:
    """What the levers come to that fit, and the sentences about those that do not."""
    try:
        return simulation_from(start, scenario), []
    except LeverError:
        found = problems(start.facts, start.policies, scenario)
        said = [plain(problem_text(error, scope.unit)) for error in found if isinstance(error, LeverError)]
        return simulation_from(start, _movable(start, scenario)), said


def _movable(start: Basis, scenario: Scenario) -> Scenario:
    """The scenario with the levers that fit, each tried after those before it."""
    kept: list[Lever] = []
    for lever in scenario.levers:
        if not problems(start.facts, start.policies, replace(scenario, levers=(*kept, lever))):
            kept.append(lever)
    return replace(scenario, levers=tuple(kept))


def _together(simulation: Simulation) -> str:
    return _(
        "Rewards and fines of all regions together: {change} yuan. Ranks are computed anew for everyone.",
        change=plain(money(simulation.award_change, plus=True)),
    )


def _show_leading(rows: list[Compared]) -> None:
    with st.grid(min_column_width=250, gap="small"):
        for row in rows:
            is_changed = bool(row.change)
            st.metric(
                row.title,
                f"▨ {row.after}" if is_changed else row.after,
                _("was {before}", before=row.before) if is_changed else None,
                delta_color={True: "blue", False: "red", None: "gray"}[row.is_better],
                delta_arrow="off",
                delta_description=row.difference,
                border=True,
                height="stretch",
            )
