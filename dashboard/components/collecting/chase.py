"""The chase list of a region, and the company's effort spent where it avoids most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from dashboard import state
from dashboard.bulletins.collection import Listing, collection_paper
from dashboard.cache.collecting import current_ageing, current_candidates, current_effort
from dashboard.cache.current import current_snapshot
from dashboard.cache.whatif import current_answers
from dashboard.cards.card import Chart
from dashboard.charts.effort import MOST_STEPS, frontier_bars
from dashboard.components.collecting.customers import show_customers, show_prospect
from dashboard.components.collecting.papers import offer_papers
from dashboard.components.collecting.payers import kept_settings, set_parts, set_settings
from dashboard.components.elements.cards import show_card
from dashboard.components.elements.downloads import offer_downloads
from dashboard.components.elements.tables import show_table
from dashboard.components.elements.waiting import outlined
from dashboard.components.levers.handles import Handle
from dashboard.components.levers.stages import current_stage, current_window, day_considered
from dashboard.formats import Markdown, plain
from dashboard.i18n import _
from dashboard.services.chasing import MEASURES
from dashboard.services.simulation import Basis, office_parts
from dashboard.views.scope import Scope
from dashboard.views.whatif.chase import (
    first_kind,
    frontier_steps,
    frontier_table,
    goal_of,
    kinds,
    selection_sentence,
    way_title,
)
from dashboard.views.whatif.customers import (
    ageing_table,
    ageing_text,
    customers_in_order,
    has_due_dates,
    list_table,
    missing_text,
    office_text,
)
from engine.collecting.chase import WAYS, Candidates, Way, selection
from engine.collecting.lists import (
    CollectionList,
    list_by_parts,
    list_of_selection,
    list_of_settings,
    without,
)
from engine.collecting.payments import Kind, Window
from engine.collecting.settings import Setting, Who, by_office, left_out
from engine.policy.overrides import Override
from engine.whatif.prospects import LEVER_OF_KIND


def show_chase(
    scope: Scope,
    region: str,
    handles: Sequence[Handle],
    start: Basis,
    overrides: Mapping[str, Override],
) -> None:
    """Whom to collect from, by office and customer; in the fragment of the levers, which it agrees with."""
    st.markdown(f"#### {_('Whom to collect from')}")
    titles = kinds()
    answers, window = current_answers(scope.month, region, current_stage(scope)), current_window(scope)
    by_kind = {handle.kind: handle for handle in handles}
    with outlined(240):
        begin = first_kind(
            answers,
            lambda kind: int(current_candidates(region, scope.month, kind, window).table["owed"].sum()),
        )
    kind: Kind = st.segmented_control(
        _("Balances to collect"),
        list(titles),
        format_func=lambda kind: plain(titles[kind]),
        default=begin,
        required=True,
        key=f"chase_kind/{scope.month:%Y-%m}/{region}",
    )
    found = current_candidates(region, scope.month, kind, window)
    if found.table.is_empty():
        st.caption(_("Nobody owes anything of this kind, or the balances of this month are not loaded."))
        return
    on = day_considered(scope)
    aged = current_ageing(region, scope.month, kind, on)
    asked = _Asked(scope, by_kind[LEVER_OF_KIND[kind]], found, aged, on, window, goal_of(answers, kind))
    words = {"list": _("Collection list"), "customers": _("Customer by customer"), "ageing": _("Ageing")}
    if not has_due_dates(aged):
        del words["ageing"]
    view = st.segmented_control(
        _("Show"),
        list(words),
        format_func=lambda name: plain(words[name]),
        default="list",
        required=True,
        key=f"chase_view/{region}",
        label_visibility="collapsed",
    )
    if view == "ageing":
        table = ageing_table(aged, on)
        st.markdown(ageing_text(table, scope.unit))
        show_table(table, scope.unit, key="ageing")
        offer_downloads(table, f"ageing-{kind}-{scope.month:%Y-%m}-{region}")
    elif view == "customers":
        with outlined(160):
            show_prospect(scope, start, region, overrides)
        show_customers(scope, asked.handle, found, aged)
    else:
        _show_list(asked, start)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a list is made of: a kind's candidates, how long they owe, and the lever that it agrees with."""

    scope: Scope
    handle: Handle
    found: Candidates
    aged: pl.DataFrame
    on: date
    window: Window | None
    goal: int


