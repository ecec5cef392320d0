"""The handover of a region: asked for by day and names, offered as a sheet to sign."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard.bulletins.handover import Change, Handover, handover, handover_pdf, manager_of
from dashboard.cache.current import current_reader, current_snapshot
from dashboard.components.elements.downloads import file_name
from dashboard.i18n import _, current, speaking
from dashboard.services.stores.people import today
from dashboard.views.scope import Scope
from dashboard.visit import current_visitor

_LONGEST = 60


def show_handover(scope: Scope) -> None:
    """Ask when and to whom the chosen region is handed over, and offer the sheet; who sees all of it may."""
    region = scope.region
    if region is None:
        st.info(_("Choose a region above: the sheet is of one region."), icon=":material/info:")
        return
    if not current_visitor().scope.sees_region(region):
        st.info(
            _("The sheet holds all of a region; it is open to who sees all of it."), icon=":material/lock:"
        )
        return
    with st.container(border=True):
        st.markdown(f"#### {_('Handover of a region')}")
        st.caption(
            _(
                "When a manager changes: targets, actuals, receivables, ranks, violations, promises and open "
                "tasks on that day, for both to sign."
            )
        )
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            day: date = st.date_input(
                _("Day"), today(), max_value=today(), format="YYYY-MM-DD", key="handover_day", width=160
            )
            known = manager_of(current_snapshot(), region, day)
            outgoing = st.text_input(
                _("Handing over"), known, max_chars=_LONGEST, key=f"handover_from/{region}", width=180
            )
            incoming = st.text_input(
                _("Taking over"), max_chars=_LONGEST, key=f"handover_to/{region}", width=180
            )
        sheet = handover(
            current_reader(), current_snapshot(), Change(region, day, outgoing.strip(), incoming.strip())
        )
        if sheet is None:
            st.info(_("There are no figures of this region up to that day."), icon=":material/info:")
            return
        _offer(sheet)


def _offer(sheet: Handover) -> None:
    language = current()

    def content() -> bytes:
        # By then the page, which knows the reader's language, has been left.
        with speaking(language):
            return handover_pdf(sheet)

    st.download_button(
        _("The sheet as a PDF"),
        data=content,
        file_name=f"{file_name(sheet.title, '')}.pdf",
        mime="application/pdf",
        key="handover_pdf",
        on_click="ignore",
        icon=":material/print:",
    )
