"""The solver's choices against every choice there is."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.collecting.selection import Choice, Debt, fewest, fewest_for_both, least_excess
from tests.engine.repeatable import repeatable

quick = repeatable(60)
AMOUNTS = st.lists(st.integers(1, 100_000), min_size=1, max_size=9)
DEBTS = st.lists(
    st.tuples(st.integers(0, 5_000), st.integers(0, 5_000), st.integers(0, 5_000)), min_size=1, max_size=8
).map(
    # A customer is either a retail or a contract customer.
    lambda rows: [
        Debt(retail, retail, 0) if number % 2 else Debt(overdue + current, 0, overdue)
        for number, (retail, overdue, current) in enumerate(rows)
    ]
)


def subsets(size: int) -> list[tuple[int, ...]]:
    return [rows for count in range(size + 1) for rows in combinations(range(size), count)]


@quick
@given(AMOUNTS, st.integers(1, 400_000))
def test_as_few_as_can_be_and_of_those_the_least(amounts: list[int], goal: int) -> None:
    reaching = [rows for rows in subsets(len(amounts)) if sum(amounts[row] for row in rows) >= goal]
    found = least_excess(amounts, goal)
    if not reaching:
        assert found is None
        assert fewest(amounts, goal) is None
        return
    assert found is not None
    best = min((len(rows), sum(amounts[row] for row in rows)) for rows in reaching)
    assert (len(found.rows), sum(amounts[row] for row in found.rows)) == best
    assert found.is_proven
    assert fewest(amounts, goal) == best[0]


@quick
@given(DEBTS, st.integers(0, 20_000), st.fractions(0, 9_000, max_denominator=7), st.integers(0, 8_000))
def test_no_fewer_customers_bring_both_the_collections_and_the_relief(
    debts: list[Debt], collections: int, relief: Fraction, most_retail: int
) -> None:
    def is_enough(rows: tuple[int, ...]) -> bool:
        brought = [debts[row] for row in rows]
        retail = min(sum(debt.retail for debt in brought), most_retail)
        relieved = retail + sum(debt.overdue for debt in brought)
        return sum(debt.amount for debt in brought) >= collections and relieved >= relief

    reaching = [rows for rows in subsets(len(debts)) if is_enough(rows)]
    found = fewest_for_both(debts, collections, relief, Fraction(most_retail))
    if not reaching:
        assert found is None
        return
    assert found is not None
    assert is_enough(found.rows)
    assert len(found.rows) == min(len(rows) for rows in reaching)


def test_amounts_of_ten_thousand_million_yuan_are_still_added_to_the_fen() -> None:
    """One fen decides; floats of the solver's size could not tell."""
    amounts = [10**12 + 7, 10**12 + 3, 10**12 + 1, 5]
    for goal, wanted in ((2 * 10**12 + 4, (1, 2)), (2 * 10**12 + 10, (0, 1)), (2 * 10**12 + 11, (0, 1, 3))):
        found = least_excess(amounts, goal)
        assert found is not None
        assert sum(amounts[row] for row in found.rows) >= goal
        assert len(found.rows) == len(wanted)


def test_many_customers_are_chosen_among_without_search_without_end() -> None:
    amounts = [(number * 7919) % 100_003 + 1_000 for number in range(300)]
    goal = sum(amounts) // 3
    found = least_excess(amounts, goal)
    assert found is not None
    total = sum(amounts[row] for row in found.rows)
    assert len(found.rows) == fewest(amounts, goal)
    assert goal <= total <= goal * 1.001


@pytest.mark.parametrize(
    ("amounts", "goal", "count"),
    [
        ([3, 5], 0, 0),
        ([3, 5], 5, 1),
        ([3, 5], 6, 2),
        ([3, 5], 8, 2),
        ([3, 5], 9, None),
        ([], 0, 0),
        ([], 1, None),
    ],
)
def test_the_number_it_takes_reaches_the_goal_exactly_or_more(
    amounts: list[int], goal: int, count: int | None
) -> None:
    assert fewest(amounts, goal) == count


