"""Two spans of the reader's choice side by side; the choice stands in the address."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard import state
from dashboard.cards.year import side_by_side
from dashboard.components.elements.cards import show_cards
from dashboard.components.visitors.filters import offered
from dashboard.formats import Markdown, month_text, plain
from dashboard.i18n import _
from dashboard.views.scope import Scope
from dashboard.views.year.comparing import Sides, usual
from engine.year.spans import Span


def show_comparison(scope: Scope, through: date) -> None:
    """Show the choice of two spans and what they come to; months after `through` have no figures."""
    months = [month for month in scope.evaluation.months() if month <= through]
    regions = offered(scope.evaluation.regions["region"].unique().sort())
    st.subheader(_("Compare any two spans"), anchor=False)
    columns = st.columns(2, gap="small")
    spans = []
    for column, name, heading, default in zip(
        columns,
        ("a", "b"),
        (_("Side A"), _("Side B")),
        usual(months, scope.month, is_open=scope.until is not None),
        strict=True,
    ):
        with column, st.container(border=True):
            st.markdown(f"**{heading}**")
            spans.append(_span(name, heading, months, regions, default))
    sides = Sides(scope.evaluation, spans[0], spans[1], scope.unit)
    show_cards(side_by_side(sides), scope.unit, scope.month)


def _span(name: str, heading: Markdown, months: list[date], regions: list[str], default: Span) -> Span:
    names = {month_text(month): month for month in months}
    with st.container(horizontal=True, gap="small"):
        first = _month(f"{name}_from", _("{side}: from", side=heading), list(names), default.first)
        last = _month(f"{name}_to", _("{side}: to", side=heading), list(names), default.last)
    chosen = st.multiselect(
        _("{side}: regions", side=heading),
        regions,
        format_func=plain,
        placeholder=_("All regions"),
        key=state.many_key(f"{name}_region", regions),
        on_change=state.on_many(f"{name}_region"),
    )
    # Either end may be chosen first.
    begin, end = sorted((names[first], names[last]))
    return Span(begin, end, tuple(chosen))


def _month(name: str, label: Markdown, options: list[Markdown], default: date) -> Markdown:
    chosen = month_text(default)
    return (
        st.selectbox(
            label,
            options,
            key=state.widget_key(name, options, chosen),
            on_change=state.on_choice(name),
            width=130,
        )
        or chosen
    )
