"""What the lever board is told: reach, marks, and by what figures are looked up."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from dashboard.formats import WAN
from dashboard.views.whatif.board import STEP, context_of, figure_data, lever_data, position_of
from dashboard.views.whatif.whatif import Compared
from engine.whatif.goalseek import Answer
from engine.whatif.levers import Lever
from tests.engine.policies import shipped

POLICY = shipped().items[0]

RETAIL = Lever("collect_retail", "East", 30_000)
SALES = Lever("extra_sales", "East", 500)
ROOM = {"A": 4_000_000, "B": 1_000_000}


def mark(goal: str, lever: str, least: int | None, reason: str = "possible") -> Answer:
    return Answer(goal, lever, least, reason, tier=0)


def told(kind: str, answers: tuple[Answer, ...] = (), moved: int = 0) -> list[int]:
    return [one["at"] for one in lever_data(kind, ROOM, answers, moved, unit=WAN, policy=POLICY)["marks"]]  # type: ignore[arg-type]


def reach(moved: int, *answers: Answer) -> int:
    return int(lever_data("extra_sales", ROOM, answers, moved, unit=WAN, policy=POLICY)["reach"])


def test_a_lever_reaches_as_far_as_there_is_something_to_take() -> None:
    data = lever_data("collect_retail", ROOM, (), 0, unit=WAN, policy=POLICY)
    assert (data["most"], data["reach"]) == (5_000_000, 5_000_000)


def test_extra_sales_reach_beyond_the_farthest_mark_and_what_was_typed() -> None:
    assert reach(0) == 100 * STEP
    assert reach(0, mark("checkpoint", "extra_sales", 200 * STEP)) == 300 * STEP
    assert reach(100 * STEP) == 100 * STEP
    assert reach(100 * STEP + 1) == 200 * STEP
    assert reach(10_000_000_000) == 10_000_000_000


def test_marks_are_the_amounts_within_reach_at_which_this_lever_changes_something() -> None:
    answers = (
        mark("capital_tier", "collect_retail", 3_000_000),
        mark("checkpoint", "collect", 2_000_000),
        mark("capital_tier", "collect", 1_000_000),
        mark("capital_tier", "reduce_inventory", 500_000),
        mark("capital_tier", "collect_retail", 5_000_001),
        mark("capital_tier", "collect_retail", 0),
        mark("capital_tier", "collect_retail", None, "never"),
    )
    assert told("collect_retail", answers) == [2_000_000, 3_000_000]
    assert told("reduce_inventory", answers) == [500_000]


@pytest.mark.parametrize("room", [{}, {"A": 0}])
def test_a_lever_with_nothing_to_take_says_so_and_cannot_be_moved(room: dict[str, int]) -> None:
    data = lever_data("collect_retail", room, (), 0, unit=WAN, policy=POLICY)
    assert data["most"] is None
    assert data["note"]


def test_figures_are_looked_up_by_the_totals_of_all_levers_in_their_order() -> None:
    levers = (SALES, RETAIL, replace(RETAIL, office="A", amount=5))
    assert position_of("x", levers) == "x|30005,0,0,500,0,0"


def test_totals_alone_do_not_change_the_context() -> None:
    assert context_of((), "v1") == context_of((RETAIL, SALES), "v1")


@pytest.mark.parametrize(
    "levers",
    [
        (replace(RETAIL, office="A"),),
        (replace(SALES, receivable_share=Fraction(1, 2)),),
        (replace(SALES, receivable_type="contract"),),
        (replace(RETAIL, is_by_checkpoint=False),),
    ],
)
def test_splits_and_terms_do_change_it(levers: tuple[Lever, ...]) -> None:
    assert context_of(levers, "v1") != context_of((), "v1")


def test_another_version_is_another_context() -> None:
    assert context_of((), "v1") != context_of((), "v2")


def test_only_what_changes_is_marked_as_simulated() -> None:
    rows = [
        Compared("Rank", "4", "2", "→", is_better=True),
        Compared("Score", "77.20", "70.10", "-7.10", is_better=False),
        Compared("Sales", "76.9 %", "76.9 %", "", is_better=None),
    ]
    values = [(data["value"], data["difference"], data["tone"]) for data in figure_data(rows)]
    assert values == [("▨ 2", "", "better"), ("▨ 70.10", "-7.10", "worse"), ("76.9 %", "", "")]
