"""What-if at every key press: one scenario of the demo company, and how it grows with the regions."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from dashboard.services.evaluation import snapshot
from dashboard.services.policies import policies
from dashboard.services.simulation import Basis, basis, goal_answers, simulated
from dashboard.services.stores.demo import load_demo
from data.store import Store
from engine.evaluation import evaluate
from engine.policy.parameters import load_policies
from engine.whatif.baseline import baseline
from engine.whatif.levers import Lever
from engine.whatif.scenario import Scenario
from tests.bench.company import facts
from tests.bench.timing import Ratio, compared

MONTHS = 18
_MONTH = date(2022, 6, 1)


def measured() -> list[Ratio]:
    """A scenario of the demo company against its plain evaluation; 1,000 regions against 8."""
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "demo.duckdb") as store:
        load_demo(store, date(2026, 10, 1))
        current = snapshot(store, policies())
        demo = basis(store, current)
        month = current.loaded_through
        assert month is not None
        region = demo.evaluation.regions["region"][0]
        large, small = (_company(store, regions) for regions in (1000, 8))
        return [
            compared(
                "one scenario of the demo company (8 regions × 18 months)",
                lambda: simulated(demo, _collecting(month, region)),
                "its evaluation",
                lambda: evaluate(demo.facts, demo.policies),
                rounds=15,
            ),
            compared(
                "all goal-seek answers of a region",
                lambda: goal_answers(demo, month, region),
                "one scenario",
                lambda: simulated(demo, _collecting(month, region)),
            ),
            compared(
                "one scenario, 1,000 regions × 18 months",
                lambda: simulated(large, _collecting(_MONTH, "R0000")),
                "8 regions × 18 months",
                lambda: simulated(small, _collecting(_MONTH, "R0000")),
            ),
        ]


def _collecting(month: date, region: str) -> Scenario:
    return Scenario(month, (Lever("collect_retail", region, 100_000),))


def _company(store: Store, regions: int) -> Basis:
    known, rules = facts(regions, MONTHS), load_policies()
    return Basis(store, baseline(known, evaluate(known, rules)), "")
