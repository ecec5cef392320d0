"""The demo company, loaded once and evaluated once for all tests of a process."""

from __future__ import annotations

import tempfile
from datetime import date
from functools import cache
from pathlib import Path

from dashboard.formats import WAN, Unit
from dashboard.services.demo import load_demo
from dashboard.services.evaluation import Snapshot, snapshot
from dashboard.services.policies import policies
from dashboard.views.scope import Scope
from data.store import Store

TODAY = date(2026, 10, 1)


def store_with_demo(folder: Path) -> Path:
    """A store file in `folder` that holds the demo company."""
    path = folder / "demo.duckdb"
    with Store.open(path) as store:
        load_demo(store, TODAY)
    return path


@cache
def demo_snapshot() -> Snapshot:
    """The demo company's evaluation."""
    with tempfile.TemporaryDirectory() as folder, Store.open(store_with_demo(Path(folder))) as store:
        return snapshot(store, policies())


def demo_scope(month: str = "2026-09", region: str | None = None, unit: Unit = WAN) -> Scope:
    """The demo company in a month."""
    return Scope(demo_snapshot().evaluation, date.fromisoformat(f"{month}-01"), region, unit)
