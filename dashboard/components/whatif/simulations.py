"""Levers and their result, side by side with what is.

What a reader does on the board reruns its fragment only: the figures first, the tables once the
browser has drawn them, and then what may be asked for next is computed.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from math import isfinite
from typing import Any

import streamlit as st

from dashboard import i18n, state
from dashboard.cache.current import current_basis
from dashboard.cache.whatif import current_answers, simulation_from
from dashboard.components.collecting.chase import show_chase
from dashboard.components.elements.tables import show_table
from dashboard.components.levers.board import show_board, tell_board
from dashboard.components.levers.company import Company, choose_company
from dashboard.components.levers.filling import filled
from dashboard.components.levers.handles import Handle, kept_levers, levers_key
from dashboard.components.levers.splits import show_splits
from dashboard.components.levers.stages import current_stage
from dashboard.components.regulation.assumptions import choose_assumptions
from dashboard.formats import run_on
from dashboard.i18n import _
from dashboard.parts import part
from dashboard.services.simulation import Basis, Simulation, capacities, office_parts, steps_ahead
from dashboard.views.scope import Scope
from dashboard.views.whatif.board import STEP, context_of, figure_data, lever_data, position_of
from dashboard.views.whatif.company import with_whom
from dashboard.views.whatif.whatif import (
    Compared,
    compared,
    comparison_table,
    problem_text,
    rank_changes,
    together,
)
from data.store import StoreChanged
from engine.policy.overrides import Override
from engine.whatif.goalseek import Answer
from engine.whatif.levers import KINDS, Lever, LeverError
from engine.whatif.scenario import Scenario, problems

#: The figures on the board; the rest stands in the table.
_LEADING = 7
#: Seconds in which the browser draws the figures before it gets the rest; a key pressed meanwhile goes first.
_TO_DRAW = 0.06


def show_simulation(scope: Scope, region: str) -> Trial:
    """Levers and their result; a lever that is moved reruns no more than these."""
    stage = current_stage(scope)
    with st.container(border=True):
        title = _("Calculated again: what would have been") if stage == "over" else _("Try it")
        st.markdown(f"#### {title}  :orange-badge[{_('simulated, not actual')}]")
        start, overrides = current_basis(), choose_assumptions(scope)
        company = choose_company(scope, region, start)
        room = capacities(start, scope.month, region)
        handles = [
            Handle(
                scope.month,
                region,
                kind,
                {office: most for office, most in room[kind].items() if most is not None},
                is_by_checkpoint=stage != "past_checkpoint",
            )
            for kind in KINDS
        ]
        answers = current_answers(scope.month, region, stage)
        trial = Trial(start, scope, region, overrides, company, handles, answers, is_over=stage == "over")
        _show_trial(trial)
    return trial


@dataclass(frozen=True, slots=True)
class Trial:
    """A region's levers, and what they come to under the policy values that are assumed."""

    start: Basis
    scope: Scope
    region: str
    overrides: Mapping[str, Override]
    company: Company
    handles: Sequence[Handle]
    answers: Sequence[Answer]
    is_over: bool

    @property
    def key(self) -> str:
        """The key of the board."""
        return f"board/{levers_key(self.scope.month, self.region)}"

    def simulated(self, levers: tuple[Lever, ...]) -> Simulation:
        """LeverError where they do not fit."""
        return simulation_from(self.start, self.scenario(levers))

    def scenario(self, levers: tuple[Lever, ...], name: str = "") -> Scenario:
        """The levers with all else that is assumed."""
        company = self.company
        moved = (*levers, *company.others)
        return Scenario(self.scope.month, moved, self.overrides, name, rivals=company.rivals)

    def fitting(self, levers: tuple[Lever, ...]) -> tuple[Lever, ...]:
        """The levers that fit, each tried after those before it."""
        facts, policies = self.start.facts, self.start.policies
        kept: tuple[Lever, ...] = ()
        for lever in levers:
            if not problems(facts, policies, Scenario(self.scope.month, (*kept, lever), self.overrides)):
                kept = (*kept, lever)
        return kept

    def rows(self, simulation: Simulation) -> list[Compared]:
        """The region's figures, now and simulated."""
        # Positions and no filters: other threads would have to wake up for a filter.
        before, after = (
            frame.row(frame["region"].to_list().index(self.region), named=True)
            for frame in (simulation.before, simulation.after)
        )
        scope = self.scope
        return compared(before, after, scope.unit, scope.edges, is_ahead=scope.is_checkpoint_ahead)

    def context(self, levers: tuple[Lever, ...]) -> str:
        """What decides about the figures and their wording beside the levers' totals."""
        versions = (self.start.data_version, self.start.policies.digest, sorted(self.overrides.items()))
        others = (self.company.others, self.company.rivals)
        shown = (self.scope.month, self.region, self.scope.unit, i18n.current())
        return context_of(levers, versions, others, shown)

    def take(self, amounts: Mapping[str, int]) -> None:
        """Move levers as the reader has done on the board."""
        state.keep(f"{self.key}/moved", True)
        for handle in self.handles:
            amount = amounts.get(handle.kind)
            # What comes from a browser is a number only if it is one.
            if isinstance(amount, int | float) and isfinite(amount):
                handle.edit("board", partial(handle.move, int(amount)))


