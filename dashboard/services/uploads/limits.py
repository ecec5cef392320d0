"""What one server takes in and keeps, each a number in the environment."""

from __future__ import annotations

import os

from data.store import Quarantine

_MEGABYTE = 1_000_000
KEEP_DAYS, KEEP_MEGABYTES = "REGION_COCKPIT_KEEP_DAYS", "REGION_COCKPIT_KEEP_MB"
READER_MEGABYTES, ALL_MEGABYTES = "REGION_COCKPIT_READER_MB", "REGION_COCKPIT_RECEIVE_MB"
_DEFAULTS = {KEEP_DAYS: 30, KEEP_MEGABYTES: 2_000, READER_MEGABYTES: 400, ALL_MEGABYTES: 1_000}
#: So many checks run at a time; each takes several times its files' size in memory.
CHECKS_AT_ONCE = 2


def _number(name: str) -> int:
    """The setting `name`; ValueError unless it is a whole number above 0."""
    text = os.environ.get(name, "").strip() or str(_DEFAULTS[name])
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise ValueError(f"{name}={text!r} is not a whole number above 0")
    return int(text)


def quarantine() -> Quarantine:
    """How long and how much is kept of files that were received and never loaded."""
    return Quarantine(_number(KEEP_DAYS), _number(KEEP_MEGABYTES) * _MEGABYTE)


def most_per_reader() -> int:
    """So many bytes of uploads may one reader's page hold at once."""
    return _number(READER_MEGABYTES) * _MEGABYTE


def most_in_all() -> int:
    """So many bytes of uploads may all pages together hold at once."""
    return _number(ALL_MEGABYTES) * _MEGABYTE
