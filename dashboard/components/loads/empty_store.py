"""The way in when nothing has been loaded yet."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.cache.current import current_reader
from dashboard.cache.opened import current_store
from dashboard.components.elements.downloads import XLSX
from dashboard.components.forms.doers import say_who_may
from dashboard.components.visitors.today import today
from dashboard.i18n import _
from dashboard.navigation import BY_KEY
from dashboard.services.stores.demo import load_demo
from dashboard.services.uploads.files import template_workbook
from dashboard.visit import current_visitor


def show_empty_store() -> None:
    """Say that the store is empty and lead on: look around with the demo, or template, upload, see."""
    st.markdown(f"#### {_('Nothing has been loaded yet')}")
    if not current_reader().scope.may("upload"):
        say_who_may("upload")
        return
    *demo, template, upload = st.columns(3 if current_visitor().is_operator else 2, gap="small")
    for column in demo:
        with column.container(border=True, height="stretch"):
            st.markdown(f"**{_('Look around first')}**")
            st.markdown(
                _(
                    "A made-up company: eight regions, thirty offices, eighteen months, and a month under "
                    "way in which fines can still be avoided."
                )
            )
            show_demo_button()
    with template.container(border=True, height="stretch"):
        st.markdown(f"**{_('1. Fill in a template')}**")
        st.markdown(
            _(
                "One workbook, a sheet per extract. Begin with the organisation and the plan; exports of "
                "your own with other headers are read too."
            )
        )
        offer_template()
    with upload.container(border=True, height="stretch"):
        st.markdown(f"**{_('2. Upload it')}**")
        st.markdown(
            _(
                "It is checked cell by cell, and you see what it would change before anything is loaded. "
                "Then the figures stand here."
            )
        )
        entry = BY_KEY["upload"]
        st.page_link(entry.script, label=_("To the upload"), icon=entry.icon, query_params=state.address())


def offer_template() -> None:
    """A button that downloads the blank template, with the loaded organisation in its drop-downs."""
    reader = current_reader().live  # the file is made later, when it is asked for
    st.download_button(
        _("Blank template"),
        data=lambda: template_workbook(reader),
        file_name=f"{_('Blank template')}.xlsx",
        mime=XLSX,
        key="template",
        on_click="ignore",
        icon=":material/description:",
    )


def show_demo_button() -> None:
    """A button that loads the demo company and shows it; for this machine's operator alone."""
    if not current_visitor().is_operator:
        return
    if st.button(_("Load the demo company"), type="primary", icon=":material/play_arrow:", key="load_demo"):
        with st.spinner(_("Loading the demo company …")):
            load_demo(current_store(), today())
        st.rerun()
