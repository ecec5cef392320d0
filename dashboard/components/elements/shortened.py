"""Long lists: the largest rows first, all of them page by page when asked for, all of them as a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from dashboard.formats import YUAN, Unit, money_with_unit
from dashboard.i18n import _
from dashboard.parts import part
from dashboard.tables import Table

#: Rows on one page.
PAGE = 100


@part
def show_shortened(
    first: Table,
    count: int,
    amount: str,
    whole: Callable[[], Table],
    show: Callable[[Table, str], None],
    *,
    key: str,
    unit: Unit = YUAN,
) -> None:
    """Show `first`, or page by page the `count` rows of `whole` once the reader asks for all.

    amount: the column whose sum over the rows shown is held against that over all (yuan, column
    `total`), told in `unit`, that of the table. show: draws a part of the rows under a key of its own.
    """
    if count <= first.frame.height:
        show(first, key)
        return
    st.caption(
        _(
            "The {shown} largest of {count} rows: {part} of {total}. The download holds all of them.",
            shown=first.frame.height,
            count=f"{count:,}",
            part=money_with_unit(float(first.frame[amount].sum()), unit),
            total=money_with_unit(float(first.frame.item(0, "total")), unit),
        )
    )
    if not st.toggle(_("Show all rows"), key=f"all_{key}"):
        show(first, key)
        return
    table = whole()
    number = st.pagination(max(1, -(-table.frame.height // PAGE)), key=f"page_{key}_{table.frame.height}")
    part = table.frame.slice((number - 1) * PAGE, PAGE)
    st.caption(
        _(
            "Rows {first} to {last} of {count}.",
            first=f"{(number - 1) * PAGE + 1:,}",
            last=f"{(number - 1) * PAGE + part.height:,}",
            count=f"{table.frame.height:,}",
        )
    )
    show(replace(table, frame=part), f"{key}_{number}")
