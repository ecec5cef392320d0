"""What rewards and fines the year leads to, and who may be last for how long."""

from __future__ import annotations

import streamlit as st

from dashboard.cache.ahead import current_rest
from dashboard.cards.year_ahead import ahead
from dashboard.components.elements.cards import show_cards
from dashboard.components.elements.waiting import outlined
from dashboard.formats import Markdown, kept, run_on
from dashboard.i18n import _
from dashboard.views.month.outlook import basis_note
from dashboard.views.scope import Scope
from dashboard.views.year.ahead import absent, answer, awards, last_in_a_row, worst
from engine.ahead.rest import Rest


def show_ahead(scope: Scope) -> Rest | None:
    """Show where the year's awards and last places are heading; or why nothing is said."""
    with outlined(160):
        rest = current_rest(scope.month)
    if rest is None:
        st.caption(absent(scope))
        return None
    with st.container(border=True):
        said = [*worst(scope, rest), *last_in_a_row(scope, rest)]
        lines = [answer(scope, rest), *(Markdown(f":small[{each}]") for each in said)]
        st.markdown(kept(Markdown("\n\n").join(lines)))
        if awards(scope, rest)["year_expected"].is_not_null().any():
            reckoned = _(
                "Expected, not settled: how it is reckoned stands below the chart of rewards and fines."
            )
            st.caption(run_on(reckoned, basis_note(scope)))
    return rest


def show_ahead_cards(scope: Scope, rest: Rest | None) -> None:
    """Show the figures behind it."""
    if rest is not None:
        show_cards(ahead(scope, rest), scope.unit, scope.month)
