"""Whether this process serves: set when the server has begun, with everything that guards it."""

from __future__ import annotations

import threading

BEGUN = threading.Event()


def has_begun() -> bool:
    """Whether this process serves, with everything that belongs to it."""
    return BEGUN.is_set()
