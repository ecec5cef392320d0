"""Whether this process serves: set when the server has begun, with everything that guards it."""

from __future__ import annotations

import threading
from collections.abc import Callable

BEGUN = threading.Event()
_acts: list[Callable[[], None]] = []


def when_begun(act: Callable[[], None]) -> None:
    """Have `act` done, in a thread of its own, once this process serves."""
    _acts.append(act)


def begin() -> None:
    """Say that it serves."""
    BEGUN.set()
    for act in _acts:
        # No daemon: a server that ends at once ends in order, as it would with a page under way.
        threading.Thread(target=act, name=act.__name__).start()


def has_begun() -> bool:
    """Whether this process serves, with everything that belongs to it."""
    return BEGUN.is_set()
