"""Levers: sliders paired with exact amounts, per region or split over its offices.

What is kept is fen; sliders and number fields only show it. Nothing here is an actual figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import state
from dashboard.formats import Unit
from dashboard.i18n import _
from dashboard.views.goals import mark_title
from dashboard.views.whatif import LEVERS, amount_text
from engine.goalseek import Answer
from engine.levers import COLLECTING, KINDS, Lever, LeverKind
from engine.shares import ShareError, rescaled

#: Sliders move by a thousand yuan; the field beside them takes every fen.
STEP = 100_000
#: More than a hundred million yuan nobody sells in a few days.
_SALES_REACH = 10_000_000_000

Capacities = Mapping[LeverKind, Mapping[str, int | None]]


@dataclass(frozen=True, slots=True)
class _Handle:
    """One kind of lever in a region's month: what its offices have to take from, and what it may reach."""

    month: date
    region: str
    kind: LeverKind
    room: Mapping[str, int]
    answers: Sequence[Answer]

    @property
    def most(self) -> int:
        """The most it can move, in fen."""
        return _SALES_REACH if self.kind == "extra_sales" else sum(self.room.values())

    @property
    def levers(self) -> list[Lever]:
        """What the reader has set of this kind."""
        return [lever for lever in kept_levers(self.month, self.region) if lever.kind == self.kind]

    @property
    def moved(self) -> int:
        """How much of it is moved, in fen."""
        return sum(lever.amount for lever in self.levers)

    def key(self, *parts: str) -> str:
        """A name of its own for a widget or something kept."""
        return "/".join((levers_key(self.month, self.region), self.kind, *parts))

    def replace(self, own: Sequence[Lever]) -> None:
        """Set the levers of this kind, the others staying as they are."""
        others = [lever for lever in kept_levers(self.month, self.region) if lever.kind != self.kind]
        set_levers(self.month, self.region, [*others, *own])

    def move(self, amount: int) -> None:
        """Set the total in fen; a split over offices follows pro rata, locked offices stay."""
        state.drop("lever_trouble")
        amount = min(max(0, amount), self.most)
        split = {lever.office: lever.amount for lever in self.levers if lever.office is not None}
        if not amount:
            self.replace(())
        elif split:
            try:
                parts = rescaled(amount, split, self.room, state.kept(self.key("locked"), frozenset()))
            except ShareError as error:
                state.keep("lever_trouble", (error.code, error.limit))
                return
            self.replace([Lever(self.kind, self.region, part, name) for name, part in parts.items() if part])
        else:
            old = self.levers[0] if self.levers else Lever(self.kind, self.region, 0)
            self.replace([replace(old, amount=amount)])


def levers_key(month: date, region: str) -> str:
    """Under which name a region's levers of a month are kept."""
    return f"levers/{month:%Y-%m}/{region}"


def kept_levers(month: date, region: str) -> tuple[Lever, ...]:
    """The levers as the reader has set them; none before."""
    levers: tuple[Lever, ...] = state.kept(levers_key(month, region), ())
    return levers


def set_levers(month: date, region: str, levers: Sequence[Lever]) -> None:
    """Replace the region's levers."""
    state.keep(levers_key(month, region), tuple(levers))


def show_levers(
    month: date, region: str, room: Capacities, answers: Sequence[Answer], unit: Unit
) -> tuple[Lever, ...]:
    """Show a row per lever and return the levers that are moved."""
    for kind in KINDS:
        known = {office: amount for office, amount in room[kind].items() if amount is not None}
        _show_lever(_Handle(month, region, kind, known, answers), unit)
    return kept_levers(month, region)


