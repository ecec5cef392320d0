"""What customers paid of what they owed, and what that says of the next month."""

from __future__ import annotations

from datetime import date
from itertools import product

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.payments import CUSTOMER, KINDS, Kind, chance_to_reach, credibility, owed, records
from tests.engine.repeatable import repeatable

quick = repeatable(40)


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


def payments(*rows: tuple[str, str, int | None, int | None, int], month: int = 1) -> pl.DataFrame:
    """Customers as (name, type, balance, overdue, paid)."""
    return pl.DataFrame(
        [
            ("East", "Office", name, kind, date(2026, month, 1), balance, overdue, paid)
            for name, kind, balance, overdue, paid in rows
        ],
        schema=dict.fromkeys(CUSTOMER, pl.String)
        | {"month": pl.Date, "balance": pl.Int64, "overdue": pl.Int64, "paid": pl.Int64},
        orient="row",
    )


@pytest.mark.parametrize(
    ("customer_type", "balance", "overdue", "kinds"),
    [
        ("零售", 100, 40, (100, 0, 0)),
        ("零售", None, 40, (0, 0, 0)),
        ("零售", -1, 0, (0, 0, 0)),
        ("合同", 100, 40, (0, 40, 60)),
        ("合同", 100, -10, (0, 0, 100)),
        ("合同", 30, 40, (0, 40, 0)),
        ("备案", 100, None, (0, 0, 0)),
    ],
)
def test_a_balance_is_owed_in_the_kinds_of_its_customer(
    customer_type: str, balance: int | None, overdue: int | None, kinds: tuple[int, ...]
) -> None:
    """Overdue below nothing is nothing; what is unknown is not counted."""
    row = payments(("a", customer_type, balance, overdue, 0))
    assert row.select(owed(kind).alias(kind) for kind in KINDS).row(0) == kinds


def test_records_stand_by_customer_and_month() -> None:
    february = payments(
        ("b", "零售", 100, 0, 50), ("a", "零售", 100, 0, 25), ("c", "合同", 100, 100, 9), month=2
    )
    january = payments(("b", "零售", 1, 0, 1), ("a", "零售", 200, 0, 20), ("d", "零售", 0, 0, 7))
    found = records(pl.concat([february, january]), "retail_balance")
    assert found.columns == [*CUSTOMER, "month", "share"]
    assert found.select("customer", "month", "share").rows() == [
        ("a", date(2026, 1, 1), 0.1),
        ("a", date(2026, 2, 1), 0.25),
        ("b", date(2026, 1, 1), 1.0),
        ("b", date(2026, 2, 1), 0.5),
    ]


def test_overdue_below_nothing_takes_nothing_from_what_was_paid() -> None:
    assert records(payments(("a", "合同", 100, -50, 25)), "contract_current")["share"].to_list() == [0.25]


@pytest.mark.parametrize(
    ("own", "k"),
    [
        # Within 0.02; between (0.16 − 0.02) ÷ (4 − 8/4) = 0.07.
        ([[0.2, 0.4], [0.6, 0.8]], 2 / 7),
        # Within 0.02; between (0.24 − 0.02) ÷ (3 − 5/3) = 0.165.
        ([[0.2, 0.4], [0.9]], 0.02 / 0.165),
        # Within 0.02; between (0.24 − 2 × 0.02) ÷ (4 − 6/4) = 0.08.
        ([[0.2, 0.4], [0.9], [0.5]], 0.25),
        # Equal means: they differ no more than chance has it.
        ([[0.0, 1.0], [0.4, 0.5, 0.6]], float("inf")),
        ([[0.3, 0.3], [0.3, 0.3]], float("inf")),
        # Nobody wavers, and they differ: one's own record is all.
        ([[0.25, 0.25], [0.75]], 0.0),
        ([[0.2, 0.4, 0.9]], float("inf")),
        ([[0.2], [0.4], [0.9]], float("inf")),
    ],
)
def test_the_months_at_which_ones_own_record_counts_half(own: list[list[float]], k: float) -> None:
    found = credibility([np.array(record) for record in own])
    assert found.k == pytest.approx(k)
    assert found.shares.tolist() == [share for record in own for share in record]


def test_a_record_counts_by_its_months() -> None:
    found = credibility([np.array([0.2, 0.4]), np.array([0.9]), np.array([0.5])])
    assert [found.weight(months) for months in (0, 1, 3)] == pytest.approx([0.0, 0.8, 3 / 3.25])
    sure = credibility([np.array([0.25, 0.25]), np.array([0.75])])
    assert [sure.weight(months) for months in (0, 1)] == [0.0, 1.0]
    assert len(credibility([]).shares) == 0


@pytest.mark.parametrize(
    ("goal", "amounts", "chance"),
    [
        (1_000, [1_000], 1.0),
        (1_000, [999], 0.0),
        (1_000, [500, 500], 1.0),
        # A step of the goal is 2 fen: 501 are 250 steps and 499 are 249.
        (1_000, [501, 499], 0.0),
        (1_000, [800, 800, 800], 1.0),
        (1_000, [], 0.0),
        (7, [3, 4], 0.0),
        (1, [1], 1.0),
    ],
)
def test_payments_are_rounded_down_to_a_step_of_the_goal(
    goal: int, amounts: list[int], chance: float
) -> None:
    sure = np.array([1.0])
    parts = [(amount, sure, 1.0) for amount in amounts]
    assert chance_to_reach(goal, parts, np.empty(0)) == pytest.approx(chance)


def test_binary_noise_does_not_cost_a_step() -> None:
    """0.29 × 100 is a shade less than 29 in floats; with 71 it still makes 100."""
    parts = [(100, np.array([0.29]), 1.0), (100, np.array([0.71]), 1.0)]
    assert 0.29 * 100 < 29
    assert chance_to_reach(100, parts, np.empty(0)) == pytest.approx(1.0)
