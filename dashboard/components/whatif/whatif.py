"""What-if: where the region is heading, and the least that changes what follows."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import state
from dashboard.cache.ahead import current_forecast
from dashboard.cache.current import current_snapshot
from dashboard.cache.whatif import current_answers
from dashboard.cards.card import Rows
from dashboard.cards.targets import still_needed
from dashboard.charts.outlook import outlook_bars
from dashboard.charts.template import CONFIG
from dashboard.components.elements.cards import show_card, show_note
from dashboard.components.elements.tables import show_table
from dashboard.components.elements.waiting import outlined
from dashboard.components.levers.filling import fill_in
from dashboard.components.levers.stages import current_stage
from dashboard.components.overview.stories import current_story
from dashboard.components.visitors.filters import offered
from dashboard.formats import YUAN, Markdown, kept, listed, money, plain, run_on
from dashboard.i18n import _
from dashboard.parts import part
from dashboard.views.month.outlook import basis_note, chance_text, outlook, region_table, tier_table
from dashboard.views.month.telling import difference_text, headline_text, rest_text
from dashboard.views.overview.outcomes import checkpoint_sentences, month_sentences
from dashboard.views.scope import Scope
from dashboard.views.whatif.goals import Goal, answer_table, goals, other_ways_title, worth
from engine.forecasting import Forecast

#: So many names stand in two rows of a desktop.
_FEW = 16


def require_region(scope: Scope) -> str:
    """The chosen region; without one, show every region's outlook with a way to each, and stop."""
    if scope.region is not None:
        return scope.region
    ahead = _("Choose a region to see what it can still do.")
    past = _("Choose a region to see how the month came out, and what would have sufficed.")
    st.info(past if current_stage(scope) == "over" else ahead, icon=":material/touch_app:")
    # Of many regions the figures come first: what is looked for is not below a wall of names.
    are_many = len(scope.region_names) > _FEW
    if not are_many:
        _show_ways(scope)
    with outlined(320):
        made = current_forecast(scope.month) if current_stage(scope) == "open" else None
    for card in still_needed(scope, current_story(scope)):
        show_card(card, scope.unit, scope.month)
    if made is not None:
        show_card(Rows(region_table(scope, made), "outlook", basis_note(scope)), scope.unit, scope.month)
    if are_many:
        _show_ways(scope)
    return st.stop()


def _show_ways(scope: Scope) -> None:
    """A way to each region."""
    with st.container(horizontal=True, gap="small"):
        for name in offered(scope.region_names):
            st.button(plain(name), key=f"region/{name}", on_click=state.choose, args=("region", name))


def require_books(region: str) -> None:
    """Go on where all of a region is seen: levers move every office's books, and lists name customers."""
    if not current_snapshot().scope.sees_region(region):
        show_note(
            _(
                "Levers and collection lists reach into every office of {region}, and you see some of them.",
                region=plain(region),
            )
        )
        st.stop()


def show_ahead(scope: Scope, region: str) -> None:
    """What comes if nothing more is done, beside the least that changes it."""
    expected, least = st.columns(2, gap="small")
    with expected:
        show_outlook(scope, region)
    with least:
        show_goals(scope, region)


def show_outlook(scope: Scope, region: str) -> None:
    """What the checkpoint will look like if nothing more is done than usual; what is over, as it came out."""
    stage = current_stage(scope)
    with st.container(border=True):
        if stage == "over":
            st.markdown(f"#### {_('How the month came out')}")
            said = [*checkpoint_sentences(scope, region), *month_sentences(scope, region)]
            st.markdown(listed(said))
            return
        st.markdown(f"#### {_('If nothing more is done')}")
        with outlined(240):
            made = current_forecast(scope.month)
        if stage == "past_checkpoint":
            st.markdown(listed(checkpoint_sentences(scope, region)))
            if made is not None:
                _show_chances(scope, made, region)
            return
        _show_forecast(scope, region, made)


