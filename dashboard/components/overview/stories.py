"""What the checkpoint of the month under way still takes, the dearest region first."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import state
from dashboard.cache.ahead import current_forecast
from dashboard.cache.current import current_days
from dashboard.components.elements.links import link
from dashboard.components.elements.waiting import outlined
from dashboard.components.overview.findings import SHOWN, told
from dashboard.formats import Markdown, kept, listed, month_text
from dashboard.i18n import _
from dashboard.parts import part
from dashboard.views.month.outlook import basis_note
from dashboard.views.month.progress import Progress, progress
from dashboard.views.month.story import Line, story
from dashboard.views.month.telling import begun_text, others_text, rest_texts, story_findings
from dashboard.views.overview.findings import Finding
from dashboard.views.scope import Scope


def current_story(scope: Scope) -> list[Line]:
    """The lines of the scope's month; none once its checkpoint has come."""
    now = progress(scope, current_days())
    if not now.days_to_checkpoint:
        return []
    with outlined(240):
        made = current_forecast(scope.month)
    return story(scope, now, made)


def show_story(scope: Scope, now: Progress, lines: Sequence[Line], *, is_shown: bool) -> None:
    """Show who needs something, with why and how to avoid it, and who needs nothing; the rest on request.

    is_shown: whether the page is about this month; else there is a link to it.
    """
    parts: list[Markdown] = [f"#### :orange[:material/hourglass_top:] {begun_text(scope, now)}"]
    found = story_findings(lines, scope.unit)
    parts.append(told(scope, found[:SHOWN]))
    others = others_text(lines)
    if is_shown:
        note = _(
            "Every reward, fine and rank below is what the figures so far would lead to, and settles nothing."
        )
        others = Markdown(f"{others} :small[:gray[{note}]]")
    else:
        month = month_text(scope.month)
        way = link(_("Show {month}", month=month), "overview", state.address() | {"month": month})
        others = Markdown(f"{others} {way}")
    parts.append(others)
    if basis := basis_note(scope):
        parts.append(Markdown(f":small[:gray[{basis}]]"))
    st.markdown(kept(Markdown("\n\n").join(parts)))
    if found:
        _show_rest(scope, found[SHOWN:], lines)


@part
def _show_rest(scope: Scope, found: Sequence[Finding], lines: Sequence[Line]) -> None:
    """The lesser lines, and what it takes to be so certain; sent only once somebody opens them."""
    if not found and all(line.is_at_ease or line.chance is None for line in lines):
        return
    certainties = _("What it takes beyond what is expected anyway, by certainty")
    title = _("{count} more, and: {title}", count=len(found), title=certainties) if found else certainties
    rest = st.expander(title, key="rest_of_story", on_change="rerun")
    if rest.open:
        with rest:
            needed = listed(rest_texts(lines, scope.unit))
            st.markdown(f"{kept(told(scope, found))}\n\n{needed}")
