"""The month's bulletin as files: made on demand, kept until the data, the policy or the language changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard import state
from dashboard.bulletins.document import PdfUnavailable
from dashboard.bulletins.making import FORMATS, BulletinOutdated, bulletin_files, trouble
from dashboard.bulletins.tables import reward_list
from dashboard.cache.current import current_reader, current_snapshot
from dashboard.cache.details import current_held
from dashboard.components.elements.downloads import XLSX, offer_downloads
from dashboard.components.papers.papers import show_paper_check
from dashboard.formats import month_text, plain
from dashboard.i18n import _, current, translator
from dashboard.services.evaluation import Snapshot
from dashboard.views.scope import Scope

_KINDS = {"xlsx": ("XLSX", XLSX), "pdf": ("PDF", "application/pdf")}


def offer_bulletin(scope: Scope) -> None:
    """Offer the bulletin of the month, all regions, as workbook and PDF, and finance's list as tables."""
    everyone = Scope(scope.evaluation, scope.month, None, scope.unit)
    with st.container(border=True):
        st.markdown(f"#### {_('Bulletin, {month}', month=month_text(scope.month))}")
        st.caption(
            _(
                "For the board: all regions with charts, reward list, signatures and every receipt. The "
                "workbook and the PDF say the same."
            )
        )
        if scope.until is not None:
            st.caption(
                _(
                    ":orange[The month is not over: the bulletin would state what nothing has settled yet. "
                    "Make it to look at, not to hand out.]"
                )
            )
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            files = _made(scope)
            for name, content in files.items():
                label, mime = _KINDS[name.rpartition(".")[2]]
                st.download_button(
                    plain(label),
                    data=content,
                    file_name=name,
                    mime=mime,
                    key=f"bulletin_{label}",
                    on_click="ignore",
                    icon=":material/download:",
                )
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.markdown(_("Reward list for finance"))
            offer_downloads(
                reward_list(everyone, current_held(scope.month)).table, f"rewards-{month_text(scope.month)}"
            )
    show_paper_check()


def _made(scope: Scope) -> dict[str, bytes]:
    """The files if they were made already or the reader asks for them now, else none."""
    snapshot = current_snapshot()
    key = (scope.month, snapshot.data_version, snapshot.policy_version(scope.month), current())
    known_key, files = state.kept("bulletin", (None, {}))
    if known_key == key:
        return files  # type: ignore[no-any-return]
    if not st.button(_("Make the bulletin"), key="make_bulletin", icon=":material/summarize:"):
        return {}
    with st.status(_("Gathering the figures …"), expanded=False) as status:
        try:
            files = _files(scope, snapshot, status)
        except BulletinOutdated as error:
            status.update(label=plain(trouble(error, translator(current()))), state="error")
            return {}
    state.keep("bulletin", (key, files))
    return files


def _files(scope: Scope, snapshot: Snapshot, status: Any) -> dict[str, bytes]:
    """Workbook and PDF, or the workbook alone where pages cannot be set; `status` tells the steps."""

    def made(formats: Sequence[str]) -> dict[str, bytes]:
        return bulletin_files(
            current_reader(),
            snapshot,
            scope.month,
            formats,
            lambda _share, step: status.update(label=_(step)),
        )

    try:
        files = made(FORMATS)
    except PdfUnavailable as error:
        files = made([form for form in FORMATS if form != "pdf"])
        status.update(label=plain(trouble(error, translator(current()))), state="error")
    else:
        status.update(label=_("The bulletin is ready."), state="complete")
    return files
