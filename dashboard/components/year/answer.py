"""Will the year be made, and its line on the overview."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.components.elements.links import link
from dashboard.components.overview.kpis import show_tiles
from dashboard.formats import Markdown, kept
from dashboard.i18n import _
from dashboard.views.scope import Scope
from dashboard.views.year.standing import figures, in_short, verdict, who_misses
from engine.year.courses import MEASURES


def show_answer(scope: Scope) -> None:
    """Show the verdict on the year, who misses it, and the figures behind it."""
    with st.container(border=True):
        said = [verdict(scope, measure) for measure in MEASURES]
        said += [Markdown(f":small[{sentence}]") for sentence in who_misses(scope)]
        st.markdown(kept(Markdown("\n\n").join(said)))
    show_tiles(figures(scope))
    st.caption(_("Amounts in {unit}. What every region has and lacks stands below.", unit=scope.unit.label))


def show_year_line(scope: Scope) -> None:
    """Show the year in a line, with the way to its page."""
    line = in_short(scope)
    if not line:
        return
    way = link(_("The year"), "year", state.address())
    st.markdown(kept(Markdown(f":gray[:material/calendar_month:] {line} {way}")))
