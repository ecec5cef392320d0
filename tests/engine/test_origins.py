"""From which month on a fact is added up, and which extracts were used for it."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from engine.settlement.origins import LEDGERS, first_month, sourced
from engine.settlement.receipt import Operand, Receipt
from tests.engine.policies import policies_with, shipped

POLICY = shipped().items[0]
MARCH = date(2026, 3, 1)
SOURCES = {"month": pl.Date, "region": pl.String, "ledger": pl.String, "source": pl.String}
OFFICES = {
    "month": pl.Date,
    "region": pl.String,
    "sales_target": pl.Float64,
    "collections_target": pl.Float64,
    "target_source": pl.String,
}


@pytest.mark.parametrize(
    ("fact", "month", "wanted"),
    [
        ("sales", MARCH, MARCH),
        ("trailing_collections", MARCH, date(2025, 4, 1)),
        ("trailing_collections", date(2026, 12, 1), date(2026, 1, 1)),
        ("trailing_collections", date(2026, 1, 1), date(2025, 2, 1)),
        ("expense_counted", MARCH, date(2026, 1, 1)),
        ("expense_collections", MARCH, date(2026, 1, 1)),
    ],
)
def test_a_fact_is_added_up_from_its_first_month(fact: str, month: date, wanted: date) -> None:
    assert first_month(fact, month, POLICY) == wanted


def test_expenses_of_the_month_alone_begin_with_it() -> None:
    policy = policies_with({"expenses.span": "month"}).items[0]
    assert first_month("expense_counted", MARCH, policy) == MARCH
    assert first_month("trailing_collections", MARCH, policy) == date(2025, 4, 1)


def used(name: str, value: float | None, extracts: tuple[str, ...], **frames: list[Any]) -> tuple[str, ...]:
    """The extracts that a fact of region A in March is said to come from."""
    operand = Operand(name, value, "yuan", "fact", "一.3", extracts)
    made = Receipt(MARCH, "A", "checkpoint", "一.3", 0.0, "proposed", (), (operand,), "v")
    sources = pl.DataFrame(frames.get("sources", []), schema=SOURCES, orient="row")
    offices = pl.DataFrame(frames.get("offices", []), schema=OFFICES, orient="row")
    return sourced(made, sources, offices, POLICY).operands[0].extracts


BOTH = ("sales", "summary")


def test_only_what_was_used_is_named_and_in_the_order_of_precedence() -> None:
    summed, booked = [MARCH, "A", "sales", "summary"], [MARCH, "A", "sales", "sales"]
    assert used("sales", 1.0, BOTH, sources=[summed]) == ("summary",)
    assert used("sales", 1.0, BOTH, sources=[summed, booked]) == BOTH


def test_other_regions_months_and_ledgers_do_not_count() -> None:
    others = [
        [MARCH, "B", "sales", "sales"],
        [date(2026, 2, 1), "A", "sales", "sales"],
        [MARCH, "A", "collections", "summary"],
    ]
    assert used("sales", 0.0, BOTH, sources=others) == ()


def test_a_longer_span_takes_all_its_months() -> None:
    sources = [
        [date(2026, 1, 1), "A", "expenses", "summary"],
        [date(2025, 12, 1), "A", "expenses", "expenses"],
    ]
    assert used("expense_counted", 1.0, ("expenses", "summary"), sources=sources) == ("summary",)


def test_what_is_missing_keeps_all_that_could_supply_it() -> None:
    assert used("sales", None, BOTH) == BOTH


def test_a_target_names_the_plan_or_what_was_declared() -> None:
    planned, declared = [MARCH, "A", 1.0, 1.0, "plan"], [MARCH, "A", 1.0, None, "adjustment"]
    kinds = ("monthly_plan", "declarations")
    assert used("sales_target", 2.0, kinds, offices=[planned, declared]) == kinds
    assert used("collections_target", 1.0, kinds, offices=[planned, declared]) == ("monthly_plan",)


def test_facts_of_other_ledgers_stay_as_they_are() -> None:
    assert "annual_collections_target" not in LEDGERS
    assert used("annual_collections_target", 1.0, ("annual_plan",)) == ("annual_plan",)
