"""Uploads: check first, commit only what was checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from data.ingestion import Ingestion, Progress, Upload, ingest
from data.store import Store
from data.store.loads import LoadFile, LoadRequest


class NotCommittable(ValueError):
    """The checked files have errors, or warnings without a reason."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Files that were read, cleaned and validated, and what the store was at that time."""

    ingestion: Ingestion
    data_version: str

    @property
    def has_errors(self) -> bool:
        """Whether the files may not be loaded at all."""
        return bool(self.ingestion.errors)

    @property
    def needs_reason(self) -> bool:
        """Whether warnings must be accepted with a reason first."""
        return bool(self.ingestion.warnings)


def check(store: Store, uploads: Sequence[Upload], today: date, progress: Progress | None = None) -> Checked:
    """Reads and validates `uploads` against what `store` holds; writes nothing."""
    version = store.data_version()
    return Checked(ingest(uploads, store.known(), today=today, progress=progress), version)


def commit(store: Store, checked: Checked, *, actor: str, reason: str | None = None) -> str:
    """Loads the checked files in one transaction and returns the load's id.

    NotCommittable if there are errors or warnings lack a reason; StoreChanged if the
    store is no longer what the files were checked against.
    """
    if checked.has_errors:
        raise NotCommittable("errors")
    reason = (reason or "").strip() or None
    if checked.needs_reason and reason is None:
        raise NotCommittable("reason")
    ingestion = checked.ingestion
    return store.commit(
        LoadRequest(
            frames=ingestion.frames,
            files=[LoadFile(file.name, file.sha256, file.size) for file in ingestion.files],
            actor=actor,
            accepted_reason=reason,
            issues=[asdict(issue) for issue in ingestion.warnings],
            checked_against=checked.data_version,
        )
    )
