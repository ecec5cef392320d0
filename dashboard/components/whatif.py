"""What-if: where the region is heading, and the least that changes what follows."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.cache import current_answers, current_forecast
from dashboard.charts.outlook import outlook_bars
from dashboard.charts.template import CONFIG
from dashboard.components.cards import show_table_card
from dashboard.components.handles import set_levers
from dashboard.components.tables import show_table
from dashboard.formats import YUAN, money, plain
from dashboard.i18n import _
from dashboard.views.goals import Goal, answer_table, goals, worth
from dashboard.views.outlook import chance_text, outlook, region_table, tier_table
from dashboard.views.scope import Scope


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
