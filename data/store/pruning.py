"""Taking away received files that were never loaded."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass

import duckdb

from data.store.audit.attached import attached
from data.store.audit.log import recorded
from data.store.by import By
from data.store.connection import Connection
from data.store.originals import DAY
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

    Once a day also what killed programs left of rows; that was never received by anybody and is not counted.
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
            _sweep(connection, cursor)
        pruned = Pruned(*connection.originals.prune(wanted, quarantine.days, quarantine.most))
    if pruned.files:
        details = {**asdict(quarantine), "files": pruned.files, "size": pruned.size}
        recorded(connection, lambda cursor: by.record(cursor, "prune", "", details))
    return pruned


def _sweep(connection: Connection, cursor: duckdb.DuckDBPyConnection) -> None:
    """After each check files are pruned: to list all of them every time would be too much."""
    if time.monotonic() - connection.swept > DAY:
        discard_strays(connection.address, cursor)
        connection.swept = time.monotonic()
