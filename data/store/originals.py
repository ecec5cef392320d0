"""Uploaded files, kept as they came under the SHA-256 of their bytes.

Every upload is written here before anything is said about it, so that this folder is
quarantine and archive in one: what a load names is its original, the rest was never
loaded and may be pruned. No name that a user gave is part of any path.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from data.store.durable import flush_folder
from data.store.errors import OriginalDamaged, OriginalNotKept

_DIGEST = re.compile(r"[0-9a-f]{64}")
#: What an interrupted writing leaves behind; taken away by `prune` and `sweep`.
_INCOMING = ".incoming-"
HOUR, DAY = 3_600, 86_400


class Originals:
    """The files of one store in `folder`; with None, in memory.

    lock: what whoever keeps or prunes files there holds, if those are not threads of this process alone.
    """

    def __init__(self, folder: Path | None, lock: AbstractContextManager[object] | None = None) -> None:
        self._folder = folder
        self._in_memory: dict[str, bytes] = {}
        # Without it, a file received again could be pruned between the look and the touch.
        self._lock = lock if lock is not None else threading.Lock()

    def keep(self, content: bytes) -> str:
        """Write `content` durably and return its SHA-256 (hex); what is there already stays.

        Raises OriginalNotKept if the system refuses; then nothing is left behind.
        """
        digest = hashlib.sha256(content).hexdigest()
        if self._folder is None:
            self._in_memory[digest] = content
            return digest
        path = self._folder / digest
        try:
            with self._lock:
                if _is_file_of(path, digest):
                    os.utime(path)  # received again: its time in quarantine begins anew
                    flush_folder(self._folder)
                else:
                    _write_durably(path, content)
        except OSError as error:
            raise OriginalNotKept(error.strerror or str(error)) from error
        return digest

    def holds(self, sha256: str) -> bool:
        """Whether a file is kept under this digest; its bytes are not looked at."""
        if self._folder is None:
            return sha256 in self._in_memory
        return is_digest(sha256) and (self._folder / sha256).is_file()

    def content(self, sha256: str) -> bytes | None:
        """The bytes uploaded under this digest, None if there are none; OriginalDamaged if they changed."""
        if not self.holds(sha256):
            return None
        if self._folder is None:
            return self._in_memory[sha256]
        try:
            content = (self._folder / sha256).read_bytes()
        except OSError as error:
            raise OriginalDamaged(sha256) from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise OriginalDamaged(sha256)
        return content

    def digests(self) -> Iterator[str]:
        """What is kept, in no particular order."""
        if self._folder is None:
            yield from list(self._in_memory)
        elif self._folder.is_dir():
            yield from (path.name for path in self._folder.iterdir() if is_digest(path.name))

    def discard(self, sha256: str) -> None:
        """Take a file away; nothing happens if it is not there."""
        self._in_memory.pop(sha256, None)
        if self._folder is not None and is_digest(sha256):
            (self._folder / sha256).unlink(missing_ok=True)

    def prune(self, wanted: Collection[str], days: float, most: int | None = None) -> tuple[int, int]:
        """Take away what is not in `wanted` and older than `days`; then the oldest of it beyond `most` bytes.

        How many files, and how many bytes that were. For the sake of size nothing is taken that came
        within the last hour: somebody may be looking at its check.
        """
        if self._folder is None or not self._folder.is_dir():
            return 0, 0
        now = time.time()
        with self._lock:
            found = [
                (status.st_mtime, status.st_size, path)
                for path in self._folder.iterdir()
                if (is_digest(path.name) or path.name.startswith(_INCOMING)) and path.name not in wanted
                for status in [path.stat()]
            ]
            held, gone = sum(size for _, size, _ in found), list[int]()
            for came, size, path in sorted(found):
                is_over = most is not None and held > most and came < now - HOUR
                if is_over or came < now - days * DAY:
                    path.unlink(missing_ok=True)
                    held -= size
                    gone.append(size)
        return len(gone), sum(gone)

    def sweep(self) -> None:
        """Take away what interrupted writings left; only while no other program has the store open."""
        if self._folder is not None and self._folder.is_dir():
            for path in self._folder.glob(f"{_INCOMING}*"):
                path.unlink(missing_ok=True)


def is_digest(text: str) -> bool:
    """Whether a name is that of a kept file."""
    return _DIGEST.fullmatch(text) is not None


def _is_file_of(path: Path, digest: str) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == digest


def _write_durably(path: Path, content: bytes) -> None:
    if not path.parent.is_dir():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        flush_folder(path.parent.parent)
    temporary = path.with_name(f"{_INCOMING}{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    flush_folder(path.parent)