def _show_forecast(scope: Scope, region: str, made: Forecast | None) -> None:
    if made is None:
        st.caption(_("The month's days are not loaded, so nothing can be forecast."))
        return
    seen = outlook(scope, made, region)
    if not seen.shares:
        st.caption(seen.reason or _("Nothing can be forecast for this region."))
        return
    threshold = float(scope.policy.checkpoint.threshold.value)
    title = _("Sales and collections at the checkpoint, as shares of the target")
    st.plotly_chart(
        outlook_bars(seen.shares, threshold),
        key="outlook_bars",
        config=CONFIG,
        alt=f"{title}: {' '.join(seen.sentences)}",
    )
    lines = current_story(scope)
    with st.container(horizontal=True, gap="medium"):
        meets, comes_last = chance_text(seen.checkpoint_chance), chance_text(seen.last_chance)
        st.metric(_("Chance to meet the checkpoint"), plain(meets), width="content")
        if not scope.is_part:
            st.metric(_("Chance to come last"), plain(comes_last), width="content")
    if scope.is_part:
        unseen = _("Last places cannot be forecast: the other regions are not yours to see.")
        st.caption(run_on(unseen, basis_note(scope)))
    said = [
        text
        for line in lines
        for text in (headline_text(line, scope.unit), rest_text(line, scope.unit))
        if text
    ]
    st.markdown(listed(said))
    _show_chances(scope, made, region, seen.sentences)


@part
def _show_chances(scope: Scope, made: Forecast, region: str, sentences: Sequence[str] = ()) -> None:
    """The forecast in words and the chances of the tiers; sent only once somebody opens them."""
    chances = st.expander(
        _("The ranges, chances of the capital tiers, and how far to trust a forecast"),
        key="tier_chances_open",
        on_change="rerun",
    )
    if chances.open:
        with chances:
            st.markdown(listed(plain(sentence) for sentence in sentences))
            table = tier_table(made, region, scope.policy.capital.tiers.steps)
            show_table(table, YUAN, key="tier_chances")
            st.caption(
                _(
                    "Made from the region's own course within past months. In tests on past months, about "
                    "eight of ten true figures fell into such a range."
                )
            )


def show_goals(scope: Scope, region: str) -> None:
    """The least that reaches each goal, with a button that fills it in; of a month over, what it took."""
    stage = current_stage(scope)
    with outlined(240):
        found = goals(current_answers(scope.month, region, stage), scope.policy, stage)
    open_ones = [goal for goal in found if not goal.is_reached]
    is_over = stage == "over"
    with st.container(border=True):
        title = _("What would have sufficed") if is_over else _("The least that changes the outcome")
        st.markdown(f"#### {title}")
        if not open_ones:
            all_reached = _("✓ Every goal is reached already: no fine to avoid, no tier to gain.")
            st.markdown(_("✓ Every goal was reached.") if is_over else all_reached)
        for number, goal in enumerate(open_ones):
            _show_goal(scope, region, goal, number, is_over=is_over)
            if stage == "open" and goal.best.goal == "checkpoint":
                lines = Markdown("  \n").join(difference_text(line) for line in current_story(scope))
                st.caption(kept(lines))
        reached = _("; ").join(plain(goal.title) for goal in found if goal.is_reached)
        if reached:
            so_far = _("Reached already: {goals}", goals=reached)
            st.caption(_("Was reached: {goals}", goals=reached) if is_over else so_far)
        if open_ones:
            _show_other_ways(scope, open_ones, is_over=is_over)


def _show_goal(scope: Scope, region: str, goal: Goal, number: int, *, is_over: bool) -> None:
    best = goal.best
    # One text and one button a goal: whatever stands on this page slows its levers down.
    sign = Markdown(":blue[→]" if best.is_reachable else ":gray[■]")
    title = f"{sign} **{plain(goal.title)}**"
    if (best.is_reachable or best.lever is None) and worth(best):
        amount = plain(money(worth(best), plus=True))
        would = _("would have been worth {amount} yuan", amount=amount)
        title = f"{title} · {would if is_over else _('worth {amount} yuan', amount=amount)}"
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
        least = plain(goal.text(scope.unit, is_over=is_over))
        st.markdown(kept(Markdown(f"{title}  \n{least}")), width="stretch")
        if best.steps and not is_over:
            st.button(
                _("Fill in"),
                key=f"fill/{region}/{number}",
                icon=":material/input:",
                on_click=fill_in,
                args=(scope.month, region, best.steps, goal.title, scope.unit),
            )


@part
def _show_other_ways(scope: Scope, open_ones: Sequence[Goal], *, is_over: bool) -> None:
    """What every lever would need for each goal; sent only once somebody opens it."""
    others = st.expander(plain(other_ways_title(is_over=is_over)), key="other_ways_open", on_change="rerun")
    if others.open:
        with others:
            show_table(answer_table(open_ones, scope.unit, is_over=is_over), scope.unit, key="answers")
