"""The demo company, loaded once and evaluated once for all tests of a run."""

from __future__ import annotations

import pickle
import tempfile
from dataclasses import dataclass, replace
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
from engine.policy.parameters import Policies
from tests.built import built, copied

TODAY = date(2026, 10, 1)
SEPTEMBER = date(2026, 9, 1)
NAME = "demo.duckdb"


def demo_file() -> Path:
    """A store file with the demo company, made once for all tests; copy it, do not open it."""
    return built("demo", _load) / NAME


def _load(folder: Path) -> None:
    with Store.open(folder / NAME) as store:
        load_demo(store, TODAY)


def store_with_demo(folder: Path) -> Path:
    """A store file in `folder` that holds the demo company."""
    return copied(demo_file(), folder / NAME)


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
    made: Demo = pickle.loads((built("evaluated", _evaluate) / NAME).read_bytes())
    return replace(made, snapshot=_under(made.snapshot, policies()))


def _evaluate(folder: Path) -> None:
    made = _details()
    # Policies are read anew: pydantic's generic classes cannot be pickled.
    bare = replace(made, snapshot=_under(made.snapshot, Policies(())))
    (folder / NAME).write_bytes(pickle.dumps(bare))


def _under(made: Snapshot, rules: Policies) -> Snapshot:
    return replace(made, policies=rules, evaluation=replace(made.evaluation, policies=rules))


def _details() -> Demo:
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
