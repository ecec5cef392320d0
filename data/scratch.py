"""Folders for a while, of this account alone, that no killed program leaves behind for good.

Uploaded files are handed to confined children in such folders, in memory where there is ample
room. Each is locked as long as its program lives: one that nobody holds is a dead program's,
and is swept when the next program of this account starts.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PREFIX = "region-cockpit-"
#: A file system in memory, where there is one; a file's cells take several times its size.
_MEMORY, _ROOM = Path("/dev/shm"), 16  # noqa: S108 - a folder of our own is made in it
#: The folders of this process, for when it ends in the middle of something.
_ours: dict[Path, int] = {}


@contextmanager
def scratch(purpose: str, size: int | None = None) -> Iterator[Path]:
    """A new folder, taken away with all that is in it at the end.

    size: of the file it is for, in bytes; then it is in memory if there is room for its cells.
    """
    folder, lock = _made(purpose, _place(size))
    _ours[folder] = lock
    try:
        yield folder
    finally:
        if _ours.pop(folder, None) is not None:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)


def sweep() -> int:
    """Take away what killed programs of this account left behind; how many folders that were."""
    return sum(_is_swept(folder) for place in _places() for folder in place.glob(f"{_PREFIX}*"))


def give_up() -> None:
    """Take away the folders of this process itself, which is about to end."""
    while _ours:
        folder, lock = _ours.popitem()
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _places() -> set[Path]:
    return {place for place in (_MEMORY, Path(tempfile.gettempdir())) if os.access(place, os.W_OK)}


def _place(size: int | None) -> Path | None:
    """Where the system puts such folders (None), or in memory if that was asked for and has ample room."""
    if size is None:
        return None
    try:
        is_ample = shutil.disk_usage(_MEMORY).free > _ROOM * size + 2**30
    except OSError:
        return None
    return _MEMORY if is_ample and os.access(_MEMORY, os.W_OK) else None


def _made(purpose: str, place: Path | None) -> tuple[Path, int]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{purpose}-", dir=place))  # mode 0700
        # Somebody's sweep may come between making and locking.
        try:
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        except FileNotFoundError:
            continue
        fcntl.flock(lock, fcntl.LOCK_EX)
        if folder.exists():
            return folder, lock
        os.close(lock)


def _is_swept(folder: Path) -> bool:
    """Take `folder` away if it is this account's and its program is dead; whether that was so."""
    try:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
            return False
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    else:
        shutil.rmtree(folder, ignore_errors=True)
        return not folder.exists()
    finally:
        os.close(lock)
