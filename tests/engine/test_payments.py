"""What customers paid of what they owed, and what that says of the next month."""

from __future__ import annotations

from datetime import date
from itertools import product

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.collecting.payments import (
    CUSTOMER,
    KINDS,
    NO_RECORD,
    Credibility,
    Kind,
    Record,
    Window,
    chance_to_reach,
    credibility,
    days_left,
    owed,
    records,
    swing,
)
from tests.engine.repeatable import repeatable

quick = repeatable(40)


def record(*shares: float, owed: float = 1_000.0) -> Record:
    """Shares of as much owed in every month."""
    return Record(np.array(shares), np.full(len(shares), owed))


def everybody(*shares: float) -> Credibility:
    return Credibility(record(*shares), 0.0)


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
    telling = credibility([record(*np.clip(level + rng.normal(0, 0.02, 6), 0, 1)) for level in levels])
    noisy = credibility([record(*rng.uniform(0, 1, 6)) for _ in levels])
    assert telling.k < 0.1
    assert noisy.k > 5
    assert telling.weight(6) > 0.95
    assert noisy.weight(6) < 0.5
    assert telling.weight(0) == 0.0


@pytest.mark.parametrize("own", [[], [record(0.5)], [record(0.5), record(0.9)]])
def test_too_few_records_say_nothing_of_one_customer(own: list[Record]) -> None:
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
    doubled = [(2 * amount, shares) for amount, shares in parts]
    outcomes = list(product(*(shares for _, shares in doubled)))
    hits = sum(
        sum(amount * share for (amount, _), share in zip(doubled, outcome, strict=True)) >= goal
        for outcome in outcomes
    )
    found = chance_to_reach(goal, [(a, record(*s), 1.0) for a, s in doubled], everybody(0.0))
    assert found == pytest.approx(hits / len(outcomes))


def test_without_weight_the_pool_speaks_alone() -> None:
    own, pool = record(1.0), everybody(0.0, 1.0)
    assert chance_to_reach(100, [(100, own, 0.0)], pool) == pytest.approx(0.5)
    assert chance_to_reach(100, [(100, own, 0.5)], pool) == pytest.approx(0.75)
    assert chance_to_reach(100, [(100, NO_RECORD, 0.0)], pool) == pytest.approx(0.5)


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
    assert found.columns == [*CUSTOMER, "month", "owed", "share"]
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
    found = credibility([record(*shares) for shares in own])
    assert found.k == pytest.approx(k)
    assert found.everybody.shares.tolist() == [share for shares in own for share in shares]


def test_a_record_counts_by_its_months() -> None:
    found = credibility([record(0.2, 0.4), record(0.9), record(0.5)])
    assert [found.weight(months) for months in (0, 1, 3)] == pytest.approx([0.0, 0.8, 3 / 3.25])
    sure = credibility([record(0.25, 0.25), record(0.75)])
    assert [sure.weight(months) for months in (0, 1)] == [0.0, 1.0]
    assert len(credibility([]).everybody) == 0


def test_payments_in_full_reach_what_is_owed_to_the_fen() -> None:
    for goal, amounts, chance in [
        (1_000, [1_000], 1.0),
        (1_000, [999], 0.0),
        (1_000, [501, 499], 1.0),
        (1_001, [501, 499], 0.0),
        (7, [3, 4], 1.0),
        (1_000, [], 0.0),
    ]:
        parts = [(amount, record(1.0), 1.0) for amount in amounts]
        assert chance_to_reach(goal, parts, everybody(1.0)) == pytest.approx(chance)


def test_binary_noise_costs_nothing() -> None:
    """0.29 × 100 is a little less than 29 as a binary number."""
    parts = [(100, record(0.29), 1.0), (100, record(0.71), 1.0)]
    assert 0.29 * 100 < 29
    assert chance_to_reach(100, parts, everybody(0.0)) == pytest.approx(1.0)


def test_a_rate_is_what_was_paid_of_what_was_owed_and_no_mean_of_rates() -> None:
    """All of 100 and a tenth of 900 are 190 of 1,000; the mean of the two rates would be 55 %."""
    uneven = Record(np.array([1.0, 0.1]), np.array([100.0, 900.0]))
    assert uneven.rate == pytest.approx(0.19)
    # Of 1,000 owed now all comes as often as all came of what was owed before: in a tenth of it.
    assert chance_to_reach(1_000, [(1_000, uneven, 1.0)], everybody(0.0)) == pytest.approx(0.1)


