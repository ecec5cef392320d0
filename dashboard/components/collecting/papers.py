"""The collection list as files to print, a sheet for each office."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard.bulletins.collection import Paper, paper_pdf, paper_workbook
from dashboard.components.elements.downloads import XLSX, file_name
from dashboard.i18n import _, current, speaking


def offer_papers(paper: Paper, stem: str) -> None:
    """Offer the list as a workbook and as a PDF; the files are made when asked for."""
    language = current()

    def made(write: Callable[[Paper], bytes]) -> Callable[[], bytes]:
        def content() -> bytes:
            # By then the page, which knows the reader's language, has been left.
            with speaking(language):
                return write(paper)

        return content

    name = file_name(paper.title, stem)
    with st.container(horizontal=True, gap="small", width="content"):
        st.download_button(
            _("Print: PDF, a page for each office"),
            data=made(paper_pdf),
            file_name=f"{name}.pdf",
            mime="application/pdf",
            key="collection_pdf",
            on_click="ignore",
            icon=":material/print:",
        )
        st.download_button(
            _("Workbook, a sheet for each office"),
            data=made(paper_workbook),
            file_name=f"{name}.xlsx",
            mime=XLSX,
            key="collection_xlsx",
            on_click="ignore",
            icon=":material/download:",
        )
