"""What-if: outlook, goals, levers and their result side by side with what is."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.cache import current_answers, current_basis, current_forecast
from dashboard.charts.outlook import outlook_bars
from dashboard.charts.template import CONFIG
from dashboard.components.cards import show_table_card
from dashboard.components.levers import set_levers, show_levers
from dashboard.components.tables import show_table
from dashboard.formats import YUAN, money, plain
from dashboard.i18n import _
from dashboard.services.simulation import capacities, simulated
from dashboard.views.goals import Goal, answer_table, goals, worth
from dashboard.views.outlook import chance_text, outlook, region_table, tier_table
from dashboard.views.scope import Scope
from dashboard.views.whatif import (
    Compared,
    compared,
    comparison_table,
    problem_text,
    rank_changes,
)
from engine.goalseek import Answer
from engine.levers import Lever, LeverError
from engine.scenario import Scenario, problems

#: The figures shown large beside the levers; the rest stands in the table.
_LEADING = 6


def require_region(scope: Scope) -> str:
    """The chosen region; without one, show every region's outlook with a way to each, and stop."""
    if scope.region is not None:
        return scope.region
    st.info(_("Choose a region to see what it can still do."), icon=":material/touch_app:")
    with st.container(horizontal=True, gap="small"):
        for name in scope.region_names:
            st.button(name, key=f"region/{name}", on_click=state.choose, args=("region", name))
    made = current_forecast(scope.month)
    if made is not None:
        show_table_card(region_table(scope, made), scope.unit, scope.month, key="outlook")
    return st.stop()


def show_outlook(scope: Scope, region: str) -> None:
    """What the checkpoint will look like if nothing more is done than usual."""
    with st.container(border=True):
        st.markdown(f"#### {_('If nothing more is done')}")
        made = current_forecast(scope.month)
        if made is None:
            st.caption(_("The month's days are not loaded, so nothing can be forecast."))
            return
        seen = outlook(scope, made, region)
        if not seen.shares:
            st.caption(seen.reason or _("Nothing can be forecast for this region."))
            return
        threshold = float(scope.policy.checkpoint.threshold.value)
        title = _("Sales and collections at the checkpoint, as shares of the target")
        chart, words = st.columns([3, 2], gap="medium", vertical_alignment="center")
        with chart:
            st.plotly_chart(
                outlook_bars(seen.shares, threshold),
                key="outlook_bars",
                config=CONFIG,
                alt=f"{title}: {' '.join(seen.sentences)}",
            )
        with words:
            st.metric(_("Chance to meet the checkpoint"), chance_text(seen.checkpoint_chance))
            st.metric(_("Chance to come last"), chance_text(seen.last_chance))
        for sentence in seen.sentences:
            st.markdown(f"- {plain(sentence)}")
        with st.expander(_("Chances of the capital tiers, and how far to trust a forecast")):
            show_table(tier_table(made, region), YUAN, key="tier_chances")
            st.caption(
                _(
                    "Made from the region's own course within past months. In tests on past months, about "
                    "eight of ten true figures fell into such a range."
                )
            )


def show_goals(scope: Scope, region: str) -> None:
    """The least that reaches each goal, with a button that fills it in below."""
    found = goals(current_answers(scope.month, region), scope.policy)
    open_ones = [goal for goal in found if not goal.is_reached]
    with st.container(border=True):
        st.markdown(f"#### {_('The least that changes the outcome')}")
        if not open_ones:
            st.markdown(_("▲ Every goal is reached already: no fine to avoid, no tier to gain."))
        for number, goal in enumerate(open_ones):
            _show_goal(scope, region, goal, number)
        reached = [goal.title for goal in found if goal.is_reached]
        if reached:
            st.caption(_("Reached already: {goals}", goals=_("; ").join(map(plain, reached))))


