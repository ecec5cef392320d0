"""Which state of a shared store pages show: the latest that everything is computed for already.

What somebody loads makes figures new that all pages rest on. On the server of whoever loaded they wait for
them; all other readers see the state before, whole, for the second or two that takes.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from data.store import StateGone, Store, StoreError

_log = logging.getLogger("region_cockpit")
#: So long (seconds) pages stay behind at most, and so long nobody needs to have looked.
BEHIND, UNSEEN = 10.0, 3.0
#: So often (seconds) it is looked whether anything was written.
_PAUSE = 0.25
#: How much nicer (of 19) it is to readers than they to each other: a third of a busy processor is left to it.
_BEHIND_READERS = 5
#: States before the present one whose readers go on to it.
_PAST = 32

#: Computes what pages rest on in the present state of a store; the state's version.
Warm = Callable[[Store], str]


class Heads:
    """The states of one store, followed by one thread (`follow`) and asked by all."""

    def __init__(self, store: Store, warm: Warm, clock: Callable[[], float] = time.monotonic) -> None:
        self._of, self._warm, self._clock = store, warm, clock
        self._position = store.position()
        self._written: int | None = None
        self._ready: str | None = None
        self._past: deque[str] = deque(maxlen=_PAST)
        self._looked = float("-inf")
        self._behind_since: float | None = None

    def shown_to(self, shown: str | None) -> str | None:
        """The version to show to a reader who was shown another one before (None: nothing).

        None if the store is to be asked: nothing is ready, or the reader has seen something later already.
        """
        now, behind = self._clock(), self._behind_since
        is_fresh = now - self._looked <= UNSEEN if behind is None else now - behind <= BEHIND
        if not is_fresh or not (shown is None or shown == self._ready or shown in self._past):
            return None
        return self._ready

    def look(self) -> None:
        """See whether anything was written, and make what is new ready. StoreError."""
        if self._position is None:
            return
        began = self._clock()
        written = self._position.now()
        if written != self._written:
            if self._ready != self._of.data_version():
                self._behind_since = began
                self._make_ready()
            self._written = written
        self._looked, self._behind_since = self._clock(), None

    def _make_ready(self) -> None:
        ready = self._warm(self._of)
        if self._ready is not None and self._ready != ready:
            self._past.append(self._ready)
        self._ready = ready

    def follow(self, goes_on: Callable[[], bool]) -> None:
        """Look again and again, in a thread of its own, as long as it `goes_on`."""
        threading.Thread(target=self._follow, args=(goes_on,), name="heads", daemon=True).start()

    def _follow(self, goes_on: Callable[[], bool]) -> None:
        while goes_on():
            try:
                self.look()
                _stand_back()
            except StateGone:
                continue  # it was written again meanwhile
            except Exception as error:  # noqa: BLE001 - pages ask the store themselves, and say what is wrong
                self._looked, self._behind_since = float("-inf"), None
                _log.warning("not followed: %s", error if isinstance(error, StoreError) else repr(error))
            time.sleep(_PAUSE)
        if self._position is not None:
            self._position.close()


def _stand_back() -> None:
    """From now on this thread works where readers leave it a processor; what it has begun before does not.

    Only after the first state is ready: libraries that begin threads in it would pass that on to readers.
    """
    with suppress(OSError):  # where threads have no priority of their own
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _BEHIND_READERS)
