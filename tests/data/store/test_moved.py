"""What of capital changed over a month, and the rows behind what moved."""

from __future__ import annotations

from typing import Any

import polars as pl

from data.people.person import Grant
from data.people.scope import EVERYTHING, scope_of_grants
from data.store import Store
from data.store.reader import Reader
from engine.whatif.moved import MOVES, moves
from tests.data.store.building import (
    BEIJING,
    FEB,
    GUANGZHOU,
    JAN,
    MAR,
    NORTH,
    SOUTH,
    TIANJIN,
    frame,
    load,
    rows,
)

NORTH_FEB = pl.DataFrame({"month": [FEB], "region": [NORTH]})
_KEYS = ("figure", "thing", "region", "office", "change")


def owed(month: object, office: str, customer: str, balance: int, **more: Any) -> dict[str, Any]:
    region = SOUTH if office == GUANGZHOU else NORTH
    return {
        "month": month, "region": region, "office": office, "customer": customer, "balance": balance,
        "overdue": 0,
    } | more  # fmt: skip


def stock(month: object, office: str, category: str, amount: int) -> dict[str, Any]:
    region = SOUTH if office == GUANGZHOU else NORTH
    return {"month": month, "region": region, "office": office, "category": category, "amount": amount}


def test_what_fell_in_the_region_comes_with_the_same_customers_changes_elsewhere(store: Store) -> None:
    """甲 goes from Beijing to Guangzhou, 乙 falls in the south only, 丙 falls and nobody else has it."""
    load(
        store,
        receivables=frame(
            "receivables",
            *(owed(JAN, BEIJING, "甲", 500), owed(JAN, GUANGZHOU, "甲", 10)),
            *(owed(JAN, GUANGZHOU, "乙", 70), owed(JAN, BEIJING, "丙", 9), owed(JAN, BEIJING, "丁", 8)),
            *(owed(FEB, BEIJING, "甲", 100), owed(FEB, GUANGZHOU, "甲", 420)),
            *(owed(FEB, GUANGZHOU, "乙", 20), owed(FEB, BEIJING, "丁", 8)),
        ),
    )
    assert rows(store.capital_changes(NORTH_FEB), *_KEYS) == [
        ("retail_receivables", "丙", NORTH, BEIJING, -9),
        ("retail_receivables", "甲", NORTH, BEIJING, -400),
        ("retail_receivables", "甲", SOUTH, GUANGZHOU, 410),
    ]


def test_a_credit_counts_as_nothing_and_of_contract_customers_only_what_is_overdue(store: Store) -> None:
    contract = {"customer_type": "合同"}
    load(
        store,
        receivables=frame(
            "receivables",
            owed(JAN, BEIJING, "甲", 500),
            owed(FEB, BEIJING, "甲", -30),
            owed(JAN, BEIJING, "乙", 900, overdue=60, **contract),
            owed(FEB, BEIJING, "乙", 100, overdue=50, **contract),
            owed(FEB, GUANGZHOU, "乙", 0, **contract),
            owed(JAN, GUANGZHOU, "乙", 0, **contract),
        ),
    )
    assert rows(store.capital_changes(NORTH_FEB), *_KEYS) == [
        ("contract_overdue", "乙", NORTH, BEIJING, -10),
        ("retail_receivables", "甲", NORTH, BEIJING, -500),
    ]


def test_where_a_months_end_was_not_loaded_nothing_changed_that_anybody_knows_of(store: Store) -> None:
    """The south's stock is first loaded in February; nobody's in March."""
    load(
        store,
        inventory=frame(
            "inventory",
            *(
                stock(JAN, BEIJING, "泵", 500),
                stock(FEB, BEIJING, "泵", 100),
                stock(FEB, GUANGZHOU, "泵", 400),
            ),
        ),
    )
    assert rows(store.capital_changes(NORTH_FEB), *_KEYS) == [("inventory", "泵", NORTH, BEIJING, -400)]
    assert store.capital_changes(pl.DataFrame({"month": [MAR], "region": [NORTH]})).is_empty()
    assert store.capital_changes(NORTH_FEB.clear()).is_empty()


def test_the_rows_behind_are_those_of_both_offices_at_both_ends_with_their_place(store: Store) -> None:
    load(
        store,
        inventory=frame(
            "inventory",
            *(stock(JAN, BEIJING, "泵", 500), stock(JAN, GUANGZHOU, "泵", 50), stock(JAN, TIANJIN, "泵", 7)),
            *(stock(FEB, BEIJING, "泵", 100), stock(FEB, GUANGZHOU, "泵", 450), stock(FEB, BEIJING, "阀", 1)),
        ),
    )
    moved = moves(store.capital_changes(NORTH_FEB))
    found = store.rows_of_moves(moved)
    assert rows(found, "month", "region", "office", "customer", "date", "amount", "source_row") == [
        (FEB, NORTH, BEIJING, "泵", JAN.replace(day=31), 500, 2),
        (FEB, NORTH, BEIJING, "泵", FEB.replace(day=28), 100, 5),
        (FEB, NORTH, f"{GUANGZHOU} ({SOUTH})", "泵", JAN.replace(day=31), 50, 3),
        (FEB, NORTH, f"{GUANGZHOU} ({SOUTH})", "泵", FEB.replace(day=28), 450, 6),
    ]
    assert store.rows_of_moves(pl.DataFrame(schema=MOVES)).is_empty()


def test_whoever_sees_one_region_hears_nothing_of_what_moved_to_another(store: Store) -> None:
    """Neither the change there, nor a row of it, even if somebody hands in the pair."""
    load(
        store,
        inventory=frame(
            "inventory",
            *(stock(JAN, BEIJING, "泵", 500), stock(JAN, GUANGZHOU, "泵", 50)),
            *(stock(FEB, BEIJING, "泵", 100), stock(FEB, GUANGZHOU, "泵", 450)),
        ),
    )
    own = Reader(store, scope_of_grants([Grant("region_manager", frozenset({NORTH}))]))
    moved = moves(store.capital_changes(NORTH_FEB))
    assert moved.height == 1
    assert own.capital_changes(NORTH_FEB)["region"].to_list() == [NORTH]
    assert moves(own.capital_changes(NORTH_FEB)).is_empty()
    assert own.rows_of_moves(moved).is_empty()
    assert Reader(store, EVERYTHING).rows_of_moves(moved).height == 4
