"""The short help of a page, in place."""

from __future__ import annotations

import streamlit as st

from dashboard.formats import clause_text
from dashboard.i18n import _
from dashboard.views.guides import guide
from engine.parameters import Policy


def show_guide(page: str, policy: Policy | None = None) -> None:
    """Show a button that opens what the page answers, how to read it and which clause it applies."""
    found = guide(page, policy)
    lines = [f"**{_('What it answers')}**", "", found.answers, "", f"**{_('How to read it')}**", ""]
    lines += [f"- {line}" for line in found.reading]
    if found.rule:
        lines += ["", f"**{_('Clause {clause}', clause=clause_text(found.clause))}**", "", found.rule]
    with st.popover(_("How to read this page"), icon=":material/help:", type="tertiary"):
        st.markdown("\n".join(lines))
