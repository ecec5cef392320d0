"""How likely each sum of independent payments is, against every combination of them."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.collecting.chances import Payment, chance_of_sum
from engine.collecting.settings import Setting, expected
from engine.collecting.sums import sums_of
from tests.engine.repeatable import repeatable

Bets = list[tuple[int, int]]


def settings(bets: Bets) -> list[Setting]:
    """One customer for each amount (fen) and chance (in a hundred)."""
    return [
        Setting("retail_balance", "East", "Office", f"c{place}", "零售", amount, certainty)
        for place, (amount, certainty) in enumerate(bets)
    ]


def by_force(bets: Bets) -> dict[int, Fraction]:
    """The chance of each sum: every combination of who pays and who does not."""
    found: dict[int, Fraction] = {}
    for pays in product((True, False), repeat=len(bets)):
        total = sum(amount for is_paid, (amount, _) in zip(pays, bets, strict=True) if is_paid)
        chance = Fraction(1)
        for is_paid, (_, certainty) in zip(pays, bets, strict=True):
            chance *= Fraction(certainty if is_paid else 100 - certainty, 100)
        if chance:
            found[total] = found.get(total, Fraction(0)) + chance
    return found


bets = st.lists(st.tuples(st.integers(0, 50), st.integers(1, 100)), max_size=7)


@repeatable(80)
@given(bets=bets, goal=st.integers(-5, 360))
def test_sums_are_those_of_every_combination(bets: Bets, goal: int) -> None:
    forced, found = by_force(bets), sums_of([one.payment for one in settings(bets)])
    assert found.is_exact
    assert dict(zip(found.amounts.tolist(), found.chances.tolist(), strict=True)) == pytest.approx(
        {amount: float(chance) for amount, chance in forced.items()}, abs=1e-12
    )
    reached = float(sum(chance for amount, chance in forced.items() if amount >= goal))
    assert found.at_least(goal) == pytest.approx(reached, abs=1e-12)
    assert chance_of_sum([one.payment for one in settings(bets)], goal) == pytest.approx(reached, abs=1e-9)
    assert found.mean == pytest.approx(float(expected(settings(bets))), abs=1e-9)


@repeatable(40)
@given(bets=bets, certainty=st.sampled_from([0.5, 0.8, 0.95]))
def test_what_is_reached_with_a_certainty_is_the_largest_such_sum(bets: Bets, certainty: float) -> None:
    forced = by_force(bets)
    likely = {amount: sum(chance for other, chance in forced.items() if other >= amount) for amount in forced}
    largest = max(amount for amount, chance in likely.items() if chance >= Fraction(str(certainty)))
    assert sums_of([one.payment for one in settings(bets)]).with_certainty(certainty) == largest


def test_too_many_sums_keep_their_mean_and_stay_within_a_step_of_the_exact_chances() -> None:
    """Twelve payments of a different power of two: 4,096 sums on a grid of 200 points."""
    many = [(2**power, 10 + 7 * power) for power in range(12)]
    exact, gridded = (sums_of([one.payment for one in settings(many)], most) for most in (4096, 200))
    assert (exact.is_exact, gridded.is_exact) == (True, False)
    assert gridded.chances.sum() == pytest.approx(1)
    assert gridded.mean == pytest.approx(exact.mean)
    step = 12 * -(-4095 // 199)  # a step for each payment at most
    for goal in (500, 2_000, 3_500):
        assert exact.at_least(goal + step) <= gridded.at_least(goal) <= exact.at_least(goal - step)


def test_a_grid_of_three_points_is_worked_out_by_hand() -> None:
    """0, 100, 101 and 201, a quarter each, over 0, 101 and 202: 100 is a hundred and first off its point."""
    found = sums_of([one.payment for one in settings([(100, 50), (101, 50)])], 3)
    assert found.amounts.tolist() == [0, 101, 202]
    assert found.chances.tolist() == pytest.approx([102 / 404, 1 / 2, 100 / 404])


def test_what_is_sure_moves_every_sum_of_a_grid_by_as_much() -> None:
    many = [(2**power, 10 + 7 * power) for power in range(9)]
    loose, sure = (
        sums_of([one.payment for one in settings(bets)], 100) for bets in (many, [(10**6, 100), *many])
    )
    assert sure.amounts.tolist() == (loose.amounts + 10**6).tolist()
    assert sure.chances.tolist() == pytest.approx(loose.chances.tolist())


def test_a_chance_is_never_more_than_one() -> None:
    """Twenty twentieths are a little more as binary numbers."""
    always = Payment.of(100, np.arange(1, 21) / 20, np.ones(20))
    assert always.chances.sum() > 1
    assert sums_of([always]).at_least(5) == 1.0
