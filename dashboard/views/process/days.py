"""Days as people count them: how long ago, how long yet."""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from dashboard.formats import Markdown
from dashboard.i18n import _


def due_text(due: date | None, day: date) -> Markdown:
    """When something is due, seen from a day; empty where it has no date."""
    if due is None:
        return Markdown("")
    left = (due - day).days
    named = f"{due:%m-%d}" if due.year == day.year else f"{due:%Y-%m-%d}"
    if left < 0:
        return _("{days} days late (was due on {day})", days=-left, day=named)
    if left == 0:
        return _("due today")
    return _("due on {day}, {days} days left", day=named, days=left)


def waits_text(due: date, day: date) -> Markdown:
    """When something is due whose turn has not come."""
    if due < day:
        return _("waits for the step before it (was due on {day})", day=f"{due:%m-%d}")
    return due_text(due, day)


def moment_text(at: date, zone: tzinfo | None) -> str:
    """A moment in the reader's zone, or a day."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if isinstance(at, datetime) else f"{at:%Y-%m-%d}"
