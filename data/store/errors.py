"""What can go wrong with a store, one class per thing a caller may want to tell apart.

The texts are English sentences with their particulars in attributes, so that a screen
may word them anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from data.issues import visible
from data.store.audit.findings import Finding, Translate, same
from data.store.words import CATALOG, DOERS, PEOPLE, PROCESS, REFUSALS


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


class CatalogRefused(StoreUnreadable):
    """A store with its catalog in PostgreSQL cannot be used as it is.

    `code` is a key of `data.store.words.CATALOG`; store: its address, which holds no password.
    """

    def __init__(self, code: str, store: str, **parameters: object) -> None:
        self.code = code
        self.parameters = _worded({"store": store, **parameters})
        super().__init__(store, CATALOG[code].format_map(self.parameters))

    def __str__(self) -> str:
        return self.text()

    def text(self, translate: Translate = same) -> str:
        """Why and what to do, in words."""
        return translate(CATALOG[self.code]).format_map(self.parameters)


class StoreUnavailable(StoreError):
    """The catalog does not answer, or not in time; `code` is a key of `data.store.words.CATALOG`.

    Nothing that was acknowledged is lost, and trying again is safe. in_writing: whether something was to be
    written, which did not come to pass.
    """

    def __init__(self, code: str, store: str, **parameters: object) -> None:
        self.code = code
        self.in_writing = False
        self.parameters = _worded({"store": store, **parameters})
        super().__init__(self.text())

    def said(self, code: str) -> StoreUnavailable:
        """The same in other words."""
        store = self.parameters["store"]
        return StoreUnavailable(code, store, reason=self.parameters.get("reason", self.text()))

    def text(self, translate: Translate = same) -> str:
        """Why and what to do, in words."""
        return translate(CATALOG[self.code]).format_map(self.parameters)


def _worded(parameters: Mapping[str, object]) -> dict[str, str]:
    return {name: visible(" ".join(str(value).split()), 400) for name, value in parameters.items()}


class StoreForeign(StoreUnreadable):
    """The store holds something that is not of this program and could change what its figures mean."""


class StoreTorn(StoreUnreadable):
    """The write-ahead log is damaged: `position` is the byte of its first bad entry, if that is known."""

    def __init__(self, path: str, reason: str, position: int | None = None) -> None:
        super().__init__(path, reason)
        self.position = position


class EntriesLost(StoreError):
    """The audit log lacks entries that it had: the end of the store was lost, or it is an earlier copy.

    kept: number of the last entry that is known; found: that of the last one that is there.
    """

    def __init__(self, path: str, kept: int, found: int) -> None:
        self.path = path
        self.kept = kept
        self.found = found
        super().__init__(
            f"{path} is not what it was: the audit log had {kept} entries, the last of them is no longer "
            f"there ({found} are). The write-ahead log was lost or cut off, or an earlier copy or another "
            f"store was put in its place. Put back what is missing, or run repair, which says what was lost."
        )


class HeadDamaged(StoreError):
    """The head kept beside the store cannot be read."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(f"{path} is damaged; whether the store lost something cannot be told. Run repair.")


class StoreVanished(StoreError):
    """There was a store at the address, and it is gone or another one stands there."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(
            f"The store {path} is gone, or another one stands in its place. Put it back or restore a "
            f"backup; no new one was made."
        )


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


class DiskFull(LoadFailed):
    """There is no room for what was to be written; nothing of it was stored."""


class DiskFailed(LoadFailed):
    """The disk refused a write or a flush; nothing of it was stored."""


class StoreLost(LoadFailed):
    """The database broke off after an error and takes nothing more until it is opened anew.

    Whether the last write was stored is seen then.
    """


class LoadConflict(LoadFailed):
    """Somebody else's load was being committed at the same moment; trying again is safe."""


class StoreChanged(LoadFailed):
    """The store is no longer what the load was checked against."""


class StateGone(StoreChanged):
    """A state of the data that is not there any more: nothing can be read of it."""


class LoadLost(LoadFailed):
    """The database reported success, but the load is not there when read back."""


class LoadUnknown(StoreError):
    """There is no load with this id."""


class LoadRolledBack(StoreError):
    """The load was rolled back already."""


class OriginalNotKept(StoreError):
    """An uploaded file could not be written; it was not received. `reason` is the system's."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"The uploaded file could not be kept, so it was not received: {reason}")


class OriginalDamaged(StoreError):
    """The kept file is no longer what was uploaded; `sha256` is that of the upload."""

    def __init__(self, sha256: str) -> None:
        self.sha256 = sha256
        super().__init__(f"The kept file {sha256} was altered or damaged since it was uploaded.")


class AuditDamaged(StoreError):
    """The audit log cannot be continued, since its head is missing; nothing is written any more."""

    def __init__(self) -> None:
        super().__init__(
            "The audit log of the store is damaged, so nothing more is written to it. "
            "Run the audit to see where, and restore a backup."
        )


class BackupRefused(StoreError):
    """A backup cannot be made or restored; `code` is a key of `data.store.words.REFUSALS`."""

    def __init__(self, code: str, **parameters: str | Finding) -> None:
        self.code = code
        self.parameters = parameters
        super().__init__(self.text())

    def text(self, translate: Translate = same) -> str:
        """Why, in words."""
        values = {
            name: value.text(translate) if isinstance(value, Finding) else value
            for name, value in self.parameters.items()
        }
        return translate(REFUSALS[self.code]).format_map(values)


class PeopleRefused(StoreError):
    """Something about people is not done; `code` is a key of `data.store.words.PEOPLE`.

    until: when it may be tried again (UTC).
    """

    def __init__(self, code: str, *, account: str = "", until: datetime | None = None) -> None:
        self.code = code
        self.account = account
        self.until = until
        super().__init__(self.text())

    def text(self, translate: Translate = same) -> str:
        """Why, in words."""
        return translate(PEOPLE[self.code]).format(account=visible(self.account, 100))


class ActRefused(StoreError):
    """Something is not the person's to do; `code` is a key of `data.store.words.DOERS`. Nothing was done.

    regions: those in which it is not.
    """

    def __init__(self, code: str, account: str = "", regions: Iterable[str] = ()) -> None:
        self.code = code
        self.account = account
        self.regions = tuple(sorted(regions))
        super().__init__(self.text())

    def text(self, translate: Translate = same) -> str:
        """Who may, in words."""
        regions = visible("、".join(self.regions), 400)
        return translate(DOERS[self.code]).format(account=visible(self.account, 100), regions=regions)


class ProcessRefused(StoreError):
    """A step of the month is not done; `code` is a key of `data.store.words.PROCESS`. Nothing was done.

    parameters: what the words name: months, accounts, days as text.
    """

    def __init__(self, code: str, **parameters: object) -> None:
        self.code = code
        self.parameters: Mapping[str, str] = {
            name: visible(str(value), 400) for name, value in parameters.items()
        }
        super().__init__(self.text())

    def text(self, translate: Translate = same) -> str:
        """Why, in words."""
        return translate(PROCESS[self.code]).format_map(self.parameters)
