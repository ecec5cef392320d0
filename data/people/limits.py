"""How often something may be tried: by account and by where the tries come from. Times are passed in."""

from __future__ import annotations

import threading
from collections import deque
from datetime import datetime, timedelta

#: So many failed tries of an account lock it, for so long.
MOST_FAILED, LOCKED_FOR = 10, timedelta(minutes=15)
#: A session ends after so long, and after so long without a sign of life; an invitation is good for so long.
SESSION_LASTS, IDLE_LASTS = timedelta(hours=8), timedelta(minutes=30)
INVITATION_LASTS = timedelta(hours=72)


class RateLimit:
    """At most `most` of something within `span` by each key; safe between threads, forgets what is over."""

    def __init__(self, most: int, span: timedelta) -> None:
        self._most, self._span = most, span
        self._times: dict[str, deque[datetime]] = {}
        self._lock = threading.Lock()

    def allows(self, key: str, now: datetime) -> bool:
        """Whether one more may happen now; if so, it is counted."""
        with self._lock:
            self._forget(now)
            times = self._times.setdefault(key, deque())
            if len(times) >= self._most:
                return False
            times.append(now)
            return True

    def _forget(self, now: datetime) -> None:
        for key in [*self._times]:
            times = self._times[key]
            while times and now - times[0] >= self._span:
                times.popleft()
            if not times:
                del self._times[key]
