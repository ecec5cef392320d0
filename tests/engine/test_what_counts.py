"""Which claims and balances count, row by row and reading by reading, told by hand."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from engine.conditions import Condition, expression
from engine.policy.readings import Readings
from engine.regulation.what_counts import IS_OWED, OF_CONTRACT, OF_RETAIL, TO_CHECKPOINT, claims

BOSS = "赵"
#: Category, claimant, status, by letters.
CLAIMS = {
    "a": ("办公", "钱", "已批准"),
    "b": ("办公", BOSS, "待审批"),
    "c": ("办公", "钱", "驳回"),
    "d": ("工资", "钱", "已批准"),
    "e": ("工资", BOSS, "待审批"),
    "f": ("差旅", "钱", "已批准"),
    "g": ("差旅", "钱", "待审批"),
    "h": ("差旅", BOSS, "已批准"),
    "i": ("差旅", BOSS, "待审批"),
    "j": ("差旅", BOSS, "驳回"),
}


def read(**choices: str) -> Readings:
    ours = Readings()
    return Readings.model_validate(
        {name: getattr(ours, name).model_dump() | {"value": value} for name, value in choices.items()}
    )


def chosen(condition: Condition) -> str:
    rows = [(letter, *row, BOSS) for letter, row in CLAIMS.items()]
    frame = pl.DataFrame(rows, ["letter", "category", "claimant", "status", "manager"], orient="row")
    return "".join(frame.filter(expression(condition))["letter"])


@pytest.mark.parametrize(
    ("choices", "counted", "travel", "pending"),
    [
        ({}, "abfg", "hi", "bg"),
        ({"manager_travel": "inside_cap"}, "abfghi", "hi", "bgi"),
        ({"pending_claims": "do_not_count"}, "af", "h", "bg"),
        ({"manager_travel": "inside_cap", "pending_claims": "do_not_count"}, "afh", "h", "bgi"),
    ],
)
def test_each_reading_says_which_claims_count_and_which_travel_is_apart(
    choices: dict[str, str], counted: str, travel: str, pending: str
) -> None:
    found = {name: chosen(claim) for name, claim in claims(read(**choices)).items()}
    assert found == {"expense_counted": counted, "manager_travel": travel, "expense_pending": pending}


def test_a_condition_made_of_another_stands_under_its_clause_and_says_what_it_adds() -> None:
    found = claims(read(pending_claims="do_not_count"))
    pending, travel = found["expense_pending"], found["manager_travel"]
    assert (pending.name, pending.clause) == ("counted_claim_awaiting", "三")
    assert pending.words == (
        "all but salaries, rejected claims and the region manager's own travel, still awaiting approval"
    )
    assert (travel.name, travel.clause) == ("managers_travel_decided", "三")
    assert travel.words == "travel claimed by the region's manager of the month, not still awaiting approval"


def rows_of(condition: Condition, **columns: list[Any]) -> list[bool | None]:
    return pl.DataFrame(columns).select(answer=expression(condition))["answer"].to_list()


def test_retail_ties_up_its_balance_and_all_others_their_overdue() -> None:
    kinds = ["零售", "合同", "备案"]
    assert rows_of(OF_RETAIL, customer_type=kinds) == [True, False, False]
    assert rows_of(OF_CONTRACT, customer_type=kinds) == [False, True, True]
    assert rows_of(IS_OWED, balance=[1, 0, -1]) == [True, False, False]


def test_the_checkpoints_own_day_is_still_by_it() -> None:
    days = pl.Series(["2026-02-27", "2026-02-28", "2026-03-29"]).str.to_date().to_list()
    assert rows_of(TO_CHECKPOINT, date=days, day=[28, 28, 28]) == [True, True, False]


def test_a_condition_names_what_must_be_known_besides_the_row() -> None:
    assert TO_CHECKPOINT.holding == {"day"}
    assert claims(Readings())["expense_counted"].holding == {"manager"}
    assert OF_CONTRACT.holding == frozenset()
