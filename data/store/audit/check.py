"""The audit: the log against itself, the store against the log, totals against the rows they sum up,
definitions against this program's, the originals against their hashes."""

# ruff: noqa: S608 - names in SQL come from data/fields.py and this package; values are parameters

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import duckdb

from data.fields import BY_NAME
from data.store.audit.chain import chain_findings
from data.store.audit.digests import LOAD_TABLES, ROLLBACKS, stored_digests
from data.store.audit.findings import AuditReport, Finding
from data.store.audit.log import Entry, entries, heads, logged_schema
from data.store.audit.recorded import Recorded, RecordedFile, recorded_of
from data.store.audit.statistics import statistics_findings
from data.store.connection import Connection
from data.store.definitions import stored_version, strangers
from data.store.errors import OriginalDamaged, StoreUnreadable
from data.store.kept import KeptHead
from data.store.originals import Originals
from data.store.schema import TOTALS
from data.store.totals import FOLLOWING, rows_that_follow

Progress = Callable[[float, str], None]


def silent(share: float, step: str) -> None:
    """A `Progress` that tells nobody."""
    del share, step


def audit(connection: Connection, head: str | None = None, progress: Progress = silent) -> AuditReport:
    """Check everything the store holds; reads only, and sees one state whatever is committed meanwhile.

    head: the hash (or its first twelve or more digits) of an entry, as it was printed
    earlier; it must still be in the log. Raises StoreUnreadable if the database itself is damaged.
    """
    kept = connection.kept.read()  # before the look at the store, which may have more by then
    try:
        with connection.snapshot() as cursor:
            return audit_seen_by(cursor, connection.originals, head, progress, kept, is_committed=True)
    except duckdb.Error as error:
        raise StoreUnreadable(str(connection.address), str(error).splitlines()[0]) from error


def audit_seen_by(
    cursor: duckdb.DuckDBPyConnection,
    originals: Originals,
    head: str | None = None,
    progress: Progress = silent,
    kept: KeptHead | None = None,
    *,
    is_committed: bool = False,
) -> AuditReport:
    """`audit` of what a cursor inside a transaction sees; `kept` is the head beside the store.

    is_committed: the transaction has written nothing; DuckLake has no statistics of that.
    """
    log = entries(cursor)
    record = recorded_of(log)
    progress(0.1, "Auditing")
    stored = stored_digests(cursor, LOAD_TABLES)
    progress(0.6, "Auditing")
    taken_back = {load: of[ROLLBACKS] for load, of in stored_digests(cursor, [ROLLBACKS]).items()}
    findings = [
        *_definition_findings(cursor, log),
        *chain_findings(log, heads(cursor), head, kept),
        *record.replaced,
        *_load_findings(record, stored),
        *_following_findings(cursor),
        *_rollback_findings(record, taken_back),
        *(statistics_findings(cursor) if is_committed else ()),
    ]
    progress(0.8, "Auditing")
    findings += _original_findings(record.files, originals)
    progress(1.0, "Auditing")
    return AuditReport(
        entries=len(log),
        loads=sum("loads" in tables for tables in stored.values()),
        originals=len({file.sha256 for file in record.files}),
        never_kept=record.never_kept,
        head=log[-1].hash if log else "",
        findings=tuple(findings),
    )


def _definition_findings(cursor: duckdb.DuckDBPyConnection, log: Sequence[Entry]) -> Iterator[Finding]:
    for each in strangers(cursor):
        code = "definition_lacking" if each.is_lacking else "definition_foreign"
        yield Finding(code, {"kind": each.kind, "name": each.name})
    found, told = stored_version(cursor), logged_schema(log)
    if found != told:
        yield Finding("version_altered", {"stored": found, "recorded": told or 0})


def _load_findings(record: Recorded, stored: dict[str, Any]) -> Iterator[Finding]:
    for load, recorded in record.loads.items():
        found = stored.get(load, {})
        if "loads" not in found:
            yield Finding("load_missing", {"load": load, "sequence": recorded.sequence})
            continue
        for table in sorted(found.keys() | recorded.digests.keys()):
            # Totals are recorded of older loads only; they are held against the rows.
            is_told = table in recorded.digests or table not in TOTALS
            if is_told and found.get(table) != recorded.digests.get(table):
                yield Finding(
                    "rows_altered",
                    {
                        "load": load,
                        "table": _titled(table),
                        "stored": found.get(table, [0])[0],
                        "recorded": recorded.digests.get(table, [0])[0],
                    },
                )
    for load in sorted(stored.keys() - record.loads.keys()):
        yield Finding("load_unrecorded", {"load": load})


def _titled(table: str) -> str:
    return BY_NAME[table].sheet if table in BY_NAME else table


def _following_findings(cursor: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    """Loads whose totals are not what their rows add up to."""
    for table in FOLLOWING:
        # Of each side, the rows that the other lacks.
        query = f"""
            WITH stored AS (FROM {table}), follows AS ({rows_that_follow(table)})
            SELECT DISTINCT load_id FROM (
                (FROM stored EXCEPT ALL FROM follows) UNION ALL (FROM follows EXCEPT ALL FROM stored)
            ) ORDER BY load_id"""
        for (load,) in cursor.execute(query).fetchall():
            yield Finding("totals_altered", {"load": load, "table": table})


def _rollback_findings(record: Recorded, stored: dict[str, Any]) -> Iterator[Finding]:
    for load, (sequence, recorded) in record.rollbacks.items():
        if load not in stored:
            yield Finding("rollback_missing", {"load": load, "sequence": sequence})
        elif stored[load] != recorded:
            yield Finding("rollback_altered", {"load": load, "sequence": sequence})
    for load in sorted(stored.keys() - record.rollbacks.keys()):
        yield Finding("rollback_unrecorded", {"load": load})


def _original_findings(files: Sequence[RecordedFile], originals: Originals) -> Iterator[Finding]:
    for file in {file.sha256: file for file in reversed(files)}.values():
        kind = "original" if file.load else "attached"
        about = {"file": file.name, "load": file.load, "subject": file.subject, "sha256": file.sha256}
        try:
            if originals.content(file.sha256) is None:
                yield Finding(f"{kind}_missing", about)
        except OriginalDamaged:
            yield Finding(f"{kind}_altered", about)
