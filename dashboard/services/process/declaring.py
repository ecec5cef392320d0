"""Declaring by form, for pages and verbs: the act, and what it does to a month that was submitted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dashboard.services.process.returning import note_returned
from data.store.process.declaring import Declaration
from data.store.writer import Writer
from engine.policy.parameters import Policies


def declare(writer: Writer, policies: Policies, new: Sequence[Declaration]) -> str:
    """Declare for offices of one region and month, all or none: `Acts.declare`; the load."""
    load = writer.process.declare(new, policies.at(new[0].month))
    note_returned(writer, policies, "load", load)
    return load


def waits(writer: Writer, policies: Policies, new: Declaration) -> bool:
    """Whether what an office declared last counts only once it is approved."""
    return writer.process.is_pending(new.month, new.region, new.office, policies.at(new.month))


def approve(writer: Writer, policies: Policies, month: date, region: str, offices: Sequence[str]) -> str:
    """Approve what offices lowered, all or none: `Acts.approve`; the load."""
    load = writer.process.approve(month, region, offices, policies.at(month))
    note_returned(writer, policies, "load", load)
    return load


def refuse(
    writer: Writer, policies: Policies, month: date, region: str, offices: Sequence[str], *, reason: str
) -> None:
    """Refuse what offices lowered, all or none: `Acts.refuse`."""
    writer.process.refuse(month, region, offices, reason, policies.at(month))
