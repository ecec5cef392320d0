"""What was set customer by customer makes the levers of the offices, until they are moved otherwise."""

from __future__ import annotations

from datetime import date

import pytest
import streamlit as st

from dashboard.components.collecting.payers import kept_settings, set_parts, set_settings
from dashboard.components.levers.handles import Handle, kept_levers
from dashboard.components.whatif.scenarios import take
from engine.collecting.settings import Setting
from engine.whatif.levers import Lever
from engine.whatif.scenario import Scenario
from tests.dashboard.test_scenarios import Address

OCTOBER, REGION = date(2026, 10, 1), "华东"
RETAIL = Handle(OCTOBER, REGION, "collect_retail", {"A": 900, "B": 400}, is_by_checkpoint=False)


@pytest.fixture(autouse=True)
def session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(st, "query_params", Address())


def pays(office: str, customer: str, fen: int, certainty: int = 100) -> Setting:
    return Setting("retail_balance", REGION, office, customer, "零售", fen, certainty)


ALL = [pays("A", "x", 300, 80), pays("A", "y", 50), pays("A", "z", 0), pays("B", "w", 7)]


def moved() -> dict[str | None, int]:
    return {lever.office: lever.amount for lever in kept_levers(OCTOBER, REGION) if lever.kind == RETAIL.kind}


def test_what_customers_pay_makes_the_levers_of_their_offices() -> None:
    set_settings(RETAIL, "retail_balance", ALL)
    assert moved() == {"A": 350, "B": 7}
    assert not any(lever.is_by_checkpoint for lever in kept_levers(OCTOBER, REGION))
    assert list(kept_settings(OCTOBER, REGION)) == ALL
    set_settings(RETAIL, "retail_balance", [])
    assert moved() == {}


def test_a_lever_moved_otherwise_takes_their_place_and_who_is_left_out_stays_out() -> None:
    set_settings(RETAIL, "retail_balance", ALL)
    RETAIL.move(500)
    assert sum(moved().values()) == 500
    assert [one.customer for one in kept_settings(OCTOBER, REGION)] == ["z"]
    # To leave out another one moves nothing.
    set_settings(RETAIL, "retail_balance", [pays("A", "z", 0), pays("B", "w", 0)])
    assert sum(moved().values()) == 500


def test_other_kinds_and_levers_stay_as_they_are() -> None:
    set_settings(RETAIL, "retail_balance", ALL)
    overdue = Handle(OCTOBER, REGION, "collect_overdue", {"A": 100})
    set_settings(overdue, "contract_overdue", [Setting("contract_overdue", REGION, "A", "v", "合同", 40, 50)])
    assert moved() == {"A": 350, "B": 7}
    assert len(kept_settings(OCTOBER, REGION)) == 5
    set_parts(overdue, {"A": 60, "B": 0})
    assert [one.kind for one in kept_settings(OCTOBER, REGION)] == ["retail_balance"] * 4


def test_a_scenario_opens_with_its_customers_and_with_no_others() -> None:
    levers = (
        Lever("collect_retail", REGION, 350, office="A"),
        Lever("collect_retail", REGION, 7, office="B"),
    )
    take("it", Scenario(OCTOBER, levers, customers=tuple(ALL)))
    assert list(kept_settings(OCTOBER, REGION)) == ALL
    take("other", Scenario(OCTOBER, levers))
    assert kept_settings(OCTOBER, REGION) == ()
