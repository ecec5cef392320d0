"""Memory after large checks: what nobody refers to any more is given back to the system."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

#: So much more (MB) may a program hold soon after three large checks than before them.
_MOST = 150
_CHECKS = """
import os, sys, time
from datetime import date
import dashboard
from dashboard.services.uploads.ingest import check
from dashboard.services.uploads.returning import given_back
from data.ingestion import Upload
from data.store import Store
from tests.bench.ledgers import as_csv, ledger, prepared, resident

content = as_csv(ledger(400_000))
with Store.open(prepared(sys.argv[1])) as store:
    with given_back():
        check(store, [Upload("first.csv", content[:content.index(b"\\n", 9_000) + 1])], date(2026, 10, 1))
    before = resident(os.getpid())
    for _ in range(3):
        with given_back():
            check(store, [Upload("sales.csv", content)], date(2026, 10, 1))
    time.sleep(20)  # the allocators' own time to let go
    print((resident(os.getpid()) - before) // 2**20)
"""


def three_checks(kind: str, folder: Path) -> list[str] | None:
    """What is wrong with the memory held after three checks of 400,000 rows; None where it cannot be told."""
    if kind != "duckdb" or sys.platform != "linux":
        return None
    command = [sys.executable, "-c", _CHECKS, str(folder / "memory.duckdb")]
    held = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return [f"{held} MB more than before"] if held > _MOST else []
