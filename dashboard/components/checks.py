"""The outcome of a check: issues to mend, content to load, and the one button."""

from __future__ import annotations

import streamlit as st

from dashboard.components.downloads import offer_downloads
from dashboard.components.tables import show_table
from dashboard.formats import YUAN
from dashboard.i18n import _
from dashboard.services.exports import Table
from dashboard.services.ingest import Checked
from dashboard.views.uploads import content_table, issue_table, only


def show_check(checked: Checked) -> str | None:
    """Show issues and content; return the reason (perhaps empty) once the reader confirms, else None."""
    ingestion = checked.ingestion
    if ingestion.issues:
        _show_issues(*issue_table(ingestion.issues))
    if checked.has_errors:
        st.error(
            _("Nothing was loaded. Mend the errors in the files and upload them again."),
            icon=":material/block:",
        )
        return None
    if not ingestion.is_loadable:
        st.warning(_("These files hold nothing that could be loaded."), icon=":material/block:")
        return None
    table = content_table(ingestion.frames)
    with st.container(border=True):
        st.markdown(f"#### {table.title}")
        show_table(table, YUAN, key="content")
        for note in table.notes:
            st.caption(note)
        reason = ""
        if checked.needs_reason:
            st.warning(
                _("There are warnings. Load the files only if you can say why they are right."),
                icon=":material/warning:",
            )
            reason = st.text_input(
                _("Why the warnings are accepted"), key="accept_reason", max_chars=500
            ).strip()
        is_ready = bool(reason) or not checked.needs_reason
        is_confirmed = st.button(
            _("Load into the store"),
            type="primary",
            icon=":material/database:",
            disabled=not is_ready,
            key="commit",
        )
    return reason if is_confirmed and is_ready else None


def _show_issues(table: Table, more: int) -> None:
    with st.container(border=True):
        st.markdown(f"#### {table.title}")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            severities = st.multiselect(
                _("Severity"),
                table.frame["severity"].unique(maintain_order=True).to_list(),
                placeholder=_("All"),
                key="issue_severity",
            )
            sheets = st.multiselect(
                _("Sheet"),
                table.frame["sheet"].drop_nulls().unique(maintain_order=True).to_list(),
                placeholder=_("All"),
                key="issue_sheet",
            )
        shown = only(only(table, "severity", severities), "sheet", sheets)
        show_table(shown, YUAN, key="issues")
        if more:
            st.caption(_("{count} more are not listed. Mend these first, then check again.", count=more))
        offer_downloads(shown, "issues")