def _show_lever(handle: _Handle, unit: Unit) -> None:
    name = _(LEVERS[handle.kind])
    title, slider, field, reset = st.columns([2.3, 3.4, 1.7, 0.6], vertical_alignment="center", gap="small")
    title.markdown(f"**{name}**")
    if not handle.room or handle.most <= 0:
        is_known = bool(handle.room)
        slider.caption(
            _("Nothing there to take.")
            if is_known
            else _("Not available: the figures it needs are not loaded.")
        )
        return
    if handle.kind != "extra_sales":
        title.caption(_("at most {amount}", amount=amount_text(handle.most, unit)))
    reach, moved = _reach(handle), handle.moved
    if reach >= STEP:
        slider.slider(
            name,
            0.0,
            -(-reach // STEP) / 10,
            step=0.1,
            key=state.showing(handle.key("slider"), min(moved, reach) // STEP / 10),
            on_change=state.on_edit(
                handle.key("slider"), lambda value: handle.move(round(value * 10) * STEP)
            ),
            label_visibility="collapsed",
            format=_("%.1f wan"),
        )
    field.number_input(
        _("{lever}, yuan", lever=name),
        0.0,
        handle.most / 100,
        step=10_000.0,
        format="%.2f",
        key=state.showing(handle.key("field"), moved / 100),
        on_change=state.on_edit(handle.key("field"), lambda value: handle.move(round((value or 0.0) * 100))),
        label_visibility="collapsed",
    )
    reset.button(
        "",
        icon=":material/undo:",
        key=handle.key("reset"),
        help=_("Back to 0: {lever}", lever=name),
        on_click=handle.move,
        args=(0,),
        disabled=moved == 0,
        type="tertiary",
    )
    _show_marks(slider, handle, unit)
    if handle.kind == "extra_sales":
        if moved:
            _show_terms(handle)
    elif moved and len(handle.room) > 1:
        _show_offices(handle)


def _reach(handle: _Handle) -> int:
    """How far the slider goes: all there is, or for sales a little beyond the farthest mark."""
    if handle.kind != "extra_sales":
        return handle.most
    marks = [mark.least for mark in _marks(handle) if mark.least]
    return max([100 * STEP, handle.moved, *(mark * 3 // 2 for mark in marks)])


def _marks(handle: _Handle) -> list[Answer]:
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


def _show_marks(place: DeltaGenerator, handle: _Handle, unit: Unit) -> None:
    """The amounts at which something changes, each a button that goes there."""
    if not (marks := _marks(handle)):
        return
    with place.container(horizontal=True, gap="small"):
        for answer in marks:
            st.button(
                f"{amount_text(answer.least, unit)} → {mark_title(answer)}",
                key=handle.key("mark", answer.goal, str(answer.tier)),
                type="tertiary",
                icon=":material/flag:",
                on_click=handle.move,
                args=(answer.least,),
            )


def _show_terms(handle: _Handle) -> None:
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
            on_change=state.on_edit(
                handle.key("share"), lambda value: change(receivable_share=Fraction(int(value or 0), 100))
            ),
            width=260,
        )
        st.segmented_control(
            _("Owed by"),
            list(kinds),
            format_func=kinds.__getitem__,
            required=True,
            key=state.showing(handle.key("type"), lever.receivable_type),
            on_change=state.on_edit(handle.key("type"), lambda value: change(receivable_type=value)),
        )


def _show_offices(handle: _Handle) -> None:
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


def _show_office(handle: _Handle, office: str, shown: Mapping[str, int], locked: frozenset[str]) -> None:
    def take(value: float | None) -> None:
        parts = dict.fromkeys(handle.room, 0) | shown
        parts[office] = min(round((value or 0.0) * 100), handle.room[office])
        state.keep(handle.key("locked"), locked | {office})
        handle.replace(
            [Lever(handle.kind, handle.region, part, name) for name, part in parts.items() if part]
        )

    def lock(*, is_locked: bool) -> None:
        state.keep(handle.key("locked"), locked | {office} if is_locked else locked - {office})

    key, lock_key = handle.key("office", office), handle.key("lock", office)
    st.number_input(
        office,
        0.0,
        handle.room[office] / 100,
        step=1_000.0,
        format="%.2f",
        key=state.showing(key, shown.get(office, 0) / 100),
        on_change=state.on_edit(key, take),
    )
    st.checkbox(
        _("locked"),
        key=state.showing(lock_key, office in locked),
        on_change=state.on_edit(lock_key, lambda value: lock(is_locked=bool(value))),
    )
