"""What-if on the demo company."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from dashboard.services.simulation import (
    Basis,
    Simulation,
    basis,
    capacities,
    goal_answers,
    replayed,
    simulated,
)
from data.store import Store, StoreChanged
from engine.evaluation import evaluate
from engine.whatif.levers import Lever
from engine.whatif.scenario import Scenario, applied
from tests.dashboard.demo import demo_snapshot, store_with_demo

SEPTEMBER = date(2026, 9, 1)
LAST, FINED = "东北", "华中"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Basis]:
    with Store.open(store_with_demo(tmp_path_factory.mktemp("simulation"))) as store:
        yield basis(store, demo_snapshot())


def change_of(found: Simulation, *figures: str) -> dict[str, tuple[float, ...]]:
    """By how much figures of each region differ under the scenario."""
    sides = zip(found.before.iter_rows(named=True), found.after.iter_rows(named=True), strict=True)
    return {old["region"]: tuple(new[name] - old[name] for name in figures) for old, new in sides}


def test_a_scenario_shows_what_the_evaluation_of_the_moved_facts_says(demo: Basis) -> None:
    levers = (Lever("collect_overdue", FINED, 6_657_342), Lever("cut_expenses", LAST, 100_000))
    found = simulated(demo, Scenario(SEPTEMBER, levers))
    whole = evaluate(applied(demo.facts, SEPTEMBER, levers), demo.policies).regions
    wanted = whole.filter(pl.col("month") == SEPTEMBER)
    exact = [
        "region",
        "score",
        "rank",
        "checkpoint_award",
        "capital_award",
        "last_place_streak",
        "escalation",
    ]
    assert found.after.select(exact).rows() == wanted.select(exact).rows()
    assert found.before.equals(demo.evaluation.regions.filter(pl.col("month") == SEPTEMBER))
    moved = change_of(found, "capital_award", "contract_overdue", "expense_counted")
    assert moved[FINED] == (500, pytest.approx(-66_573.42), 0)
    assert moved[LAST] == (0, 0, -1000)
    assert found.award_change == 500


def test_nothing_moved_changes_nothing(demo: Basis) -> None:
    found = simulated(demo, Scenario(SEPTEMBER))
    assert found.after.equals(found.before)
    assert found.award_change == 0


def test_another_checkpoint_day_counts_the_days_up_to_it(demo: Basis) -> None:
    found = simulated(demo, Scenario(SEPTEMBER, overrides={"checkpoint.day": 10}))
    fallen = change_of(found, "sales_to_checkpoint")
    assert len(fallen) == 8
    assert all(change < 0 for (change,) in fallen.values())


def test_every_goal_has_an_answer_that_its_steps_bear_out(demo: Basis) -> None:
    found = goal_answers(demo, SEPTEMBER, FINED)
    assert {answer.goal for answer in found} == {
        *("checkpoint", "capital_tier", "expense_cap", "leave_last", "no_fine", "everything")
    }
    assert not any(answer.reason == "unproven" for answer in found)
    for answer in found:
        if answer.goal == "everything":
            assert answer.is_reachable
            result = simulated(demo, Scenario(SEPTEMBER, answer.steps))
            row = result.after.filter(pl.col("region") == FINED).row(0, named=True)
            assert row["checkpoint_award"] + row["capital_award"] == answer.award_after


def test_capacities_are_those_of_each_office(demo: Basis) -> None:
    found = capacities(demo, SEPTEMBER, FINED)
    rows = demo.facts.office_months.filter((pl.col("month") == SEPTEMBER) & (pl.col("region") == FINED))
    assert found["reduce_inventory"] == dict(rows.select("office", "inventory").rows())


def test_a_replay_on_another_day_and_with_another_fine(demo: Basis) -> None:
    fines = demo.evaluation.regions.filter(
        pl.col("month").is_between(date(2025, 10, 1), SEPTEMBER) & (pl.col("checkpoint_outcome") == "missed")
    )
    assert fines.height > 0
    dearer = replayed(demo, {"checkpoint.fine": 1500}, SEPTEMBER)
    assert dearer.cost == -500 * fines.height
    earlier = replayed(demo, {"checkpoint.day": 10}, SEPTEMBER)
    missed = (earlier.lines["checkpoint_outcome_after"] == "missed").sum()
    assert missed > fines.height


def test_a_basis_never_mixes_two_states_of_the_data(tmp_path: Path) -> None:
    with Store.open(store_with_demo(tmp_path)) as store:
        current = demo_snapshot()
        for load in store.loads():
            store.rollback(load.load_id, "tester", "test")
        start = basis(store, current)
        assert start.data_version == store.data_version() != current.data_version
        assert not current.is_empty
        assert start.evaluation.regions.is_empty()
        assert start.facts.office_months.is_empty()


def test_figures_to_another_day_are_refused_when_something_was_loaded_since(tmp_path: Path) -> None:
    with Store.open(store_with_demo(tmp_path)) as store:
        start = basis(store, demo_snapshot())
        store.rollback(store.loads()[0].load_id, "tester", "test")
        with pytest.raises(StoreChanged):
            simulated(start, Scenario(SEPTEMBER, overrides={"checkpoint.day": 10}))
