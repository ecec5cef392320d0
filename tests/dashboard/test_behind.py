"""A receipt opens all rows behind each of its facts, and they add up to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dashboard.services.behind import all_behind, facts_of
from dashboard.services.evaluation import Snapshot, snapshot
from dashboard.services.policies import policies
from data.store import Store
from engine.receipts import Receipt
from tests.dashboard.demo import SEPTEMBER, store_with_demo

ITEMS = ("checkpoint", "capital_overrun", "expense_ratio", "sales_attainment", "collections_attainment")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Snapshot]]:
    path: Path = store_with_demo(tmp_path_factory.mktemp("behind"))
    with Store.open(path) as store:
        yield store, snapshot(store, policies())


def receipts(now: Snapshot, month: date) -> list[Receipt]:
    regions = now.evaluation.regions.filter(month=month)["region"]
    return [now.evaluation.receipt(month, region, item) for region in regions for item in ITEMS]


@pytest.mark.parametrize("month", ["2025-12", "2026-03", "2026-09"])
def test_the_rows_behind_every_fact_add_up_to_it(demo: tuple[Store, Snapshot], month: str) -> None:
    store, now = demo
    opened = set()
    for receipt in receipts(now, date.fromisoformat(f"{month}-01")):
        for operand in facts_of(receipt):
            found = all_behind(store, now.evaluation, receipt, operand.name)
            assert round(float(found.frame["counted"].sum()), 2) == operand.value, operand.name
            assert (found.total, found.rows) == (operand.value, found.frame.height), operand.name
            assert set(found.frame["extract"]) <= set(operand.extracts), operand.name
            assert operand.extracts, operand.name
            assert found.frame.select("source_file", "source_row").null_count().row(0) == (0, 0)
            opened.add(operand.name)
    facts = {o.name for receipt in receipts(now, SEPTEMBER) for o in receipt.operands if o.kind == "fact"}
    assert opened == facts