def test_months_in_which_everybody_pays_less_make_a_sum_less_sure() -> None:
    """Twenty customers pay 30 % or 70 % all together: twice the months of one would tell no more."""
    rows = [
        (f"c{number}", "零售", 1_000, 0, 700 if turn % 2 else 300)
        for turn in range(12)
        for number in range(20)
    ]
    together = pl.concat(
        payments(*(row for row in rows[20 * turn : 20 * turn + 20]), month=turn + 1) for turn in range(12)
    )
    found = swing(records(together, "retail_balance"))
    # Factors 0.6 and 1.4 have a variance of 0.16 × 12 / 11; chance would make of it 0.04 / (20 × 0.25).
    assert found == pytest.approx(((0.16 * 12 / 11 - 0.04 * 240 / 220 / 5) * 13 / 12) ** 0.5)
    everyone = record(*[0.3, 0.7] * 6)
    parts = [(1_000, everyone, 1.0)] * 20
    calm = chance_to_reach(8_000, parts, Credibility(everyone, 0.0))
    swinging = chance_to_reach(8_000, parts, Credibility(everyone, 0.0, found))
    assert calm > 0.98
    assert 0.8 < swinging < 0.9


def test_customers_who_pay_as_they_like_have_no_swing() -> None:
    rng = np.random.default_rng(3)
    frames = [
        payments(*((f"c{n}", "零售", 1_000, 0, int(rng.integers(0, 1_000))) for n in range(60)), month=turn)
        for turn in range(1, 13)
    ]
    assert swing(records(pl.concat(frames), "retail_balance")) < 0.1
    assert swing(records(pl.concat(frames[:2]), "retail_balance")) == 0.0


def paid_together(shares: list[float], owed: int = 1_000, count: int = 20) -> pl.DataFrame:
    """Records of customers who owe as much each month and pay the same share all together."""
    return records(
        pl.concat(
            payments(*((f"c{n}", "零售", owed, 0, round(owed * share)) for n in range(count)), month=month)
            for month, share in enumerate(shares, 1)
        ),
        "retail_balance",
    )


def test_a_swing_moves_what_all_pay_by_root_three_of_it_in_one_month_of_three() -> None:
    """0.2 × √3 = 0.346: who always pays half of 1,000 brings 326.8, 500 or 673.2 (chances 1/6, 4/6, 1/6)."""

    def chance(goal: int, share: float) -> float:
        always = record(share)
        return chance_to_reach(goal, [(1_000, always, 1.0)], Credibility(always, 0.0, 0.2))

    found = [chance(goal, 0.5) for goal in (326, 327, 500, 501, 673, 674)]
    assert found == pytest.approx([1, 5 / 6, 5 / 6, 1 / 6, 1 / 6, 0])
    # Nobody pays more than is owed.
    assert [chance(goal, 1.0) for goal in (1_000, 1_001)] == pytest.approx([5 / 6, 0])


def test_three_months_tell_a_swing_and_two_do_not() -> None:
    """Half, nothing, all: factors 1, 0, 2 vary by 1; chance makes 0.5 × 60 / 40 / 3 / (20 × 0.25) of it."""
    chance = (0.25 + 0.25) * 20 / 40 / (20 * 0.25)
    assert swing(paid_together([0.5, 0.0, 1.0])) == pytest.approx(((1 - chance) * 4 / 3) ** 0.5)
    assert swing(paid_together([0.0, 1.0])) == 0.0


def test_a_swing_is_the_same_in_any_coin_and_who_never_pays_has_none() -> None:
    found = swing(paid_together([0.0, 1.0] * 6, count=2))
    assert found > 0.5
    assert swing(paid_together([0.0, 1.0] * 6, owed=1, count=2)) == pytest.approx(found)
    swung = paid_together([0.3, 0.7] * 5)
    never = records(payments(("never", "零售", 1_000, 0, 0), month=11), "retail_balance")
    assert swing(pl.concat([swung, never])) == pytest.approx(swing(swung))


def test_customers_of_one_month_each_tell_no_swing() -> None:
    rows = [payments((f"c{month}", "零售", 100, 0, 10 * month), month=month) for month in range(1, 6)]
    assert swing(records(pl.concat(rows), "retail_balance")) == 0.0


@pytest.mark.parametrize(
    ("as_of", "checkpoint", "length", "window"),
    [
        (25, 28, 31, Window(26, 28, "checkpoint")),
        (27, 28, 28, Window(28, 28, "checkpoint")),
        (28, 28, 31, Window(29, 31, "month")),
        (30, 28, 31, Window(31, 31, "month")),
        (28, 28, 28, None),
        (31, 28, 31, None),
        (27, 30, 28, Window(28, 30, "checkpoint")),
    ],
)
def test_money_may_come_until_the_checkpoint_and_then_until_the_months_end(
    as_of: int, checkpoint: int, length: int, window: Window | None
) -> None:
    assert days_left(as_of, checkpoint, length) == window
