"""奖惩 The settlement: a line for every item, region and month, also of nothing; sums ask the list."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from engine.evaluation import evaluate
from engine.figures import of_level
from engine.settlement import items
from engine.settlement.items import award_columns, derivation, region_figures
from tests.engine.building import MONTH, REGION, facts, month_day
from tests.engine.policies import policies_with


def lines(given: dict[str, Any], changes: dict[str, Any] | None = None) -> dict[str, dict[str, Any]]:
    """A region's lines by item."""
    found = evaluate(facts(given), policies_with(changes or {})).settlement
    assert found["month"].unique().to_list() == [month_day(MONTH)]
    return {row["item"]: row for row in found.filter(region=REGION).to_dicts()}


def test_both_clauses_that_speak_of_money_have_a_line() -> None:
    found = lines({})
    assert {item: (row["clause"], row["amount"], row["status"]) for item, row in found.items()} == {
        "checkpoint": ("一.3", 1000, "proposed"),
        "capital_overrun": ("二", 500, "proposed"),
    }
    assert not any(row["is_missing"] for row in found.values())


@pytest.mark.parametrize(
    ("given", "item", "status", "is_missing"),
    [
        ({"plan": "none"}, "checkpoint", "no_target", True),
        ({"plan": [0, 0]}, "checkpoint", "no_target", False),
        ({"sales_28": "unknown"}, "checkpoint", "no_data", True),
        ({"annual": "none"}, "capital_overrun", "no_data", True),
        ({"annual": 0}, "capital_overrun", "no_data", False),
        ({"not_loaded": ["inventory"]}, "capital_overrun", "no_data", True),
    ],
)
def test_what_cannot_be_settled_says_why_costs_nothing_and_tells_unknown_from_zero(
    given: dict[str, Any], item: str, status: str, is_missing: bool
) -> None:
    row = lines(given)[item]
    assert (row["amount"], row["status"], row["is_missing"]) == (0, status, is_missing)


def test_opening_balances_are_missed_only_where_a_mean_is_taken() -> None:
    mean = {"readings.balance_of_month": "mean_of_beginning_and_end"}
    assert lines({})["capital_overrun"]["is_missing"] is False
    assert lines({}, mean)["capital_overrun"]["is_missing"] is True


def test_every_line_rests_on_something_assumed_as_the_policy_is_shipped() -> None:
    assert all(row["is_assumed"] for row in lines({}).values())


def test_awards_are_the_columns_of_the_items_and_add_up_to_what_is_settled() -> None:
    assert award_columns() == ("checkpoint_award", "capital_award")
    given = facts({"regions": {"A": {}, "B": {"sales_28": 0, "retail": 800}}})
    evaluation = evaluate(given, policies_with({}))
    together = evaluation.regions.select("region", "awards")
    # B: a fine of 1,000 at the checkpoint; 800 of a quota of 700 are 14.3 % too much: 1,000 more.
    assert dict(together.rows()) == {"A": 1500, "B": -2000}
    assert dict(evaluation.settlement.group_by("region").agg(pl.col("amount").sum()).rows()) == {
        "A": 1500,
        "B": -2000,
    }


def test_every_line_says_under_which_policy_it_stands() -> None:
    found = lines({}, {"checkpoint.fine": 7})
    assert {row["policy_version"] for row in found.values()} == {
        policies_with({"checkpoint.fine": 7}).items[0].stamp
    }


def test_the_figure_of_an_item_that_the_catalogue_does_not_hold_comes_last_and_none_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = [each.name for each in region_figures()]
    assert known == [each.name for each in of_level("region")]
    third = replace(items.ITEMS[0], name="third", figure=replace(items.ITEMS[0].figure, name="third_award"))
    monkeypatch.setattr(items, "ITEMS", (third, *items.ITEMS))
    assert [each.name for each in region_figures()] == [*known, "third_award"]


def test_a_receipt_is_known_for_every_item_and_other_figures_and_nothing_else() -> None:
    assert derivation("capital_overrun").clause == "二"
    assert derivation("score").clause == "四"
    with pytest.raises(KeyError):
        derivation("profit")
