"""Two spans side by side, worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from engine.evaluation import Evaluation, evaluate
from engine.policy.parameters import load_policies
from engine.year.spans import Comparison, Span, compared
from tests.engine.building import EXTRACTS, facts

JANUARY, MARCH = date(2026, 1, 1), date(2026, 3, 1)


def company() -> Evaluation:
    months: dict[str, Any] = {
        "2025-01": {"East": {"sales": 800}, "West": {"sales": 100}},
        "2025-02": {"East": {"sales": 500, "sales_28": 100}, "West": {"sales": 1000}},
        "2026-01": {"East": {"sales": 900, "expenses": 3}, "West": {"sales": 300}},
        "2026-02": {"East": {"sales": 700}, "West": {}, "not_loaded": list(EXTRACTS)},
        "2026-03": {"East": {"sales": 1000}, "West": {"sales": 700}},
    }
    months["2026-02"] = {"East": {"rows": "none"}, "not_loaded": list(EXTRACTS)}
    return evaluate(facts({"months": months}), load_policies())


def amounts(found: Comparison, figure: str) -> tuple[float | None, ...]:
    return next(rest for name, *rest in found.amounts.iter_rows() if name == figure)  # type: ignore[return-value]


def rates(found: Comparison, figure: str) -> tuple[float | None, ...]:
    return next(rest for name, *rest in found.rates.iter_rows() if name == figure)  # type: ignore[return-value]


def test_two_spans_stand_beside_one_another_with_difference_and_change() -> None:
    found = compared(company(), Span(JANUARY, MARCH), Span(date(2025, 1, 1), date(2025, 2, 1)))
    assert amounts(found, "sales") == [2900, 2400, 500, pytest.approx(500 / 2400)]
    # 2,900 of four office-months of 1,000.00 against 2,400 of as many.
    assert rates(found, "sales_attainment") == [0.725, 0.6, pytest.approx(0.125)]


def test_a_month_that_is_not_loaded_is_not_counted() -> None:
    found = compared(company(), Span(JANUARY, MARCH), Span(date(2026, 2, 1), date(2026, 2, 1)))
    assert found.known == (2, 0)
    assert amounts(found, "sales") == [2900, None, None, None]
    assert amounts(found, "checkpoint_award")[1] is None
    assert rates(found, "sales_attainment")[1:] == [None, None]
    # A side that knows nothing holds unknown numbers all the same.
    assert set(found.amounts.drop("figure").dtypes) == set(found.rates.drop("figure").dtypes) == {pl.Float64}


def test_any_regions_compare() -> None:
    found = compared(company(), Span(JANUARY, JANUARY, ("East",)), Span(JANUARY, JANUARY, ("West",)))
    assert amounts(found, "sales") == [900, 300, 600, 2.0]
    assert rates(found, "expense_ratio_month") == [0.003, 0.0, 0.003]
    assert (found.met, found.judged) == ((1, 0), (1, 1))


def test_checkpoints_of_both_sides_are_counted() -> None:
    found = compared(company(), Span(JANUARY, MARCH), Span(date(2025, 1, 1), date(2025, 2, 1)))
    # East in January and both in March; East in January and West in February of the year before.
    assert (found.met, found.judged) == ((3, 2), (4, 4))
    assert amounts(found, "checkpoint_award") == [2000, 0, 2000, None]


def test_every_figure_has_a_row_and_amounts_a_change_too() -> None:
    found = compared(company(), Span(JANUARY, MARCH), Span(JANUARY, JANUARY))
    assert found.amounts.columns == ["figure", "one", "other", "difference", "change"]
    assert found.rates.columns == ["figure", "one", "other", "difference"]
    assert found.amounts["figure"].to_list() == [
        *("sales", "sales_target", "collections", "collections_target", "expense_counted_month"),
        *("checkpoint_award", "capital_award", "awards"),
    ]
    assert found.rates["figure"].to_list() == [
        *("sales_attainment", "collections_attainment", "expense_ratio_month"),
    ]


def test_a_rate_is_of_months_that_have_both_its_parts() -> None:
    months = {
        "2026-01": {"East": {"sales": 900}, "West": {"sales": 500, "plan": [0, 0]}},
        "2026-02": {"East": {"sales": 800, "plan": "none"}, "West": {"sales": 600}},
    }
    found = compared(
        evaluate(facts({"months": months}), load_policies()),
        Span(JANUARY, date(2026, 2, 1)),
        Span(JANUARY, JANUARY, ("West",)),
    )
    # 900 and 600 of 1,000 each; West's January has no target to be held against.
    assert rates(found, "sales_attainment") == [0.75, None, None]
    assert amounts(found, "sales") == [2800, 500, 2300, 4.6]
    assert (found.known, found.judged) == ((2, 1), (2, 0))


def test_a_month_is_known_by_its_sales_or_by_its_collections() -> None:
    months = {
        "2026-01": {"East": {"sales": 2, "plan": [1, 1000]}, "not_loaded": ["collections"]},
        "2026-02": {"East": {"collections": 600}, "not_loaded": ["sales"]},
    }
    found = compared(
        evaluate(facts({"months": months}), load_policies()),
        Span(JANUARY, date(2026, 2, 1)),
        Span(JANUARY, JANUARY),
    )
    assert found.known == (2, 1)
    # However small a target is, it is one.
    assert rates(found, "sales_attainment") == [2, 2, 0]
    assert amounts(found, "collections") == [600, None, None, None]


def test_a_span_counts_its_calendar_months() -> None:
    assert Span(date(2025, 11, 1), MARCH).months == 5
