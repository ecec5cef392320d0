"""The lever board on the page: one element, whatever number of levers and figures it shows.

The browser goes over every element of a page each time a key is pressed. Sliders, fields and
figures as elements of their own made the new number wait longer than its computation took.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard import state
from dashboard.assets import asset

_lever_board = st.components.v2.component(
    "lever_board",
    css=asset("lever_board.css"),
    js=asset("board.js", "lever_board.js"),
    isolate_styles=False,
)


_NUMBER = "number"


def _now() -> int:
    """A larger number than any edit made so far can have reached, in this session or an earlier one."""
    return time.time_ns() // 1_000_000


def number_of(counter: str) -> int:
    """The number of the last edit taken over; where none is known, larger than that of any made so far."""
    if state.kept(counter) is None:
        state.keep(counter, _now())
    number: int = state.kept(counter)
    return number


def supersede_edits(keys: str) -> None:
    """Ignore edits made so far on the boards whose key begins with `keys`, however late they arrive."""
    for name in state.kept_names(keys):
        if name.endswith(f"/{_NUMBER}"):
            state.keep(name, _now())


def show_board(key: str, data: Mapping[str, Any], take: Callable[[Mapping[str, int]], None]) -> None:
    """Show the board. `take` gets the levers the reader has moved since, with their amounts in fen.

    While keys are pressed quickly an answer may be late: the board counts its edits, and takes over
    the amounts of an answer only if that knows of the last one.
    """
    counter = f"{key}/{_NUMBER}"
    number_of(counter)

    def accept(shown: Mapping[str, Any]) -> None:
        edits = shown["edits"]
        if edits["number"] > state.kept(counter):
            state.keep(counter, edits["number"])
            take(edits["amounts"])

    number = state.kept(counter)
    _lever_board(key=key, data={**data, "number": number}, on_edits_change=state.on_edit(key, accept))


def tell_board(key: str, ahead: Sequence[Mapping[str, Any]]) -> None:
    """Hand the board figures of other positions (`position`, `figures`), for when a lever gets there."""
    _lever_board(key=key, data={"ahead": ahead})
