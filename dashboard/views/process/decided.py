"""What was decided on last places, in words, with the note for HR."""

from __future__ import annotations

from dashboard.formats import Markdown, plain
from dashboard.i18n import _
from dashboard.views.process.words import VERDICTS
from dashboard.words import word
from data.store.process.deeds import Retention, TransferDecision


def last_place_note() -> Markdown:
    """What every proposal on last places must carry."""
    return _(
        "A place in a ranking alone is in some places no lawful ground for a transfer or a dismissal: HR "
        "checks before anything follows from it."
    )


def retention_text(given: Retention, who: Markdown) -> Markdown:
    """What the VP decided on a report."""
    if given.until is None:
        return _(
            "**Transfer proposed** by {who} on {day}: {reason}",
            who=who,
            day=f"{given.on:%Y-%m-%d}",
            reason=plain(given.reason),
        )
    return _(
        "**Retained until {until}** by {who} on {day}: {reason}",
        until=f"{given.until:%Y-%m-%d}",
        who=who,
        day=f"{given.on:%Y-%m-%d}",
        reason=plain(given.reason),
    )


def transfer_text(given: TransferDecision, who: Markdown) -> Markdown:
    """What the general manager decided."""
    return _(
        "**{verdict}**, decided by {who} on {day}: {reason}",
        verdict=plain(word(VERDICTS, given.verdict)),
        who=who,
        day=f"{given.on:%Y-%m-%d}",
        reason=plain(given.reason),
    )
