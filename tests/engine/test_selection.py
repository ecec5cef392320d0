"""The solver's choices against every choice there is."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.selection import Debt, fewest, fewest_for_both, least_excess

quick = settings(max_examples=60, deadline=None, derandomize=True)
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
