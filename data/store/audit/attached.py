"""The files that deeds of the log rest on: bulletins, what is attached to appeals, evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

import duckdb
import orjson

from data.store.audit.log import Entry, ProcessAct, entries

_ACTS: tuple[ProcessAct, ...] = get_args(ProcessAct)


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file kept with a deed, which `subject` names: a month, an id, a region."""

    name: str
    sha256: str
    subject: str


def attached_to(entry: Entry, details: Any) -> Iterator[AttachedFile]:
    """The files that an entry lists, if it is a deed of the process."""
    if entry.act not in _ACTS:
        return
    listed = [*details.get("files", ()), *details.get("content", {}).get("files", ())]
    if entry.act == "evidence":
        listed.append(details)
    for file in listed:
        yield AttachedFile(file["name"], file["sha256"], entry.subject)


def attached(cursor: duckdb.DuckDBPyConnection) -> dict[str, AttachedFile]:
    """SHA-256 → file, of all sound deeds that a cursor sees: what is kept for good."""
    found: dict[str, AttachedFile] = {}
    for entry in entries(cursor, *_ACTS):
        if entry.computed_hash() == entry.hash:
            found |= {file.sha256: file for file in attached_to(entry, orjson.loads(entry.details))}
    return found
