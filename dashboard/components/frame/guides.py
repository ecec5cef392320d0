"""The short help of a page, in place."""

from __future__ import annotations

import streamlit as st

from dashboard.formats import NONE, Markdown, clause_text, plain
from dashboard.i18n import _
from dashboard.views.guides import guide
from engine.policy.parameters import Policy


def show_guide(page: str, policy: Policy | None = None) -> None:
    """Show a button that opens what the page answers, how to read it and which clause it applies."""
    found = guide(page, policy)
    lines: list[Markdown] = [
        f"**{_('What it answers')}**",
        NONE,
        found.answers,
        NONE,
        f"**{_('How to read it')}**",
        NONE,
    ]
    lines += [f"- {line}" for line in found.reading]
    if found.rule:
        lines += [
            NONE,
            f"**{_('Clause {clause}', clause=plain(clause_text(found.clause)))}**",
            NONE,
            found.rule,
        ]
    with st.popover(_("How to read this page"), icon=":material/help:", type="tertiary"):
        st.markdown("\n".join(lines))
