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
    assert [chance_of_sum([], goal) for goal in (0, 1)] == [1.0, 0.0]
    # Twenty twentieths are a little more than one as binary numbers.
    always = Payment.of(100, np.arange(1, 21) / 20, np.ones(20))
    assert always.chances.sum() > 1
    assert chance_of_sum([always], 5) == 1.0


def test_what_both_pay_at_least_is_counted_once() -> None:
    """Each pays one or two: four in one case of four, three in three, two for sure."""
    some = Payment.of(2, np.array([0.5, 1.0]), np.ones(2))
    assert [chance_of_sum([some] * 2, goal) for goal in (2, 3, 4)] == [1.0, 0.75, 0.25]


def test_unlike_debts_paid_whole_or_not_come_to_more_than_a_part_as_often_as_they_miss_it() -> None:
    """What comes and what does not are alike: two fifths or more come as often as they do not."""
    owed = [10_007 + 97 * number**2 for number in range(40)]
    coins = [Payment.of(one, np.array([0.0, 1.0]), np.ones(2)) for one in owed]
    two_fifths, three_fifths = (chance_of_sum(coins, part * sum(owed)) for part in (0.4, 0.6))
    assert two_fifths > 0.8
    assert two_fifths + three_fifths == pytest.approx(1.0, abs=1e-4)


def test_equal_sums_of_round_debts_stay_equal_on_the_grid() -> None:
    """Twenty owe 2,000 yuan and twenty 3,000: all of it comes, or nothing, but for dust once in a million
    million times, which makes too many sums to count."""
    thousands = [2, 3] * 20
    law = np.ones(1)
    for each in thousands:
        law = np.convolve(law, [0.5, *[0.0] * (each - 1), 0.5])
    payments = [
        Payment.of(each * 100_000, np.array([0.0, 0.1 + number / 977, 1.0]), np.array([0.5, 1e-12, 0.5]))
        for number, each in enumerate(thousands)
    ]
    for goal in (49, 50, 51, 65):
        found = [chance_of_sum(payments, goal * 100_000 + more) for more in (0, 1)]
        assert found == pytest.approx([law[goal:].sum(), law[goal + 1 :].sum()], abs=1e-6)


def test_what_all_but_surely_comes_nearly_whole_is_all_but_sure() -> None:
    """All or a ten-thousandth less from each of a hundred, nothing once in a thousand million."""
    owed = [10_007.0 + 97 * number**2 for number in range(100)]
    payments = [
        Payment(np.array([0.0, one * 0.9999, one]), np.array([1e-9, 0.5, 0.5 - 1e-9])) for one in owed
    ]
    assert chance_of_sum(payments, 0.99 * sum(owed)) == pytest.approx(1.0, abs=1e-6)


def test_thirds_of_a_debt_come_to_the_whole_of_it() -> None:
    """33.3 fen each are no whole fen; three of them are 100."""
    third = Payment.of(100, np.array([1 / 3]), np.ones(1))
    assert chance_of_sum([third] * 3, 100) == 1.0
    assert chance_of_sum([third] * 3, 101) == 0.0
