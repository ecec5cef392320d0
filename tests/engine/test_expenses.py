"""三 Expenses: what counts against the cap, over which span, and when there is no ratio."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from engine.policy.parameters import Policy
from engine.regulation.expenses import counted_sum, with_expenses
from tests.engine.policies import policies_with, shipped

#: Fen: the month, and the year to date.
FIGURES = {
    "expense_counted": (300, 700),
    "manager_travel": (20, 50),
    "expense_pending": (30, 40),
    "manager_travel_pending": (5, 6),
    "collections": (100_000, 200_000),
}


def framed(changes: dict[str, Any] | None = None, **figures: tuple[int | None, int | None]) -> pl.DataFrame:
    row: dict[str, int | None] = {}
    for name, (month, year) in (FIGURES | figures).items():
        row |= {name: month, f"{name}_of_year": year}
    frame = pl.DataFrame([row], schema=dict.fromkeys(row, pl.Int64))
    return with_expenses(frame, policies_with(changes or {}).items[0])


def judged(changes: dict[str, Any] | None = None, **figures: tuple[int | None, int | None]) -> dict[str, Any]:
    return framed(changes, **figures).row(0, named=True)


def test_the_year_to_date_leads_and_the_month_stands_beside_it() -> None:
    found = judged()
    assert (found["expense_counted"], found["expense_collections"]) == (700, 200_000)
    assert (found["expense_cap"], found["expense_ratio"]) == (6.0, 0.0035)
    assert (found["expense_counted_month"], found["expense_cap_month"]) == (300, 3.0)
    assert (found["expense_ratio_month"], found["manager_travel"]) == (0.003, 50)
    month = judged({"expenses.span": "month"})
    assert (month["expense_counted"], month["expense_cap"], month["manager_travel"]) == (300, 3.0, 20)


@pytest.mark.parametrize(
    ("changes", "counted"),
    [
        ({}, 700),
        ({"readings.manager_travel": "inside_cap"}, 750),
        ({"readings.pending_claims": "do_not_count"}, 660),
        ({"readings.manager_travel": "inside_cap", "readings.pending_claims": "do_not_count"}, 704),
    ],
)
def test_travel_and_what_awaits_approval_count_as_they_are_read(
    changes: dict[str, str], counted: int
) -> None:
    assert judged(changes)["expense_counted"] == counted


def test_the_sum_names_its_columns_with_their_signs() -> None:
    def under(**readings: str) -> Policy:
        return policies_with({f"readings.{name}": value for name, value in readings.items()}).items[0]

    assert counted_sum(shipped().items[0]) == ((1, "expense_counted"),)
    assert set(counted_sum(under(manager_travel="inside_cap", pending_claims="do_not_count"))) == {
        *((1, "expense_counted"), (-1, "expense_pending")),
        *((1, "manager_travel"), (-1, "manager_travel_pending")),
    }


@pytest.mark.parametrize(
    ("figures", "status"),
    [
        ({}, "ok"),
        ({"collections": (0, 0)}, "no_ratio"),
        ({"collections": (0, -5)}, "no_ratio"),
        ({"collections": (None, None)}, "no_data"),
        ({"expense_counted": (None, None)}, "no_data"),
    ],
)
def test_without_collections_there_is_no_ratio_and_no_score(
    figures: dict[str, tuple[int | None, int | None]], status: str
) -> None:
    found = judged(**figures)
    assert found["expense_status"] == status
    has_ratio = status == "ok"
    assert (found["expense_ratio"] is not None) is has_ratio
    assert (found["expense_to_cap_part"] is not None) is has_ratio


def test_the_pair_for_the_score_is_exactly_expenses_over_the_cap() -> None:
    found = judged(expense_counted=(0, 601))
    # 601 fen of a cap of 600: three thousandths of 200,000.
    assert found["expense_to_cap_part"] * 600 == found["expense_to_cap_whole"] * 601


def test_products_take_the_wide_numbers_only_where_they_are_needed() -> None:
    for collections, kind in ((10**11, pl.Int64), (10**18, pl.Int128)):
        schema = framed(collections=(0, collections)).schema
        assert {schema[f"expense_to_cap_{name}"] for name in ("part", "whole")} == {kind}


@pytest.mark.parametrize(
    ("changes", "pending"),
    [({}, 40), ({"expenses.span": "month"}, 30), ({"readings.manager_travel": "inside_cap"}, 46)],
)
def test_what_awaits_approval_is_told_with_travel_where_that_counts_too(
    changes: dict[str, str], pending: int
) -> None:
    assert judged(changes)["expense_pending"] == pending


@pytest.mark.parametrize(
    ("counted", "is_within", "gap"), [(600, True, 0), (601, False, 0.01), (590, True, -0.1)]
)
def test_the_cap_is_kept_to_the_fen(counted: int, is_within: bool, gap: float) -> None:
    """Three thousandths of 2,000 yuan are 6."""
    found = judged(expense_counted=(0, counted))
    assert (found["is_within_cap"], found["expense_gap"]) == (is_within, gap)
    assert found["expense_to_cap"] == pytest.approx(counted / 600)


def test_collections_of_one_fen_make_a_cap() -> None:
    found = judged(expense_counted=(0, 1), collections=(0, 1))
    assert (found["expense_status"], found["is_within_cap"], found["expense_ratio"]) == ("ok", False, 1.0)
