"""Verdicts are exact: what floats get wrong by a bit is neither a hit nor a miss by it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import given

from engine.evaluation import evaluate
from engine.figures import of_level
from engine.regulation.verdicts import caps_together, gap, is_reached, share
from tests.engine.building import MONTH, facts, from_rows, month_day
from tests.engine.companies import companies
from tests.engine.policies import policies_with, shipped
from tests.engine.repeatable import repeatable

Row = dict[str, Any]
#: 70 % of it is 188,311.83; in floats that comes out below.
TARGET = {"plan": [269_016.90, 269_016.90]}
CHECKPOINT, CAP, QUOTA = Fraction(7, 10), Fraction(3, 1000), Fraction(7, 100)


def only_row(words: Row, policy: Row | None = None) -> Row:
    return evaluate(facts(words), policies_with(policy or {})).regions.row(0, named=True)


def in_fen(yuan: float) -> int:
    return round(yuan * 100)


def assert_judged(row: Row, verdict: str, missing: str, wanted: Fraction | None) -> None:
    """`wanted`: the fen that are missing or over; None where there is nothing to judge."""
    if wanted is None:
        assert (row[verdict], row[missing]) == (None, None)
    else:
        assert row[verdict] is (wanted <= 0)
        assert row[missing] == pytest.approx(float(wanted / 100), rel=1e-12, abs=1e-12)
        assert (row[missing] > 0, row[missing] < 0) == (wanted > 0, wanted < 0)


@repeatable(40)
@given(companies())
def test_verdicts_and_gaps_are_those_of_exact_fractions(rows: dict[str, list[Row]]) -> None:
    for row in evaluate(from_rows(rows), shipped()).regions.iter_rows(named=True):
        for figure in ("sales", "collections"):
            target = row[f"{figure}_target"]
            for name, actual, rate in (
                ("checkpoint", row[f"{figure}_to_checkpoint"], CHECKPOINT),
                ("target", row[figure], Fraction(1)),
            ):
                is_judged = actual is not None and target is not None and target > 0
                missing = rate * in_fen(target) - in_fen(actual) if is_judged else None
                assert_judged(row, f"is_{figure}_{name}_reached", f"{figure}_{name}_gap", missing)
        over = None
        if row["expense_ratio"] is not None:
            over = in_fen(row["expense_counted"]) - CAP * in_fen(row["expense_collections"])
        assert_judged(row, "is_within_cap", "expense_gap", over)
        if row["capital_overrun_ratio"] is None:
            assert row["is_within_quota"] is None
        else:
            held = in_fen(row["capital_occupied"]) - QUOTA * in_fen(row["annual_collections_target"])
            assert row["capital_gap"] == pytest.approx(float(held / 100), rel=1e-12, abs=1e-12)
            assert row["is_within_quota"] is (held <= 0 and row["contract_overdue"] == 0)


def test_exactly_seventy_percent_is_reached_and_lacks_nothing() -> None:
    row = only_row(TARGET | {"sales": 188_311.83, "collections": 188_311.83})
    assert (row["is_sales_checkpoint_reached"], row["sales_checkpoint_gap"]) == (True, 0)
    assert (row["is_sales_target_reached"], row["sales_target_gap"]) == (False, 80_705.07)


def test_a_fen_less_is_missed_by_a_fen() -> None:
    row = only_row(TARGET | {"sales": 188_311.83, "collections": 188_311.82})
    assert (row["is_collections_checkpoint_reached"], row["collections_checkpoint_gap"]) == (False, 0.01)
    assert (row["is_sales_checkpoint_reached"], row["checkpoint_outcome"]) == (True, "missed")


def test_collections_held_against_the_sales_target_lack_what_they_lack_to_that() -> None:
    words = {"plan": [1000, 200], "collections": 600}
    row = only_row(words, {"readings.collections_divided_by": "sales_target"})
    assert (row["is_collections_checkpoint_reached"], row["collections_checkpoint_gap"]) == (False, 100)
    assert (row["is_collections_target_reached"], row["collections_target_gap"]) == (True, -400)


@pytest.mark.parametrize(
    ("words", "coefficient", "missing"),
    [
        # 35 × 0.9997 = 34.9895; 99.9895 → 99.99
        ({"sales": 999.70}, 1.2, 0.01),
        # 100 − 35 × 0.5 = 82.5, and 90 is paid 1.0
        ({"sales": 500}, 1.0, 7.5),
        # 100 − 35 = 65, and 75 is paid 0.8
        ({"sales": 0}, 0.8, 10),
        ({}, None, None),
    ],
)
def test_the_next_pay_band_is_the_nearest_one_above(
    words: Row, coefficient: float | None, missing: float | None
) -> None:
    row = only_row(words)
    assert (row["next_pay_coefficient"], row["pay_band_gap"]) == (coefficient, missing)


def test_what_was_not_loaded_is_not_judged() -> None:
    row = only_row({"not_loaded": ["sales", "collections", "receivables", "inventory", "expenses"]})
    verdicts = [each.name for each in of_level("region") if each.is_verdict]
    assert {name: row[name] for name in verdicts if row[name] is not None} == {}


def test_sums_of_floats_are_judged_by_the_fen() -> None:
    assert is_reached(0.1 + 0.2, 0.3)
    assert is_reached(0.3, 0.1 + 0.2)
    assert not is_reached(0.29, 0.1 + 0.2)
    assert is_reached(188_311.83, 269_016.90, CHECKPOINT)
    assert not is_reached(188_311.82, 269_016.90, CHECKPOINT)
    assert gap(0.1 + 0.2, 0.3) == 0
    assert gap(0.29, 0.1 + 0.2) == 0.01
    assert share(188_311.83, 269_016.90) == 0.7


def test_regions_together_are_held_against_the_cap_by_the_fen() -> None:
    """0.10 + 0.20 is 0.3 % of 33.33 + 66.67; a float says that it is more."""
    words = {"East": {"collections": 33.33, "expenses": 0.1}, "West": {"collections": 66.67, "expenses": 0.2}}
    regions = evaluate(facts({"regions": words}), shipped()).regions
    assert caps_together(regions, shipped()).to_dicts() == [
        {"month": month_day(MONTH), "is_within_cap": True, "expense_gap": 0.0, "expense_to_cap": 1.0}
    ]
    words["West"]["expenses"] = 0.21
    regions = evaluate(facts({"regions": words}), shipped()).regions
    ((is_within, over, ratio),) = caps_together(regions, shipped()).select(pl.exclude("month")).rows()
    assert (is_within, over) == (False, 0.01)
    assert ratio == pytest.approx(31 / 30)


def test_a_cap_of_less_than_a_fen_has_a_ratio_and_one_of_nothing_has_none() -> None:
    """0.3 % of 1.00 yuan are 0.3 fen; two fen are 1.7 above it, and 6.67 times as many."""
    regions = evaluate(facts({"collections": 1, "expenses": 0.02}), shipped()).regions
    ((is_within, over, ratio),) = caps_together(regions, shipped()).select(pl.exclude("month")).rows()
    assert (is_within, over) == (False, 0.017)
    assert ratio == pytest.approx(20 / 3)
    nothing = policies_with({"expenses.cap_rate": 0})
    assert caps_together(regions, nothing).select(pl.exclude("month")).rows() == [(False, 0.02, None)]
