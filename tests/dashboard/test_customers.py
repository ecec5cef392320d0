"""Collecting customer by customer: lists by office, ageing, the board's edits, what is said of chances."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import pytest

from dashboard.components.collecting.customers import edited
from dashboard.formats import YUAN
from dashboard.views.whatif.customers import (
    ageing_table,
    customer_rows,
    customers_in_order,
    has_due_dates,
    list_table,
    missing_text,
    office_text,
    outcome_table,
    prospect_sentences,
)
from engine.collecting.ageing import AGEING, ageing
from engine.collecting.chase import Candidates, candidates
from engine.collecting.lists import list_by_parts, list_of_settings
from engine.collecting.payments import CUSTOMER
from engine.collecting.settings import Setting
from engine.settlement.items import ITEMS
from engine.whatif.prospects import Hurdle, Prospect

ON = date(2026, 10, 25)
ROW = dict.fromkeys(CUSTOMER, pl.String) | {
    "balance": pl.Int64, "overdue": pl.Int64, "due_date": pl.Date, "salesperson": pl.String,
}  # fmt: skip
#: Yuan owed: 甲 900 (10 days overdue with 400, 35 with 500), 乙 100 (not yet due), 丙 250 (not dated).
ROWS = pl.DataFrame(
    [
        ("East", "B", "甲", "零售", 40_000, 0, date(2026, 10, 15), "丁"),
        ("East", "B", "甲", "零售", 50_000, 0, date(2026, 9, 20), "丁"),
        ("East", "A", "乙", "零售", 10_000, 0, date(2026, 11, 5), None),
        ("East", "A", "丙", "零售", 25_000, 0, None, None),
    ],
    schema=ROW,
    orient="row",
)
NO_PAYMENTS = pl.DataFrame(
    schema=dict.fromkeys(CUSTOMER, pl.String)
    | {"month": pl.Date, "balance": pl.Int64, "overdue": pl.Int64, "paid": pl.Int64}
)


@pytest.fixture(scope="module")
def found() -> Candidates:
    owed = ROWS.group_by(CUSTOMER, maintain_order=True).agg(pl.col("balance", "overdue").sum())
    return candidates(owed, NO_PAYMENTS, "retail_balance")


@pytest.fixture(scope="module")
def aged() -> pl.DataFrame:
    return ageing(ROWS, "retail_balance", ON)


def setting(office: str, customer: str, yuan: int, certainty: int = 100) -> Setting:
    return Setting("retail_balance", "East", office, customer, "零售", yuan * 100, certainty)


def test_buckets_of_all_offices_add_up_to_what_is_owed(aged: pl.DataFrame) -> None:
    table = ageing_table(aged, ON)
    assert table.totals | {"office": ""} == {
        "office": "", "owed": 1_250.0, "not_due": 100.0, "to_30": 400.0, "to_60": 500.0, "to_90": 0.0,
        "over_90": 0.0, "undated": 250.0,
    }  # fmt: skip
    assert [column.name for column in table.columns] == [
        "office", "owed", "not_due", "to_30", "to_60", "to_90", "over_90", "undated",
    ]  # fmt: skip
    for row in table.frame.iter_rows(named=True):
        assert row["owed"] == sum(row[column.name] for column in table.columns[2:])


def test_a_list_names_days_overdue_and_salesperson(found: Candidates, aged: pl.DataFrame) -> None:
    listed = list_by_parts(found, {"B": 30_000, "A": 40_000}, "largest_first")
    table = list_table(listed, "B", aged, way="largest_first")
    (row,) = table.frame.select("customer", "asked", "days_overdue", "to_30", "to_60", "salesperson").rows()
    assert row == ("甲", 300.0, 35, 400.0, 500.0, "丁")
    assert table.totals["asked"] == 300.0
    # The office's two customers owe 350.
    assert missing_text(listed, YUAN).startswith("A")
    assert "50" in missing_text(listed, YUAN)
    assert "2" in office_text(listed, "A", YUAN)


def test_without_any_due_date_nothing_is_said_of_days(found: Candidates) -> None:
    undated = ageing(ROWS.with_columns(pl.lit(None, pl.Date).alias("due_date")), "retail_balance", ON)
    assert not has_due_dates(undated)
    assert not has_due_dates(pl.DataFrame(schema=AGEING))
    table = list_table(list_by_parts(found, {"B": 5}, "fewest"), "B", undated, way="fewest")
    assert not {"days_overdue", "to_30", "due_first"} & {column.name for column in table.columns}


def test_the_board_shows_each_customer_with_what_was_set(found: Candidates, aged: pl.DataFrame) -> None:
    rows = customer_rows(found, aged, [setting("B", "甲", 450, 70), setting("A", "丙", 0)], YUAN)
    told = [(row["office"], row["name"], row["owed"], row["amount"], row["certainty"]) for row in rows]
    assert told == [
        ("A", "丙", 25_000, 0, 100), ("A", "乙", 10_000, None, 100), ("B", "甲", 90_000, 45_000, 70),
    ]  # fmt: skip
    assert [who[1] for who, _owed in customers_in_order(found)] == ["丙", "乙", "甲"]
    assert "35" in rows[2]["said"]


@pytest.mark.parametrize(
    ("edits", "amounts"),
    [
        ({"2": [90_000, 80]}, {"甲": 90_000, "丙": 5_000}),
        ({"0": [None, 100]}, {}),
        ({"0": [0, 100], "1": [10_000, 50]}, {"丙": 0, "乙": 10_000}),
        # What no board of ours sends changes nothing.
        ({"2": [90_001, 80]}, {"丙": 5_000}),
        ({"2": [-1, 80], "7": [1, 50], "x": [1, 50]}, {"丙": 5_000}),
        ({"2": [1.5, 80], "1": [5, 0]}, {"丙": 5_000}),
        ({"2": [True, 80], "1": ["5", 50]}, {"丙": 5_000}),
    ],
)
def test_edits_of_the_board_become_settings_or_nothing(
    found: Candidates, edits: Mapping[str, Any], amounts: dict[str, int]
) -> None:
    own = [setting("A", "丙", 50)]
    settings = edited(own, edits, customers_in_order(found), found)
    assert {one.customer: one.amount for one in settings} == amounts


def test_a_list_of_settings_tells_their_certainty(found: Candidates, aged: pl.DataFrame) -> None:
    listed = list_of_settings(found, [setting("B", "甲", 450, 70)])
    table = list_table(listed, "B", aged, way=None)
    assert table.frame.select("asked", "certainty").rows() == [(450.0, 0.7)]
    assert "certainty" in [column.name for column in table.columns]


def prospect_of(checkpoint: Hurdle | None, plan: Hurdle | None, unsure: float = 0.0) -> Prospect:
    awards = [item.award for item in ITEMS]
    outcomes = pl.DataFrame(
        {
            "chance": [0.9, 0.1],
            **{name: [1_000.0, -1_000.0] for name in awards},
            "awards": [2_000.0, -2_000.0],
            "rank": [1, 2],
            "is_last": [False, False],
        }
    )  # fmt: skip
    return Prospect(5_000, 3_400, 3_000, checkpoint, plan, outcomes, 1_600.0, unsure)


def test_chances_of_checkpoint_and_plan_and_the_award_are_told() -> None:
    said = prospect_sentences(prospect_of(Hurdle(2_000, 0.9), Hurdle(32_000, 0.0)), YUAN)
    assert [part in sentence for part, sentence in zip(("50", "90", "0 %", "1,600"), said, strict=True)] == [
        True
    ] * 4


def test_what_is_reached_or_rests_on_sales_is_said_in_words() -> None:
    reached, short = (
        prospect_sentences(prospect_of(hurdle, None), YUAN)[1]
        for hurdle in (Hurdle(0, 1.0), Hurdle(2_000, None))
    )
    assert "%" not in reached
    assert "%" not in short
    assert reached != short


def test_sums_that_were_not_told_apart_are_noted() -> None:
    assert outcome_table(prospect_of(None, None)).notes == ()
    assert "13" in outcome_table(prospect_of(None, None, unsure=0.13)).notes[0]
