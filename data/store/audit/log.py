"""The audit log: a hash chain of who did what, written in the same transaction as what it records.

An entry's hash covers its number, time, actor, act, subject, details and the hash before
it, so that no entry can be altered, removed or moved without the later ones telling. The
head, a table of one row that every writer updates, makes writers of a shared store
conflict instead of forking the chain.
"""

# ruff: noqa: S608 - names in SQL come from this package; values are parameters

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal, TypeVar
from uuid import uuid4

import duckdb
import orjson

from data.store.audit.digests import LOAD_TABLES, ROLLBACKS, stored_digests
from data.store.connection import Connection
from data.store.errors import AuditDamaged, LoadConflict, StoreUnavailable
from data.store.kept import RECENT, KeptEntry, KeptHead
from data.store.schema import TOTALS

#: Deeds to people and their sessions; `data.store.people.book` reads them.
PeopleAct = Literal[
    "person",
    "invitation",
    "password",
    "identity",
    "session",
    "session_end",
    "sign_in_failed",
    "view_as",
    "preferences",
    "sessions_alive",
]
#: Deeds of the month between people; `data.store.process.book` reads them.
ProcessAct = Literal[
    "submit",
    "verify",
    "returned",
    "publish",
    "reopen",
    "declared",
    "declaration_approved",
    "declaration_refused",
    "appeal",
    "appeal_decided",
    "explanation",
    "report",
    "retention",
    "transfer_decision",
    "promise",
    "adjustment",
    "adjustment_decided",
    "draft",
    "evidence",
    "case",
    "reminded",
    "channels",
    "seen",
]
Act = Literal[
    PeopleAct,
    ProcessAct,
    "open",
    "upgrade",
    "load",
    "rollback",
    "mapping",
    "backup",
    "restore",
    "prune",
    "scenario",
    "scenario_removed",
    "repair",
    "policies",
]
Written = TypeVar("Written")

#: What the first entry follows.
GENESIS = "0" * 64
#: How often a write is tried that another writer came before.
_ATTEMPTS = 20
#: How often a catalog that was lost is looked for; each time it is waited for.
_RECONNECTIONS = 3

TABLES = {
    "audit_entries": """
        sequence BIGINT NOT NULL, created_at TIMESTAMP NOT NULL, actor VARCHAR NOT NULL, act VARCHAR NOT NULL,
        subject VARCHAR NOT NULL, details VARCHAR NOT NULL, previous VARCHAR NOT NULL,
        hash VARCHAR NOT NULL""",
    "audit_head": "sequence BIGINT NOT NULL, hash VARCHAR NOT NULL",
}
_COLUMNS = "sequence, created_at, actor, act, subject, details, previous, hash"


@dataclass(frozen=True, slots=True)
class Entry:
    """One act. `at` is UTC without a zone, `details` canonical JSON (keys sorted, no spaces)."""

    sequence: int
    at: datetime
    actor: str
    act: str
    subject: str
    details: str
    previous: str
    hash: str = ""

    def computed_hash(self) -> str:
        """SHA-256 (hex) over everything but `hash`."""
        fields = (
            self.sequence,
            self.at.isoformat(timespec="microseconds"),
            self.actor,
            self.act,
            self.subject,
            self.details,
            self.previous,
        )
        return hashlib.sha256(orjson.dumps(fields)).hexdigest()


def entries(cursor: duckdb.DuckDBPyConnection, *acts: Act) -> list[Entry]:
    """The whole log by number, or the entries of some acts."""
    rows = cursor.execute(
        f"SELECT {_COLUMNS} FROM audit_entries "
        "WHERE len($acts) = 0 OR list_contains($acts, act) ORDER BY sequence, hash",
        {"acts": list(acts)},
    ).fetchall()
    return [Entry(*row) for row in rows]


def entries_after(cursor: duckdb.DuckDBPyConnection, sequence: int, acts: Sequence[Act]) -> list[Entry]:
    """The entries of some acts behind the one of a number, in order."""
    rows = cursor.execute(
        f"SELECT {_COLUMNS} FROM audit_entries "
        "WHERE sequence > $sequence AND list_contains($acts, act) ORDER BY sequence",
        {"sequence": sequence, "acts": list(acts)},
    ).fetchall()
    return [Entry(*row) for row in rows]


def heads(cursor: duckdb.DuckDBPyConnection) -> list[tuple[int, str]]:
    """What stands in the table of the head: one row, number and hash of the last entry."""
    return cursor.execute("SELECT sequence, hash FROM audit_head").fetchall()


def append(
    cursor: duckdb.DuckDBPyConnection, act: Act, subject: str, actor: str, details: Mapping[str, object]
) -> str:
    """Write an entry through a cursor inside a transaction and return its hash, the new head.

    Raises AuditDamaged if the log has no head to follow.
    """
    match heads(cursor):
        case [(last, previous)]:
            head = _write(cursor, Entry(last + 1, _now(), actor, act, subject, _canonical(details), previous))
        case _:
            raise AuditDamaged
    cursor.execute(
        "UPDATE audit_head SET sequence = $sequence, hash = $hash", {"sequence": last + 1, "hash": head}
    )
    return head


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _canonical(details: Mapping[str, object]) -> str:
    return orjson.dumps(details, option=orjson.OPT_SORT_KEYS).decode()


