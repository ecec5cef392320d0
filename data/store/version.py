"""The version of the data: what a figure on screen was computed from."""

from __future__ import annotations

import duckdb

from data.store.audit.log import Act
from data.store.connection import Connection

#: Deeds of the log that figures rest on: what was published continues in later months, policies are applied.
_ON_RECORD: tuple[Act, ...] = ("publish", "reopen", "adjustment_decided", "policies")


def version_of_data(connection: Connection) -> str:
    """A short text that differs after every load and rollback: `loads.rollbacks-tail of the last id`.

    Both tables only grow, so their counts never return to an earlier state; the tail tells
    two stores apart that share a cache. Publications, reopenings, approved adjustments and
    policies that were put in force, which figures rest on as well, are a third count once there are any.
    """
    with connection.cursor() as cursor:
        return version_seen_by(cursor)


def version_seen_by(cursor: duckdb.DuckDBPyConnection) -> str:
    """The version as a cursor inside a transaction sees it."""
    found = cursor.execute(
        "SELECT (SELECT count(*) FROM loads), (SELECT count(*) FROM load_rollbacks), "
        "(SELECT max(load_id) FROM loads), "
        "(SELECT count(*) FROM audit_entries WHERE list_contains($acts, act))",
        {"acts": list(_ON_RECORD)},
    ).fetchone()
    loads, rollbacks, latest, recorded = found or (0, 0, None, 0)
    counts = f"{loads}.{rollbacks}.{recorded}" if recorded else f"{loads}.{rollbacks}"
    return f"{counts}-{latest[-8:]}" if latest else counts
