"""A server that is to end: it takes no new session, and goes once its own are idle, or when time is up."""

from __future__ import annotations

import os
import threading
import time

from dashboard.services.metrics import DRAINING

#: How many seconds a server that is told to stop leaves its sessions; none ends it at once.
DRAIN_VARIABLE = "REGION_COCKPIT_DRAIN_SECONDS"
#: A session of which nothing was heard for so long (seconds) is idle.
QUIET = 10.0
#: So long (seconds) it stays in any case, until a proxy has noticed.
LEAST = 3.0

_asked, _begun = threading.Event(), threading.Event()
_since = 0.0


def patience() -> float:
    """The most seconds between being told to stop and stopping; 0 where nothing, or nonsense, is said."""
    try:
        return max(0.0, float(os.environ.get(DRAIN_VARIABLE) or 0))
    except ValueError:
        return 0.0


def ask() -> None:
    """The server was told to stop; it begins to drain once its sessions are handed over."""
    _asked.set()


def is_asked() -> bool:
    """Whether the server was told to stop."""
    return _asked.is_set()


def begin() -> None:
    """Take no new session from now on."""
    global _since  # noqa: PLW0603 - one process, one end
    _since = time.monotonic()
    _asked.set()
    _begun.set()
    DRAINING.set(1)


def stop() -> None:
    """As before: for a process that serves again."""
    _asked.clear()
    _begun.clear()
    DRAINING.set(0)


def is_draining() -> bool:
    """Whether this server is to end."""
    return _begun.is_set()


def is_over(quiet_for: float | None) -> bool:
    """Whether it may go now. quiet_for: seconds since anybody's page asked for anything, None if none is
    open; 0 while something is under way."""
    if not is_draining():
        return False
    gone = time.monotonic() - _since
    if gone >= patience():
        return True
    return gone >= LEAST and (quiet_for is None or quiet_for >= QUIET)