@pytest.mark.parametrize(
    ("amounts", "goal", "rows"),
    [
        ([4, 9, 5, 5], 0, ()),
        ([4, 9, 5, 5], 5, (2,)),
        ([4, 9, 5, 5], 6, (1,)),
        ([4, 9, 5, 5], 23, (0, 1, 2, 3)),
        ([4, 9, 5, 6], 10, (0, 3)),
    ],
)
def test_a_choice_names_its_rows_ascending_and_the_first_of_equals(
    amounts: list[int], goal: int, rows: tuple[int, ...]
) -> None:
    assert least_excess(amounts, goal) == Choice(rows, is_proven=True)


class Solver:
    """Gives prepared answers, the last of them again and again; keeps what was asked for."""

    def __init__(self, size: int, *answers: tuple[int, ...] | None, status: int = 0) -> None:
        self.size, self.answers, self.status = size, list(answers), status
        self.asked: list[list[float]] = []
        self.options: dict[str, Any] = {}

    def __call__(self, *_: Any, constraints: Any, options: Any, **__: Any) -> SimpleNamespace:
        self.asked.append([float(constraint.lb.item()) for constraint in constraints])
        self.options = options
        rows = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        chosen = None if rows is None else np.isin(np.arange(self.size), rows).astype(float)
        return SimpleNamespace(x=chosen, status=self.status)


@pytest.mark.parametrize(
    ("answers", "status", "found", "asked"),
    [
        ([(1, 3), (1, 2)], 0, Choice((1, 2), is_proven=True), [1, 10 / 9]),
        ([(0, 1), (1, 3), (1, 2)], 0, Choice((1, 2), is_proven=True), [1, 11 / 9, 12 / 9]),
        ([(0, 1, 2), (1, 2)], 0, Choice((1, 2), is_proven=True), [1, 10 / 9]),
        ([(2, 3)], 1, Choice((2, 3), is_proven=False), [1]),
        ([(1, 3)], 0, Choice((2, 3), is_proven=False), [1, 10 / 9, 11 / 9, 12 / 9]),
        ([None], 2, Choice((2, 3), is_proven=False), [1]),
    ],
    ids=["missed by one", "missed twice", "one too many", "not searched to the end", "hopeless", "no answer"],
)
def test_a_choice_that_misses_is_asked_for_again_with_that_much_more(
    monkeypatch: pytest.MonkeyPatch, answers: list[Any], status: int, found: Choice, asked: list[float]
) -> None:
    """Two of 4, 3, 6 and 5 reach 9; the largest two are taken where the solver cannot tell."""
    solver = Solver(4, *answers, status=status)
    monkeypatch.setattr("scipy.optimize.milp", solver)
    assert least_excess([4, 3, 6, 5], 9) == found
    assert [wanted for wanted, _ in solver.asked] == pytest.approx(asked)
    assert {count for _, count in solver.asked} == {2}


@pytest.mark.parametrize(("size", "gap"), [(30, 1e-9), (31, 1e-4)])
def test_the_search_is_exact_among_thirty_and_ends_after_steps_not_after_a_time(
    monkeypatch: pytest.MonkeyPatch, size: int, gap: float
) -> None:
    solver = Solver(size, None)
    monkeypatch.setattr("scipy.optimize.milp", solver)
    least_excess([2] * size, 4)
    assert solver.options == {"node_limit": 1_000, "mip_rel_gap": gap}
    solver.size += 1
    fewest_for_both([Debt(2, 2, 0)] * size, 3, Fraction(0), Fraction(0))
    assert solver.options == {"node_limit": 1_000}


RETAIL, OTHER_RETAIL, OVERDUE, CURRENT = Debt(100, 100, 0), Debt(90, 90, 0), Debt(70, 0, 40), Debt(60, 0, 0)


@pytest.mark.parametrize(
    ("collections", "relief", "most_retail", "rows"),
    [
        (0, 0, 0, ()),
        (100, 0, 0, (0,)),
        (0, 40, 0, (2,)),
        (0, 41, 0, None),
        (101, 40, 0, (0, 2)),
        (0, 100, 100, (0,)),
        (0, 100, 60, (0, 2)),
        (0, 100, 59, None),
        (0, 101, 61, (0, 2)),
        (231, 0, 0, (0, 1, 2)),
        (320, 230, 190, (0, 1, 2, 3)),
        (321, 0, 0, None),
        (320, 231, 300, None),
    ],
)
def test_retail_counts_up_to_its_most_and_overdue_in_full(
    collections: int, relief: int, most_retail: int, rows: tuple[int, ...] | None
) -> None:
    debts = [RETAIL, OTHER_RETAIL, OVERDUE, CURRENT]
    found = fewest_for_both(debts, collections, Fraction(relief), Fraction(most_retail))
    if rows is None:
        assert found is None
        return
    assert found is not None
    assert len(found.rows) == len(rows)
    brought = [debts[row] for row in found.rows]
    assert sum(debt.amount for debt in brought) >= collections
    retail = min(sum(debt.retail for debt in brought), most_retail)
    assert retail + sum(debt.overdue for debt in brought) >= relief
    assert found.is_proven


