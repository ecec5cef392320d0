"""二 Capital: the edges of the tiers to the fen, and what makes a quota."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from engine.policy.parameters import Policy
from engine.regulation.capital import balance_count, basis_column, scale, with_capital
from tests.engine.policies import policies_with, shipped

POLICY = shipped().items[0]
#: A quota of 70,000 fen: 7 % of 10,000.00 yuan.
REGION: dict[str, int | None] = {
    "annual_collections_target": 1_000_000,
    "trailing_collections": 2_000_000,
    "retail_receivables": 0,
    "inventory": 0,
    "contract_overdue": 0,
    "opening_balances": 0,
}


def framed(policy: Policy = POLICY, **figures: int | None) -> pl.DataFrame:
    schema = dict.fromkeys(REGION, pl.Int64)
    return with_capital(pl.DataFrame([REGION | figures], schema=schema), policy)


def judged(policy: Policy = POLICY, **figures: int | None) -> dict[str, Any]:
    return framed(policy, **figures).row(0, named=True)


def under(reading: str, value: Any) -> Policy:
    return policies_with({reading: value}).items[0]


@pytest.mark.parametrize(
    ("occupied", "award"),
    [
        *((70_000, 500), (70_001, 0), (73_500, 0), (73_501, -500), (77_000, -500), (77_001, -1000)),
        *((84_000, -1000), (84_001, -2000), (91_000, -2000), (91_001, -3000)),
    ],
)
def test_the_edge_of_a_tier_belongs_to_the_better_one(occupied: int, award: int) -> None:
    found = judged(retail_receivables=occupied - 1_000, inventory=1_000)
    assert (found["capital_award"], found["capital_status"]) == (award, "proposed")
    assert found["is_explanation_required"] is (award == -3000)


@pytest.mark.parametrize("is_offset", [False, True])
def test_a_hundredth_of_a_fen_beyond_the_quota_is_beyond_it(is_offset: bool) -> None:
    """7 % of 10,000.57 yuan are 70,003.99 fen."""
    policy = under("capital.is_overdue_offset_by_quota", is_offset)
    found = [judged(policy, annual_collections_target=1_000_057, inventory=fen) for fen in (70_003, 70_004)]
    assert [each["is_within_quota"] for each in found] == [True, False]
    assert [each["capital_award"] for each in found] == [500, 0]
    assert found[1]["capital_overrun_scaled"] == 1
    assert judged(policy, inventory=70_000)["is_within_quota"]


def test_amounts_beyond_eighteen_digits_are_judged_as_exactly() -> None:
    """A quota of 7 × 10¹⁶ fen, and a fen more: its hundredths do not fit 64 bits."""
    quota = 7 * 10**16
    found = [
        judged(annual_collections_target=10**18, retail_receivables=occupied)
        for occupied in (quota, quota + 1, quota * 21 // 20, quota * 21 // 20 + 1, quota * 13 // 10 + 1)
    ]
    assert [each["capital_award"] for each in found] == [500, 0, 0, -500, -3000]
    # Three times a quota of 1.12 × 10¹⁶; what lies above it in hundredths, times the edges, needs more bits.
    large = judged(annual_collections_target=16 * 10**16, retail_receivables=336 * 10**14)
    assert large["capital_award"] == -3000


@pytest.mark.parametrize("is_offset", [False, True])
def test_products_take_the_wide_numbers_only_where_they_are_needed(is_offset: bool) -> None:
    """Those of 128 bits take several times as long; a target of a hundred million yuan does without them."""
    policy = under("capital.is_overdue_offset_by_quota", is_offset)
    for target, kind in ((10**10, pl.Int64), (10**18, pl.Int128)):
        schema = framed(policy, annual_collections_target=target).schema
        assert {schema[f"capital_{name}_scaled"] for name in ("quota", "overrun")} == {kind}


def test_a_policy_of_one_tier_has_no_edge_to_be_below() -> None:
    policy = under("capital.tiers.steps", [{"award": -7}])
    assert judged(policy, inventory=1)["capital_award"] == -7


def test_overdue_is_overrun_beside_a_quota_that_is_not_used_up() -> None:
    found = judged(retail_receivables=50_000, contract_overdue=7_001)
    assert (found["capital_overrun"], found["capital_award"]) == (70.01, -1000)
    offset = judged(
        under("capital.is_overdue_offset_by_quota", value=True),
        retail_receivables=50_000,
        contract_overdue=20_001,
    )
    assert (offset["capital_overrun"], offset["capital_award"]) == (0.01, 0)


@pytest.mark.parametrize("missing", ["annual_collections_target", "retail_receivables", "contract_overdue"])
def test_what_is_not_known_is_neither_fined_nor_rewarded(missing: str) -> None:
    found = judged(**{missing: None})
    assert (found["capital_status"], found["capital_award"], found["capital_tier"]) == ("no_data", 0, None)
    assert found["capital_overrun"] is None
    assert found["is_explanation_required"] is False


@pytest.mark.parametrize("target", [0, -1])
def test_without_a_positive_quota_there_is_no_overrun(target: int) -> None:
    found = judged(annual_collections_target=target, retail_receivables=5)
    assert (found["capital_status"], found["capital_award"]) == ("no_data", 0)
    assert found["capital_occupied"] == 5


def test_the_quota_may_be_a_part_of_twelve_months_and_the_other_one_stands_beside_it() -> None:
    found = judged(under("capital.collections_basis", "trailing_twelve_months"), inventory=140_001)
    assert (found["capital_quota"], found["capital_quota_alternative"]) == (1400, 700)
    assert (found["capital_overrun"], found["capital_award"]) == (0.01, 0)


def test_the_mean_of_two_balances_is_judged_to_half_a_fen() -> None:
    policy = under("readings.balance_of_month", "mean_of_beginning_and_end")
    assert (balance_count(POLICY), balance_count(policy)) == (1, 2)
    even = judged(policy, inventory=70_000, opening_balances=70_000)
    assert (even["capital_occupied"], even["capital_award"]) == (70_000, 500)
    found = judged(policy, inventory=70_000, opening_balances=70_001)
    assert (found["capital_occupied"], found["capital_overrun"], found["capital_award"]) == (70_001, 0.005, 0)
    assert judged(policy, opening_balances=None)["capital_status"] == "no_data"


def test_scaled_figures_are_whole_multiples_of_a_fen() -> None:
    assert (scale(POLICY), basis_column(POLICY)) == (100, "annual_collections_target")
    found = judged(retail_receivables=70_001)
    assert (found["capital_quota_scaled"], found["capital_overrun_scaled"]) == (7_000_000, 100)
