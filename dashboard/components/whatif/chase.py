"""The chase list of a region, and the company's effort spent where it avoids most."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from dashboard import state
from dashboard.cache import current_answers, current_candidates, current_effort
from dashboard.cards.card import Chart
from dashboard.charts.effort import MOST_STEPS, frontier_bars
from dashboard.components.frame.cards import show_card
from dashboard.components.frame.downloads import offer_downloads
from dashboard.components.frame.tables import show_table
from dashboard.components.frame.waiting import outlined
from dashboard.components.whatif.stages import current_stage, current_window
from dashboard.formats import plain
from dashboard.i18n import _
from dashboard.services.chasing import MEASURES
from dashboard.views.scope import Scope
from dashboard.views.whatif.chase import (
    first_kind,
    frontier_steps,
    frontier_table,
    goal_of,
    kinds,
    selection_sentence,
    selection_table,
    way_title,
)
from engine.collecting.chase import selections
from engine.collecting.payments import Kind


def show_chase(scope: Scope, region: str) -> None:
    """Whom to collect from: a kind of balance, an amount, and three ways to it."""
    with st.container(border=True):
        st.markdown(f"#### {_('Whom to collect from')}")
        _chase(scope, region)


@st.fragment
def _chase(scope: Scope, region: str) -> None:
    titles = kinds()
    answers, window = current_answers(scope.month, region, current_stage(scope)), current_window(scope)
    with outlined(240):
        begin = first_kind(
            answers,
            lambda kind: int(current_candidates(region, scope.month, kind, window).table["owed"].sum()),
        )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        kind: Kind = st.segmented_control(
            _("Balances to collect"),
            list(titles),
            format_func=lambda kind: plain(titles[kind]),
            default=begin,
            required=True,
            key=f"chase_kind/{scope.month:%Y-%m}/{region}",
        )
        goal_key = f"chase_goal/{scope.month:%Y-%m}/{region}/{kind}"
        amount = st.number_input(
            _("Amount to reach (yuan)"),
            0.01,
            1e11,
            value=max(0.01, goal_of(answers, kind) / 100),
            step=10_000.0,
            format="%.2f",
            key=goal_key,
            width=260,
            help=_("To begin with, what the checkpoint still needs, or the nearest goal of this balance."),
        )
    found = current_candidates(region, scope.month, kind, window)
    if found.table.is_empty():
        st.caption(_("Nobody owes anything of this kind, or the balances of this month are not loaded."))
        return
    goal = round(amount * 100)
    ways = selections(found, goal)
    first = next(iter(ways))
    way = st.segmented_control(
        _("Choose customers"),
        list(ways),
        format_func=lambda way: plain(way_title(way)),
        default=first,
        required=True,
        key=f"chase_way/{region}",
    )
    selection = ways[way]
    st.markdown(plain(selection_sentence(selection, goal, scope.unit, window)))
    table = selection_table(selection)
    show_table(table, scope.unit, key=f"chase_{way}")
    offer_downloads(table, f"chase-{way}-{scope.month:%Y-%m}-{region}")


def show_effort(scope: Scope) -> None:
    """For the whole company: a limited effort of collecting, spent where it avoids most penalties."""
    words = {measure: _(title) for measure, title in MEASURES.items()}
    measure = st.segmented_control(
        _("Effort measured in"),
        list(words),
        format_func=lambda measure: plain(words[measure]),
        required=True,
        key=state.widget_key("effort", list(words), "money"),
        on_change=state.on_choice("effort"),
    )
    with outlined(320):
        found = current_effort(scope.month, measure or "money")
    if found is None or found.points.height < 2:
        st.caption(
            _("Collecting more would change no reward or fine in this month, or its figures are missing.")
        )
        return
    table = frontier_table(found, scope.policy, is_over=current_stage(scope) == "over")
    steps = frontier_steps(found)
    figure: go.Figure = frontier_bars(steps, scope.unit, is_money=measure != "customers")
    note = _("A row per step: what it changes, what it costs, and what all of it gains.")
    if len(steps) > MOST_STEPS:
        drawn = _("Drawn are the first {drawn} of {count} steps.", drawn=MOST_STEPS, count=len(steps))
        note = f"{note} {drawn}"
    show_card(Chart(table.heading, figure, table, "frontier", note), scope.unit, scope.month)
