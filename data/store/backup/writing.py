"""Making a backup while the store is in use."""

# ruff: noqa: S608 - names in SQL come from data/fields.py and this package; values are parameters

from __future__ import annotations

import hashlib
import io
import os
import secrets
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

import duckdb
import pyarrow.parquet as pq

from data.store.audit.attached import attached
from data.store.audit.check import Progress, audit_seen_by, silent
from data.store.audit.log import recorded
from data.store.backup.manifest import BACKED_UP, NAME, Manifest, Member, original_member, table_member
from data.store.by import By
from data.store.connection import Connection
from data.store.durable import flush_folder
from data.store.errors import BackupRefused, StoreUnreadable
from data.store.migrations import MIGRATIONS
from data.store.originals import Originals
from data.store.schema import quoted

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_BATCH = 100_000


@dataclass(frozen=True, slots=True)
class Backup:
    """What was written or restored: how many loads and originals, and the audit log's head at that time."""

    loads: int
    originals: int
    head: str


def write_backup(connection: Connection, path: Path, by: By, progress: Progress = silent) -> Backup:
    """Write everything the store holds to a new file at `path`, which appears only when it is whole.

    All of it is one state of the store, whatever is committed meanwhile, and it was audited:
    what is in a backup can be restored. Raises BackupRefused, or StoreUnreadable if the
    database itself is damaged.
    """
    with connection.cursor() as cursor:
        by.demand(cursor)
    if path.exists():
        raise BackupRefused("exists", path=str(path))
    if not path.parent.is_dir():
        raise BackupRefused("no_folder", folder=str(path.parent))
    try:
        with _appearing(path) as file, zipfile.ZipFile(file, "w") as archive:
            written, digest = _write_archive(connection, archive, progress)
    except OSError as error:
        raise BackupRefused("not_written", reason=error.strerror or str(error)) from error
    except duckdb.Error as error:
        raise StoreUnreadable(str(connection.address), str(error).splitlines()[0]) from error
    details = {"head": written.head, "loads": written.loads, "originals": written.originals}
    recorded(connection, lambda cursor: by.record(cursor, "backup", digest, details))
    return written


@contextmanager
def _appearing(path: Path) -> Iterator[IO[bytes]]:
    """A new file, readable by its owner only, that bears its name once it is durable."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    flush_folder(path.parent)


def _write_archive(
    connection: Connection, archive: zipfile.ZipFile, progress: Progress
) -> tuple[Backup, str]:
    """Fill `archive`; the manifest's SHA-256 with it."""
    members: dict[str, Member] = {}
    kept = connection.kept.read()
    with connection.snapshot() as cursor:
        report = audit_seen_by(
            cursor,
            connection.originals,
            progress=lambda share, step: progress(0.3 * share, step),
            kept=kept,
            is_committed=True,
        )
        if not report.is_sound:
            raise BackupRefused("store_unsound", finding=report.findings[0])
        for number, table in enumerate(BACKED_UP):
            progress(0.3 + 0.4 * number / len(BACKED_UP), "Writing the tables")
            members[table_member(table)] = _write_table(cursor, archive, table)
        loaded = {sha256 for (sha256,) in cursor.execute(_ORIGINALS).fetchall()}
        wanted = sorted(loaded | attached(cursor).keys())
        held = [sha256 for sha256 in wanted if connection.originals.holds(sha256)]
        for number, sha256 in enumerate(held):
            progress(0.7 + 0.3 * number / len(held), "Writing the originals")
            members[original_member(sha256)] = _write_original(connection.originals, archive, sha256)
    text = Manifest(len(MIGRATIONS), report.head, datetime.now(UTC), members).as_json()
    archive.writestr(NAME, text)
    progress(1.0, "Writing the originals")
    return Backup(report.loads, len(held), report.head), hashlib.sha256(text).hexdigest()


_ORIGINALS = "SELECT DISTINCT sha256 FROM load_files"


class _Counting(io.RawIOBase):
    """Passes on what is written, keeping its hash and size."""

    def __init__(self, member: IO[bytes]) -> None:
        self._member = member
        self._hash = hashlib.sha256()
        self._size = 0

    def writable(self) -> bool:
        return True

    def write(self, content: ReadableBuffer) -> int:
        view = memoryview(content).cast("B")
        self._member.write(view)
        self._hash.update(view)
        self._size += view.nbytes
        return view.nbytes

    def written(self) -> Member:
        return Member(self._size, self._hash.hexdigest())


def _write_table(cursor: duckdb.DuckDBPyConnection, archive: zipfile.ZipFile, table: str) -> Member:
    rows = cursor.execute(f"SELECT * FROM {quoted(table)}").to_arrow_reader(_BATCH)
    # Parquet is compressed by itself.
    with archive.open(table_member(table), "w", force_zip64=True) as member:
        counting = _Counting(member)
        with pq.ParquetWriter(counting, rows.schema, compression="zstd") as parquet:
            for batch in rows:
                parquet.write_batch(batch)
        return counting.written()


def _write_original(originals: Originals, archive: zipfile.ZipFile, sha256: str) -> Member:
    content = originals.content(sha256) or b""
    archive.writestr(original_member(sha256), content, zipfile.ZIP_DEFLATED, compresslevel=1)
    return Member(len(content), hashlib.sha256(content).hexdigest())
