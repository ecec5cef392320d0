"""What the audit log says that the store holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from data.store.audit.attached import attached_to
from data.store.audit.findings import Finding
from data.store.audit.log import Entry


@dataclass(frozen=True, slots=True)
class RecordedFile:
    """A kept file of a load, or of another deed, which `subject` names."""

    name: str
    sha256: str
    load: str
    subject: str = ""


@dataclass(slots=True)
class RecordedLoad:
    """A load's digests by table, and the number of the entry that recorded it."""

    sequence: int
    digests: dict[str, Any]


@dataclass(slots=True)
class Recorded:
    """Loads with their digests; rollbacks, each with its entry's number and digest; kept files.

    replaced: of entries that give something recorded before another digest.
    """

    loads: dict[str, RecordedLoad] = field(default_factory=dict)
    rollbacks: dict[str, tuple[int, Any]] = field(default_factory=dict)
    files: list[RecordedFile] = field(default_factory=list)
    never_kept: int = 0
    replaced: list[Finding] = field(default_factory=list)


def recorded_of(log: Iterable[Entry]) -> Recorded:
    """What the sound entries say; an altered one is found by its hash, what it says counts for nothing."""
    record = Recorded()
    for entry in log:
        if entry.computed_hash() != entry.hash:
            continue
        try:
            _add(record, entry, orjson.loads(entry.details))
        except (ValueError, TypeError, KeyError, AttributeError):
            continue  # its loads and rollbacks then count as not recorded
    return record


def _add(record: Recorded, entry: Entry, details: Any) -> None:
    match entry.act:
        case "open":
            for load, digests in details["loads"].items():
                _add_digests(record, entry, load, digests)
                if "load_files" in digests:
                    record.never_kept += digests["load_files"][0]
            for load, digest in details["rollbacks"].items():
                _add_rollback(record, entry, load, digest)
        case "upgrade":
            for load, digests in details["loads"].items():
                _add_digests(record, entry, load, digests)
        case "load":
            _add_digests(record, entry, entry.subject, details["digests"])
            kept = [file for file in details["files"] if file["is_kept"]]
            record.files += [RecordedFile(file["name"], file["sha256"], entry.subject) for file in kept]
            record.never_kept += len(details["files"]) - len(kept)
        case "rollback":
            _add_rollback(record, entry, entry.subject, details["digest"])
        case _:
            record.files += [
                RecordedFile(file.name, file.sha256, "", file.subject) for file in attached_to(entry, details)
            ]


def _add_digests(record: Recorded, entry: Entry, load: str, digests: Mapping[str, Any]) -> None:
    """Digests are added and never replaced: the first one counts, another one is told."""
    known = record.loads.setdefault(load, RecordedLoad(entry.sequence, {}))
    for table, digest in digests.items():
        if known.digests.setdefault(table, digest) != digest:
            about = {"sequence": entry.sequence, "load": load, "table": table}
            record.replaced.append(Finding("digest_replaced", about))


def _add_rollback(record: Recorded, entry: Entry, load: str, digest: Any) -> None:
    _, known = record.rollbacks.setdefault(load, (entry.sequence, digest))
    if known != digest:
        about = {"sequence": entry.sequence, "load": load, "table": "load_rollbacks"}
        record.replaced.append(Finding("digest_replaced", about))
