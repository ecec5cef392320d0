"""Regions against measures as a table whose cells carry their judgement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import escape
from typing import Any

import streamlit as st

from dashboard import state
from dashboard.components.elements.downloads import offer_downloads
from dashboard.components.elements.links import address_of
from dashboard.components.elements.tables import show_table
from dashboard.formats import NOTHING, Markdown, award, percent, score
from dashboard.i18n import _
from dashboard.tables import Column, Table
from dashboard.views.month.progress import Progress
from dashboard.views.overview.overview import judgements
from dashboard.views.scope import Scope

#: Tinting costs time by the cell; so many regions nobody takes in at a glance anyway.
MOST_ROWS = 60
#: See-through, so that they tint a light and a dark background alike.
_TINTS: dict[bool | None, str] = {
    True: "background-color: rgba(42,127,193,0.24)",
    False: "background-color: rgba(217,84,30,0.28)",
}
#: What of the address says by which column the table is sorted; `-` before it for the largest first.
SORT = "sort"


def show_heat(scope: Scope, table: Table, month: date, now: Progress) -> None:
    """Show the table with judged cells: blue and ✓ good, vermilion and × bad, a dash without data."""
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"#### {table.heading}")
            offer_downloads(table, f"{table.name}-{month:%Y-%m}")
        if table.frame.height > MOST_ROWS:
            show_table(table, scope.unit, key="heat")
            return
        st.html(_html(_sorted(table), now))
        legend = _("✓ reached or within the limit, × missed or over it, — no data. Ratios in percent.")
        if now.is_open:
            legend += _(" To date is held against time progress, {share}.", share=percent(now.share))
        if now.days_to_checkpoint:
            legend += _(" … still open: the checkpoint's day is to come.")
        st.caption(legend)


def _order(table: Table) -> str | None:
    """The order that the address asks for; None for that of the ranks."""
    names = [column.name for column in table.columns]
    return state.current(SORT, [*names, *(f"-{name}" for name in names)], None)


def _sorted(table: Table) -> Table:
    order = _order(table)
    if order is None:
        return table
    name = order.removeprefix("-")
    frame = table.frame.sort(name, descending=order != name, nulls_last=True, maintain_order=True)
    return replace(table, frame=frame)


def _html(table: Table, now: Progress) -> Markdown:
    """The whole table in one element that scrolls, can be searched, read aloud and printed."""
    texts, tints = _cells(table, now)
    rows = (f"<tr>{''.join(_row(table, row, tinted))}</tr>" for row, tinted in zip(texts, tints, strict=True))
    heads = "".join(_head(column, _order(table)) for column in table.columns)
    return Markdown(
        f'<div class="heat" role="region" tabindex="0" aria-label="{escape(table.title)}"><table>'  # type: ignore[markdown] # escaped
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _head(column: Column, order: str | None) -> str:
    """A column's title; a click sorts by it, another one turns the order round, a third ends it."""
    following = {None: column.name, column.name: f"-{column.name}", f"-{column.name}": None}
    after = following.get(order, column.name)
    query = {name: value for name, value in state.address().items() if name != SORT}
    said = {column.name: "ascending", f"-{column.name}": "descending"}.get(order or "", "none")
    href = escape(address_of("overview", query | ({SORT: after} if after else {})))
    return (
        f'<th scope="col" aria-sort="{said}"{_side(column)}><a href="{href}">{escape(column.title)}</a></th>'
    )


def _row(table: Table, texts: list[str], tints: list[str]) -> Iterator[str]:
    for column, text, tint in zip(table.columns, texts, tints, strict=True):
        tag, role = ("th", ' scope="row"') if column.name == "region" else ("td", "")
        style = f' style="{tint}"' if tint else ""
        yield f"<{tag}{role}{_side(column)}{style}>{escape(text)}</{tag}>"


def _side(column: Column) -> str:
    return "" if column.kind == "text" else ' class="number"'


def _cells(table: Table, now: Progress) -> tuple[list[list[str]], list[list[str]]]:
    """The texts and the tints of the table's cells, row by row."""
    rows = table.frame.to_dicts()
    judged = [judgements(row, now) for row in rows]
    texts = [
        [_text(row[column.name], column, mine) for column in table.columns]
        for row, mine in zip(rows, judged, strict=True)
    ]
    tints = [[_TINTS.get(mine.get(column.name), "") for column in table.columns] for mine in judged]
    return texts, tints


def _text(value: Any, column: Column, judged: dict[str, bool | None]) -> str:
    if value is None:
        return NOTHING
    match column.kind:
        case "ratio":
            text, is_good = percent(value, column.digits, column.edges), judged.get(column.name)
            return text if is_good is None else f"{'✓' if is_good else '×'} {text}"
        case "score":
            return score(value)
        case "yuan":
            return award(value)
        case _:
            return column.words.get(value, str(value))
