"""What belongs to a store can be read by the account that runs the program, and by no other."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from data.store.address import Address

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def keep_private() -> None:
    """Let whatever this program writes from now on be its account's alone.

    For the whole process: the database makes files of its own at any time, as the process's umask says.
    """
    os.umask(_OTHERS)


def closed_to_others(place: Address) -> int:
    """Take every right of other accounts from what lies there already; how many files and folders had one.

    What belongs to somebody else stays as it is.
    """
    count = 0
    for path in _belongings(place):
        try:
            mode = path.lstat().st_mode
        except FileNotFoundError:  # in a shared folder others come and go
            continue
        if mode & _OTHERS and not stat.S_ISLNK(mode):
            with suppress(PermissionError):
                path.chmod(stat.S_IMODE(mode) & ~_OTHERS)
                count += 1
    return count


def _belongings(place: Address) -> Iterator[Path]:
    """The store itself and everything that bears its name, or lies in its folder."""
    path = Path(place.path)
    if place.kind == "duckdb":
        roots = [path, *path.parent.glob(f"{path.name}.*")] if path.parent.is_dir() else []
    else:
        roots = [path] if place.kind != "memory" and place.bucket is None else []
    for root in roots:
        if root.exists():
            yield root
        if root.is_dir():
            yield from root.rglob("*")
