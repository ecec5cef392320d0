"""Cards: a chart, a table or sentences with a title, and what lies behind them one click away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import plotly.graph_objects as go
import streamlit as st

from dashboard import state
from dashboard.charts.template import CONFIG
from dashboard.components.downloads import offer_downloads
from dashboard.components.tables import show_table
from dashboard.formats import NONE, Markdown, Unit, label, plain
from dashboard.i18n import _
from dashboard.navigation import BY_KEY
from dashboard.tables import Table


def show_chart(
    title: Markdown,
    figure: go.Figure,
    table: Table,
    unit: Unit,
    month: date,
    *,
    key: str,
    note: Markdown = NONE,
    alt: str = "",
    regions: Sequence[str] = (),
) -> None:
    """Show a chart with its title; its figures open as a table with downloads.

    `note` says in a sentence (safe inside Markdown) what the chart shows; `alt` says it to
    those who cannot see it. A click on the bar of one of `regions` chooses that region, a
    second click takes the choice back; the region filter does the same by keyboard.
    """
    with st.container(border=True):
        st.markdown(f"#### {title}")
        if note:
            st.markdown(note)
        spoken = f"{title}. {alt or note}".rstrip(". ")
        if regions:
            # A choice draws other bars: under a key of its own no old selection lingers on them.
            name = f"chart_{key}_{len(regions)}"
            st.plotly_chart(
                figure,
                key=name,
                config=CONFIG,
                alt=spoken,
                on_select=_chooses_region(name, tuple(regions)),
                selection_mode="points",
            )
        else:
            st.plotly_chart(figure, key=f"chart_{key}", config=CONFIG, alt=spoken)
        _show_behind(table, unit, month, key)


def _chooses_region(name: str, regions: tuple[str, ...]) -> Callable[[], None]:
    """The callback that carries a click on a bar to the region filter."""
    named = {label(region): region for region in regions}

    def carry() -> None:
        clicked = [named[y] for y in state.chosen_rows(name) if y in named]
        if clicked:
            is_chosen = state.address().get("region") == clicked[0]
            state.choose("region", None if is_chosen else clicked[0])

    return carry


@st.fragment
def _show_behind(table: Table, unit: Unit, month: date, key: str) -> None:
    """The table behind a chart; sent only once somebody opens it."""
    behind = st.expander(
        _("Table and download"), icon=":material/table:", key=f"behind_{key}", on_change="rerun"
    )
    if behind.open:
        with behind:
            show_table(table, unit, key=f"table_of_{key}")
            offer_downloads(table, f"{table.name}-{key}-{month:%Y-%m}")


def show_table_card(table: Table, unit: Unit, month: date, *, key: str, note: Markdown = NONE) -> None:
    """Show a table with its title and downloads; `note` must be safe inside Markdown."""
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"#### {plain(table.title)}")
            offer_downloads(table, f"{table.name}-{key}-{month:%Y-%m}")
        if note:
            st.markdown(note)
        show_table(table, unit, key=f"table_{key}")


def show_sentence_card(
    sentences: Sequence[Markdown],
    empty: Markdown,
    table: Table,
    unit: Unit,
    month: date,
    *,
    key: str,
    most: int = 6,
) -> None:
    """Show sentences (safe inside Markdown) with the table they were taken from one click away."""
    with st.container(border=True):
        st.markdown(f"#### {plain(table.title)}")
        st.markdown("\n".join(f"- {sentence}" for sentence in sentences[:most]) if sentences else empty)
        if len(sentences) > most:
            st.caption(_("{count} more in the table.", count=len(sentences) - most))
        _show_behind(table, unit, month, key)


def show_gap(title: Markdown, text: Markdown) -> None:
    """Say what is missing for a chart and lead to where it can be mended."""
    upload = BY_KEY["upload"]
    with st.container(border=True):
        st.markdown(f"#### {title}")
        st.markdown(text)
        st.page_link(upload.script, label=_("To the upload"), icon=upload.icon, query_params=state.address())


def show_note(text: Markdown) -> None:
    """Show a note that must not be overlooked, without shouting."""
    st.info(text, icon=":material/info:")
