"""Questions about the year's rewards; the ledgers are asked only once somebody opens them."""

from __future__ import annotations

import streamlit as st

from dashboard.cache import current_questions
from dashboard.cards import settlement
from dashboard.components.frame.cards import show_cards
from dashboard.i18n import _
from dashboard.views.scope import Scope


@st.fragment
def show_questions(scope: Scope) -> None:
    """What the rewards of the year rest on, as questions with the rows behind them."""
    box = st.expander(
        _("Questions worth asking about the year's rewards"),
        icon=":material/contact_support:",
        key="questions_of_year",
        on_change="rerun",
    )
    if box.open:
        with box:
            show_cards(settlement.questions(scope, current_questions(scope.month)), scope.unit, scope.month)
