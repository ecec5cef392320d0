"""What a complaint of the database means: no room, a failing disk, another writer, or a broken database.

The database has no error numbers; the system's own words for them stand in its messages.
"""

from __future__ import annotations

import errno
import os

import duckdb

from data.store.errors import DiskFailed, DiskFull, LoadConflict, LoadFailed, StoreLost

_FULL = tuple(os.strerror(number) for number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG))
_FAILING = tuple(
    os.strerror(number) for number in (errno.EIO, errno.EROFS, errno.ENODEV, errno.ENXIO, errno.ESTALE)
)
_BROKEN = ("has been invalidated", "FATAL Error")
#: What the client library, or the server that goes down, says of a connection to a catalog.
_LOST = (
    "Unable to connect to Postgres",
    "server closed the connection unexpectedly",
    "terminating connection due to",
    "connection to server",
    "no connection to the server",
    "could not receive data from server",
    "could not send data to server",
    "SSL connection has been closed",
    "the database system is",
)
NOTHING_CHANGED = "nothing was changed"


def is_lost(text: str) -> bool:
    """Whether a complaint says that the connection to a catalog is gone, or none can be had."""
    return any(words in text for words in _LOST)


def explained(error: duckdb.Error) -> LoadFailed:
    """The error that tells a caller what to do about a failed write."""
    text = str(error)
    # What broke the database comes before why: after it, nothing else is true of the store.
    if isinstance(error, duckdb.FatalException) or any(word in text for word in _BROKEN):
        return StoreLost(f"The database broke off and has to be opened anew: {text}")
    if any(word in text for word in _FULL):
        return DiskFull(f"There is no room on the disk, {NOTHING_CHANGED}: {text}")
    if any(word in text for word in _FAILING):
        return DiskFailed(f"The disk refused to write, {NOTHING_CHANGED}: {text}")
    if isinstance(error, duckdb.TransactionException):
        return LoadConflict(f"Another load was being committed; please try again. ({text})")
    return LoadFailed(f"The store refused to write, {NOTHING_CHANGED}: {text}")
