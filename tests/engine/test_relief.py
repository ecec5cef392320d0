"""二 What it takes to come down to a better tier: every tier in reach by its least money, by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from engine.collecting.relief import Balances, Relief, ceiling, reliefs
from engine.collecting.selection import Debt
from tests.engine.policies import policies_with, shipped

POLICY = shipped().items[0]
#: A quota of 70,000 fen, and 80,000 in use: 14.3 % too much, the fourth tier (−1,000 yuan).
OVER: dict[str, Any] = {
    "annual_collections_target": 1_000_000,
    "trailing_collections": 1_000_000,
    "capital_occupied": 80_000,
    "contract_overdue": 0,
    "retail_receivables": 30_000,
    "capital_overrun_scaled": 1_000_000,
    "capital_tier": 3,
}
ALL = [Debt(20_000, 20_000, 0), Debt(10_000, 10_000, 0)]


def least(found: list[Relief]) -> dict[int | None, tuple[int, int, int, float]]:
    """By tier: money in all, of it retail and overdue, and the yuan gained."""
    return {each.tier: (each.money, each.retail, each.overdue, float(each.gain)) for each in found}


def test_every_better_tier_takes_what_lies_above_its_edge() -> None:
    # 10,000 are too much; a twentieth of the quota are 3,500, a tenth 7,000.
    assert least(reliefs(OVER, ALL, POLICY)) == {
        None: (0, 0, 0, 0),
        0: (10_000, 10_000, 0, 1500),
        1: (6_500, 6_500, 0, 1000),
        2: (3_000, 3_000, 0, 500),
    }


def test_tiers_beyond_what_is_owed_are_not_in_reach() -> None:
    assert set(least(reliefs(OVER, [Debt(6_499, 6_499, 0)], POLICY))) == {None, 2}


def test_overdue_is_collected_first_and_retail_below_the_quota_helps_no_further() -> None:
    row = OVER | {"capital_occupied": 72_000, "contract_overdue": 8_000}
    debts = [Debt(8_000, 0, 8_000), Debt(30_000, 30_000, 0)]
    # 2,000 above the quota and 8,000 overdue: 10,000 in all, as before.
    assert least(reliefs(row, debts, POLICY)) == {
        None: (0, 0, 0, 0),
        0: (10_000, 2_000, 8_000, 1500),
        1: (6_500, 0, 6_500, 1000),
        2: (3_000, 0, 3_000, 500),
    }
    # Of overdue nobody owes enough here: retail can bring 2,000 of the 10,000 and no more.
    assert set(least(reliefs(row, [Debt(30_000, 30_000, 0)], POLICY))) == {None}


def test_on_the_trailing_basis_every_fen_raises_the_quota_as_well() -> None:
    policy = policies_with({"capital.collections_basis": "trailing_twelve_months"}).items[0]
    found = least(reliefs(OVER, ALL, policy))
    # x + 0.07 x ≥ 10,000: 9,345.8 fen.
    assert found[0][0] == 9_346
    # x + 0.07 x 1.1 ≥ 3,000: 2,785.5 fen.
    assert found[2][0] == 2_786


def test_where_free_quota_makes_up_for_overdue_retail_brings_all_of_it() -> None:
    """72,000 in use and 8,000 overdue against 70,000: 10,000 too much of either."""
    policy = policies_with({"capital.is_overdue_offset_by_quota": True}).items[0]
    row = OVER | {"capital_occupied": 72_000, "contract_overdue": 8_000}
    assert least(reliefs(row, [Debt(8_000, 0, 8_000), Debt(30_000, 30_000, 0)], policy)) == {
        None: (0, 0, 0, 0),
        0: (10_000, 2_000, 8_000, 1500),
        1: (6_500, 0, 6_500, 1000),
        2: (3_000, 0, 3_000, 500),
    }
    assert least(reliefs(row, [Debt(30_000, 30_000, 0)], policy)) == {
        None: (0, 0, 0, 0),
        0: (10_000, 10_000, 0, 1500),
        1: (6_500, 6_500, 0, 1000),
        2: (3_000, 3_000, 0, 500),
    }


def test_retail_balances_within_the_quota_make_up_for_no_fen_of_overdue() -> None:
    row = OVER | {"capital_occupied": 60_000, "contract_overdue": 8_000}
    debts = [Debt(7_999, 0, 7_999), Debt(30_000, 30_000, 0)]
    assert least(reliefs(row, debts, POLICY)) == {
        None: (0, 0, 0, 0),
        1: (4_500, 0, 4_500, 1000),
        2: (1_000, 0, 1_000, 500),
    }


def test_what_is_collected_of_overdue_raises_the_part_of_the_quota_that_it_is_held_against() -> None:
    policy = policies_with({"capital.collections_basis": "trailing_twelve_months"}).items[0]
    row = OVER | {"capital_occupied": 60_000, "contract_overdue": 8_000}
    found = least(reliefs(row, [Debt(8_000, 0, 8_000)], policy))
    # x + 0.07 x 0.1 ≥ 1,000: 993.05 fen; x + 0.07 x 0.05 ≥ 4,500: 4,484.3; of nothing all there is.
    assert {tier: money for tier, (money, *_) in found.items()} == {None: 0, 0: 8_000, 1: 4_485, 2: 994}


NO_QUOTA = OVER | {
    "trailing_collections": -1_000, "capital_occupied": 50, "retail_receivables": 0,
    "capital_overrun_scaled": None, "capital_tier": None,
}  # fmt: skip


def test_what_is_collected_may_make_the_first_quota_and_a_tier_with_it() -> None:
    """1,000 more went back in a year than came: from 1,001 on there is a quota of 7 % of what is beyond."""
    policy = policies_with({"capital.collections_basis": "trailing_twelve_months"}).items[0]
    found = reliefs(NO_QUOTA, [Debt(5_000, 0, 0)], policy)
    # 50 are in use: 0.07 × 715 are 50.05, and 1.05 × 0.07 × 681 are 50.05 too; and so on.
    assert least(found) == {
        None: (0, 0, 0, 0),
        0: (1_715, 0, 0, 500),
        1: (1_681, 0, 0, 0),
        2: (1_650, 0, 0, -500),
        3: (1_596, 0, 0, -1000),
        4: (1_550, 0, 0, -2000),
        5: (1_001, 0, 0, -3000),
    }
    assert found[0].most_money == 1_000


def test_without_a_quota_there_is_no_tier_to_gain_where_it_is_of_the_annual_target() -> None:
    assert reliefs(NO_QUOTA, [Debt(5_000, 0, 0)], POLICY) == [Relief()]


@pytest.mark.parametrize("missing", ["capital_occupied", "contract_overdue", "annual_collections_target"])
def test_where_a_figure_is_unknown_there_is_nothing_to_gain(missing: str) -> None:
    assert reliefs(OVER | {missing: None}, ALL, POLICY) == [Relief()]


def test_where_what_is_occupied_is_a_mean_no_tier_is_looked_for() -> None:
    policy = policies_with({"readings.balance_of_month": "mean_of_beginning_and_end"}).items[0]
    assert reliefs(OVER, ALL, policy) == [Relief()]


def test_the_best_tier_leaves_nothing_to_gain() -> None:
    assert reliefs(OVER | {"capital_occupied": 1, "capital_tier": 0}, ALL, POLICY) == [Relief()]


def test_the_least_is_the_first_amount_that_meets_the_need() -> None:
    owed = Balances(overdue=5, retail=10, all=None)
    found = owed.least(Relief(0, excess=Fraction(7), most_retail=Fraction(100)), 0)
    assert found is not None
    assert (found.money, found.overdue, found.retail) == (7, 5, 2)
    just = Balances(overdue=0, retail=0, all=7).least(Relief(5), 7)
    assert just is not None
    assert just.money == 7
    assert owed.least(Relief(0, excess=Fraction(16), most_retail=Fraction(100)), 0) is None


@pytest.mark.parametrize(("value", "whole"), [("7/2", 4), ("4", 4), ("-7/2", -3), ("0", 0)])
def test_a_fraction_is_raised_to_the_next_whole_number(value: str, whole: int) -> None:
    assert ceiling(Fraction(value)) == whole
