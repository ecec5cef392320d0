"""The version of the data: what a figure on screen was computed from."""

from __future__ import annotations

import duckdb

from data.store.connection import Connection


def version_of_data(connection: Connection) -> str:
    """A short text that differs after every load and rollback: `loads.rollbacks-tail of the last id`.

    Both tables only grow, so their counts never return to an earlier state; the tail tells
    two stores apart that share a cache.
    """
    with connection.cursor() as cursor:
        return version_seen_by(cursor)


def version_seen_by(cursor: duckdb.DuckDBPyConnection) -> str:
    """The version as a cursor inside a transaction sees it."""
    found = cursor.execute(
        "SELECT (SELECT count(*) FROM loads), (SELECT count(*) FROM load_rollbacks), "
        "(SELECT max(load_id) FROM loads)"
    ).fetchone()
    loads, rollbacks, latest = found or (0, 0, None)
    return f"{loads}.{rollbacks}-{latest[-8:]}" if latest else "0.0"
