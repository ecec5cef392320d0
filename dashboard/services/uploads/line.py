"""Turns at something dear: a few at a time, the others wait and know their place."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from dashboard.services.uploads.limits import CHECKS_AT_ONCE

#: So often (seconds) those who wait are told their place, and may leave.
_PULSE = 0.5


class Line:
    """First come, first served, `places` at a time."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._queue: list[object] = []
        self._moved = threading.Condition()

    @contextmanager
    def turn(self, tell: Callable[[int], None] = lambda place: None) -> Iterator[None]:
        """Wait until it is one's turn, which lasts as long as the block.

        `tell` hears the place in the line (1: the next) again and again; if it raises, the
        place is given up.
        """
        ticket = object()
        with self._moved:
            self._queue.append(ticket)
        try:
            while (place := self._place(ticket)) > 0:
                tell(place)
                with self._moved:
                    self._moved.wait_for(lambda: self._place(ticket) < place, _PULSE)
            yield
        finally:
            with self._moved:
                self._queue.remove(ticket)
                self._moved.notify_all()

    def _place(self, ticket: object) -> int:
        """0 or less: it is this one's turn."""
        with self._moved:
            return self._queue.index(ticket) - self._places + 1


#: The line before checks of uploads, and before whatever else opens uploaded files.
CHECKS = Line(CHECKS_AT_ONCE)
