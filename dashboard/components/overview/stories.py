"""What the checkpoint of the month under way still takes, the dearest region first."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.cache import current_days, current_forecast
from dashboard.components.frame.waiting import outlined
from dashboard.components.overview.findings import SHOWN, show_finding, show_rest
from dashboard.formats import Unit
from dashboard.i18n import _
from dashboard.views.month.progress import Progress, progress
from dashboard.views.month.story import Line, story
from dashboard.views.month.telling import begun_text, others_text, rest_texts, story_findings
from dashboard.views.scope import Scope


def current_story(scope: Scope) -> list[Line]:
    """The lines of the scope's month; none once its checkpoint has come."""
    now = progress(scope, current_days())
    if not now.days_to_checkpoint:
        return []
    with outlined(240):
        made = current_forecast(scope.month)
    return story(scope, now, made)


def show_story(scope: Scope, now: Progress, lines: Sequence[Line]) -> None:
    """Show who needs something, with why and how to avoid it, and who needs nothing; the rest on request."""
    st.markdown(f"#### :orange[:material/hourglass_top:] {begun_text(scope, now)}")
    found = story_findings(lines, scope.unit)
    for finding in found[:SHOWN]:
        show_finding(scope, finding)
    if len(found) > SHOWN:
        show_rest(scope, found[SHOWN:], "more_of_story")
    st.markdown(others_text(lines))
    _show_certainties(lines, scope.unit)


@st.fragment
def _show_certainties(lines: Sequence[Line], unit: Unit) -> None:
    """What it takes to be so certain; sent only once somebody opens it."""
    rest = st.expander(
        _("What it takes beyond what is expected anyway, by certainty"),
        key="certainties",
        on_change="rerun",
    )
    if rest.open:
        rest.markdown("\n".join(f"- {said}" for said in rest_texts(lines, unit)))
