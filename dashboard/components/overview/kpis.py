"""The row of figures."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

import streamlit as st

from dashboard.bulletins.texts import unmarked
from dashboard.formats import NONE, Markdown, award, money
from dashboard.i18n import _
from dashboard.views.month.progress import Progress
from dashboard.views.overview.figures import Figure

#: Judgement to the class that colours it; direction is the arrow's business.
_JUDGED = {True: "good", False: "bad", None: "neither"}
#: The same colours for courses, which are pictures: both read on a light and on a dark ground.
_INKS = {True: "#2a7fc1", False: "#d9541e", None: "#7a8699"}
_ARROWS = {"+": "↑", "-": "↓"}
#: The picture of a course, in units of its own.
_WIDE, _HIGH = 120, 30
#: So many signs of a value stand in a tile of a desktop's row of six; longer ones are written smaller.
_ROOM = 10


def show_figures(figures: Sequence[Figure], now: Progress, line: Markdown) -> None:
    """Show how far the month has come, and figures with their changes and courses.

    line: the progress in words, safe inside Markdown.
    """
    said = f"{line} · {_compared(now)}"
    if now.is_open and now.share is not None:
        st.progress(now.share, text=said)
    else:
        st.caption(said)
    show_tiles(figures)


def show_tiles(figures: Sequence[Figure]) -> None:
    """Show figures side by side, each with its change and its course.

    As one element: a figure of Streamlit's own draws its course anew on every run, with a library for charts.
    """
    tiles = "".join(_tile(figure) for figure in figures)
    st.html(f'<dl class="tiles">{tiles}</dl>')  # type: ignore[markdown] # escaped


def _tile(figure: Figure) -> str:
    label, judged = escape(unmarked(figure.label)), _JUDGED[figure.is_good]
    parts = [f"<dt>{label}{_help(label, figure.help) if figure.help else ''}</dt>"]
    value = escape(unmarked(figure.value))
    parts.append(f'<dd class="value{" long" if len(value) > _ROOM else ""}">{value}</dd>')
    if figure.change:
        arrow = _ARROWS.get(figure.change[0], "")
        parts.append(
            f'<dd><span class="change {judged}">{arrow} {escape(unmarked(figure.change))}</span></dd>'
        )
    if len(figure.course) > 1:
        parts.append(f'<dd class="course"><img alt="" src="{_picture(figure)}"></dd>')
    return f"<div>{''.join(parts)}</div>"


def _help(label: str, text: Markdown) -> str:
    said = escape(_("About {figure}", figure=label))
    return (
        f'<details><summary aria-label="{said}" title="{escape(unmarked(text))}">?</summary>'
        f"<p>{escape(unmarked(text))}</p></details>"
    )


def _picture(figure: Figure) -> str:
    """The course as a picture in the address of a picture: a line from the first value to the last."""
    low, high = min(figure.course), max(figure.course)
    scale, step = (_HIGH - 4) / ((high - low) or 1), _WIDE / (len(figure.course) - 1)
    points = " ".join(
        f"{at * step:.1f},{_HIGH - 2 - (value - low) * scale:.1f}" for at, value in enumerate(figure.course)
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" preserveAspectRatio="none">'
        f'<polyline points="{points}" fill="none" stroke="{_INKS[figure.is_good]}" stroke-width="2" '
        'vector-effect="non-scaling-stroke"/></svg>'
    )
    return f"data:image/svg+xml,{quote(svg)}"


def _compared(now: Progress) -> Markdown:
    if now.is_open:
        return _(
            "Sales and collections against the same day of last month, the others against last month; lines "
            "show whole months."
        )
    return _("Changes against the month before; lines show the last twelve months.")


def show_sums(sums: dict[str, float]) -> None:
    """Show rewards, fines and their balance."""
    balance = Markdown(f"{money(sums['balance'], plus=True)} {_('yuan')}")
    told = (
        (_("Rewards proposed"), award(sums["rewards"])),
        (_("Fines proposed"), award(sums["fines"])),
        (_("Balance of the lines below"), balance),
    )
    show_tiles([Figure(label, value, None, None, (), NONE) for label, value in told])
