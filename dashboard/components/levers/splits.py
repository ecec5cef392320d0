"""What else there is to say of levers that are moved: how they are split over offices, terms of sale.

Widgets only show what `handles.py` keeps. Nothing here is an actual figure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import streamlit as st

from dashboard import state
from dashboard.components.levers.handles import Handle
from dashboard.formats import plain
from dashboard.i18n import _
from dashboard.views.whatif.whatif import LEVERS
from engine.whatif.levers import Lever

Parts = Mapping[str, int]


def show_splits(handles: Sequence[Handle], parts_of: Callable[[Lever], Parts]) -> None:
    """Splits and terms of the levers that are moved; sent once somebody opens them.

    parts_of: how a lever of the whole region goes to its offices, in fen.
    """
    told = [
        handle
        for handle in handles
        if handle.moved and (handle.kind == "extra_sales" or len(handle.room) > 1)
    ]
    if not told:
        return
    details = st.expander(
        _("Split over offices, and terms of extra sales"),
        icon=":material/lan:",
        key="splits_open",
        on_change="rerun",
    )
    if details.open:
        with details:
            for handle in told:
                st.markdown(f"**{plain(_(LEVERS[handle.kind]))}**")
                if handle.kind == "extra_sales":
                    _show_terms(handle)
                if len(handle.room) > 1:
                    _show_offices(handle, parts_of)


def _show_terms(handle: Handle) -> None:
    """How much of the extra sales stays owed, and by whom."""
    lever = handle.levers[0]
    kinds = {"retail": _("retail customers"), "contract": _("contract customers, not yet due")}

    def change(**terms: Any) -> None:
        handle.replace([replace(own, **terms) for own in handle.levers])

    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.number_input(
            _("Of the extra sales, this share stays owed (%)"),
            0,
            100,
            key=state.showing(handle.key("share"), round(lever.receivable_share * 100)),
            on_change=handle.edited(
                "share", lambda value: change(receivable_share=Fraction(int(value or 0), 100))
            ),
            width=260,
        )
        st.segmented_control(
            _("Owed by"),
            list(kinds),
            format_func=lambda kind: plain(kinds[kind]),
            required=True,
            key=state.showing(handle.key("type"), lever.receivable_type),
            on_change=handle.edited("type", lambda value: change(receivable_type=value)),
        )


def _show_offices(handle: Handle, parts_of: Callable[[Lever], Parts]) -> None:
    """The lever split over offices: an edited office is locked, the others share the rest."""
    split = {lever.office: lever.amount for lever in handle.levers if lever.office is not None}
    shown = split or parts_of(handle.levers[0])
    locked: frozenset[str] = state.kept(handle.key("locked"), frozenset())
    cells = st.columns(min(4, len(handle.room)))
    for place, (office, most) in enumerate(handle.room.items()):
        with cells[place % len(cells)]:
            _show_office(handle, office, shown, locked)
            if handle.kind != "extra_sales":
                st.caption(_("at most {amount}", amount=f"{most / 100:,.2f}"))


def _show_office(handle: Handle, office: str, shown: Parts, locked: frozenset[str]) -> None:
    def take(value: float | None) -> None:
        parts = {**dict.fromkeys(handle.room, 0), **shown}
        parts[office] = min(round((value or 0.0) * 100), handle.room[office])
        state.keep(handle.key("locked"), locked | {office})
        handle.split(parts)

    def set_lock(*, is_locked: bool) -> None:
        state.keep(handle.key("locked"), locked | {office} if is_locked else locked - {office})

    name, lock = f"office/{office}", f"lock/{office}"
    st.number_input(
        plain(office),
        0.0,
        handle.room[office] / 100,
        step=1_000.0,
        format="%.2f",
        key=state.showing(handle.key(name), shown.get(office, 0) / 100),
        on_change=handle.edited(name, take),
    )
    st.checkbox(
        _("locked"),
        key=state.showing(handle.key(lock), office in locked),
        on_change=handle.edited(lock, lambda value: set_lock(is_locked=bool(value))),
    )
