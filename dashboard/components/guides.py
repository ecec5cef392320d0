"""The short help of a page, in place."""

from __future__ import annotations

import streamlit as st

from dashboard.i18n import _
from dashboard.views.guides import guide
from dashboard.views.scope import Scope


def show_guide(scope: Scope, page: str) -> None:
    """Show a button that opens what the page answers, how to read it and which clause it applies."""
    help_text = guide(scope, page)
    with st.popover(_("How to read this page"), icon=":material/help:", type="tertiary"):
        st.markdown(
            "\n".join(
                (
                    f"**{_('What it answers')}**\n\n{help_text.answers}\n",
                    f"**{_('How to read it')}**\n",
                    *(f"- {line}" for line in help_text.reading),
                    "",
                    f"**{_('Clause {clause}', clause=help_text.clause)}**\n\n{help_text.rule}",
                )
            )
        )
