"""Months that are open again, since their figures are others than those that were submitted or verified.

Whoever loads, takes back, or finds another policy in force writes it down, so that those who acted are told
and a month stays open even where its figures return to what they were.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Literal

from dashboard.services.evaluation import checkpoint_day
from dashboard.services.process.basis import months_with_data
from data.store import ProcessRefused
from data.store.process.acting import Basis
from data.store.process.book import Book
from data.store.process.month_acts import acted
from data.store.writer import Writer
from engine.evaluation import evaluate
from engine.policy.parameters import Policies
from engine.process.states import marks_of

Why = Literal["load", "rollback", "adjustment", "reopening", "policy"]


def note_returned(
    writer: Writer, policies: Policies, why: Why, subject: str = "", only: date | None = None
) -> dict[date, tuple[str, ...]]:
    """Write down which months are open again, and why: month → the accounts of those who had acted.

    subject: the load, adjustment or month. only: of that month alone. Nothing is evaluated while no month is
    submitted or verified.
    """
    waiting = [month for month in in_progress(writer.book()) if only in {None, month}]
    if not waiting:
        return {}
    reader = writer.whole()
    version = reader.data_version()
    evaluation = evaluate(reader.facts(checkpoint_day(policies)), policies)
    basis = Basis(version, marks_of(evaluation, waiting[0]), months_with_data(evaluation))
    found = {}
    for month in waiting:
        try:
            told = writer.process.mark_returned(
                month, replace(basis, marks=marks_of(evaluation, month)), why, subject
            )
        except ProcessRefused:
            # Somebody changed the data again a moment later, and looks as well; the state tells it anyway.
            continue
        if told:
            found[month] = told
    return found


def roll_back(writer: Writer, policies: Policies, load_id: str, reason: str) -> dict[date, tuple[str, ...]]:
    """Take a load back (`Writer.rollback`); the months that are open again by that, see `note_returned`."""
    writer.rollback(load_id, reason)
    return note_returned(writer, policies, "rollback", load_id)


def reopen(writer: Writer, policies: Policies, month: date, reason: str) -> dict[date, tuple[str, ...]]:
    """Open a published month again (`Acts.reopen`); the later months that are by that, see `note_returned`.

    They carried corrections of it, which there are none of while it is open.
    """
    writer.process.reopen(month, reason)
    return note_returned(writer, policies, "reopening", f"{month:%Y-%m}")


def in_progress(book: Book) -> tuple[date, ...]:
    """The months that somebody submitted or verified and that are not published."""
    return tuple(
        month for month in sorted(book.course) if book.published(month) is None and acted(book, month)
    )
