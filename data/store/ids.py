"""Load ids: unique, sorted as text in the order of loading, made without asking the database."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

_RANDOM_BITS = 62


def load_id(now: datetime, latest: str | None, random: int | None = None) -> str:
    """A UUID of version 7 for `now` that sorts after `latest`, whatever the clock says.

    `random` (62 bits) is drawn if not given. Two ids of one millisecond, or one made while
    the clock stands behind `latest`, take the next millisecond instead.
    """
    milliseconds = int(now.timestamp() * 1000)
    if latest is not None:
        milliseconds = max(milliseconds, (UUID(latest).int >> 80) + 1)
    tail = secrets.randbits(_RANDOM_BITS) if random is None else random
    return str(UUID(int=milliseconds << 80 | 0x7 << 76 | 0x2 << 62 | tail))
