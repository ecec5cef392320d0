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


@cache
def place() -> Path:
    """The run's folder; of a program that is no test run, one of its own."""
    if FOLDER in os.environ:
        return Path(os.environ[FOLDER])
    own = Path(tempfile.mkdtemp(prefix="cockpit-tests-"))
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    return own
