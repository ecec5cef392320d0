"""Unknown regions and offices: offered as new ones, never made without a click."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.components.elements.tables import show_table
from dashboard.formats import YUAN, plain
from dashboard.i18n import _
from dashboard.published import title
from dashboard.views.uploads.newcomers import new_regions, newcomer_table
from data.newcomers import Leaders, UnknownOffice


def show_new_offices(offices: Sequence[UnknownOffice]) -> dict[str, Leaders] | None:
    """List the offices and ask who leads the new regions.

    Returns who leads each new region (none if all regions are known) once somebody confirms
    that the offices are new, else None.
    """
    if not offices:
        return None
    table = newcomer_table(offices)
    label = _("New regions or offices? Not in the organisation: {count}", count=len(offices))
    with st.expander(label, expanded=True, icon=":material/add_business:"):
        st.markdown(
            _("If they are new, they can be loaded together with these files, from the first month on "
              "that has rows. If a name is only another spelling, correct it in the file or enter it as an "
              "alias in the organisation.")
        )  # fmt: skip
        show_table(table, YUAN, key="new_offices")
        if any(office.alike for office in offices):
            st.warning(
                _("Some resemble another name: a mere spelling of it would become an office of its own."),
                icon=":material/warning:",
            )  # fmt: skip
        return _confirmed(new_regions(offices))


def _confirmed(regions: Sequence[str]) -> dict[str, Leaders] | None:
    leaders: dict[str, Leaders] = {}
    with st.form("new_offices_form", border=False, enter_to_submit=False):
        for position, region in enumerate(regions):
            name, left, right = st.columns([1, 2, 2], vertical_alignment="bottom", gap="small")
            name.markdown(f"**{plain(region)}**")
            manager = left.text_input(title("manager"), key=f"manager_{position}_{region}", max_chars=60)
            vice = right.text_input(title("vice_president"), key=f"vp_{position}_{region}", max_chars=60)
            leaders[region] = Leaders(manager.strip(), vice.strip())
        is_sent = st.form_submit_button(
            _("They are new: add them to this upload"), icon=":material/add_business:"
        )
        if not is_sent:
            return None
        if any(not led.manager or not led.vice_president for led in leaders.values()):
            st.error(_("Enter manager and VP of every new region first."), icon=":material/edit:")
            return None
    return leaders
