"""The rows behind a receipt's facts: a fact to choose, its rows page by page, all of them as a file."""

from __future__ import annotations

import streamlit as st

from dashboard.cache.current import current_reader, current_snapshot
from dashboard.components.elements.downloads import offer_downloads
from dashboard.components.elements.tables import show_table
from dashboard.components.evidence.traces import trace_link
from dashboard.formats import YUAN, month_text, plain
from dashboard.i18n import _
from dashboard.parts import part
from dashboard.services.behind import all_behind, facts_of, page_behind
from dashboard.services.tracing import TRACEABLE
from dashboard.views.evidence.behind import behind_note, behind_table, fact_title
from engine.settlement.receipt import Receipt


@part
def show_rows_behind(receipt: Receipt, where: str) -> None:
    """Let the reader choose one of the receipt's facts and show every row that it was added up from.

    where: a name of the receipt's own on its page.
    """
    store, evaluation = current_reader(), current_snapshot().own
    facts = facts_of(evaluation, receipt)
    if not facts:
        return
    place = f"{where}/{receipt.region}/{receipt.item}/{month_text(receipt.month)}"
    fact = st.pills(
        _("The rows behind it:"),
        facts,
        format_func=lambda fact: plain(fact_title(receipt, fact)),
        key=f"behind/{place}",
    )
    if fact is None:
        return
    page, number = page_behind(store, evaluation, receipt, fact), 1
    if page.pages > 1:
        number = st.pagination(page.pages, key=f"behind/{place}/{fact}/{page.rows}")
        if number > 1:
            page = page_behind(store, evaluation, receipt, fact, number)
    table = behind_table(receipt, fact, page)
    st.caption(behind_note(fact, page, number))
    show_table(table, YUAN, key=f"rows_behind_{where}_{receipt.item}_{fact.name}")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        offer_downloads(
            lambda: behind_table(receipt, fact, all_behind(store, evaluation, receipt, fact)),
            f"rows-{where}-{receipt.region}-{fact.name}-{month_text(receipt.month)}",
            title=table.title,
        )
        if fact.name in TRACEABLE:
            trace_link(_("Step by step"), month_text(receipt.month), fact.name, receipt.region)
