"""The row of figures."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.formats import Markdown, Unit, award, money
from dashboard.i18n import _
from dashboard.views.month.progress import Progress
from dashboard.views.overview.figures import Figure

#: Judgement to colour; direction is the arrow's business.
_COLOURS = {True: "blue", False: "red", None: "gray"}


def show_figures(figures: Sequence[Figure], unit: Unit, now: Progress) -> None:
    """Show figures side by side, each with its change against the month before and its course."""
    show_tiles(figures)
    st.caption(_compared(unit, now))


def show_tiles(figures: Sequence[Figure]) -> None:
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
                height="stretch",
            )


def _compared(unit: Unit, now: Progress) -> Markdown:
    if now.is_open:
        return _(
            "Amounts in {unit}. Sales and collections against the same day of last month, the others against "
            "last month; lines show whole months.",
            unit=unit.label,
        )
    return _(
        "Amounts in {unit}. Changes against the month before; lines show the last twelve months.",
        unit=unit.label,
    )


def show_progress(now: Progress, line: Markdown) -> None:
    """Show how much of the month has passed as a bar, with `line` (safe inside Markdown) above it."""
    if now.share is None:
        st.caption(line)
    else:
        st.progress(now.share, text=line)


def show_sums(sums: dict[str, float]) -> None:
    """Show rewards, fines and their balance."""
    with st.grid(min_column_width=200, gap="small"):
        st.metric(_("Rewards proposed"), award(sums["rewards"]), border=True)
        st.metric(_("Fines proposed"), award(sums["fines"]), border=True)
        st.metric(
            _("Balance of the lines below"), f"{money(sums['balance'], plus=True)} {_('yuan')}", border=True
        )
