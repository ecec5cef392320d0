"""How long what customers owe has been due."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.collecting.ageing import BUCKETS, ageing, bucket_of
from engine.collecting.payments import CUSTOMER, KINDS, Kind, owed
from tests.engine.repeatable import repeatable

ON = date(2028, 3, 1)  # the day after a leap day
ROW = dict.fromkeys(CUSTOMER, pl.String) | {
    "balance": pl.Int64, "overdue": pl.Int64, "due_date": pl.Date, "salesperson": pl.String,
}  # fmt: skip


def rows(
    *parts: tuple[int, int, date | None], kind: str = "零售", people: tuple[str | None, ...] = ()
) -> pl.DataFrame:
    """Rows of one customer: balance, overdue and due date."""
    return pl.DataFrame(
        [
            ("East", "Office", "甲", kind, *part, people[place] if people else None)
            for place, part in enumerate(parts)
        ],
        schema=ROW,
        orient="row",
    )


def told(frame: pl.DataFrame, kind: Kind = "retail_balance") -> dict[str, object]:
    """What is not nothing, of the only customer."""
    (row,) = ageing(frame, kind, ON).to_dicts()
    return {name: value for name, value in row.items() if name not in CUSTOMER and value not in (0, None)}


@pytest.mark.parametrize(
    ("due", "bucket"),
    [
        (date(2028, 4, 1), "not_due"),
        (date(2028, 3, 1), "not_due"),
        (date(2028, 2, 29), "to_30"),
        (date(2028, 1, 31), "to_30"),
        (date(2028, 1, 30), "to_60"),
        (date(2028, 1, 1), "to_60"),
        (date(2027, 12, 31), "to_90"),
        (date(2027, 12, 2), "to_90"),
        (date(2027, 12, 1), "over_90"),
        (None, "undated"),
    ],
)
def test_a_day_falls_into_one_bucket_on_its_own_day_nothing_is_overdue(due: date | None, bucket: str) -> None:
    """From 1 December to 1 March are 31 + 31 + 29 days in a leap year."""
    assert bucket_of(due, ON) == bucket


def test_rows_by_due_date_fall_into_their_buckets_and_the_longest_overdue_is_told() -> None:
    found = told(rows((100, 0, date(2028, 3, 20)), (40, 0, date(2028, 2, 20)), (7, 0, date(2027, 11, 1))))
    assert found == {
        "not_due": 100, "to_30": 40, "over_90": 7, "days_overdue": 121, "due_first": date(2027, 11, 1),
    }  # fmt: skip


def test_a_credit_settles_what_has_been_due_longest() -> None:
    found = told(rows((-50, 0, None), (40, 0, date(2028, 2, 20)), (30, 0, date(2027, 11, 1))))
    assert found == {"to_30": 20, "days_overdue": 10, "due_first": date(2028, 2, 20)}


def test_a_credit_or_nothing_that_is_due_first_takes_no_fen_of_the_credit() -> None:
    early, later = date(2027, 11, 1), date(2028, 2, 20)
    assert told(rows((-50, 0, early), (0, 0, early), (57, 0, later)))["to_30"] == 7


def test_what_falls_due_today_has_been_overdue_for_no_day() -> None:
    assert ageing(rows((5, 0, ON)), "retail_balance", ON)["days_overdue"].to_list() == [0]


def test_what_has_no_due_date_is_told_apart_and_nobody_knows_its_days() -> None:
    found = ageing(rows((100, 0, None)), "retail_balance", ON).row(0, named=True)
    assert (found["undated"], found["days_overdue"], found["due_first"]) == (100, None, None)


def test_a_contract_customer_is_told_by_what_is_overdue_and_what_is_not() -> None:
    frame = rows((100, 60, date(2028, 2, 20)), (30, 0, date(2028, 5, 1)), kind="合同", people=("乙", "丁"))
    assert told(frame, "contract_overdue") == {
        "to_30": 60, "days_overdue": 10, "due_first": date(2028, 2, 20), "salesperson": "丁、乙",
    }  # fmt: skip
    # What the file does not call overdue, though its day has passed.
    assert told(frame, "contract_current")["to_30"] == 40
    assert ageing(frame, "retail_balance", ON).is_empty()


def test_customers_stand_by_name_and_credits_settle_what_has_a_date_before_what_has_none() -> None:
    """Seven, in turned order: each owes 5 without a date and 7 from January, with 6 to its credit."""
    frame = pl.concat(
        rows((5, 0, None), (-6, 0, date(2028, 3, 9)), (7, 0, date(2028, 1, 30))).with_columns(
            pl.lit(name).alias("customer")
        )
        for name in "gfedcba"
    )
    found = ageing(frame, "retail_balance", ON)
    assert found.select("customer", "to_60", "undated", "due_first").rows() == [
        (name, 1, 5, date(2028, 1, 30)) for name in "abcdefg"
    ]


amounts = st.integers(-1_000, 1_000)
days = st.none() | st.dates(date(2027, 6, 1), date(2028, 9, 1))


@repeatable(60)
@given(
    parts=st.lists(st.tuples(amounts, st.integers(0, 500), days), min_size=1, max_size=6),
    kind=st.sampled_from(["零售", "合同"]),
)
def test_buckets_come_to_what_is_owed_of_each_kind(
    parts: list[tuple[int, int, date | None]], kind: str
) -> None:
    frame = rows(*parts, kind=kind)
    whole = frame.group_by(CUSTOMER).agg(pl.col("balance", "overdue").sum())
    for each in KINDS:
        aged = ageing(frame, each, ON)
        total = sum(aged[bucket].sum() for bucket in BUCKETS)
        assert total == whole.select(owed(each)).item()
        assert all((aged[bucket] >= 0).all() for bucket in BUCKETS)
