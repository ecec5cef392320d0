"""Saved scenarios: whatever was done before, opening one shows what was saved, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import streamlit as st
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from dashboard import state
from dashboard.components.levers.handles import kept_levers, set_levers
from dashboard.components.regulation.assumptions import keep_overrides, kept_overrides
from dashboard.components.whatif.scenarios import scenario_labels, take
from dashboard.services.policies import policies
from dashboard.services.scenarios import Kept, save
from data.people.doer import Doer
from data.store import Store
from engine.whatif.levers import KINDS, Lever
from engine.whatif.scenario import Scenario

MONTHS = [date(2026, 9, 1), date(2026, 10, 1)]
REGIONS = ["华东", "华北"]


class Address(dict[str, str]):
    """The address bar's parameters."""

    def to_dict(self) -> dict[str, str]:
        return dict(self)


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(st, "query_params", Address())


MONTH, REGION = some.sampled_from(MONTHS), some.sampled_from(REGIONS)
LEVERS = some.builds(
    Lever,
    some.sampled_from(KINDS),
    some.sampled_from(REGIONS),
    some.integers(1, 10**9),
)
OVERRIDES = some.dictionaries(
    some.sampled_from(["checkpoint.fine", "checkpoint.threshold", "capital.quota_rate"]),
    some.sampled_from(["1/2", "2", "700"]),
    max_size=2,
)


@some.composite
def scenarios(draw: some.DrawFn) -> Scenario:
    region = draw(some.sampled_from(REGIONS))
    levers = draw(some.lists(LEVERS.filter(lambda lever: lever.region == region), max_size=2))
    return Scenario(draw(some.sampled_from(MONTHS)), tuple(levers), draw(OVERRIDES), "甲")


ACTIONS = some.one_of(
    some.tuples(some.just("levers"), MONTH, REGION, some.lists(LEVERS, max_size=2)),
    some.tuples(some.just("overrides"), OVERRIDES),
    some.tuples(some.just("apply"), some.booleans()),
    some.tuples(some.just("open"), scenarios()),
    some.tuples(some.just("lock"), MONTH, REGION),
)  # fmt: skip


def act(action: tuple[Any, ...]) -> None:
    match action:
        case ("levers", month, region, levers):
            set_levers(month, region, [lever for lever in levers if lever.region == region])
        case ("overrides", overrides):
            keep_overrides(overrides)
        case ("apply", is_applied):
            state.keep("overrides_applied", is_applied)
        case ("lock", month, region):
            state.keep(f"levers/{month:%Y-%m}/{region}/collect_overdue/locked", frozenset({"上海办"}))
        case ("open", scenario):
            take("id", scenario)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.lists(ACTIONS, max_size=6), scenarios())
def test_opening_a_scenario_shows_what_was_saved_whatever_was_done_before(
    session: None, actions: list[tuple[Any, ...]], opened: Scenario
) -> None:
    st.session_state.clear()
    for action in actions:
        act(action)
    take("it", opened)
    shown = [lever for region in REGIONS for lever in kept_levers(opened.month, region)]
    assert sorted(map(repr, shown)) == sorted(map(repr, opened.levers))
    applied = kept_overrides() if state.kept("overrides_applied", False) else {}
    assert applied == dict(opened.overrides)
    assert st.query_params["scenario"] == "it"
    month = f"{opened.month:%Y-%m}"
    assert not [key for key in st.session_state if str(key).endswith("locked") and month in str(key)]


@pytest.mark.parametrize(
    "change",
    [
        ("levers", MONTHS[0], "华东", [Lever("extra_sales", "华东", 5)]),
        ("overrides", {"checkpoint.fine": "2"}),
    ],
    ids=["a lever moved", "a value changed"],
)
def test_an_address_does_not_name_a_scenario_that_is_no_longer_shown(session: None, change: Any) -> None:
    take("it", Scenario(MONTHS[0], (Lever("collect_overdue", "华东", 7),)))
    assert st.query_params["scenario"] == "it"
    act(change)
    assert "scenario" not in st.query_params


def test_two_scenarios_of_one_name_are_told_apart() -> None:
    noon = datetime(2026, 10, 5, 12, 0, 0, tzinfo=UTC)
    scenario = Scenario(MONTHS[0], name="甲")
    later = [timedelta(), timedelta(minutes=5), timedelta(milliseconds=1), timedelta(0)]
    kept = [Kept(str(n), noon + after, "甲", "甲", scenario) for n, after in enumerate(later[:3])]
    kept.append(Kept("3", noon, "甲", "乙", scenario))
    labels = scenario_labels(kept, ZoneInfo("Asia/Shanghai"))
    assert len(set(labels.values())) == 4
    assert labels["3"] == "乙 · 2026-09"
    assert labels["1"] == "甲 · 2026-09 · 10-05 20:05", "by the reader's clock"


def test_an_edit_of_the_board_from_before_an_opening_does_not_arrive_after_it(session: None) -> None:
    state.keep("board/levers/2026-09/华东/number", 7)
    take("it", Scenario(MONTHS[0], (Lever("collect_overdue", "华东", 7),)))
    assert state.kept("board/levers/2026-09/华东/number") > 1_000_000


def test_what_somebody_has_saved_word_for_word_is_not_saved_once_more() -> None:
    scenario = Scenario(date(2026, 9, 1), (Lever("collect_overdue", "华东", 100),), {}, "甲")
    with Store.open(":memory:") as store:
        one, other = (store.acting(Doer(actor), lambda: date(2026, 10, 1)) for actor in ("one", "other"))
        first = save(one, scenario, "1", policies())
        assert save(one, scenario, "1", policies()) == first
        others = {
            save(other, scenario, "1", policies()),
            save(one, replace(scenario, name="乙"), "1", policies()),
        }
        assert first not in others
        assert len(store.saved_scenarios()) == 3
