"""Workers share the rewriting of `assert`, which takes most of the time that collecting tests takes.

On a clean checkout each of them would rewrite every module for itself, at the same moment as the others.
So each rewrites its share first and keeps it where pytest looks; it asks whether the source is the same.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from _pytest.assertion import rewrite
from _pytest.assertion.rewrite import assertstate_key


def rewrite_share(config: pytest.Config) -> None:
    """Rewrite the share of test modules that falls to this worker."""
    worker, workers = os.environ.get("PYTEST_XDIST_WORKER", ""), os.environ.get("PYTEST_XDIST_WORKER_COUNT")
    if not worker or workers is None or sys.dont_write_bytecode:
        return
    state = config.stash[assertstate_key]
    for path in sorted(Path(__file__).parent.rglob("test_*.py"))[int(worker[2:]) :: int(workers)]:
        kept = rewrite.get_cache_dir(path) / f"{path.stem}{rewrite.PYC_TAIL}"
        if rewrite._read_pyc(path, kept) is None and rewrite.try_makedirs(kept.parent):
            digest, code = rewrite._rewrite_test(path, config)
            rewrite._write_pyc(state, code, digest, kept)
