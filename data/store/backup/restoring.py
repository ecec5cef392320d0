"""Restoring a backup into a blank store of either kind: verified throughout, all or nothing."""

# ruff: noqa: S608 - names in SQL come from data/fields.py and this package; values are parameters

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from data.scratch import scratch
from data.store.audit.check import Progress, audit_seen_by, silent
from data.store.audit.log import TABLES, append, entries, head_of, heads, keep_head, logged_schema
from data.store.backup.archive import Archive, opened_archive
from data.store.backup.manifest import BACKED_UP, NAME, Manifest, original_member, table_member
from data.store.backup.writing import Backup
from data.store.connection import Connection
from data.store.errors import BackupRefused, LoadLost, StoreTooNew
from data.store.kept import KeptHead
from data.store.migrations import CAME_LATER, MIGRATIONS, TOLD, WITH_LOG, upgrade
from data.store.originals import Originals
from data.store.schema import quoted

_ORIGINALS = original_member("")
#: What a store that was never used may have in its log.
_BLANK = ["open"]


def restore_backup(
    connection: Connection,
    path: Path,
    actor: str,
    head: str | None = None,
    progress: Progress = silent,
    *,
    before: KeptHead | None = None,
) -> Backup:
    """Fill the blank store with what the backup at `path` holds, its history and audit log included.

    Every part is verified against the manifest, then the whole is audited before it is
    committed; with `head`, an entry of that hash must be in its log. before: the head kept of the
    store that stood here; those of its latest entries that the backup lacks are written down as lost.
    Raises BackupRefused, StoreTooNew, OriginalNotKept, LoadConflict, LoadFailed or LoadLost; the store
    is then what it was.
    """
    with opened_archive(path) as archive, connection.write_lock:
        if archive.manifest.schema > len(MIGRATIONS):
            raise StoreTooNew(archive.manifest.schema, len(MIGRATIONS))
        with _kept_originals(archive, connection.originals, progress) as originals:
            with connection.transaction() as cursor:
                _refuse_used(cursor, str(connection.address))
                _fill(cursor, archive, progress)
                if heads(cursor) and heads(cursor)[0][1] != archive.manifest.head:
                    raise BackupRefused("altered", member=NAME)
                _bring_up_to_date(cursor, archive.manifest)
                report = audit_seen_by(cursor, connection.originals, head)
                if not report.is_sound:
                    raise BackupRefused("unsound", finding=report.findings[0])
                details = {"head": archive.manifest.head, "lost": _lost(cursor, before)}
                new = append(cursor, "restore", archive.digest, actor, details)
            connection.writes += 1
            if head_of(connection) != new:
                raise LoadLost("The store reported success, but the rows are not there; try again.")
        keep_head(connection)
    progress(1.0, "Auditing")
    return Backup(report.loads, originals, archive.manifest.head)


def _lost(cursor: duckdb.DuckDBPyConnection, before: KeptHead | None) -> list[dict[str, object]]:
    known = {entry.hash for entry in entries(cursor)}
    return [entry.told() for entry in (before.recent if before else ()) if entry.hash not in known]


def _bring_up_to_date(cursor: duckdb.DuckDBPyConnection, about: Manifest) -> None:
    """Do for an older backup what an older store gets when it is opened.

    What it has seen of that its log says. Of backups whose log does not tell, the manifest's
    word is not needed: what came since the log may be done twice.
    """
    told = logged_schema(entries(cursor, "open", "upgrade"))
    if told is None and about.schema < TOLD:
        upgrade(cursor, WITH_LOG)
    elif told != about.schema:
        raise BackupRefused("altered", member=NAME)
    elif told < len(MIGRATIONS):
        upgrade(cursor, told)


@contextmanager
def _kept_originals(archive: Archive, originals: Originals, progress: Progress) -> Iterator[int]:
    """Keep the backup's originals; if the block fails, those that were not there before go again."""
    names = [
        name.removeprefix(_ORIGINALS) for name in archive.manifest.members if name.startswith(_ORIGINALS)
    ]
    added = []
    try:
        for number, sha256 in enumerate(names):
            progress(0.3 * number / len(names), "Reading the originals")
            content = archive.content(original_member(sha256))
            is_new = not originals.holds(sha256)
            kept = originals.keep(content)
            if is_new:
                added.append(kept)
            if kept != sha256:
                raise BackupRefused("altered", member=original_member(sha256))
        yield len(names)
    except BaseException:
        for sha256 in added:
            originals.discard(sha256)
        raise


def _refuse_used(cursor: duckdb.DuckDBPyConnection, store: str) -> None:
    loads = cursor.execute("SELECT count(*) FROM loads").fetchone()
    acts = [act for (act,) in cursor.execute("SELECT DISTINCT act FROM audit_entries").fetchall()]
    if loads != (0,) or acts != _BLANK:
        raise BackupRefused("not_blank", store=store)


def _fill(cursor: duckdb.DuckDBPyConnection, archive: Archive, progress: Progress) -> None:
    for table in TABLES:
        cursor.execute(f"DELETE FROM {table}")
    with scratch("restoring") as folder:
        tables = [
            name
            for name in BACKED_UP
            if name not in CAME_LATER or table_member(name) in archive.manifest.members
        ]
        for number, table in enumerate(tables):
            progress(0.3 + 0.4 * number / len(tables), "Reading the tables")
            path = folder / table
            archive.extract(table_member(table), path)
            _insert(cursor, table, path)
            path.unlink()
    progress(0.7, "Auditing")


def _insert(cursor: duckdb.DuckDBPyConnection, table: str, path: Path) -> None:
    known = {name for name, *_ in cursor.execute(f"DESCRIBE {quoted(table)}").fetchall()}
    try:
        with pq.ParquetFile(path) as parquet:
            names = parquet.schema_arrow.names
            if not known.issuperset(names):
                raise BackupRefused("altered", member=table_member(table))
            rows = pa.RecordBatchReader.from_batches(parquet.schema_arrow, parquet.iter_batches())
            cursor.register("restored", rows)
            columns = ", ".join(map(quoted, names))
            cursor.execute(f"INSERT INTO {quoted(table)} ({columns}) SELECT {columns} FROM restored")
            cursor.unregister("restored")
    except pa.ArrowException as error:
        raise BackupRefused("altered", member=table_member(table)) from error