@pytest.mark.parametrize(
    ("amounts", "relief", "most_retail", "count"),
    [
        # 0.0735 × 476.2 are 35.
        ((480, 470, 100), 35, 35, 1),
        ((470, 460, 100), 35, 35, 2),
        # Of it 0.0035 × 285.8 must be a fen that retail could not bring; 0.0735 × 489.8 are 36.
        ((490, 480), 36, 35, 1),
        ((489, 10, 5), 36, 35, 2),
        ((300, 290), 37, 35, 2),
        ((300, 270), 37, 35, None),
    ],
)
def test_every_fen_of_a_debt_raises_the_quota_and_what_may_exceed_it(
    amounts: tuple[int, ...], relief: int, most_retail: int, count: int | None
) -> None:
    """Nothing of them is overdue: a fen adds 0.07 to the quota and a twentieth of that to its edge."""
    debts = [Debt(amount, 0, 0) for amount in amounts]
    found = fewest_for_both(
        debts, 0, Fraction(relief), Fraction(most_retail), rate=Fraction(7, 100), edge=Fraction(1, 20)
    )
    if count is None:
        assert found is None
        return
    assert found is not None
    assert (len(found.rows), found.is_proven) == (count, True)


@pytest.mark.parametrize(
    ("answers", "status", "found", "slack"),
    [
        ([(0, 1), (0, 2)], 0, Choice((0, 2), is_proven=False), [0, 1e-9]),
        ([(1,), (0,), (2,), (0, 2)], 0, Choice((0, 2), is_proven=False), [0, 1e-9, 1.1e-8, 1.11e-7]),
        ([(0, 2)], 1, Choice((0, 2), is_proven=False), [0]),
        ([(0, 2)], 0, Choice((0, 2), is_proven=True), [0]),
        ([(1,)], 0, Choice((0, 2), is_proven=False), [0, 1e-9, 1.1e-8, 1.11e-7]),
        ([None], 2, Choice((0, 2), is_proven=False), [0]),
    ],
    ids=["missed", "missed often", "not searched to the end", "at once", "hopeless", "no answer"],
)
def test_a_choice_that_misses_either_goal_is_asked_for_again_and_no_longer_proven(
    monkeypatch: pytest.MonkeyPatch, answers: list[Any], status: int, found: Choice, slack: list[float]
) -> None:
    """50 of collections and 25 of relief; without an answer the smallest are left out as far as it goes."""
    solver = Solver(4, *answers, status=status)
    monkeypatch.setattr("scipy.optimize.milp", solver)
    debts = [Debt(30, 0, 30), Debt(10, 0, 0), Debt(20, 0, 0)]
    solver.size = len(debts) + 1
    assert fewest_for_both(debts, 50, Fraction(25), Fraction(0)) == found
    assert [wanted for wanted, _, _ in solver.asked] == pytest.approx([1 + more for more in slack], abs=1e-12)
    for _, *asked in solver.asked:
        assert asked[0] == asked[1]
    assert [wanted for _, _, wanted in solver.asked] == pytest.approx(
        [0.5 + more for more in slack], abs=1e-12
    )


def test_where_the_solver_cannot_tell_the_smallest_debts_are_left_out_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of 20, 10 and 30 all but the 10, or all but the 20, bring 40."""
    monkeypatch.setattr("scipy.optimize.milp", Solver(4, None))
    debts = [Debt(20, 0, 0), Debt(10, 0, 0), Debt(30, 0, 30)]
    assert fewest_for_both(debts, 40, Fraction(25), Fraction(0)) == Choice((0, 2), is_proven=False)
