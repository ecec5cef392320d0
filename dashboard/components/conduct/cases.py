"""The violations on record, and one of them with all that is known."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.cache.current import current_reader
from dashboard.components.conduct.forms import ask_more, ask_ruling
from dashboard.components.elements.cards import show_heading
from dashboard.components.elements.tables import show_table
from dashboard.components.forms.attachments import offer_files
from dashboard.formats import YUAN
from dashboard.i18n import _
from dashboard.views.conduct.cases import case_lines, case_table, case_title
from dashboard.visit import current_visitor
from data.store.process.deeds import Case, kept_files


def show_cases() -> None:
    """Show what is on record of the regions that the visitor sees, and one case in full."""
    reader = current_reader()
    cases = reader.process().cases
    rows = reader.current("conduct")
    table = case_table(cases.values(), rows)
    if table.frame.is_empty():
        st.info(_("No violation is on record in the regions that you see."), icon=":material/check:")
    else:
        with st.container(border=True):
            show_heading(table, "conduct_cases")
            show_table(table, YUAN, key="table_conduct_cases")
    if not cases:
        return
    latest = sorted(cases.values(), key=lambda case: str(case.details["date"]), reverse=True)
    known = {case.case_id: case for case in latest}
    with st.container(border=True):
        chosen = st.selectbox(
            _("A case on record"),
            list(known),
            index=None,
            format_func=lambda case_id: case_title(known[case_id]),
            placeholder=_("Choose a case to read it and to add to it"),
            key=state.widget_key("case", list(known), None),
            on_change=state.on_choice("case"),
        )
        if chosen is not None:
            _show(known[chosen])


def _show(case: Case) -> None:
    st.markdown("\n".join(f"- {line}" for line in case_lines(case, current_reader().current("conduct"))))
    if files := kept_files(case.details["files"]):
        st.caption(_("Evidence"))
        offer_files(files, f"evidence_{case.case_id}")
    if current_visitor().scope.may("record_conduct", case.region):
        ask_more(case)
        if not case.details.get("sanction"):
            ask_ruling(case)
