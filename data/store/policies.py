"""Which policies a store was given: their texts and their digest, in the audit log, which only grows.

A store that several servers share says by them which policies are in force, so that all show the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb
import orjson

from data.store.audit.log import recorded
from data.store.by import By
from data.store.connection import Connection
from data.store.errors import StoreChanged


@dataclass(frozen=True, slots=True)
class GivenPolicies:
    """A folder of policies as it was taken in. texts: by the name of the file. `at` is UTC."""

    digest: str
    texts: Mapping[str, str]
    at: datetime
    actor: str


def given_policies(connection: Connection) -> tuple[GivenPolicies, ...]:
    """All that the store was given, the latest first: that one is in force."""
    with connection.cursor() as cursor:
        return _seen_by(cursor)


def take_policies(
    connection: Connection, digest: str, texts: Mapping[str, str], by: By, after: str | None
) -> bool:
    """Put policies in force; False if they are already.

    after: the digest of those that they follow, as the caller saw them; None for the first ones. StoreChanged
    if others were put in force meanwhile, and what `recorded` raises.
    """

    def write(cursor: duckdb.DuckDBPyConnection) -> bool:
        by.demand(cursor)
        known = _seen_by(cursor)
        now = known[0].digest if known else None
        if now == digest:
            return False
        if now != after:
            raise StoreChanged("Other policies were put in force meanwhile; look at them and try again.")
        by.record(cursor, "policies", digest, {"texts": dict(texts)})
        return True

    return recorded(connection, write)


def _seen_by(cursor: duckdb.DuckDBPyConnection) -> tuple[GivenPolicies, ...]:
    rows = cursor.execute(
        "SELECT subject, details, created_at, actor FROM audit_entries WHERE act = 'policies' "
        "ORDER BY sequence DESC"
    ).fetchall()
    return tuple(
        GivenPolicies(digest, orjson.loads(details)["texts"], at.replace(tzinfo=UTC), actor)
        for digest, details, at, actor in rows
    )
