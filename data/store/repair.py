"""Making a store usable again that cannot be opened, with a copy of how it was found.

What can be mended: a write-ahead log that is torn (it is cut at its last valid entry), a log
that was lost (the store goes on from what there is), and things in the store that are not
of this program. Rows are never touched; what the database itself has lost only a backup has.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from data.store.address import Address, address
from data.store.audit.check import Progress, audit_seen_by, silent
from data.store.audit.findings import AuditReport
from data.store.audit.log import append, entries, keep_head
from data.store.belongings import keeper_of
from data.store.connection import Connection, open_connection
from data.store.definitions import strangers
from data.store.durable import flush_folder
from data.store.errors import (
    BackupRefused,
    EntriesLost,
    HeadDamaged,
    StoreForeign,
    StoreTorn,
    StoreVanished,
)
from data.store.existence import exists
from data.store.kept import KeptEntry, KeptHead
from data.store.migrations import migrate


@dataclass(slots=True)
class Repair:
    """What was done and what was lost.

    copy: the folder with the files as they were found, None if there was nothing to repair.
    lost_bytes: how many were cut off the write-ahead log, of `log_bytes`. removed: things taken out of
    the store. lost: entries of the audit log that are gone, as far as it is known what they were;
    lost_entries: how many they are. report: the audit of what is there now.
    """

    copy: Path | None = None
    log_bytes: int = 0
    lost_bytes: int = 0
    removed: list[str] = field(default_factory=list)
    lost: tuple[KeptEntry, ...] = ()
    lost_entries: int = 0
    report: AuditReport = field(default_factory=lambda: AuditReport(0, 0, 0, 0, "", ()))


def repair(
    url: str | os.PathLike[str], actor: str, head: str | None = None, progress: Progress = silent
) -> Repair:
    """Mend the store at `url` as far as that is possible, and audit it against `head`.

    Raises StoreBusy, StoreVanished if there is none, and StoreUnreadable if its database is damaged
    itself: then only a backup helps.
    """
    place = address(url)
    if not exists(place):
        raise StoreVanished(str(place))
    done = Repair()
    if _is_troubled(place):
        _copied(place, done)
    kept = _kept(place)
    with _opened(place, done) as connection:
        _take_out(connection, done)
        migrate(connection, ignores_kept=True)
        with connection.snapshot() as cursor:
            log = entries(cursor)
        known = {entry.hash for entry in log}
        if kept is not None and kept.hash not in known:
            done.lost = tuple(entry for entry in kept.recent if entry.hash not in known)
            done.lost_entries = max(kept.sequence - len(log), len(done.lost))
        if done.copy is not None:
            _record(connection, actor, done)
        with connection.snapshot() as cursor:
            done.report = audit_seen_by(cursor, connection.originals, head, progress, is_committed=True)
        keep_head(connection)
    return done


def _is_troubled(place: Address) -> bool:
    """Whether the store cannot be opened as it is, or holds what it should not; nothing is changed."""
    try:
        connection = open_connection(place.url)
    except (StoreTorn, EntriesLost, HeadDamaged):
        return True
    try:
        migrate(connection)
        with connection.outside() as cursor:
            return bool(strangers(cursor))
    except (StoreForeign, EntriesLost, HeadDamaged):
        return True
    finally:
        connection.close()


def _kept(place: Address) -> KeptHead | None:
    """The head beside the store; one that cannot be read is taken away."""
    keeper = keeper_of(place)
    try:
        return keeper.read()
    except HeadDamaged:
        keeper.discard()
        return None


@contextmanager
def _opened(place: Address, done: Repair) -> Iterator[Connection]:
    """The store, its write-ahead log cut until it can be read."""
    while True:
        try:
            connection = open_connection(place.url, ignores_kept=True)
            break
        except StoreTorn as torn:
            _cut(place, torn.position, done)
    try:
        yield connection
    finally:
        connection.close()


#: Before the position of an entry stand its size and its checksum, eight bytes each.
_BEFORE_ENTRY = 16


def _cut(place: Address, position: int | None, done: Repair) -> None:
    """Cut the log before the entry at `position`; the database goes back to the last commit in it itself."""
    size = place.log.stat().st_size
    end = max(position - _BEFORE_ENTRY, 0) if position is not None else 0
    # A log that still cannot be read after a cut, or not at all, is left out whole.
    end = end if end < size else 0
    done.log_bytes = max(done.log_bytes, size)
    done.lost_bytes = done.log_bytes - end
    with place.log.open("r+b") as file:
        file.truncate(end)
        os.fsync(file.fileno())
    if end == 0:
        place.log.unlink()
        flush_folder(place.log.parent)


def _copied(place: Address, done: Repair) -> None:
    """Copy the database, its log and the head into a folder of their own beside the store."""
    folder = place.belonging(f"damaged-{datetime.now(UTC):%Y%m%dT%H%M%S%f}")
    if folder is None:
        raise BackupRefused("store_missing", store=str(place))
    folder.mkdir(mode=0o700)
    for part in (place.database, place.log, place.belonging("head")):
        if part is not None and part.exists():
            copy = folder / part.name
            shutil.copy2(part, copy)
            copy.chmod(0o600)
            with copy.open("rb") as file:
                os.fsync(file.fileno())
    flush_folder(folder)
    flush_folder(folder.parent)
    done.copy = folder


def _take_out(connection: Connection, done: Repair) -> None:
    """Drop what is not of this program, unless rows of this program would go with it."""
    with connection.outside() as cursor:
        found = [each for each in strangers(cursor) if each.dropped_by is not None]
        for each in sorted(found, key=lambda each: each.kind == "schema"):
            cursor.execute(str(each.dropped_by))
            done.removed.append(f"{each.kind} {each.name}")


def _record(connection: Connection, actor: str, done: Repair) -> None:
    details = {
        "copy": done.copy.name if done.copy is not None else None,
        "lost_bytes": done.lost_bytes,
        "removed": done.removed,
        "lost_entries": done.lost_entries,
        "lost": [entry.told() for entry in done.lost],
    }
    with connection.write_lock, connection.transaction() as cursor:
        append(cursor, "repair", "", actor, details)
