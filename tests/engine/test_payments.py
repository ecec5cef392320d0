"""What customers paid of what they owed, and what that says of the next month."""

from __future__ import annotations

from datetime import date
from itertools import product

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.payments import CUSTOMER, KINDS, Kind, chance_to_reach, credibility, owed, records

quick = settings(max_examples=40, deadline=None, derandomize=True)


def payment(kind: str, balance: int, overdue: int, paid: int) -> pl.DataFrame:
    who = dict.fromkeys(CUSTOMER, "x") | {"customer_type": kind}
    return pl.DataFrame(
        [who | {"month": date(2026, 1, 1), "balance": balance, "overdue": overdue, "paid": paid}]
    )


@pytest.mark.parametrize(
    ("customer_type", "kind", "paid", "share"),
    [
        ("零售", "retail_balance", 250, 0.25),
        ("零售", "retail_balance", 1_500, 1.0),
        ("零售", "retail_balance", -40, 0.0),
        ("合同", "contract_overdue", 100, 0.25),
        ("备案", "contract_overdue", 900, 1.0),
        ("合同", "contract_current", 400, 0.0),
        ("合同", "contract_current", 700, 0.5),
    ],
)
def test_payments_settle_what_is_overdue_first(
    customer_type: str, kind: Kind, paid: int, share: float
) -> None:
    """1,000 fen owed, 400 of them overdue."""
    assert records(payment(customer_type, 1_000, 400, paid), kind)["share"].to_list() == [share]


def test_what_was_not_owed_leaves_no_record() -> None:
    for kind in KINDS:
        assert records(payment("零售", -5, 0, 100), kind).is_empty()
    assert records(payment("零售", 1_000, 400, 100), "contract_overdue").is_empty()
    assert records(payment("合同", 1_000, 0, 100), "contract_overdue").is_empty()


@quick
@given(st.sampled_from(["零售", "合同", "备案"]), st.integers(-50, 100), st.integers(0, 100))
def test_the_kinds_never_count_a_fen_twice(customer_type: str, balance: int, overdue: int) -> None:
    row = payment(customer_type, balance, overdue, 0).select(owed(kind).alias(kind) for kind in KINDS)
    assert sum(row.row(0)) <= max(balance, overdue, 0)


def test_customers_who_differ_are_believed_sooner_than_customers_who_only_fluctuate() -> None:
    rng = np.random.default_rng(1)
    levels = rng.uniform(0.1, 0.9, 40)
    telling = credibility([np.clip(level + rng.normal(0, 0.02, 6), 0, 1) for level in levels])
    noisy = credibility([rng.uniform(0, 1, 6) for _ in levels])
    assert telling.k < 0.1
    assert noisy.k > 5
    assert telling.weight(6) > 0.95
    assert noisy.weight(6) < 0.5
    assert telling.weight(0) == 0.0


@pytest.mark.parametrize("own", [[], [np.array([0.5])], [np.array([0.5]), np.array([0.9])]])
def test_too_few_records_say_nothing_of_one_customer(own: list[np.ndarray]) -> None:
    assert credibility(own).weight(12) == 0.0


@quick
@given(
    st.lists(
        st.tuples(st.integers(1, 40), st.sampled_from([(0.0, 1.0), (0.5,), (0.0, 0.5, 1.0)])), max_size=5
    ),
    st.sampled_from([10, 20, 25, 50]),
)
def test_the_chance_is_that_of_all_outcomes_counted_one_by_one(
    parts: list[tuple[int, tuple[float, ...]]], goal: int
) -> None:
    """Amounts are even and goals divide the steps, so that nothing is rounded."""
    doubled = [(2 * amount, shares) for amount, shares in parts]
    outcomes = list(product(*(shares for _, shares in doubled)))
    hits = sum(
        sum(amount * share for (amount, _), share in zip(doubled, outcome, strict=True)) >= goal
        for outcome in outcomes
    )
    found = chance_to_reach(goal, [(a, np.array(s), 1.0) for a, s in doubled], np.array([0.0]))
    assert found == pytest.approx(hits / len(outcomes))


def test_without_weight_the_pool_speaks_alone() -> None:
    own, pool = np.array([1.0]), np.array([0.0, 1.0])
    assert chance_to_reach(100, [(100, own, 0.0)], pool) == pytest.approx(0.5)
    assert chance_to_reach(100, [(100, own, 0.5)], pool) == pytest.approx(0.75)
    assert chance_to_reach(100, [(100, np.empty(0), 0.0)], pool) == pytest.approx(0.5)
