"""Receipts: how an amount came about, line by line."""

from __future__ import annotations

import streamlit as st

from dashboard.components.downloads import offer_downloads
from dashboard.components.tables import show_table
from dashboard.formats import YUAN, award, month_text, plain
from dashboard.i18n import _
from dashboard.views.settlement import operand_table, step_text
from dashboard.words import ITEMS, SETTLEMENT_STATUSES, word
from engine.receipts import Receipt


def show_receipt(receipt: Receipt) -> None:
    """Show clause, steps, operands, what is assumed and what is missing."""
    outcome = (
        award(receipt.amount) if receipt.status == "proposed" else word(SETTLEMENT_STATUSES, receipt.status)
    )
    with st.container(border=True):
        st.markdown(
            f"#### {_('Receipt')}: {plain(receipt.region)} · {word(ITEMS, receipt.item)} · "
            f"{month_text(receipt.month)}"
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            colour = "gray" if receipt.amount == 0 else "blue" if receipt.amount > 0 else "red"
            st.badge(outcome, color=colour)
            st.badge(_("Clause {clause}", clause=receipt.clause), color="gray")
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
        st.code("\n".join(step_text(step) for step in receipt.steps), language=None, wrap_lines=True)
        table = operand_table(receipt)
        show_table(table, YUAN, key=f"receipt_{receipt.item}")
        st.caption(_("Policy version {version}", version=receipt.policy_version))
        offer_downloads(table, f"receipt-{receipt.item}-{month_text(receipt.month)}")
