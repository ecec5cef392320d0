"""What many tests start from: made once in a run, for all its workers, and copied by who writes to it."""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

#: Where this run keeps what it has made; set by `conftest.py`, heard by every process that a test starts.
FOLDER = "REGION_COCKPIT_BUILT"
_STORE = "store.duckdb"


def built(name: str, make: Callable[[Path], object]) -> Path:
    """The folder `name` of this run, filled by `make` when the first test asks; nobody writes to it after."""
    folder = place() / name
    done = folder.with_suffix(".done")
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)  # half made, by whoever failed
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


def copied(store: Path, path: Path) -> Path:
    """A copy of the store file at `path`, with the uploaded files beside it, which belong to it."""
    shutil.copy(store, path)
    if (originals := Path(f"{store}.originals")).exists():
        shutil.copytree(originals, f"{path}.originals")
    return path


def store_copy(name: str, make: Callable[[Path], object], folder: Path) -> Path:
    """A copy in `folder` of the store file that `make` makes at a path, once in a run."""
    made = built(name, lambda place: make(place / _STORE)) / _STORE
    return copied(made, folder / _STORE)


@cache
def place() -> Path:
    """The run's folder; of a program that is no test run, one of its own."""
    if FOLDER in os.environ:
        return Path(os.environ[FOLDER])
    own = Path(tempfile.mkdtemp(prefix="cockpit-tests-"))
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    return own
