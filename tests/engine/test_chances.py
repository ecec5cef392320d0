"""The chance of a sum: against closed forms and outcomes counted one by one, from one customer to 500."""

from __future__ import annotations

from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.collecting.chances import Payment, chance_of_sum
from tests.engine.repeatable import repeatable

POINT = 0.01


@pytest.mark.parametrize("count", [1, 2, 7, 60, 100, 333, 500])
@pytest.mark.parametrize("owed", [1, 12_345, 10**9 + 7])
def test_all_or_nothing_is_the_binomial_law(count: int, owed: int) -> None:
    """Half of them have to pay; with sixty customers that is 55 %, and no 5 %."""
    half = -(-count // 2)
    expected = sum(comb(count, paying) for paying in range(half, count + 1)) / 2**count
    coin = Payment.of(owed, np.array([0.0, 1.0]), np.ones(2))
    assert chance_of_sum([coin] * count, half * owed) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("count", [80, 200, 500])
def test_unlike_customers_are_within_a_point_of_a_long_simulation(count: int) -> None:
    rng = np.random.default_rng(count)
    payments, sums = [], np.zeros(60_000)
    for owed in rng.lognormal(13, 1.3, count).astype(int):
        shares = rng.choice([0.0, 0.5, 1.0, rng.random(), rng.random()], 9)
        payments.append(Payment.of(int(owed), shares, np.ones(9)))
        sums += owed * rng.choice(shares, len(sums))
    for quantile in (0.03, 0.25, 0.5, 0.9):
        goal = float(np.quantile(sums, quantile))
        assert chance_of_sum(payments, goal) == pytest.approx((sums >= goal).mean(), abs=POINT)


@pytest.mark.parametrize("count", [40, 150])
def test_round_debts_paid_in_halves_keep_their_equal_sums(count: int) -> None:
    """Multiples of 1,000 yuan, some dust paid once in twenty: sums crowd on half thousands."""
    rng = np.random.default_rng(count)
    payments, sums = [], np.zeros(80_000)
    for owed in rng.integers(1, 4, count) * 100_000:
        shares = np.array([0.0, 0.5, 1.0, rng.random()])
        weights = np.array([9.0, 3.0, 7.0, 1.0])
        payments.append(Payment.of(int(owed), shares, weights))
        sums += owed * rng.choice(shares, len(sums), p=weights / weights.sum())
    goal = float(np.round(np.median(sums) / 50_000) * 50_000)
    assert chance_of_sum(payments, goal) == pytest.approx((sums >= goal).mean(), abs=POINT)


@repeatable(60)
@given(
    st.lists(st.tuples(st.integers(1, 90), st.lists(st.integers(0, 4), min_size=1, max_size=4)), max_size=5),
    st.integers(1, 250),
)
def test_few_customers_are_counted_one_by_one(parts: list[tuple[int, list[int]]], goal: int) -> None:
    """Quarters of what is owed; unequal weights by repetition."""
    outcomes = list(product(*([owed * share for share in shares] for owed, shares in parts)))
    expected = sum(sum(outcome) >= 4 * goal for outcome in outcomes) / len(outcomes)
    payments = [Payment.of(owed, np.array(shares) / 4, np.ones(len(shares))) for owed, shares in parts]
    assert chance_of_sum(payments, goal) == pytest.approx(expected)


def test_what_is_sure_is_one_and_what_cannot_be_is_nought() -> None:
    full = Payment.of(700, np.array([1.0]), np.ones(1))
    assert chance_of_sum([full] * 300, 300 * 700) == 1.0
    assert chance_of_sum([full] * 300, 300 * 700 + 1) == 0.0
    assert chance_of_sum([], 1) == 0.0