def _write(cursor: duckdb.DuckDBPyConnection, entry: Entry) -> str:
    head = entry.computed_hash()
    cursor.execute(
        f"INSERT INTO audit_entries ({_COLUMNS}) "
        "VALUES ($sequence, $at, $actor, $act, $subject, $details, $previous, $hash)",
        asdict(entry) | {"hash": head},
    )
    return head


def make_log(cursor: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of the log, still without an entry."""
    for name, columns in TABLES.items():
        cursor.execute(f"CREATE TABLE {name} ({columns})")


def open_log(cursor: duckdb.DuckDBPyConnection, schema: int) -> None:
    """Write the first entry: the version of the tables, and the loads that the store has already."""
    tables = [name for name in LOAD_TABLES if name not in TOTALS]
    details = {
        "schema": schema,
        "loads": stored_digests(cursor, tables),
        "rollbacks": {load: of[ROLLBACKS] for load, of in stored_digests(cursor, [ROLLBACKS]).items()},
    }
    head = _write(cursor, Entry(1, _now(), "", "open", str(uuid4()), _canonical(details), GENESIS))
    cursor.execute("INSERT INTO audit_head VALUES (1, $hash)", {"hash": head})


def logged_schema(log: Iterable[Entry]) -> int | None:
    """The version of the tables that the log tells; None where it was begun before it told of it.

    Only entries whose hash is right are believed.
    """
    told = [
        int(version)
        for entry in log
        if entry.act in {"open", "upgrade"} and entry.computed_hash() == entry.hash
        if (version := _details(entry).get("schema")) is not None
    ]
    return max(told, default=None)


def _details(entry: Entry) -> dict[str, Any]:
    try:
        details = orjson.loads(entry.details)
    except ValueError:
        return {}
    return details if isinstance(details, dict) else {}


def recorded(connection: Connection, write: Callable[[duckdb.DuckDBPyConnection], Written]) -> Written:
    """What `write` returns, done in one transaction; tried again while other writers come first.

    Writers of one store queue up. A catalog that is lost in the middle is asked afterwards what became of
    it: it is done once, however often it is tried. Raises LoadConflict or StoreUnavailable if that does
    not help, and what `Connection.transaction` and `write` raise.
    """
    tried: dict[str, Written] = {}
    for attempt in range(_ATTEMPTS):
        try:
            with connection.write_lock:
                try:
                    if tried and (done := _done(connection, tried)):
                        written = done[0]
                    else:
                        with connection.transaction() as cursor:
                            written = write(cursor)
                            if connection.address.server is not None:
                                tried[heads(cursor)[0][1]] = written
                finally:  # also of a commit that failed nobody knows what became
                    connection.writes += 1
                keep_head(connection)
                return written
        except LoadConflict:
            if attempt == _ATTEMPTS - 1:
                raise
            time.sleep(random.uniform(0, 0.01 * (attempt + 1)))  # noqa: S311 - to get out of step
        except StoreUnavailable as error:
            if error.code != "lost" or attempt >= _RECONNECTIONS:
                if tried:
                    raise error.said("unknown") from error
                error.in_writing = True
                raise
    raise AssertionError("unreachable")


def _done(connection: Connection, tried: Mapping[str, Written]) -> tuple[Written] | None:
    """What was written after all by one of those tries whose commit nobody heard of, by its entry's hash."""
    with connection.cursor() as cursor:
        found = cursor.execute(
            "SELECT hash FROM audit_entries WHERE list_contains($tried, hash)", {"tried": list(tried)}
        ).fetchone()
    return (tried[found[0]],) if found else None


def head_of(connection: Connection) -> str:
    """The hash of the last entry: whoever keeps it can tell later whether anything before it was changed."""
    with connection.cursor() as cursor:
        match heads(cursor):
            case [(_, head)]:
                return head
    raise AuditDamaged


def keep_head(connection: Connection) -> None:
    """Keep the log's last entry beside the store, and what the latest ones were; see `kept`."""
    with connection.snapshot() as cursor:
        latest = cursor.execute(
            f"SELECT {_COLUMNS} FROM audit_entries ORDER BY sequence DESC LIMIT {RECENT}"
        ).fetchall()
        identity = _identity(cursor)
    before = connection.kept.read()
    if latest and (before is None or before.hash != latest[0][-1]):
        recent = tuple(_kept(Entry(*row)) for row in reversed(latest))
        connection.kept.write(KeptHead(recent[-1].sequence, recent[-1].hash, identity, recent))


def _kept(entry: Entry) -> KeptEntry:
    files = _details(entry).get("files", ()) if entry.act == "load" else ()
    at = entry.at.isoformat(timespec="seconds")
    names = tuple(str(file["name"]) for file in files)
    return KeptEntry(entry.sequence, entry.hash, at, entry.act, entry.actor, entry.subject, names)


def identity_of(connection: Connection) -> str:
    """What tells this company's store from every other: the subject of the log's first entry."""
    with connection.cursor() as cursor:
        return _identity(cursor)


def _identity(cursor: duckdb.DuckDBPyConnection) -> str:
    found = cursor.execute("SELECT subject FROM audit_entries WHERE sequence = 1").fetchone()
    return str(found[0]) if found else ""
