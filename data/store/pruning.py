"""Taking away received files that were never loaded."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from data.store.audit.attached import attached
from data.store.audit.log import recorded
from data.store.by import By
from data.store.connection import Connection
from data.store.strays import discard_strays


@dataclass(frozen=True, slots=True)
class Quarantine:
    """How long (`days`), and how many bytes in all (`most`), files are kept that no load names."""

    days: float
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Pruned:
    """How many files, and how many bytes, were taken away."""

    files: int
    size: int


def prune(connection: Connection, quarantine: Quarantine, by: By) -> Pruned:
    """Take away files that neither a load nor a deed names and that are too old, or the oldest ones too many.

    Also what killed programs left of rows; that was never received by anybody and is not counted.
    ValueError for less than a day: a file that is being checked must not vanish.
    """
    if quarantine.days < 1:
        raise ValueError("quarantine lasts a day at least")
    # No load can be committed between the look and the taking away.
    with connection.write_lock:
        with connection.cursor() as cursor:
            by.demand(cursor)
            wanted = {name for (name,) in cursor.execute("SELECT sha256 FROM load_files").fetchall()}
            wanted |= attached(cursor).keys()
            discard_strays(connection.address, cursor)
        pruned = Pruned(*connection.originals.prune(wanted, quarantine.days, quarantine.most))
    if pruned.files:
        details = {**asdict(quarantine), "files": pruned.files, "size": pruned.size}
        recorded(connection, lambda cursor: by.record(cursor, "prune", "", details))
    return pruned
