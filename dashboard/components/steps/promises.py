"""Promises (承诺): what was promised and how it stands, and a form for another."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from dashboard.cache.acting import current_writer
from dashboard.components.elements.cards import show_heading
from dashboard.components.elements.tables import show_table
from dashboard.components.forms.doers import say_who_may
from dashboard.components.process.acting import act, lacks, named
from dashboard.components.process.place import Place
from dashboard.formats import plain
from dashboard.i18n import N_, _
from dashboard.services.process.afterwards import PROMISED, promise
from dashboard.services.process.promises import is_less_better, kept_promises
from dashboard.typed import NotANumber, fen
from dashboard.views.process.promises import figure_name, promise_table, tally
from data.store.process.after_acts import Pledge
from data.store.process.deeds import Origin

_ORIGINS: dict[Origin, str] = {
    "declaration": N_("a lowered declaration"),
    "explanation": N_("an explanation"),
    "report": N_("a report"),
}


def show_promises(place: Place) -> None:
    """Every promise of the regions that are shown, and a form for who promises."""
    found = kept_promises(place.reader, place.book, place.snapshot, place.day, place.region)
    table = promise_table(found, named)
    if found:
        show_heading(table, f"promises-{place.month:%Y-%m}")
        st.markdown(tally(found))
        show_table(table, place.unit, key="process_promises")
    else:
        st.markdown(_("Nothing was promised so far."))
    regions = [name for name in place.regions if place.visitor.scope.may("promise", name)]
    if not regions:
        say_who_may("promise")
        return
    with st.container(border=True):
        _ask(place, regions)


def _ask(place: Place, regions: list[str]) -> None:
    st.markdown(f"**{_('Promise')}**")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        region = st.selectbox(_("Region"), regions, key="promise_region", width=150)
        figure = st.selectbox(
            _("Figure"),
            list(PROMISED),
            format_func=lambda name: plain(figure_name(name)),
            key="promise_figure",
            width=220,
        )
        most = is_less_better(figure)
        typed = st.text_input(
            _("At most (yuan)") if most else _("At least (yuan)"),
            key="promise_amount",
            max_chars=30,
            width=180,
        )
        until = st.date_input(
            _("By when"),
            place.day + timedelta(days=30),
            min_value=place.day,
            format="YYYY-MM-DD",
            key="promise_until",
            width=160,
        )
        origin = st.selectbox(
            _("It goes with"),
            list(_ORIGINS),
            format_func=lambda code: plain(_(_ORIGINS[code])),
            key="promise_origin",
            width=180,
        )
    text = st.text_area(_("What is done for it"), key="promise_text", max_chars=1000, height=80)
    if not st.button(_("Promise"), type="primary", icon=":material/handshake:", key="promise_send"):
        return
    try:
        amount = fen(typed)
    except NotANumber:
        st.error(
            _("Type an amount of yuan that is not negative, with at most two decimals."),
            icon=":material/edit:",
        )
        return
    if lacks(text, _("Say what is done for it.")):
        return
    pledge = Pledge(figure, amount, until, text, origin, until.replace(day=1))
    act(
        lambda: promise(current_writer(), region, pledge),
        _(
            "Promised for {region} by {day}; it stands here as kept or broken.",
            region=plain(region),
            day=f"{until:%Y-%m-%d}",
        ),
    )
