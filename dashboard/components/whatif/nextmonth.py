"""Now or next month: an amount of the reader's choice earlier or later, both months side by side."""

from __future__ import annotations

import streamlit as st

from dashboard.cache.ahead import current_two
from dashboard.components.elements.downloads import offer_downloads
from dashboard.components.elements.tables import show_table
from dashboard.components.elements.waiting import outlined
from dashboard.components.levers.stages import current_stage
from dashboard.formats import YUAN, Markdown, listed, month_text, plain
from dashboard.i18n import _
from dashboard.parts import part
from dashboard.views.scope import Scope
from dashboard.views.whatif.nextmonth import (
    KINDS,
    Kind,
    answer,
    bases,
    carried_over,
    detail_table,
    lever_name,
    reasons,
    shift_of,
    summary_table,
    unknown_text,
    where_changes_begin,
)
from engine.forecasting import month_after
from engine.whatif.nextmonth import WORLDS, Shift, TwoMonths
from engine.whatif.verdict import first_change, suggested, verdict

#: What is shifted to begin with, in fen, where nothing else suggests an amount.
_USUAL = 10_000_000


@part
def show_next_month(scope: Scope, region: str) -> None:
    """The question, opened by those who ask it; computed only then."""
    opened = st.expander(
        _("Now or next month?"), icon=":material/date_range:", key="next_month_open", on_change="rerun"
    )
    if not opened.open:
        return
    with opened:
        with outlined(240):
            two = current_two(scope.month)
        months = scope.month, month_after(scope.month)
        missing = unknown_text(two, region, month_text(months[1]))
        if two is None or missing:
            st.caption(missing)
            return
        st.caption(
            _(
                "What the same amount changes if it comes a month earlier or later: it leaves one month and "
                "enters the other; what is owed at the end of the second stays the same."
            )
        )
        shift = _chosen(scope, region, two)
        found = verdict(two, shift)
        st.markdown(answer(found, shift, months))
        said = reasons(scope, found)
        if len(found.best) == len(found.awards):
            said.append(where_changes_begin({world: first_change(two, shift, world) for world in WORLDS[1:]}))
        st.markdown(listed(said))
        show_table(summary_table(found, months), YUAN, key="next_month_summary")
        st.caption(f"{bases(two, months)} {carried_over(scope)}")
        details = detail_table(scope, found)
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(f"**{details.heading}**  :orange-badge[{_('simulated, not actual')}]")
            offer_downloads(details, f"{details.name}-{scope.month:%Y-%m}", title=details.title)
        show_table(details, scope.unit, key="next_month_details")


def _chosen(scope: Scope, region: str, two: TwoMonths) -> Shift:
    """What the reader wants to shift."""
    stage, place = current_stage(scope), f"{scope.month:%Y-%m}/{region}"
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        kind: Kind = st.selectbox(
            _("What"),
            list(KINDS),
            format_func=lambda one: plain(lever_name(one)),
            index=1,
            key=f"next_month_kind/{place}",
            width=260,
        )
        begin = suggested(two, shift_of(kind, region, 0, is_by_checkpoint=stage != "past_checkpoint"), _USUAL)
        amount = st.number_input(
            _("Amount (yuan)"),
            0.0,
            1e11,
            value=begin / 100,
            step=10_000.0,
            format="%.2f",
            key=f"next_month_amount/{place}/{kind}",
            width=220,
        )
    this, following = month_text(scope.month), month_text(month_after(scope.month))
    with st.container(horizontal=True, gap="medium"):
        in_time = st.checkbox(
            _in_time(this),
            value=stage != "past_checkpoint",
            disabled=stage == "past_checkpoint",
            key=f"next_month_in_time/{place}",
        )
        is_by_next = st.checkbox(_in_time(following), value=True, key=f"next_month_by_next/{place}")
    return shift_of(
        kind, region, round(amount * 100), is_by_checkpoint=bool(in_time), is_by_next=bool(is_by_next)
    )


def _in_time(month: Markdown) -> Markdown:
    return _("in {month} by the checkpoint day", month=month)
