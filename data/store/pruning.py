"""Taking away received files that were never loaded."""

from __future__ import annotations

from data.store.audit.log import append, recorded
from data.store.connection import Connection


def prune(connection: Connection, days: float, actor: str) -> int:
    """Take away files that no load names and that came more than `days` ago; how many that were.

    ValueError for less than a day: a file that is being checked must not vanish.
    """
    if days < 1:
        raise ValueError("quarantine lasts a day at least")
    # No load can be committed between the look and the taking away.
    with connection.write_lock:
        with connection.cursor() as cursor:
            wanted = {name for (name,) in cursor.execute("SELECT sha256 FROM load_files").fetchall()}
        count = connection.originals.prune(wanted, days)
    if count:
        recorded(
            connection, lambda cursor: append(cursor, "prune", "", actor, {"days": days, "files": count})
        )
    return count
