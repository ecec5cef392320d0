"""Categories, waiting claims and the largest balances agree with the engine's facts."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from data.store import Store
from tests.data.store.building import BEIJING, FEB, JAN, NORTH, SOUTH, TIANJIN, day_28, frame, load, rows

BOSS = "赵经理"
MANAGERS = pl.DataFrame(
    {"month": [JAN, FEB], "region": [NORTH, NORTH], "manager": [BOSS, BOSS]},
    schema_overrides={"month": pl.Date},
)


def claims() -> pl.DataFrame:
    """January and February of one region: every kind of claim."""
    return frame(
        "expenses",
        {"category": "办公", "amount": 100_00},
        {"category": "办公", "amount": 50_00, "status": "待审批", "office": TIANJIN},
        {"category": "办公", "amount": 999_00, "status": "驳回"},
        {"category": "工资", "amount": 888_00},
        {"category": "差旅", "amount": 70_00, "claimant": "孙员工"},
        {"category": "差旅", "amount": 30_00, "claimant": BOSS, "status": "待审批"},
        {"category": "办公", "amount": 20_00, "status": "待审批", "date": date(2026, 2, 3)},
    )


def organisation() -> pl.DataFrame:
    return frame(
        "org", {"effective_month": JAN, "manager": BOSS}, {"effective_month": JAN, "office": TIANJIN}
    )


def test_categories_leave_out_rejected_claims_and_salaries_and_tell_own_travel_apart(store: Store) -> None:
    load(store, expenses=claims())
    found = store.expense_categories(MANAGERS).filter(pl.col("month") == JAN)
    assert rows(found, "category", "is_own_travel", "amount", "pending") == [
        ("办公", False, 150_00, 50_00),
        ("差旅", False, 70_00, 0),
        ("差旅", True, 30_00, 30_00),
    ]


def test_categories_add_up_to_the_engines_facts(store: Store) -> None:
    load(store, org=organisation(), expenses=claims())
    facts = (
        store.facts(day_28)
        .office_months.group_by("month", "region")
        .agg(pl.col("expense_counted", "manager_travel").sum())
    )
    own = pl.col("is_own_travel")
    sums = (
        store.expense_categories(MANAGERS)
        .group_by("month", "region")
        .agg(
            pl.col("amount").filter(~own).sum().alias("expense_counted"),
            pl.col("amount").filter(own).sum().alias("manager_travel"),
        )
    )
    assert rows(sums.sort("month"), "expense_counted", "manager_travel") == rows(
        facts.sort("month"), "expense_counted", "manager_travel"
    )


def test_waiting_claims_come_largest_first_and_say_how_many_there_are(store: Store) -> None:
    load(store, expenses=claims())
    found = store.pending_claims(MANAGERS, JAN, FEB, region=None, most=2)
    assert rows(found, "amount", "is_own_travel", "claims", "total") == [
        (50_00, False, 3, 100_00),
        (30_00, True, 3, 100_00),
    ]
    assert store.pending_claims(MANAGERS, FEB, FEB, region=NORTH, most=9)["amount"].to_list() == [20_00]
    assert store.pending_claims(MANAGERS, JAN, FEB, region=SOUTH, most=9).is_empty()


def test_debtors_are_ranked_by_what_counts(store: Store) -> None:
    load(
        store,
        receivables=frame(
            "receivables",
            {"customer": "甲", "balance": 500_00, "overdue": 400_00},
            {"customer": "乙", "customer_type": "合同", "balance": 9_000_00, "overdue": 600_00},
            {"customer": "丙", "customer_type": "备案", "balance": 800_00, "overdue": 0},
            {"customer": "丁", "balance": -700_00, "overdue": 0},
            {"customer": "戊", "balance": 10_00, "overdue": 0, "office": TIANJIN},
        ),
    )
    found = store.debtors(JAN, None, 2)
    assert rows(found, "customer", "office", "counted", "debtors", "total") == [
        ("乙", BEIJING, 600_00, 3, 1_110_00),
        ("甲", BEIJING, 500_00, 3, 1_110_00),
    ]
    assert store.debtors(FEB, None, 9).is_empty()


@pytest.mark.parametrize("region", [NORTH, SOUTH])
def test_what_debtors_tie_up_is_what_the_engine_counts(store: Store, region: str) -> None:
    load(
        store,
        receivables=frame(
            "receivables",
            {"customer": "甲", "balance": 500_00},
            {"customer": "乙", "balance": -200_00},
            {"customer": "丙", "customer_type": "合同", "balance": 800_00, "overdue": 300_00},
            {"customer": "丁", "balance": 40_00, "region": SOUTH, "office": "广州办事处"},
        ),
    )
    facts = store.facts(day_28).office_months.filter(pl.col("region") == region)
    counted = facts["retail_receivables"].sum() + facts["contract_overdue"].sum()
    assert store.debtors(JAN, region, 1)["total"].to_list() == [counted]
