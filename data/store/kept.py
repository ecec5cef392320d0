"""The last known head of the audit log, kept in a file beside the store.

A write-ahead log that is cut off or taken away leaves a store that is whole, only older:
nothing in it tells. The head beside it does, and what it says of the latest entries tells
what was lost. It is a notice for accidents; whoever can write the store can write it too.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import orjson
from pydantic import TypeAdapter

from data.store.durable import write_durably
from data.store.errors import EntriesLost, HeadDamaged

_log = logging.getLogger("region_cockpit")
#: Of so many of the latest entries the file says what they were.
RECENT = 50


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """What an entry was about: time (UTC, ISO), act, actor, subject, and the files of a load by name."""

    sequence: int
    hash: str
    at: str
    act: str
    actor: str
    subject: str
    files: tuple[str, ...] = ()

    def told(self) -> dict[str, object]:
        """For the log of a store that has lost it."""
        return {"sequence": self.sequence, "hash": self.hash, "act": self.act, "subject": self.subject}


@dataclass(frozen=True, slots=True)
class KeptHead:
    """Number and hash of the last entry, the identity of the store, and the latest entries in order."""

    sequence: int
    hash: str
    store: str
    recent: tuple[KeptEntry, ...]


_HEADS = TypeAdapter(KeptHead)


class Keeper:
    """The file at `path`; None keeps nothing, for a store in memory."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    @property
    def exists(self) -> bool:
        """Whether a head was kept here."""
        return self._path is not None and self._path.exists()

    def read(self) -> KeptHead | None:
        """The head that was kept last, None if none was; HeadDamaged."""
        content = self._read()
        try:
            return _HEADS.validate_json(content) if content is not None else None
        except ValueError as error:
            raise HeadDamaged(str(self._path)) from error

    def _read(self) -> bytes | None:
        if self._path is None or not self._path.exists():
            return None
        try:
            return self._path.read_bytes()
        except OSError as error:
            raise HeadDamaged(str(self._path)) from error

    def refuse_loss(self, store: str, log: Iterable[tuple[int, str]]) -> None:
        """EntriesLost if the head that was kept is not in `log`, numbers and hashes; HeadDamaged."""
        kept = self.read()
        found = list(log)
        if kept is not None and (kept.sequence, kept.hash) not in found:
            raise EntriesLost(store, kept.sequence, max((sequence for sequence, _ in found), default=0))

    def discard(self) -> None:
        """Take the file away."""
        if self._path is not None:
            self._path.unlink(missing_ok=True)

    def write(self, head: KeptHead) -> None:
        """Keep `head` from now on, durably.

        What it stands for is committed already: a file that cannot be written fails nothing, an older
        head is still in the log.
        """
        try:
            self._write(orjson.dumps(head, option=orjson.OPT_INDENT_2))
        except OSError as error:
            _log.warning("the head of the audit log could not be kept: %s", error)

    def _write(self, content: bytes) -> None:
        if self._path is not None:
            write_durably(self._path, content)
