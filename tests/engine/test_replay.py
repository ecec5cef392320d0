"""Replaying the past under a changed policy."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.evaluation import evaluate
from engine.policy.overrides import OverrideError
from engine.whatif.replay import COMPARED, replay, worst_first
from tests.engine.building import facts, from_rows, month_day
from tests.engine.companies import companies
from tests.engine.policies import policies_with, shipped
from tests.engine.repeatable import repeatable

NAMES = [f"2025-{number:02d}" for number in range(2, 13)] + ["2026-01", "2026-02", "2026-03"]
MARCH = month_day("2026-03")
quick = repeatable(30)


def company() -> Any:
    """East misses the checkpoint at 65 % every month; West has an overrun of 8 %; North is last."""
    each = {
        "East": {"collections_28": 650},
        "West": {"retail": 756},
        "North": {"collections": 700},
        "South": {},
    }
    return facts({"months": dict.fromkeys(NAMES, each)})


def test_a_lower_threshold_pays_who_had_missed() -> None:
    found = replay(company(), shipped(), {"checkpoint.threshold": "13/20"}, MARCH)
    assert found.cost == 12 * 2000
    assert found.regions["region"][0] == "East"
    assert dict(found.regions.select("region", "awards_change").rows()) == {
        "East": 24_000,
        "West": 0,
        "North": 0,
        "South": 0,
    }
    assert found.regions["region"].to_list() == ["East", "North", "South", "West"]
    assert found.regions["months_changed"].to_list() == [12, 0, 0, 0]
    assert found.lines.height == 12 * 4


def test_everything_compared_stands_side_by_side_by_month_and_region() -> None:
    """East had −1,000 and 500; met, 1,000 and 500."""
    found = replay(company(), shipped(), {"checkpoint.threshold": "13/20"}, MARCH, months=2)
    lines = found.lines
    assert set(lines.columns) == {
        "month", "region", "awards_change", "rank_change",
        *(f"{name}_{when}" for name in COMPARED for when in ("before", "after")),
    }  # fmt: skip
    february = month_day("2026-02")
    same = [(month, region) for month in (february, MARCH) for region in ("North", "South", "West")]
    assert lines.select("month", "region").rows() == [(february, "East"), (MARCH, "East"), *same]
    east = lines.row(0, named=True)
    assert (east["checkpoint_outcome_before"], east["checkpoint_outcome_after"]) == ("missed", "met")
    assert (east["awards_before"], east["awards_after"], east["awards_change"]) == (-500, 1500, 2000)
    assert found.regions.row(0, named=True) == {
        "region": "East", "awards_before": -1000, "awards_after": 3000, "awards_change": 4000,
        "months_changed": 2, "rank_changes": 0, "last_before": 0, "last_after": 0,
    }  # fmt: skip


def test_gains_and_losses_net_in_the_cost() -> None:
    """East's fine is 100 yuan less in each of twelve months, West's tier 100 yuan dearer."""
    changes = {"capital.tiers.steps.2.award": -600, "checkpoint.fine": 900}
    found = replay(company(), shipped(), changes, MARCH)
    changed = dict(found.regions.select("region", "awards_change").rows())
    assert changed == {"East": 1200, "West": -1200, "North": 0, "South": 0}
    assert found.cost == 0


def test_who_loses_most_comes_first_then_who_gains_most_and_last_who_keeps_the_same() -> None:
    changes = {"capital.tiers.steps.2.award": -600, "checkpoint.fine": 900}
    found = replay(company(), shipped(), changes, MARCH)
    assert found.regions["region"].to_list() == ["West", "East", "North", "South"]
    assert found.lines["awards_change"].to_list() == [-100] * 12 + [100] * 12 + [0] * 24


def test_what_cannot_be_compared_comes_last_of_all() -> None:
    changes = pl.DataFrame({"change": [None, 0, 5, -1, None, -7], "name": ["b", "c", "d", "e", "a", "f"]})
    assert worst_first(changes, "change", "name")["name"].to_list() == ["f", "e", "d", "c", "a", "b"]


def test_other_weights_move_ranks_without_moving_money() -> None:
    """With capital at 100, West's overrun of 8 % costs 26.7 points, more than North's 10.5."""
    found = replay(company(), shipped(), {"appraisal.indicators.capital.weight": 100}, MARCH, months=3)
    ranks = {row["region"]: row for row in found.lines.filter(found.lines["month"] == MARCH).to_dicts()}
    assert found.cost == 0
    assert (ranks["North"]["rank_before"], ranks["North"]["rank_after"]) == (4, 3)
    assert (ranks["West"]["rank_change"], ranks["North"]["rank_change"]) == (1, -1)
    by_region = {row["region"]: row for row in found.regions.to_dicts()}
    assert (by_region["North"]["last_before"], by_region["North"]["last_after"]) == (3, 0)
    assert by_region["West"]["last_after"] == 3
    assert {name: row["rank_changes"] for name, row in by_region.items()} == {
        "West": 3, "North": 3, "East": 0, "South": 0,
    }  # fmt: skip


def test_months_before_the_replay_keep_their_policy() -> None:
    found = replay(company(), shipped(), {"checkpoint.threshold": "13/20"}, MARCH, months=2)
    assert found.lines["month"].unique().to_list() == [month_day("2026-02"), MARCH]
    assert found.cost == 2 * 2000
    assert found.policies.at(month_day("2026-01")) == shipped().items[0]
    # North was last in all fourteen months; the twelve before the replay still count.
    north = found.lines.filter((found.lines["region"] == "North") & (found.lines["month"] == MARCH))
    assert north["last_place_streak_after"].item() == 14


def test_a_changed_checkpoint_day_takes_the_facts_to_that_day() -> None:
    later, given_ = (
        facts({"months": {name: {"East": {"collections_28": yuan}} for name in NAMES}}) for yuan in (800, 650)
    )
    found = replay(given_, shipped(), {"checkpoint.day": 30}, MARCH, months=1, changed_facts=later)
    assert found.lines["checkpoint_outcome_after"].to_list() == ["met"]
    assert found.cost == 2000


def test_a_value_out_of_range_is_refused() -> None:
    with pytest.raises(OverrideError):
        replay(company(), shipped(), {"checkpoint.threshold": 3}, MARCH)


@quick
@given(
    companies().filter(lambda rows: bool(rows["region_months"])),
    st.sampled_from(
        [
            {"checkpoint.threshold": 0.65},
            {"checkpoint.reward": 7, "capital.quota_rate": 0.05},
            {"capital.tiers.steps.0.award": 900, "checkpoint.required": "either"},
        ]
    ),
)
def test_every_replayed_line_is_what_a_policy_file_with_those_values_gives(
    rows: Any, changes: dict[str, Any]
) -> None:
    given_ = from_rows(rows)
    until = given_.region_months["month"].max()
    found = replay(given_, shipped(), changes, until)  # type: ignore[arg-type]
    wanted = evaluate(given_, policies_with(changes)).regions.sort("month", "region")
    for name in ("checkpoint_award", "capital_award", "rank", "last_place_streak"):
        assert found.lines.sort("month", "region")[f"{name}_after"].to_list() == wanted[name].to_list()
    total = wanted["checkpoint_award"].sum() + wanted["capital_award"].sum()
    was = evaluate(given_, shipped()).regions
    assert found.cost == total - was["checkpoint_award"].sum() - was["capital_award"].sum()
    assert found.regions["awards_change"].sum() == found.cost
