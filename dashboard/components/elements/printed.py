"""Tables on paper: a table on screen is a picture of what has been scrolled to, and paper does not scroll.

Beside each stands the whole of it as plain text, which only the print style sheet shows (`page.css`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from dashboard.i18n import _

#: So many rows go on paper; whoever needs more takes the download.
MOST_PRINTED = 200


def show_on_paper(
    titles: Sequence[str],
    rows: Sequence[Sequence[str]],
    numbers: Sequence[bool],
    tints: Sequence[Sequence[str]] = (),
    *,
    left: int = 0,
) -> None:
    """Add a table that is seen on paper only; `numbers` says which columns are flush right.

    tints: per row and column a style (CSS) of our own, or nothing. left: so many rows do not go on paper;
    there are never more than `MOST_PRINTED` of them.
    """
    sides = [' class="number"' if is_number else "" for is_number in numbers]
    head = _row("th", titles, sides)
    body = [
        _row("td", row, [f'{side} style="{tint}"' if tint else side for side, tint in _zip(sides, tints, at)])
        for at, row in enumerate(rows[:MOST_PRINTED])
    ]
    left = max(left, len(rows) - MOST_PRINTED)
    more = _("{count} more rows: see the download.", count=f"{left:,}") if left > 0 else ""
    st.html(
        f'<div class="print-table"><table><thead>{head}</thead><tbody>{"".join(body)}</tbody></table>'  # type: ignore[markdown] # escaped
        f"<p>{escape(more)}</p></div>"
    )


def _zip(sides: list[str], tints: Sequence[Sequence[str]], row: int) -> Iterable[tuple[str, str]]:
    return zip(sides, tints[row] if tints else [""] * len(sides), strict=True)


def _row(tag: str, cells: Sequence[str], attributes: Iterable[str]) -> str:
    written = (f"<{tag}{said}>{escape(cell)}</{tag}>" for cell, said in zip(cells, attributes, strict=True))
    return f"<tr>{''.join(written)}</tr>"
