"""What can go wrong with a store, one class per thing a caller may want to tell apart.

The texts are English sentences with their particulars in attributes, so that a screen
may word them anew.
"""

from __future__ import annotations


class StoreError(Exception):
    """Anything that keeps the store from doing what was asked."""


class StoreBusy(StoreError):
    """Another process has the store open; `pid` is its number, None if it is not known."""

    def __init__(self, path: str, pid: int | None) -> None:
        self.path = path
        self.pid = pid
        holder = f"process {pid}" if pid is not None else "another process"
        super().__init__(
            f"The store {path} is in use by {holder}. Close that program (it may be the dashboard), "
            f"or do this through it, and try again."
        )


class StoreUnreadable(StoreError):
    """The address leads to nothing that can be opened as a store."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path} cannot be opened as a store: {reason}")


class StoreTooNew(StoreError):
    """The store was written by a later version of this program."""

    def __init__(self, found: int, known: int) -> None:
        self.found = found
        self.known = known
        super().__init__(
            f"The store has schema version {found}, this program knows versions up to {known}. "
            f"Update the program."
        )


class LoadFailed(StoreError):
    """The database refused a load; nothing of it was stored."""


class LoadConflict(LoadFailed):
    """Somebody else's load was being committed at the same moment; trying again is safe."""


class StoreChanged(LoadFailed):
    """The store is no longer what the load was checked against."""


class LoadLost(LoadFailed):
    """The database reported success, but the load is not there when read back."""


class LoadUnknown(StoreError):
    """There is no load with this id."""


class LoadRolledBack(StoreError):
    """The load was rolled back already."""