def _show_list(asked: _Asked, start: Basis) -> None:
    scope, handle, found = asked.scope, asked.handle, asked.found
    settings = kept_settings(handle.month, handle.region)
    some = without(found, _choose_left_out(asked, settings))
    if by_office(settings, found.kind):
        st.caption(_("As set customer by customer; the levers of the offices come to the same."))
        _show_offices(asked, list_of_settings(found, settings), way=None)
        return
    way = _choose_way(found)
    levers = handle.levers
    if levers:
        parts: dict[str, int] = {}
        for lever in levers:
            split = (
                {lever.office: lever.amount}
                if lever.office is not None
                else office_parts(start, scope.month, lever)
            )
            parts |= split
        st.caption(_("The list of each office comes to what the levers say it collects."))
        _show_offices(asked, list_by_parts(some, parts, way), way=way)
        return
    goal = _choose_goal(asked)
    if some.table.is_empty():
        st.caption(_("Everybody is left out."))
        return
    chosen = selection(some, goal, way)
    st.markdown(plain(selection_sentence(chosen, goal, scope.unit, asked.window)))
    listed = list_of_selection(chosen, goal)
    st.button(
        _("Set the levers of the offices to this list"),
        key=f"chase_fill/{handle.region}/{found.kind}",
        icon=":material/input:",
        on_click=set_parts,
        args=(handle, listed.counted()),
    )
    _show_offices(asked, listed, way=way)


def _choose_way(found: Candidates) -> Way:
    ways = [way for way in WAYS if way != "surest" or found.has_record]
    way: Way = st.segmented_control(
        _("Choose customers"),
        ways,
        format_func=lambda way: plain(way_title(way)),
        default=ways[0],
        required=True,
        key=f"chase_way/{found.table['region'][0]}",
    )
    return way


def _choose_goal(asked: _Asked) -> int:
    amount = st.number_input(
        _("Amount to reach (yuan)"),
        0.01,
        1e11,
        value=max(0.01, asked.goal / 100),
        step=10_000.0,
        format="%.2f",
        key=asked.handle.key("goal"),
        width=260,
        help=_("To begin with, what the checkpoint still needs, or the nearest goal of this balance."),
    )
    return round(amount * 100)


def _choose_left_out(asked: _Asked, settings: Sequence[Setting]) -> frozenset[Who]:
    """Who is not to be asked: kept as customers who pay nothing."""
    handle, found = asked.handle, asked.found
    owed = dict(customers_in_order(found))
    out = left_out(settings, found.kind)

    def take(chosen: Sequence[Who]) -> None:
        own = {one.who: one for one in settings if one.kind == found.kind and one.who not in out}
        nothing = {who: Setting(found.kind, handle.region, *who, 0) for who in chosen}
        set_settings(handle, found.kind, [*(own | nothing).values()])

    st.multiselect(
        _("Leave out"),
        list(owed),
        format_func=lambda who: plain(f"{who[0]} · {who[1]}"),
        placeholder=_("Nobody is left out"),
        key=state.showing(handle.key("left_out"), [who for who in owed if who in out]),
        on_change=handle.edited("left_out", take),
    )
    return out


def _show_offices(asked: _Asked, listed: CollectionList, *, way: Way | None) -> None:
    scope, region = asked.scope, asked.handle.region
    if missing := missing_text(listed, scope.unit):
        st.warning(plain(missing), icon=":material/warning:")
    for office in listed.offices:
        st.markdown(office_text(listed, office, scope.unit))
        table = list_table(listed, office, asked.aged, way=way)
        show_table(table, scope.unit, key=f"collect/{region}/{asked.found.kind}/{office}")
    if listed.offices:
        made = Listing(asked.found.kind, listed, asked.aged, asked.on, way, current_snapshot().data_version)
        paper = collection_paper(scope, region, made)
        offer_papers(paper, f"{scope.month:%Y-%m}")


def _drawn(told: int, left_out: int) -> Markdown:
    """How many of the steps are drawn, and how many stand in the table."""
    if not left_out:
        return _("Drawn are the first {drawn} of {count} steps.", drawn=MOST_STEPS, count=told)
    return _(
        "Drawn are the first {drawn} of {count} steps; the table holds the first {told}, of least effort.",
        drawn=MOST_STEPS,
        count=told + left_out,
        told=told,
    )


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
        note = f"{note} {_drawn(len(steps), found.left_out)}"
    show_card(Chart(table.heading, figure, table, "frontier", note), scope.unit, scope.month)
