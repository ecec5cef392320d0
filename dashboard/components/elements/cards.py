"""Cards: a chart, a table or sentences with a title, and what lies behind them one click away."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from zlib import crc32

import streamlit as st

from dashboard import state
from dashboard.cards.card import Beside, Card, Chart, Digest, Gap, Rows, Sentences
from dashboard.charts.template import CONFIG
from dashboard.components.elements.downloads import offer_downloads
from dashboard.components.elements.tables import show_table
from dashboard.components.visitors.filters import offered
from dashboard.formats import Markdown, Unit, kept, label, listed
from dashboard.i18n import _
from dashboard.navigation import BY_KEY, may_open
from dashboard.parts import part
from dashboard.tables import Table
from dashboard.views.ends import ENDS
from dashboard.visit import current_visitor

#: So many sentences are read at once; the others are sent once somebody asks for them.
MOST_SAID = 30


def show_cards(cards: Iterable[Card | Beside], unit: Unit, month: date) -> None:
    """Show cards below and beside one another; `unit` and `month` are those of the page."""
    for card in cards:
        if isinstance(card, Beside):
            for column, single in zip(st.columns(len(card.columns), gap="small"), card.columns, strict=True):
                with column:
                    if single is not None:
                        show_card(single, unit, month)
        else:
            show_card(card, unit, month)


def show_card(card: Card, unit: Unit, month: date) -> None:
    """Show one card."""
    match card:
        case Chart():
            _show_chart(card, card.unit or unit, card.month or month)
        case Rows():
            _show_rows(card, unit, month)
        case Digest():
            _show_digest(card, unit, month)
        case Sentences():
            _show_sentences(card)
        case Gap():
            _show_gap(card, unit, month)


def _show_sentences(card: Sentences) -> None:
    st.markdown(listed(card.sentences[:MOST_SAID]) or card.empty)
    if card.onward and not card.sentences and may_open(BY_KEY[card.onward], current_visitor().scope):
        page = BY_KEY[card.onward]
        st.page_link(page.script, label=_(page.title), icon=page.icon, query_params=state.address())
    if left := card.sentences[MOST_SAID:]:
        key = f"said_{crc32(card.sentences[0].encode())}"
        rest = st.expander(_("{count} more", count=len(left)), key=key, on_change="rerun")
        if rest.open:
            rest.markdown(listed(left))


def _headed(title: Markdown, text: Markdown) -> Markdown:
    """A title and what stands below it as one text."""
    return Markdown(f"#### {title}\n\n{kept(text)}")


def _show_chart(card: Chart, unit: Unit, month: date) -> None:
    with st.container(border=True):
        st.markdown(_headed(card.title, card.note))
        spoken = f"{card.title}. {card.alt or card.note}".rstrip(". ")
        if card.regions:
            # A choice draws other bars: under a key of its own no old selection lingers on them.
            name = f"chart_{card.key}_{len(card.regions)}"
            st.plotly_chart(
                card.figure,
                key=name,
                config=CONFIG,
                alt=spoken,
                on_select=_chooses_region(name, tuple(offered(card.regions))),
                selection_mode="points",
            )
        else:
            st.plotly_chart(card.figure, key=f"chart_{card.key}", config=CONFIG, alt=spoken)
        if card.others:
            _show_others(card)
        _show_behind(card.table, unit, month, card.key)


def _show_others(card: Chart) -> None:
    """How many regions the chart leaves out, and a field that finds one of them and chooses it."""
    key = f"others_{card.key}"
    st.selectbox(
        _(
            "The first {ends} and the last {ends} are drawn; {count} others stand between them.",
            ends=ENDS,
            count=f"{len(card.others):,}",
        ),
        offered(card.others),
        index=None,
        placeholder=_("Look up a region"),
        key=key,
        on_change=state.on_edit(key, lambda name: state.choose("region", name)),
    )


def _chooses_region(name: str, regions: tuple[str, ...]) -> Callable[[], None]:
    """The callback that carries a click on a bar to the region filter."""
    named = {label(region): region for region in regions}

    def carry() -> None:
        clicked = [named[y] for y in state.chosen_rows(name) if y in named]
        if clicked:
            is_chosen = state.address().get("region") == clicked[0]
            state.choose("region", None if is_chosen else clicked[0])

    return carry


@part
def _show_behind(table: Table, unit: Unit, month: date, key: str) -> None:
    """The table behind a chart; sent only once somebody opens it."""
    behind = st.expander(
        _("Table and download"), icon=":material/table:", key=f"behind_{key}", on_change="rerun"
    )
    if behind.open:
        with behind:
            show_table(table, unit, key=f"table_of_{key}")
            offer_downloads(table, f"{table.name}-{key}-{month:%Y-%m}")


def _show_rows(card: Rows, unit: Unit, month: date) -> None:
    with st.container(border=True):
        show_heading(card.table, f"{card.table.name}-{card.key}-{month:%Y-%m}")
        if card.note:
            st.markdown(kept(card.note))
        show_table(card.table, unit, key=f"table_{card.key}")


def show_heading(table: Table, stem: str, whole: Callable[[], Table] | None = None) -> None:
    """A table's title with its downloads beside it; what is shown cut is downloaded `whole`."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"#### {table.heading}")
        offer_downloads(whole or table, stem, title=table.title)


def _show_digest(card: Digest, unit: Unit, month: date) -> None:
    with st.container(border=True):
        st.markdown(_headed(card.table.heading, listed(card.sentences[: card.most]) or card.empty))
        if len(card.sentences) > card.most:
            st.caption(_("{count} more in the table.", count=f"{len(card.sentences) - card.most:,}"))
        _show_behind(card.table, unit, month, card.key)


def _show_gap(card: Gap, unit: Unit, month: date) -> None:
    upload = BY_KEY["upload"]
    with st.container(border=True):
        st.markdown(_headed(card.title, card.text))
        st.page_link(upload.script, label=_("To the upload"), icon=upload.icon, query_params=state.address())
        if card.table is not None:
            _show_behind(card.table, unit, month, card.key)


def show_note(text: Markdown) -> None:
    """Show a note that must not be overlooked, without shouting."""
    st.info(text, icon=":material/info:")
