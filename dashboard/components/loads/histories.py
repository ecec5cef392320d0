"""What was loaded before, and the files to begin with."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.cache.current import current_reader
from dashboard.components.elements.downloads import XLSX, offer_downloads
from dashboard.components.elements.tables import choose_row
from dashboard.components.loads.empty_store import offer_template, show_demo_button
from dashboard.components.loads.loads import show_load
from dashboard.components.visitors.zones import reader_zone
from dashboard.formats import YUAN, plain
from dashboard.i18n import _
from dashboard.services.uploads.files import demo_workbook
from dashboard.views.uploads.loads import history_table


def show_starting_files() -> None:
    """Offer the blank template and the demo company's pack."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        offer_template()
        st.download_button(
            _("Demo company's pack"),
            data=demo_workbook,
            file_name=_("Demo company's pack") + ".xlsx",
            mime=XLSX,
            key="demo_pack",
            on_click="ignore",
            icon=":material/science:",
        )
        if not current_reader().loads():
            show_demo_button()


def show_history() -> None:
    """Show every load, newest first, and the one that is chosen."""
    zone = reader_zone()
    loads = current_reader().loads()
    table = history_table(loads, zone)
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"#### {table.heading}")
            if loads:
                offer_downloads(table, "loads")
        if not current_reader().scope.is_everything:
            st.caption(_("Loads of your regions; what was loaded together with other regions is not listed."))
            if not loads:
                return
        elif not loads:
            st.caption(_("Nothing has been loaded yet."))
            return
        st.caption(_("Choose a load to see below what it brought, and to take it back."))
        numbers = [load.load_id for load in loads]
        asked = state.take_astray("load", numbers)
        if asked is not None:
            st.warning(
                _("There is no load {asked}, for which the address asks.", asked=plain(asked[:40])),
                icon=":material/wrong_location:",
            )
        named = state.current("load", numbers, None)
        # Its key holds their number, so that a load just made is the one that is chosen.
        position = choose_row(
            table,
            YUAN,
            key=f"history_{len(loads)}_{named}",
            first=0 if named is None else numbers.index(named),
        )
    if position is not None:
        show_load(loads[position], zone)