def _show_goal(scope: Scope, region: str, goal: Goal, number: int) -> None:
    best = goal.best
    title, does, pays, fill = st.columns([3, 4, 2, 1.3], vertical_alignment="center", gap="small")
    sign = ":blue[▲]" if best.is_reachable else ":gray[■]"
    title.markdown(f"{sign} **{plain(goal.title)}**")
    does.markdown(plain(goal.text(scope.unit)))
    if (best.is_reachable or best.lever is None) and worth(best):
        pays.markdown(_("worth {amount} yuan", amount=plain(money(worth(best), plus=True))))
    if best.steps:
        fill.button(
            _("Fill in"),
            key=f"fill/{region}/{number}",
            icon=":material/input:",
            help=_("Set the levers below to this"),
            on_click=set_levers,
            args=(scope.month, region, best.steps),
        )
    if not goal.is_joint and len(goal.answers) > 1:
        with st.expander(_("Other levers, and what each would need")):
            show_table(answer_table(goal, scope.unit), scope.unit, key=f"answers_{number}")


def show_simulation(scope: Scope, region: str) -> None:
    """Levers and their result; a change reruns this part of the page only."""
    answers = current_answers(scope.month, region)
    with st.container(border=True):
        st.markdown(f"#### {_('Try it')}  :orange-badge[{_('simulated, not actual')}]")
        _levers_and_result(scope, region, answers)


@st.fragment
def _levers_and_result(scope: Scope, region: str, answers: tuple[Answer, ...]) -> None:
    start = current_basis()
    room = capacities(start, scope.month, region)
    levers = show_levers(scope.month, region, room, answers, scope.unit)
    trouble = state.kept("lever_trouble")
    if trouble is not None:
        st.warning(_("The locked offices leave no room for this total. Unlock one of them, or change it."))
    scenario = Scenario(scope.month, _movable(scope, levers))
    result = simulated(start, scenario)
    before = result.before.filter(region=region).row(0, named=True)
    after = result.after.filter(region=region).row(0, named=True)
    rows = compared(before, after, scope.unit, scope.edges)
    _show_leading(rows)
    if not levers:
        st.caption(_("Move a lever or fill in a goal: what changes is shown here, what is stays beside it."))
        return
    with st.container(horizontal=True, gap="small"):
        st.button(
            _("All levers back to 0"),
            icon=":material/restart_alt:",
            key=f"reset_all/{region}",
            on_click=set_levers,
            args=(scope.month, region, ()),
        )
    details, ranks = st.columns(2, gap="small")
    with details:
        show_table(comparison_table(rows), scope.unit, key="comparison")
    with ranks:
        show_table(rank_changes(result.before, result.after), scope.unit, key="rank_changes")
    st.caption(
        _(
            "Rewards and fines of all regions together: {change} yuan. Ranks are computed anew for everyone.",
            change=plain(money(result.award_change, plus=True)),
        )
    )


def _movable(scope: Scope, levers: tuple[Lever, ...]) -> tuple[Lever, ...]:
    """The levers that still fit; those that do not are named."""
    start = current_basis()
    found = problems(start.facts, start.policies, Scenario(scope.month, levers))
    if not found:
        return levers
    for error in found:
        if isinstance(error, LeverError):
            st.warning(plain(problem_text(error, scope.unit)), icon=":material/warning:")
    kept: list[Lever] = []
    for lever in levers:
        if not problems(start.facts, start.policies, Scenario(scope.month, (*kept, lever))):
            kept.append(lever)
    return tuple(kept)


def _show_leading(rows: list[Compared]) -> None:
    with st.grid(min_column_width=165, gap="small"):
        for row in rows[:_LEADING]:
            is_changed = bool(row.change)
            st.metric(
                row.title,
                f"▨ {row.after}" if is_changed else row.after,
                _("was {before}", before=row.before) if is_changed else None,
                delta_color={True: "blue", False: "red", None: "gray"}[row.is_better],
                delta_arrow="off",
                border=True,
                height="stretch",
            )
