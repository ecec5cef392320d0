"""The day it is where the reader sits: the only clock on the screens."""

from __future__ import annotations

from datetime import date, datetime

from dashboard.components.visitors.zones import reader_zone


def today() -> date:
    """Today in the reader's time zone; the server's if the browser did not say."""
    return datetime.now(reader_zone()).astimezone(reader_zone()).date()
