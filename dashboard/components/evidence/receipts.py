"""Receipts: how an amount came about, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from dashboard import state
from dashboard.cache.current import current_days, current_snapshot
from dashboard.components.elements.downloads import offer_downloads
from dashboard.components.elements.tables import show_table
from dashboard.components.evidence.behind import show_rows_behind
from dashboard.formats import YUAN, clause_text, month_text, plain
from dashboard.i18n import _
from dashboard.services.forecasts import unfinished_until
from dashboard.views.ends import MOST
from dashboard.views.evidence.receipts import input_table, receipt_outcome, receipt_text, stamps, worked
from dashboard.views.scope import Scope
from dashboard.words import ITEMS, word
from engine.settlement.receipt import Receipt

#: The item in the address whose receipt stands at the top of the page.
RECEIPT = "receipt"


def show_asked_receipt(scope: Scope, items: Sequence[str]) -> None:
    """At the top of a page the receipt that the address asks for, with a button that puts it away."""
    item = state.current(RECEIPT, items, None)
    if item is not None and scope.region is not None:
        show_receipt(scope.evaluation.receipt(scope.month, scope.region, item), is_asked=True)


def choose_receipt(scope: Scope, items: Sequence[str]) -> None:
    """A button that opens a choice of receipts: of `items`, and of regions unless one is chosen."""
    with st.popover(_("Receipt"), icon=":material/receipt_long:", type="tertiary"):
        for item in items:
            st.markdown(f"**{plain(word(ITEMS, item))}**")
            if len(scope.region_order) > MOST:
                _look_up(item, scope.region_order)
                continue
            with st.container(horizontal=True, gap="small"):
                for name in scope.region_order:
                    st.button(
                        plain(name),
                        key=f"receipt_of/{item}/{name}",
                        type="tertiary",
                        on_click=_open,
                        args=(item, name),
                    )


def _look_up(item: str, regions: Sequence[str]) -> None:
    """A field in place of very many buttons."""
    key = f"receipt_of/{item}"
    st.selectbox(
        _("Look up a region"),
        regions,
        index=None,
        placeholder=_("Look up a region"),
        label_visibility="collapsed",
        key=key,
        on_change=state.on_edit(key, lambda name: _open(item, name)),
    )


def _open(item: str, region: str) -> None:
    state.choose("region", region)
    state.choose(RECEIPT, item)


def show_receipt(receipt: Receipt, *, is_asked: bool = False) -> None:
    """Show the operations with their figures, what they rest on, what is assumed and what is missing.

    is_asked: the address asks for it; a button puts it away.
    """
    place = RECEIPT if is_asked else "chosen"
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(
                f"#### {_('Receipt')}{_(': ')}{plain(receipt.region)} · {plain(word(ITEMS, receipt.item))} · "
                f"{month_text(receipt.month)}",
                width="content",
            )
            if is_asked:
                st.button(
                    _("Close"),
                    key="close_receipt",
                    icon=":material/close:",
                    type="tertiary",
                    on_click=state.forget,
                    args=(RECEIPT,),
                )
        with st.container(horizontal=True, vertical_alignment="center"):
            st.badge(plain(receipt_outcome(receipt)), color=_colour(receipt))
            if unfinished_until(current_days(), receipt.month) is not None:
                st.badge(
                    _("if it stays so: the month is not over"),
                    color="orange",
                    icon=":material/hourglass_top:",
                )
            if receipt.clause:
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
        if receipt.steps:
            st.code("\n".join(worked(receipt)), language=None, wrap_lines=True)
        notes = stamps(
            receipt, current_snapshot().policies.at(receipt.month), current_snapshot().data_version
        )
        table = input_table(receipt, notes)
        show_table(table, YUAN, key=f"{place}_{receipt.item}")
        for note in notes:
            st.caption(plain(note))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            offer_downloads(table, f"{place}-{receipt.item}-{month_text(receipt.month)}")
            with st.popover(_("Copy as text"), icon=":material/content_copy:", type="tertiary"):
                st.code(receipt_text(receipt, notes), language=None, wrap_lines=True)
        show_rows_behind(receipt, place)


def _colour(receipt: Receipt) -> Literal["gray", "blue", "red"]:
    if receipt.unit != "yuan" or not receipt.amount:
        return "gray"
    return "blue" if receipt.amount > 0 else "red"
