"""The audit: the log against itself, the store against the log, the originals against their hashes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb
import orjson

from data.fields import BY_NAME
from data.store.audit.chain import chain_findings
from data.store.audit.digests import LOAD_TABLES, ROLLBACKS, stored_digests
from data.store.audit.findings import AuditReport, Finding
from data.store.audit.log import Entry, entries, heads
from data.store.connection import Connection
from data.store.errors import OriginalDamaged, StoreUnreadable
from data.store.originals import Originals

Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    sha256: str
    load: str


@dataclass(slots=True)
class _Record:
    """What the log says of the store: digests per load and of rollbacks, each with its entry's number."""

    loads: dict[str, tuple[int, Any]] = field(default_factory=dict)
    rollbacks: dict[str, tuple[int, Any]] = field(default_factory=dict)
    files: list[_File] = field(default_factory=list)
    never_kept: int = 0


def silent(share: float, step: str) -> None:
    """A `Progress` that tells nobody."""
    del share, step


def audit(connection: Connection, head: str | None = None, progress: Progress = silent) -> AuditReport:
    """Check everything the store holds; reads only, and sees one state whatever is committed meanwhile.

    head: the hash (or its first twelve or more digits) of an entry, as it was printed
    earlier; it must still be in the log. Raises StoreUnreadable if the database itself is damaged.
    """
    try:
        with connection.snapshot() as cursor:
            return audit_seen_by(cursor, connection.originals, head, progress)
    except duckdb.Error as error:
        raise StoreUnreadable(str(connection.address), str(error).splitlines()[0]) from error


def audit_seen_by(
    cursor: duckdb.DuckDBPyConnection,
    originals: Originals,
    head: str | None = None,
    progress: Progress = silent,
) -> AuditReport:
    """`audit` of what a cursor inside a transaction sees."""
    log = entries(cursor)
    record = _record(log)
    progress(0.1, "Auditing")
    stored = stored_digests(cursor, LOAD_TABLES)
    progress(0.7, "Auditing")
    taken_back = {load: of[ROLLBACKS] for load, of in stored_digests(cursor, [ROLLBACKS]).items()}
    findings = [
        *chain_findings(log, heads(cursor), head),
        *_load_findings(record, stored),
        *_rollback_findings(record, taken_back),
        *_original_findings(record.files, originals),
    ]
    progress(1.0, "Auditing")
    return AuditReport(
        entries=len(log),
        loads=sum("loads" in tables for tables in stored.values()),
        originals=len({file.sha256 for file in record.files}),
        never_kept=record.never_kept,
        head=log[-1].hash if log else "",
        findings=tuple(findings),
    )


def _record(log: Sequence[Entry]) -> _Record:
    """What the sound entries say; an altered one is found by its hash, what it says counts for nothing."""
    record = _Record()
    for entry in log:
        if entry.computed_hash() != entry.hash:
            continue
        try:
            _add(record, entry, orjson.loads(entry.details))
        except (ValueError, TypeError, KeyError, AttributeError):
            continue  # its loads and rollbacks then count as not recorded
    return record


def _add(record: _Record, entry: Entry, details: Any) -> None:
    match entry.act:
        case "open":
            loads = details["loads"]
            record.loads |= {load: (entry.sequence, of) for load, of in loads.items()}
            record.rollbacks |= {load: (entry.sequence, of) for load, of in details["rollbacks"].items()}
            record.never_kept += sum(
                of["load_files"][0] for of in details["loads"].values() if "load_files" in of
            )
        case "upgrade":
            for load, of in details["loads"].items():
                sequence, before = record.loads[load]
                record.loads[load] = (sequence, before | of)
        case "load":
            record.loads[entry.subject] = (entry.sequence, details["digests"])
            kept = [file for file in details["files"] if file["is_kept"]]
            record.files += [_File(file["name"], file["sha256"], entry.subject) for file in kept]
            record.never_kept += len(details["files"]) - len(kept)
        case "rollback":
            record.rollbacks[entry.subject] = (entry.sequence, details["digest"])


def _load_findings(record: _Record, stored: dict[str, Any]) -> Iterator[Finding]:
    for load, (sequence, recorded) in record.loads.items():
        found = stored.get(load, {})
        if "loads" not in found:
            yield Finding("load_missing", {"load": load, "sequence": sequence})
            continue
        for table in sorted(found.keys() | recorded.keys()):
            if found.get(table) != recorded.get(table):
                yield Finding(
                    "rows_altered",
                    {
                        "load": load,
                        "table": BY_NAME[table].sheet if table in BY_NAME else table,
                        "stored": found.get(table, [0])[0],
                        "recorded": recorded.get(table, [0])[0],
                    },
                )
    for load in sorted(stored.keys() - record.loads.keys()):
        yield Finding("load_unrecorded", {"load": load})


def _rollback_findings(record: _Record, stored: dict[str, Any]) -> Iterator[Finding]:
    for load, (sequence, recorded) in record.rollbacks.items():
        if load not in stored:
            yield Finding("rollback_missing", {"load": load, "sequence": sequence})
        elif stored[load] != recorded:
            yield Finding("rollback_altered", {"load": load, "sequence": sequence})
    for load in sorted(stored.keys() - record.rollbacks.keys()):
        yield Finding("rollback_unrecorded", {"load": load})


def _original_findings(files: Sequence[_File], originals: Originals) -> Iterator[Finding]:
    for file in {file.sha256: file for file in reversed(files)}.values():
        about = {"file": file.name, "load": file.load, "sha256": file.sha256}
        try:
            if originals.content(file.sha256) is None:
                yield Finding("original_missing", about)
        except OriginalDamaged:
            yield Finding("original_altered", about)
