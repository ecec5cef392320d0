"""The building stones of an appraisal scheme: shapes, indicators and tie-breaks."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from engine.policy.scheme import Declining, Indicator, Ladder, Proportional, TieBreak

COMMON = {"clause": "四", "kind": "assumed"}
SALES = {"name": "sales", "measure": "sales_attainment", "weight": 20} | COMMON


def test_shapes_give_the_share_of_the_weight() -> None:
    proportional = Proportional(name="proportional", cap=1.2, floor=0.1)
    assert [proportional.share(Fraction(n, 10)) for n in (0, 1, 5, 12, 13)] == [
        Fraction(n, 10) for n in (1, 1, 5, 12, 12)
    ]
    declining = Declining(name="declining", full_at=1, zero_at=3)
    assert [declining.share(Fraction(n, 2)) for n in (1, 2, 3, 5, 6, 7)] == [
        Fraction(n, 4) for n in (4, 4, 3, 1, 0, 0)
    ]
    ladder = Ladder(
        name="ladder",
        rungs=[{"at_least": 0.9, "share": 1}, {"at_least": 0.5, "share": 0.4}, {"share": 0.1}],
    )
    assert [ladder.share(Fraction(n, 100)) for n in (91, 90, 89, 50, 49, -1)] == [
        Fraction(n, 10) for n in (10, 10, 4, 4, 1, 1)
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"weight": 0}, "weight must be positive"),
        ({"weight": -1}, "weight must be positive"),
        ({"measure": "conduct"}, "the shape deduction goes with the measure conduct, and only with it"),
        (
            {"shape": {"name": "deduction", "points": {}}},
            "the shape deduction goes with the measure conduct, and only with it",
        ),
        (
            {"measure": "expense_to_cap", "period": "year_to_date"},
            "expense_to_cap has no choice of period",
        ),
        (
            {"measure": "capital_overrun_ratio", "period": "year_to_date"},
            "capital_overrun_ratio has no choice of period",
        ),
        (
            {"measure": "profit"},
            "unknown measure profit; known are sales_attainment, collections_attainment, "
            "capital_overrun_ratio, expense_to_cap, conduct and indicator:<name>",
        ),
        ({"measure": "indicator:"}, "unknown measure indicator:; known are"),
        ({"name": ""}, "at least 1 character"),
    ],
)
def test_an_indicator_that_cannot_be_measured_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Indicator.model_validate(SALES | {"shape": {"name": "proportional", "cap": 1, "floor": 0}} | change)
    assert said in str(caught.value)


@pytest.mark.parametrize("weight", [0.5, 1])
def test_a_small_weight_and_the_shortest_name_of_an_upload_are_accepted(weight: float) -> None:
    indicator = Indicator.model_validate(
        SALES
        | {"measure": "indicator:A", "period": "year_to_date", "weight": weight}
        | {"shape": {"name": "declining", "full_at": 0, "zero_at": 1}}
    )
    assert indicator.period == "year_to_date"


def test_conduct_cannot_break_ties() -> None:
    with pytest.raises(ValidationError, match="conduct cannot break ties"):
        TieBreak(measure="conduct", better="higher")
    with pytest.raises(ValidationError, match="unknown measure profit"):
        TieBreak(measure="profit", better="higher")
