"""Issues: grouped by kind, filtered, listed with place and remedy, and to take away."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import partial

import streamlit as st

from dashboard.components.elements.downloads import XLSX, file_name, offer_downloads
from dashboard.components.elements.tables import show_table
from dashboard.formats import YUAN, listed, plain
from dashboard.i18n import _, current, translator
from dashboard.services.uploads.line import CHECKS
from dashboard.services.uploads.returning import given_back
from dashboard.views.uploads.uploads import SEVERITIES, chosen, issue_table, kind, kind_table, told
from dashboard.words import word
from data.annotated import annotated_copy
from data.ingestion import Upload
from data.issues import Issue, Translate, visible

#: So many issues are told in sentences before the table.
_TOLD = 4


def show_issues(issues: Sequence[Issue], uploads: Sequence[Upload], *, key: str) -> None:
    """Show the kinds with their numbers, then every issue; `key` differs for other files."""
    with st.container(border=True):
        st.markdown(listed(told(issues, _TOLD)))
        if len(issues) > _TOLD:
            st.caption(_("… and {count} more; all of them stand in the table.", count=len(issues) - _TOLD))
        shown = list(issues)
        if len(issues) > _TOLD:
            kinds = kind_table(issues)
            st.markdown(f"#### {kinds.heading}")
            show_table(kinds, YUAN, key=f"issue_kinds_{key}")
            shown = _filtered(issues, key)
        table, more = issue_table(shown)
        st.markdown(f"#### {table.heading}")
        show_table(table, YUAN, key=f"issues_{key}")
        if more:
            st.caption(_("{count} more are not listed here; the download holds all of them.", count=more))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            offer_downloads(issue_table(shown, limit=len(shown))[0], "issues")
            _offer_copies(issues, uploads)


def _filtered(issues: Sequence[Issue], key: str) -> list[Issue]:
    severities = list(dict.fromkeys(issue.severity for issue in issues))
    sheets = list(dict.fromkeys(issue.sheet for issue in issues if issue.sheet))
    codes = list(dict.fromkeys(issue.code for issue in issues))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        wanted = st.pills(
            _("Severity"),
            severities,
            selection_mode="multi",
            format_func=lambda severity: plain(word(SEVERITIES, severity)),
            key=f"issue_severity_{key}",
        )
        on = st.multiselect(_("Sheet"), sheets, placeholder=_("All"), key=f"issue_sheet_{key}", width=260)
        of = st.multiselect(
            _("Kind of issue"),
            codes,
            placeholder=_("All"),
            format_func=kind,
            key=f"issue_kind_{key}",
            width=420,
        )
    return chosen(issues, wanted, on, of)


def _copy(upload: Upload, issues: Sequence[Issue], translate: Translate) -> bytes:
    """The annotated copy, made when its turn comes: it reads the file anew."""
    with CHECKS.turn(), given_back():
        return annotated_copy(upload, issues, translate)


def _offer_copies(issues: Sequence[Issue], uploads: Sequence[Upload]) -> None:
    """A copy of every file that has issues, its cells coloured and commented."""
    translate = translator(current())
    for upload in uploads:
        name = visible(upload.name, 200)
        found = [issue for issue in issues if issue.file == name]
        if not found or not upload.content:
            continue
        digest = hashlib.sha256(upload.content).hexdigest()[:12]
        st.download_button(
            _("Annotated copy of {file}", file=plain(name)),
            data=partial(_copy, upload, found, translate),
            file_name=f"{file_name(_('Annotated copy of {file}', file=name), '')}.xlsx",
            mime=XLSX,
            key=f"annotated_{digest}",
            on_click="ignore",
            icon=":material/rate_review:",
            type="tertiary",
            help=_(
                "Your workbook with every doubtful cell coloured and commented, and a list of all issues."
            ),
        )