@part
def _show_trial(trial: Trial) -> None:
    for handle in trial.handles:
        handle.drawing()
    levers = kept_levers(trial.scope.month, trial.region)
    simulation, trouble = _that_fits(trial, levers)
    rows = trial.rows(simulation)
    show_board(trial.key, _board_data(trial, levers, rows, trouble), trial.take)
    is_moved = state.kept(f"{trial.key}/moved", False)
    if is_moved:
        state.drop(f"{trial.key}/moved")
        time.sleep(_TO_DRAW)
    show_splits(trial.handles, partial(office_parts, trial.start, trial.scope.month))
    if levers or trial.overrides or trial.company != Company():
        _show_tables(trial, simulation, rows)
    else:
        ahead = _("Move a lever or fill in a goal: what changes is shown here, what is stays beside it.")
        past = _("Move a lever: what would have been different is shown here, beside what was.")
        st.caption(past if trial.is_over else ahead)
    if not trial.is_over:
        show_chase(trial.scope, trial.region, trial.handles, trial.start, trial.overrides)
    if is_moved:
        tell_ahead(trial, "moved")


def _board_data(
    trial: Trial, levers: tuple[Lever, ...], rows: Sequence[Compared], trouble: Sequence[str]
) -> dict[str, Any]:
    context = trial.context(levers)
    return {
        "texts": {"simulated": _("simulated, not actual"), "reset_all": _("All levers back to 0")},
        "levers": [
            lever_data(
                *(handle.kind, handle.room, trial.answers, handle.moved),
                unit=trial.scope.unit,
                policy=trial.scope.policy,
            )
            for handle in trial.handles
        ],
        "context": context,
        # Figures of levers of which some were left out belong to no position.
        "position": "" if trouble else position_of(context, levers),
        "figures": figure_data(rows[:_LEADING]),
        "trouble": "\n".join(trouble),
        "filled": filled(trial.scope.month, trial.region),
    }


def _show_tables(trial: Trial, simulation: Simulation, rows: Sequence[Compared]) -> None:
    is_part = trial.scope.is_part
    whom = with_whom(trial.company.others, trial.company.rivals, is_part=is_part)
    st.caption(run_on(together(simulation, is_part=is_part), whom))
    # What a last place leads to is long, in both columns of the figures.
    figures, ranks = st.columns([8, 7], gap="small")
    with figures:
        show_table(comparison_table(rows), trial.scope.unit, key="comparison")
    with ranks:
        changes = rank_changes(simulation.before, simulation.after, is_part=is_part)
        show_table(changes, trial.scope.unit, key="rank_changes")


def tell_ahead(trial: Trial, name: str = "opened") -> None:
    """Tell the board the figures of the steps that may come next, before their keys are pressed.

    That takes an evaluation each: last of all, when everything else is on the page.
    """
    levers = kept_levers(trial.scope.month, trial.region)
    shown = f"{trial.key}/shown"
    likely = steps_ahead(
        state.kept(shown, levers),
        levers,
        trial.region,
        STEP,
        is_by_checkpoint=trial.handles[0].is_by_checkpoint,
    )
    state.keep(shown, levers)
    place, told = st.empty(), []
    for ahead in likely:
        with suppress(LeverError):  # there is no more to move
            told.append(
                {
                    "position": position_of(trial.context(ahead), ahead),
                    "figures": figure_data(trial.rows(trial.simulated(ahead))[:_LEADING]),
                }
            )
        place.empty()  # a key pressed meanwhile goes first: it interrupts here
    with place:
        tell_board(f"{trial.key}/{name}/ahead", told)


def _that_fits(trial: Trial, levers: tuple[Lever, ...]) -> tuple[Simulation, list[str]]:
    """What the levers come to that fit, and the sentences about those that do not."""
    said: list[str] = []
    if state.kept("lever_trouble") is not None:
        said.append(_("The locked offices leave no room for this total. Unlock one of them, or change it."))
    try:
        return trial.simulated(levers), said
    except StoreChanged:
        st.rerun(scope="app")
    except LeverError:
        start, scenario = trial.start, Scenario(trial.scope.month, levers, trial.overrides)
        found = problems(start.facts, start.policies, scenario)
        told = [problem_text(error, trial.scope.unit) for error in found if isinstance(error, LeverError)]
        return trial.simulated(trial.fitting(levers)), [*told, *said]
