"""Parts of a page side by side: the first stands open, the others are one click away, made when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

import streamlit as st

from dashboard import state
from dashboard.cards.card import Beside, Card
from dashboard.components.elements.cards import show_cards
from dashboard.formats import Markdown, Unit
from dashboard.i18n import in_this_language

#: Makes a part: its cards, or nothing where it shows itself.
Part = Callable[[], Iterable[Card | Beside] | None]
Parts = Mapping[Markdown, Part]
#: Which part is open stands in the address under this name, by its title.
PART = "part"


def show_parts(parts: Parts, unit: Unit, month: date) -> None:
    """Show parts under their titles; only the open one is made and sent. `unit`, `month`: the page's.

    An address that was written in another language opens the same part.
    """
    asked = state.address().get(PART, "")
    if asked and asked not in parts and (meant := in_this_language(asked, parts)):
        if state.is_shown(PART):
            state.showing(PART, meant)
        else:
            # An address that was just opened keeps the name only if it has it from the run's beginning.
            state.choose(PART, meant)
            st.rerun()
    tabs = st.tabs(list(parts), key=PART, on_change="rerun", bind="query-params")
    for tab, made in zip(tabs, parts.values(), strict=True):
        if tab.open:
            with tab:
                show_cards(made() or (), unit, month)
