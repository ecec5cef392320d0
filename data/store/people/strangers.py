"""Failed tries of names that are no accounts, so that they do not tell by never locking."""

from __future__ import annotations

import threading
from datetime import datetime

from data.people.tokens import token_hash
from data.store.people.book import Tries


class Strangers:
    """Failed tries of names that are no accounts, by their hash, so that they do not tell by never locking.

    In this process only, and of so many names only: then all are forgotten.
    """

    MOST = 10_000

    def __init__(self) -> None:
        self._tries: dict[str, Tries] = {}
        self._lock = threading.Lock()

    def lock_at(self, name: str, now: datetime) -> datetime | None:
        with self._lock:
            tries = self._tries.get(token_hash(name))
            return tries.lock_at(now) if tries else None

    def fail(self, name: str, now: datetime) -> None:
        with self._lock:
            if len(self._tries) >= self.MOST:
                self._tries.clear()
            self._tries.setdefault(token_hash(name), Tries()).fail(now)
