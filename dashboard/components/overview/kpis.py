"""The row of figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from dashboard.formats import Markdown, award, money
from dashboard.i18n import _
from dashboard.views.month.progress import Progress
from dashboard.views.overview.figures import Figure

#: Judgement to colour; direction is the arrow's business.
_COLOURS = {True: "blue", False: "red", None: "gray"}


#: Pixels of a figure with its course.
_HEIGHT = 150


def show_figures(figures: Sequence[Figure], now: Progress, line: Markdown) -> None:
    """Show how far the month has come, and figures with their changes and courses.

    line: the progress in words, safe inside Markdown.
    """
    said = f"{line} · {_compared(now)}"
    if now.is_open and now.share is not None:
        st.progress(now.share, text=said)
    else:
        st.caption(said)
    show_tiles(figures, _HEIGHT)


def show_tiles(figures: Sequence[Figure], height: int | Literal["stretch"] = "stretch") -> None:
    """Show figures side by side, each with its change and its course."""
    with st.grid(min_column_width=150, gap="small"):
        for figure in figures:
            st.metric(
                figure.label,
                figure.value,
                figure.change,
                delta_arrow="auto" if figure.change and figure.change[0] in "+-" else "off",
                delta_color=_COLOURS[figure.is_good],  # type: ignore[arg-type]
                chart_data=list(figure.course) if len(figure.course) > 1 else None,
                chart_type="line",
                help=figure.help,
                border=True,
                height=height,
            )


def _compared(now: Progress) -> Markdown:
    if now.is_open:
        return _(
            "Sales and collections against the same day of last month, the others against last month; lines "
            "show whole months."
        )
    return _("Changes against the month before; lines show the last twelve months.")


def show_sums(sums: dict[str, float]) -> None:
    """Show rewards, fines and their balance."""
    with st.grid(min_column_width=200, gap="small"):
        st.metric(_("Rewards proposed"), award(sums["rewards"]), border=True)
        st.metric(_("Fines proposed"), award(sums["fines"]), border=True)
        st.metric(
            _("Balance of the lines below"), f"{money(sums['balance'], plus=True)} {_('yuan')}", border=True
        )
