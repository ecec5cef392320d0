"""Reading a backup that may have been damaged or tampered with: nothing is used before it was verified."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.store.backup.manifest import NAME, Manifest, manifest
from data.store.errors import BackupRefused

_CHUNK = 1 << 20
_LARGEST_MANIFEST = 1 << 28


class Archive:
    """A backup that was opened: its manifest, and its members by name."""

    def __init__(self, members: zipfile.ZipFile) -> None:
        self._members = members
        self._names = set(members.namelist())
        if NAME not in self._names or members.getinfo(NAME).file_size > _LARGEST_MANIFEST:
            raise BackupRefused("no_backup")
        with _as_altered(NAME):
            text = members.read(NAME)
        self.manifest: Manifest = manifest(text)
        self.digest = hashlib.sha256(text).hexdigest()
        if extra := self._names - {NAME, *self.manifest.members}:
            raise BackupRefused("altered", member=min(extra))
        if missing := self.manifest.members.keys() - self._names:
            raise BackupRefused("incomplete", member=min(missing))

    def content(self, name: str) -> bytes:
        """The verified bytes of a member; BackupRefused."""
        return b"".join(self._chunks(name))

    def extract(self, name: str, path: Path) -> None:
        """Write a member to `path`; BackupRefused if it turns out not to be what was backed up."""
        with path.open("wb") as file:
            for chunk in self._chunks(name):
                file.write(chunk)

    def _chunks(self, name: str) -> Iterator[bytes]:
        wanted = self.manifest.members.get(name)
        if wanted is None:
            raise BackupRefused("incomplete", member=name)
        seen, size = hashlib.sha256(), 0
        with _as_altered(name), self._members.open(name) as member:
            # One byte too many is enough to know; a small archive may unpack to terabytes.
            while size <= wanted.size and (chunk := member.read(min(_CHUNK, wanted.size + 1 - size))):
                seen.update(chunk)
                size += len(chunk)
                yield chunk
        if (size, seen.hexdigest()) != (wanted.size, wanted.sha256):
            raise BackupRefused("altered", member=name)


@contextmanager
def opened_archive(path: Path) -> Iterator[Archive]:
    """The backup at `path`; BackupRefused if there is none or it cannot be read."""
    try:
        members = zipfile.ZipFile(path)
    except OSError as error:
        raise BackupRefused("unreadable", reason=error.strerror or str(error)) from error
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise BackupRefused("no_backup") from error
    with members:
        yield Archive(members)


@contextmanager
def _as_altered(name: str) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise BackupRefused("altered", member=name) from error
