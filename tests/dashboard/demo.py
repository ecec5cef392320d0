"""The demo company, loaded once and evaluated once for all tests of a process."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl

from dashboard.formats import WAN, Unit
from dashboard.services import details
from dashboard.services.evaluation import Snapshot, snapshot
from dashboard.services.policies import policies
from dashboard.services.stores.demo import load_demo
from dashboard.views.scope import Scope
from data.store import Store
from engine.forecasting import Days

TODAY = date(2026, 10, 1)
SEPTEMBER = date(2026, 9, 1)


def store_with_demo(folder: Path) -> Path:
    """A store file in `folder` that holds the demo company."""
    path = folder / "demo.duckdb"
    with Store.open(path) as store:
        load_demo(store, TODAY)
    return path


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo company's evaluation and what stands behind September's figures."""

    snapshot: Snapshot
    days: Days
    categories: pl.DataFrame
    claims: pl.DataFrame
    debtors: pl.DataFrame
    conduct: dict[date, pl.DataFrame]


@cache
def demo() -> Demo:
    """The demo company with its details."""
    with tempfile.TemporaryDirectory() as folder, Store.open(store_with_demo(Path(folder))) as store:
        now = snapshot(store, policies())
        return Demo(
            now,
            store.daily_totals(),
            details.categories(store, now.evaluation),
            details.pending_claims(store, now.evaluation, SEPTEMBER, None),
            details.debtors(store, SEPTEMBER, None),
            {month: details.conduct(store, now.evaluation, month) for month in now.evaluation.months()},
        )


def demo_snapshot() -> Snapshot:
    """The demo company's evaluation."""
    return demo().snapshot


def demo_scope(month: str = "2026-09", region: str | None = None, unit: Unit = WAN) -> Scope:
    """The demo company in a month."""
    return Scope(demo_snapshot().evaluation, date.fromisoformat(f"{month}-01"), region, unit)
