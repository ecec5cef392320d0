"""A child process that may use so much memory and time, and takes nobody along when it dies."""

from __future__ import annotations

import ctypes
import math
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

from data.reading.container import Limits

#: So many times its processor time a child may take by the clock.
PATIENCE = 6
#: From this much address space (bytes) on a child may work with several threads.
_ROOMY = 2 * 2**30
_ROOT = Path(__file__).resolve().parents[2]
_PARENT = "REGION_COCKPIT_PARENT"
_PR_SET_PDEATHSIG = 1


def confine(memory: int, seconds: float) -> None:
    """For the child itself: so much address space and processor time, no core files, no afterlife."""
    _die_with(int(os.environ[_PARENT]))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    limit = max(1, math.ceil(seconds))
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _die_with(parent: int) -> None:
    """Have the system kill this process when its parent ends in whatever way (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before that could be said
            os.kill(os.getpid(), signal.SIGKILL)


def _environment(limits: Limits) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TMPDIR") if name in os.environ}
    # Each thread reserves address space that the limit counts: under a tight one there is room for one.
    threads = "1" if limits.memory < _ROOMY else str(min(4, os.cpu_count() or 1))
    ours = {_PARENT: str(os.getpid()), "POLARS_MAX_THREADS": threads}
    return {**kept, **ours, "PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1"}


def run_child(module: str, folder: Path, limits: Limits) -> bool:
    """Run `python -m module folder` to its end; False if it took longer than `limits.seconds`.

    The child confines itself (`confine`). What it came to is in the files it leaves, or fails to leave.
    Processor time is what counts: on a busy server an honest file must not be refused for waiting.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own module, arguments made here
            [sys.executable, "-m", module, str(folder)],
            cwd=_ROOT,
            env=_environment(limits),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=limits.seconds * PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode != -signal.SIGXCPU
