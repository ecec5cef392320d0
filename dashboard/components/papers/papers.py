"""Whether a file is a published bulletin, unaltered."""

from __future__ import annotations

import streamlit as st

from dashboard.cache.current import current_reader
from dashboard.components.elements.tables import show_table
from dashboard.components.forms.uploaders import speak_uploader
from dashboard.formats import YUAN, plain
from dashboard.i18n import _, current, translator
from dashboard.services.papers.asking import verdict_on
from dashboard.services.papers.telling import said_of_many, said_of_paper
from dashboard.views.evidence.papers import difference_table


def show_paper_check() -> None:
    """Show a place for a bulletin's file, and what it is."""
    with st.container(border=True):
        st.markdown(f"#### {_('Is this paper the published one?')}")
        st.caption(
            _(
                "Put in a PDF or workbook that somebody handed you. It is held against the files of all "
                "publications, and is not kept."
            )
        )
        speak_uploader()
        chosen = st.file_uploader(_("A bulletin (.pdf, .xlsx)"), type=["pdf", "xlsx"], key="paper_file")
        if chosen is None:
            return
        verdict = verdict_on(current_reader(), chosen.name, chosen.getvalue())
        said = " ".join(said_of_paper(verdict, translator(current())))
        if verdict.kind == "published":
            st.success(plain(said), icon=":material/verified:")
        else:
            st.error(plain(said), icon=":material/gpp_bad:")
        if verdict.differences:
            show_table(difference_table(verdict.differences), YUAN, key="paper_differences")
        if many := said_of_many(verdict, translator(current())):
            st.caption(plain(many))
