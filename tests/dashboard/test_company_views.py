"""With whom ranks are computed, in words; and what a typed percentage comes to."""

from __future__ import annotations

from fractions import Fraction

import pytest

from dashboard.views.whatif.company import change_of, levers_of, with_whom
from engine.whatif.levers import Lever
from engine.whatif.rivals import Rivals

OTHERS = [
    Lever("collect_retail", "South", 1),
    Lever("extra_sales", "South", 1),
    Lever("extra_sales", "North", 1),
]


@pytest.mark.parametrize(
    ("others", "rivals", "said"),
    [
        ([], None, "名次按全部区域重新计算；其余区域照现状。"),
        (OTHERS, None, "名次同时计入North、South的调节；其余区域照现状。"),
        ([], Rivals("East", "forecast"), "名次按全部区域重新计算；其余区域按月末预测中值。"),
        (
            OTHERS[2:],
            Rivals("East", "percent", Fraction(-1, 40)),
            "名次同时计入North的调节；其余区域销售与回款变动 -2.5 %。",
        ),
    ],
)
def test_a_rank_says_with_whom_it_was_computed(others: list[Lever], rivals: Rivals | None, said: str) -> None:
    assert with_whom(others, rivals) == said


def test_the_levers_of_others_are_counted_by_region() -> None:
    assert levers_of(OTHERS) == "North（1 项）、South（2 项）"


@pytest.mark.parametrize(
    ("typed", "change"),
    [(5.0, Fraction(1, 20)), (-2.5, Fraction(-1, 40)), (0.1, Fraction(1, 1000)), (None, 0)],
)
def test_a_typed_percentage_is_taken_exactly(typed: float | None, change: Fraction) -> None:
    assert change_of(typed) == change
