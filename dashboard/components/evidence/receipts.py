"""Receipts: how an amount came about, line by line."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from dashboard import state
from dashboard.cache import current_days, current_snapshot
from dashboard.components.evidence.behind import show_rows_behind
from dashboard.components.frame.downloads import offer_downloads
from dashboard.components.frame.tables import show_table
from dashboard.formats import YUAN, clause_text, month_text, plain
from dashboard.i18n import _
from dashboard.services.forecasts import unfinished_until
from dashboard.views.evidence.receipts import input_table, receipt_outcome, receipt_text, stamps, worked
from dashboard.views.scope import Scope
from dashboard.words import ITEMS, word
from engine.settlement.receipt import Receipt


def show_receipt(receipt: Receipt) -> None:
    """Show the operations with their figures, what they rest on, what is assumed and what is missing."""
    with st.container(border=True):
        st.markdown(
            f"#### {_('Receipt')}{_(': ')}{plain(receipt.region)} · {plain(word(ITEMS, receipt.item))} · "
            f"{month_text(receipt.month)}"
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            st.badge(plain(receipt_outcome(receipt)), color=_colour(receipt))
            if unfinished_until(current_days(), receipt.month) is not None:
                st.badge(
                    _("if it stays so: the month is not over"),
                    color="orange",
                    icon=":material/hourglass_top:",
                )
            st.badge(_("Clause {clause}", clause=plain(clause_text(receipt.clause))), color="gray")
            if receipt.assumed:
                st.badge(
                    _("{count} assumed", count=len(receipt.assumed)),
                    color="orange",
                    icon=":material/help:",
                    help=_("Values that are our reading where the regulation is silent; to be confirmed."),
                )
            if receipt.missing:
                st.badge(
                    _("{count} missing", count=len(receipt.missing)),
                    color="gray",
                    icon=":material/question_mark:",
                )
        st.code("\n".join(worked(receipt)), language=None, wrap_lines=True)
        notes = stamps(
            receipt, current_snapshot().policies.at(receipt.month), current_snapshot().data_version
        )
        table = input_table(receipt, notes)
        show_table(table, YUAN, key=f"receipt_{receipt.item}")
        for note in notes:
            st.caption(plain(note))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            offer_downloads(table, f"receipt-{receipt.item}-{month_text(receipt.month)}")
            with st.popover(_("Copy as text"), icon=":material/content_copy:", type="tertiary"):
                st.code(receipt_text(receipt, notes), language=None, wrap_lines=True)
        show_rows_behind(receipt)


def show_receipt_of(scope: Scope, *items: str) -> None:
    """The receipt of one of the chosen region's figures; without a region, a way to choose one."""
    if scope.region is None:
        with st.container(border=True):
            st.markdown(
                f"#### {_('Receipt')}{_(': ')}{_(', ').join(plain(word(ITEMS, item)) for item in items)}"
            )
            st.caption(_("Choose a region to see, line by line, how its figure came about:"))
            with st.container(horizontal=True, gap="small"):
                for name in scope.region_names:
                    st.button(
                        plain(name),
                        key=f"receipt_of/{items[0]}/{name}",
                        type="tertiary",
                        on_click=state.choose,
                        args=("region", name),
                    )
        return
    item = items[0]
    if len(items) > 1:
        item = st.segmented_control(
            _("Receipt of"),
            items,
            default=item,
            required=True,
            format_func=lambda name: plain(word(ITEMS, name)),
            key=f"receipt_of/{item}",
        )
    show_receipt(scope.evaluation.receipt(scope.month, scope.region, item))


def _colour(receipt: Receipt) -> Literal["gray", "blue", "red"]:
    if receipt.unit != "yuan" or not receipt.amount:
        return "gray"
    return "blue" if receipt.amount > 0 else "red"
