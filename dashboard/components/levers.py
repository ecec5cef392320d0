"""Levers: sliders paired with exact amounts, per region or split over its offices.

Sliders and number fields only show what `handles.py` keeps. Nothing here is an actual figure.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, Protocol

import streamlit as st

from dashboard import state
from dashboard.components.handles import Handle
from dashboard.formats import Unit, plain
from dashboard.i18n import _
from dashboard.views.goals import mark_title
from dashboard.views.whatif import LEVERS, amount_text
from engine.goalseek import Answer
from engine.levers import COLLECTING, KINDS, Lever, LeverKind
from engine.shares import rescaled

#: Sliders move by a thousand yuan; the field beside them takes every fen.
STEP = 100_000
#: Pixels: names and fields line up from row to row; on a phone a slider and its field share a line.
_NAME_WIDTH, _FIELD_WIDTH = 230, 180
#: Seconds in which the browser draws the figures before it gets the rest; a key pressed meanwhile goes first.
_TO_DRAW = 0.06

Capacities = Mapping[LeverKind, Mapping[str, int | None]]


class Shown(Protocol):
    """What levers come to, as it is shown in other places of the page."""

    def reserve(self) -> None:
        """Write nothing there yet; a fragment must have written once wherever it writes later."""

    def show_figures(self) -> None:
        """Show the figures that are read while a lever moves."""

    def show_details(self) -> None:
        """Show the rest."""


def show_levers(
    month: date, region: str, room: Capacities, answers: Sequence[Answer], unit: Unit, *, shown: Shown
) -> None:
    """Show a row per lever, then `shown`; one that is moved shows its row and `shown` anew."""
    rows = _Rows(len(KINDS))
    for kind in KINDS:
        known = {office: amount for office, amount in room[kind].items() if amount is not None}
        _lever(Handle(month, region, kind, known, answers), unit, shown, rows)


@dataclass(slots=True)
class _Rows:
    """How many rows are still to be drawn together; after that each is drawn by itself."""

    left: int


@st.fragment
def _lever(handle: Handle, unit: Unit, shown: Shown, rows: _Rows) -> None:
    handle.drawing()
    if not rows.left:
        shown.show_figures()
        time.sleep(_TO_DRAW)
        _show_lever(handle, unit)
        shown.show_details()
        return
    rows.left -= 1
    _show_lever(handle, unit)
    if rows.left:
        shown.reserve()
    else:
        shown.show_figures()
        shown.show_details()


def _show_lever(handle: Handle, unit: Unit) -> None:
    # One row and no columns: the browser goes over every box of the page for each key pressed.
    with st.container(horizontal=True, gap="small"):
        _show_name(handle, unit)
        with st.container(gap=None):
            if handle.room and handle.most > 0:
                _show_controls(handle)
                _show_marks(handle, unit)
                if handle.moved:
                    _show_more(handle)
            else:
                st.caption(
                    _("Nothing there to take.")
                    if handle.room
                    else _("Not available: the figures it needs are not loaded.")
                )


def _show_name(handle: Handle, unit: Unit) -> None:
    text = f"**{_(LEVERS[handle.kind])}**"
    if handle.room and handle.most > 0 and handle.kind != "extra_sales":
        most = _("at most {amount}", amount=plain(amount_text(handle.most, unit)))
        text += f"  \n:small[{most}]"
    st.markdown(text, width=_NAME_WIDTH)


def _show_controls(handle: Handle) -> None:
    name, reach, moved = _(LEVERS[handle.kind]), _reach(handle), handle.moved
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if reach >= STEP:
            st.slider(
                name,
                0.0,
                -(-reach // STEP) / 10,
                step=0.1,
                key=state.showing(handle.key("slider"), min(moved, reach) // STEP / 10),
                on_change=handle.edited("slider", lambda value: handle.move(round(value * 10) * STEP)),
                label_visibility="collapsed",
                format=_("%.1f wan"),
            )
        st.number_input(
            _("{lever}, yuan", lever=name),
            0.0,
            handle.most / 100,
            step=10_000.0,
            format="%.2f",
            key=state.showing(handle.key("field"), moved / 100),
            on_change=handle.edited("field", lambda value: handle.move(round((value or 0.0) * 100))),
            label_visibility="collapsed",
            width=_FIELD_WIDTH,
        )


def _show_more(handle: Handle) -> None:
    """What else there is to say of a lever that was moved."""
    if handle.kind == "extra_sales":
        _show_terms(handle)
    elif len(handle.room) > 1:
        _show_offices(handle)


def _reach(handle: Handle) -> int:
    """How far the slider goes: all there is, or for sales a little beyond the farthest mark."""
    if handle.kind != "extra_sales":
        return handle.most
    marks = [mark.least for mark in _marks(handle) if mark.least]
    return max([100 * STEP, handle.moved, *(mark * 3 // 2 for mark in marks)])


def _marks(handle: Handle) -> list[Answer]:
    """Where something changes on this lever, the nearest first."""
    # For the checkpoint it does not matter which balance the money comes from.
    names = {handle.kind, *(("collect",) if handle.kind in COLLECTING else ())}
    found = [
        answer
        for answer in handle.answers
        if answer.lever in names
        and (answer.lever == handle.kind or answer.goal == "checkpoint")
        and answer.reason in ("possible", "other_side_short")
        and answer.least is not None
        and 0 < answer.least <= handle.most
    ]
    return sorted(found, key=lambda answer: answer.least or 0)


def _show_marks(handle: Handle, unit: Unit) -> None:
    """The amounts at which something changes, each a button that goes there, and the way back."""
    marks = _marks(handle)
    if not marks and not handle.moved:
        return
    with st.container(horizontal=True, gap="small"):
        for answer in marks:
            st.button(
                f"{amount_text(answer.least, unit)} → {mark_title(answer)}",
                key=handle.key("mark", answer.goal, str(answer.tier)),
                type="tertiary",
                icon=":material/flag:",
                on_click=handle.jump,
                args=(answer.least,),
            )
        if handle.moved:
            st.button(
                _("to 0"),
                key=handle.key("reset"),
                type="tertiary",
                icon=":material/restart_alt:",
                on_click=handle.jump,
                args=(0,),
            )


def _show_terms(handle: Handle) -> None:
    """How much of the extra sales stays owed, and by whom."""
    lever = handle.levers[0]
    kinds = {"retail": _("retail customers"), "contract": _("contract customers, not yet due")}

    def change(**terms: Any) -> None:
        handle.replace([replace(lever, **terms)])

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
            format_func=kinds.__getitem__,
            required=True,
            key=state.showing(handle.key("type"), lever.receivable_type),
            on_change=handle.edited("type", lambda value: change(receivable_type=value)),
        )


def _show_offices(handle: Handle) -> None:
    """The lever split over offices: an edited office is locked, the others share the rest."""
    with st.expander(_("Split over offices: {lever}", lever=_(LEVERS[handle.kind])), icon=":material/lan:"):
        split = {lever.office: lever.amount for lever in handle.levers if lever.office is not None}
        shown = split or rescaled(handle.moved, {}, handle.room)
        locked: frozenset[str] = state.kept(handle.key("locked"), frozenset())
        cells = st.columns(min(4, len(handle.room)))
        for place, (office, most) in enumerate(handle.room.items()):
            with cells[place % len(cells)]:
                _show_office(handle, office, shown, locked)
                st.caption(_("at most {amount}", amount=f"{most / 100:,.2f}"))


def _show_office(handle: Handle, office: str, shown: Mapping[str, int], locked: frozenset[str]) -> None:
    def take(value: float | None) -> None:
        parts = dict.fromkeys(handle.room, 0) | shown
        parts[office] = min(round((value or 0.0) * 100), handle.room[office])
        state.keep(handle.key("locked"), locked | {office})
        handle.replace(
            [Lever(handle.kind, handle.region, part, name) for name, part in parts.items() if part]
        )

    def set_lock(*, is_locked: bool) -> None:
        state.keep(handle.key("locked"), locked | {office} if is_locked else locked - {office})

    name, lock = f"office/{office}", f"lock/{office}"
    st.number_input(
        office,
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
