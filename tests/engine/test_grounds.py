"""What a figure rests on besides facts: the values of its chapter and the readings of its clause."""

from __future__ import annotations

import pytest

from engine.settlement.grounds import TIERS, grounds, is_any_assumed
from engine.settlement.receipt import Operand
from tests.engine.policies import policies_with, shipped

POLICY = shipped().items[0]


def test_a_chapter_rests_on_its_values_and_on_how_its_clause_is_read() -> None:
    assert set(grounds(POLICY, "checkpoint")) == {
        *("checkpoint.day", "checkpoint.threshold", "checkpoint.reward", "checkpoint.fine"),
        *("checkpoint.required", "readings.deadline_days", "readings.collections_divided_by"),
        "readings.one_miss_of_two",
    }
    assert set(grounds(POLICY, "expenses")) == {
        *("expenses.cap_rate", "expenses.span", "readings.manager_travel", "readings.pending_claims")
    }


def test_the_day_of_declaring_moves_no_amount() -> None:
    assert "targets.declaration_day" not in grounds(POLICY, "targets")
    assert grounds(POLICY, "targets")["targets.adjustment_day"].value == 10


def test_a_value_is_shown_with_its_clause_kind_and_unit() -> None:
    rate = grounds(POLICY, "capital")["capital.quota_rate"]
    assert (rate.value, rate.unit, rate.kind, rate.clause) == (0.07, "ratio", "stated", "二")
    offset = grounds(POLICY, "capital")["capital.is_overdue_offset_by_quota"]
    assert (offset.value, offset.kind) == (False, "assumed")


def test_a_reading_belongs_to_every_clause_that_it_names_and_shows_what_is_chosen() -> None:
    assert set(grounds(POLICY, "targets")) == {
        *("targets.adjustment_day", "targets.approval_threshold"),
        *("readings.shortfall_held_by", "readings.deadline_days"),
    }
    deadline = Operand("readings.deadline_days", "included", "choice", "assumed", "一.2, 一.3")
    for section in ("targets", "checkpoint"):
        assert grounds(POLICY, section)["readings.deadline_days"] == deadline
    # How the text is read where there is nothing to choose.
    credit = Operand("readings.credit_balances", None, "choice", "assumed", "二")
    found = grounds(POLICY, "capital")
    assert found["readings.credit_balances"] == credit
    assert found[TIERS] == Operand(TIERS, None, "yuan", "assumed", "二")
    assert found["capital.quota_rate"] == Operand("capital.quota_rate", 0.07, "ratio", "stated", "二")


def test_which_tier_counts_is_left_to_the_region() -> None:
    tiers = grounds(POLICY, "capital")[TIERS]
    assert (tiers.value, tiers.kind) == (None, "assumed")
    assert TIERS not in grounds(POLICY, "checkpoint")


@pytest.mark.parametrize("section", ["targets", "checkpoint", "capital", "expenses"])
def test_every_chapter_of_money_is_assumed_in_part_as_shipped(section: str) -> None:
    assert is_any_assumed(POLICY, section)


def test_a_chapter_whose_values_and_readings_are_all_stated_is_not_assumed() -> None:
    names = ("expenses.span", "readings.manager_travel", "readings.pending_claims")
    stated = policies_with({f"{name}.kind": "stated" for name in names}).items[0]
    assert not is_any_assumed(stated, "expenses")
    assert is_any_assumed(stated, "expenses", "capital")
