"""Manual adjustments: finance proposes an amount for a region, the general manager approves it."""

from __future__ import annotations

import streamlit as st

from dashboard.cache.acting import current_writer
from dashboard.components.forms.doers import say_who_may
from dashboard.components.process.acting import act, lacks, named_plain
from dashboard.components.process.place import Place
from dashboard.formats import month_text, plain
from dashboard.i18n import _
from dashboard.services.policies import policies
from dashboard.services.process.afterwards import decide_adjustment, propose_adjustment
from dashboard.typed import NotANumber, fen
from dashboard.views.process.decided import verdict_text
from dashboard.views.process.lines import award_text
from data.store.process.deeds import Adjustment


def show_adjustments(place: Place) -> None:
    """The month's adjustments, a form to decide each, and one to propose another."""
    found = [
        each
        for each in place.book.adjustments.values()
        if each.month == place.month and place.region in (None, each.region)
    ]
    for adjustment in found:
        _show(adjustment, place)
    if not found:
        st.markdown(_("There is no adjustment in this month."))
    if not place.visitor.scope.may("propose_adjustment"):
        say_who_may("propose_adjustment")
        return
    if place.book.published(place.month) is not None:
        st.caption(_("The month is published: an adjustment belongs to a later month."))
        return
    _propose(place)


def _show(adjustment: Adjustment, place: Place) -> None:
    with st.container(border=True):
        st.markdown(
            _(
                "**{region}: {amount}**, proposed by {who} on {day}: {reason}",
                region=plain(adjustment.region),
                amount=plain(award_text(adjustment.amount_fen)),
                who=named_plain(adjustment.by),
                day=f"{adjustment.on:%Y-%m-%d}",
                reason=plain(adjustment.reason),
            )
        )
        decision = adjustment.decision
        if decision is not None:
            verdict = "approved" if decision.verdict == "upheld" else "refused"
            st.markdown(verdict_text(decision, verdict, named_plain(decision.by)))
        elif place.visitor.scope.may("approve_adjustment", adjustment.region):
            _decide(adjustment)
        else:
            say_who_may("approve_adjustment")


def _decide(adjustment: Adjustment) -> None:
    key = f"adjustment/{adjustment.adjustment_id}"
    reason = st.text_input(_("Reason, if refused"), key=f"{key}/reason", max_chars=500)
    verdict: str | None = None
    with st.container(horizontal=True, gap="small"):
        if st.button(_("Approve"), type="primary", icon=":material/check:", key=f"{key}/approve"):
            verdict = "upheld"
        if st.button(_("Refuse"), icon=":material/block:", key=f"{key}/refuse"):
            verdict = "refused"
    if verdict is None or (verdict == "refused" and lacks(reason, _("Say why it is refused."))):
        return
    act(
        lambda: decide_adjustment(current_writer(), policies(), adjustment.adjustment_id, verdict, reason),  # type: ignore[arg-type]
        _("The adjustment is decided; an approved one is a line of its month."),
    )


def _propose(place: Place) -> None:
    with st.container(border=True):
        st.markdown(f"**{_('Propose an adjustment')}**")
        region = st.selectbox(_("Region"), place.regions, key=f"adjust_region/{place.month}", width=240)
        typed = st.text_input(
            _("Amount in yuan (negative: the manager pays)"),
            key=f"adjust_amount/{place.month}",
            max_chars=30,
            width=280,
        )
        reason = st.text_area(_("Reason"), key=f"adjust_reason/{place.month}", max_chars=1000, height=80)
        if st.button(_("Propose"), type="primary", icon=":material/send:", key="adjust_send"):
            try:
                amount = fen(typed, is_signed=True)
            except NotANumber:
                st.error(_("Type an amount of yuan with at most two decimals."), icon=":material/edit:")
                return
            if region is None or lacks(reason, _("Say why.")):
                return
            act(
                lambda: propose_adjustment(
                    current_writer(), policies(), place.month, region, amount_fen=amount, reason=reason
                ),
                _(
                    "Proposed for {region} in {month}: {amount}. Next, the general manager decides.",
                    region=plain(region),
                    month=month_text(place.month),
                    amount=plain(award_text(amount)),
                ),
            )
