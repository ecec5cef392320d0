"""What was loaded when and by whom, what became of it, and taking a load back."""

# ruff: noqa: S608 - names in SQL come from data/fields.py and this package; values are parameters

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

import duckdb

from data.store.audit.digests import ROLLBACKS, load_digests
from data.store.audit.log import recorded
from data.store.by import By
from data.store.connection import Connection
from data.store.errors import LoadLost, LoadRolledBack, LoadUnknown
from data.store.loads import LoadFile
from data.store.schema import NO_PERIOD

Status = Literal["live", "partly_superseded", "superseded", "rolled_back"]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a load replaces: an extract's region and period (month, January of a year, or None)."""

    extract: str
    region: str
    period: date | None
    rows: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class Rollback:
    """Who took a load back, when (UTC) and why."""

    at: datetime
    actor: str
    reason: str


@dataclass(frozen=True, slots=True)
class Load:
    """One entry of the history. `created_at` is UTC."""

    load_id: str
    created_at: datetime
    actor: str
    accepted_reason: str | None
    files: tuple[LoadFile, ...]
    scopes: tuple[Scope, ...]
    issues: tuple[Mapping[str, Any], ...]
    rollback: Rollback | None

    @property
    def rows(self) -> dict[str, int]:
        """Number of rows per extract."""
        counts: dict[str, int] = defaultdict(int)
        for scope in self.scopes:
            counts[scope.extract] += scope.rows
        return dict(counts)

    @property
    def months(self) -> tuple[date, ...]:
        """The months that it covers, ascending; for annual targets the year's January."""
        return tuple(sorted({scope.period for scope in self.scopes if scope.period is not None}))

    @property
    def status(self) -> Status:
        """Whether its rows still count: all of them, some, none, or taken back."""
        if self.rollback is not None:
            return "rolled_back"
        current = [scope.is_current for scope in self.scopes]
        if all(current):
            return "live"
        return "partly_superseded" if any(current) else "superseded"


def load_history(connection: Connection) -> tuple[Load, ...]:
    """All loads, newest first."""
    with connection.snapshot() as cursor:
        files = _grouped(cursor, "SELECT load_id, name, sha256, size, left_out FROM load_files")
        scopes = _grouped(cursor, _SCOPES)
        issues = _grouped(cursor, "SELECT load_id, issue FROM load_issues ORDER BY load_id, position")
        rollbacks = _grouped(
            cursor, "SELECT load_id, created_at, actor, reason FROM load_rollbacks ORDER BY created_at DESC"
        )
        loads = cursor.execute(
            "SELECT load_id, created_at, actor, accepted_reason FROM loads ORDER BY load_id DESC"
        ).fetchall()
    return tuple(
        Load(
            load_id=load_id,
            created_at=created_at.replace(tzinfo=UTC),
            actor=actor,
            accepted_reason=reason,
            files=tuple(LoadFile(*file) for file in files[load_id]),
            scopes=tuple(_scope(*scope) for scope in scopes[load_id]),
            issues=tuple(json.loads(issue) for (issue,) in issues[load_id]),
            rollback=next(
                (Rollback(at.replace(tzinfo=UTC), *rest) for at, *rest in rollbacks[load_id]), None
            ),
        )
        for load_id, created_at, actor, reason in loads
    )


_SCOPES = """
    SELECT s.load_id, s.extract, s.region, s.period, s.row_count, c.load_id IS NOT NULL
    FROM load_scopes s
    LEFT JOIN current_scopes c
        ON c.load_id = s.load_id AND c.extract = s.extract AND c.region = s.region AND c.period = s.period
    ORDER BY s.load_id, s.extract, s.period, s.region"""


def _grouped(cursor: duckdb.DuckDBPyConnection, query: str) -> dict[str, list[tuple[Any, ...]]]:
    groups: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for load_id, *rest in cursor.execute(query).fetchall():
        groups[load_id].append(tuple(rest))
    return groups


def _scope(extract: str, region: str, period: date, rows: int, is_current: bool) -> Scope:
    return Scope(extract, region, None if period == NO_PERIOD else period, rows, is_current)


def roll_back(connection: Connection, load_id: str, by: By, reason: str) -> None:
    """Take a load back: what it replaced counts again. Itself a recorded act; nothing is deleted.

    Raises LoadUnknown, LoadRolledBack if that was done before, LoadConflict, LoadFailed.
    """

    def write(cursor: duckdb.DuckDBPyConnection) -> None:
        by.demand(cursor)
        record_rollback(cursor, load_id, by.actor, reason)
        digests = load_digests(cursor, load_id, [ROLLBACKS])
        by.record(cursor, "rollback", load_id, {"reason": reason, "digest": digests[ROLLBACKS]})

    recorded(connection, write)
    if not connection.asked(lambda cursor: _counted(cursor, ROLLBACKS, load_id)):
        raise LoadLost("The store reported success, but the rollback is not there; try again.")


def loaded_by(cursor: duckdb.DuckDBPyConnection, load_id: str) -> tuple[str, frozenset[str]]:
    """Who made a load and the regions that it has rows of, through a cursor; LoadUnknown."""
    made = cursor.execute("SELECT actor FROM loads WHERE load_id = $load", {"load": load_id}).fetchone()
    if made is None:
        raise LoadUnknown(f"There is no load {load_id}.")
    rows = cursor.execute(
        "SELECT DISTINCT region FROM load_scopes WHERE load_id = $load", {"load": load_id}
    ).fetchall()
    return str(made[0]), frozenset(region for (region,) in rows)


def record_rollback(cursor: duckdb.DuckDBPyConnection, load_id: str, actor: str, reason: str) -> None:
    """Write down through a cursor inside a transaction that a load is taken back; see `roll_back`."""
    if not _counted(cursor, "loads", load_id):
        raise LoadUnknown(f"There is no load {load_id}.")
    if _counted(cursor, "load_rollbacks", load_id):
        raise LoadRolledBack(f"The load {load_id} was rolled back already.")
    cursor.execute(
        "INSERT INTO load_rollbacks (load_id, created_at, actor, reason) "
        "VALUES ($load, $now, $actor, $reason)",
        {
            "load": load_id,
            "now": datetime.now(UTC).replace(tzinfo=None),
            "actor": actor,
            "reason": reason,
        },
    )


def _counted(cursor: duckdb.DuckDBPyConnection, table: str, load_id: str) -> int:
    found = cursor.execute(
        f"SELECT count(*) FROM {table} WHERE load_id = $load", {"load": load_id}
    ).fetchone()
    return int(found[0]) if found else 0
