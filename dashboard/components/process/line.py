"""The line of a month's steps: as one element, below one another on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboard.components.process.acting import named
from dashboard.components.process.place import Place
from dashboard.components.visitors.zones import reader_zone
from dashboard.formats import Markdown, unparted
from dashboard.i18n import _
from dashboard.services.process.months import steps_of
from dashboard.views.process.steps import StepLine, lateness, passed_over, passed_text, step_lines


def show_line(place: Place) -> None:
    """Show the month's steps, and which of them are late."""
    steps = steps_of(place.reader, place.snapshot, place.month, place.day)
    published = place.book.published_months()
    later = [month for month in published if month > place.month]
    is_passed = bool(later) and place.month not in published
    if is_passed:
        steps = passed_over(steps)
    st.html(_line(step_lines(steps, place.day, named, reader_zone())))
    if is_passed:
        st.markdown(passed_text(place.month, later[0]))
    if late := lateness(steps):
        st.markdown(late)


def _line(lines: Sequence[StepLine]) -> Markdown:
    items = "".join(
        f'<li class="{escape(line.status)}"><strong>{escape(line.title)}</strong>'
        f"<span>{escape(line.said)}</span><small>{escape(unparted(line.note))}</small></li>"
        for line in lines
    )
    text = f'<ol class="steps" aria-label="{escape(_("Steps of the month"))}">{items}</ol>'
    return Markdown(text)  # type: ignore[markdown] # escaped
