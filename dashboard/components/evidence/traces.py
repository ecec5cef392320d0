"""The way down from a figure to its rows: a breadcrumb, one table at a time, every step an address."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import state
from dashboard.cache.current import current_reader
from dashboard.cache.details import current_conduct
from dashboard.cards.appraisal import conduct
from dashboard.cards.card import Rows
from dashboard.components.elements.cards import show_card, show_cards, show_heading
from dashboard.components.elements.tables import choose_below
from dashboard.formats import YUAN, Markdown, money_with_unit, month_text, plain
from dashboard.i18n import _
from dashboard.navigation import BY_KEY
from dashboard.services.tracing import (
    TRACEABLE,
    by_office,
    by_party,
    by_region,
    documents,
    of_document,
    place_of,
)
from dashboard.views.evidence.trace import (
    CONDUCT,
    Step,
    document_step,
    figure_title,
    office_step,
    party_step,
    region_step,
)
from dashboard.views.scope import Scope
from data.store.tracing import COUNTED

FIGURE, OFFICE, PARTY, DOCUMENT = "figure", "office", "customer", "document"


def choose_figure() -> str:
    """Show the choice of a figure and return its name."""
    figures = (*TRACEABLE, CONDUCT)
    _correct(FIGURE, figures)
    figure = st.selectbox(
        _("Figure"),
        figures,
        format_func=figure_title,
        key=state.widget_key(FIGURE, figures, figures[0]),
        on_change=state.on_choice(FIGURE),
        width=320,
    )
    return figure or TRACEABLE[0]


def show_trace(scope: Scope, figure: str) -> None:
    """Show the figure one step below what the address has chosen, down to the rows of the files."""
    if figure == CONDUCT:
        show_cards(conduct(scope, current_conduct(scope.month)), scope.unit, scope.month)
        return
    if scope.region is None:
        _show(scope, figure, [], region_step(figure, by_region(scope.evaluation, figure, scope.month)))
        return
    offices = by_office(scope.evaluation, figure, scope.month, scope.region)
    _correct(OFFICE, offices["office"].to_list())
    office = state.current(OFFICE, offices["office"].to_list(), None)
    if office is None:
        _show(scope, figure, [scope.region], office_step(figure, offices))
        return
    place = place_of(scope.evaluation, scope.month, scope.region, office)
    parties = by_party(current_reader(), figure, place)
    _correct(PARTY, parties["party"].to_list())
    party = state.current(PARTY, parties["party"].to_list(), None)
    if party is None and parties.height:
        _show(scope, figure, [scope.region, office], party_step(figure, parties))
        return
    extract, rows = documents(current_reader(), figure, place, party)
    path = [scope.region, office] if party is None else [scope.region, office, party or _("(blank)")]
    numbers = rows[DOCUMENT].drop_nulls().to_list() if party is not None and DOCUMENT in rows.columns else []
    _correct(DOCUMENT, numbers)
    number = state.current(DOCUMENT, numbers, None)
    if number is not None:
        rows, path = of_document(rows, number), [*path, number]
    _show(scope, figure, path, document_step(figure, extract, rows))


def _correct(name: str, options: Sequence[str]) -> None:
    """Say that the address asks for something that is not there, and take it out."""
    asked = state.take_astray(name, options)
    if asked is not None:
        st.warning(
            _("There is no “{asked}” here, for which the address asks; the step before it is shown.",
              asked=plain(asked[:40])),
            icon=":material/wrong_location:",
        )  # fmt: skip


def _show(scope: Scope, figure: str, path: Sequence[str], step: Step) -> None:
    _show_breadcrumb(path)
    table = step.table
    if table.frame.is_empty():
        st.info(
            _(
                "No figure here in {month}. Choose another month or figure above, or go back one step.",
                month=month_text(scope.month),
            ),
            icon=":material/info:",
        )
        return
    total = money_with_unit(float(table.frame[COUNTED].sum() or 0.0), scope.unit)
    stem = "-".join(("trace", figure, f"{scope.month:%Y-%m}", *path))
    if step.chooses is None:
        st.caption(
            _("{count} rows, together {total}. Each names its file, sheet and row.",
              count=f"{table.frame.height:,}", total=total)
        )  # fmt: skip
        show_card(Rows(table, "rows"), scope.unit, scope.month)
        return
    with st.container(border=True):
        show_heading(table, stem)
        st.caption(_("Together {total}. Choose a row to go one step down.", total=total))
        if scope.unit is not YUAN:
            st.caption(_("Each amount is rounded for itself; the total is that of the exact amounts."))
        chosen = choose_below(table, scope.unit, key=f"trace_{'/'.join((figure, *path))}")
    if chosen is not None:
        name = str(table.frame.item(chosen, 0))
        state.choose(step.chooses, name)
        st.rerun()


def _show_breadcrumb(path: Sequence[str]) -> None:
    labels = (_("All regions"), *path)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for depth, label in enumerate(labels):
            if depth == len(labels) - 1:
                st.markdown(f"**{plain(label)}**", width="content")
            else:
                st.button(
                    plain(label), key=f"crumb/{depth}", type="tertiary", on_click=_back_to, args=(depth,)
                )
                st.markdown("›", width="content")


def _back_to(depth: int) -> None:
    """Take back what was chosen below so many steps."""
    for name in ("region", OFFICE, PARTY, DOCUMENT)[depth:]:
        state.forget(name)


def trace_link(
    label: Markdown, month: str, figure: str, region: str | None, *, icon: str | None = None
) -> None:
    """A link to the rows behind a figure of a region."""
    query = {k: v for k, v in state.address().items() if k not in (OFFICE, PARTY, DOCUMENT, "region")}
    query |= {"month": month, FIGURE: figure} | ({} if region is None else {"region": region})
    st.page_link(
        BY_KEY["trace"].script,
        label=label,
        query_params=query,
        icon=icon or ":material/search:",
        width="content",
    )
