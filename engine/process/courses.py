"""How far a month is: what was done, and what of each kind is still to do; steps and tasks follow from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from engine.process.states import State

#: A region, or a region and an office of it.
Office = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Done:
    """When something was done: `on`, a day, `at` that moment (UTC) if it is known; by whom, if known."""

    on: date
    at: date | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """Something about a region that waits to be decided, by `due`. item: its id."""

    item: str
    region: str
    due: date


@dataclass(frozen=True, slots=True)
class Course:
    """A month as somebody may know it.

    first_open: whether it is the first month that is not published, or the first of those with data.
    offices: planned ones. undeclared, pending: offices without a declaration, and with one that awaits
    approval. approved: whatever became of lowered ones. has_data: whether anything of the month is loaded.
    unloaded, unsubmitted: regions.
    waiting: appeals not decided. unexplained, unreported, unanswered (reported, and the VP has not
    decided), undecided: regions of which that is due. adjustments: proposed, not decided. promises: not
    reached yet. may_promise: whether something was done that a promise goes with.
    """

    month: date
    state: State
    first_open: bool = True
    offices: Sequence[Office] = ()
    undeclared: Sequence[Office] = ()
    declared: Sequence[Done] = ()
    adjusted: Sequence[Done] = ()
    pending: Sequence[Office] = ()
    approved: Sequence[Done] = ()
    has_data: bool = False
    unloaded: Sequence[str] = ()
    loaded: Done | None = None
    unsubmitted: Sequence[str] = ()
    submitted: Done | None = None
    verified: Done | None = None
    published: Done | None = None
    appeals: Sequence[Done] = ()
    waiting: Sequence[Open] = ()
    decided: Sequence[Done] = ()
    unexplained: Sequence[str] = ()
    explained: Sequence[Done] = ()
    unreported: Sequence[str] = ()
    unanswered: Sequence[str] = ()
    reported: Sequence[Done] = ()
    undecided: Sequence[str] = ()
    transfers: Sequence[Done] = ()
    adjustments: Sequence[Open] = ()
    promises: Sequence[Open] = ()
    may_promise: bool = False
    promised: Sequence[Done] = ()


def last_of(done: Sequence[Done]) -> Done | None:
    """What was done last, None without anything; of one day what a deed tells, by its moment."""

    def when(each: Done) -> tuple[date, str]:
        return each.on, each.at.isoformat() if each.at is not None else ""

    return max(done, key=when, default=None)
