"""What is needed beyond what comes anyway is the exact inverse of the chance, by another way to count it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.facts import Facts
from engine.forecasting import CERTAINTIES, forecast
from engine.forecasting.amounts import Outlook, outlook
from engine.forecasting.balances import balances
from engine.forecasting.chances import checkpoint_habits
from engine.forecasting.habits import Habits
from engine.forecasting.needed import NEEDED_SCHEMA, needed
from engine.forecasting.panel import Panel, panel
from engine.forecasting.possible import possible_months
from engine.policy.parameters import Policies, Policy
from tests.engine.months import TARGET, Course, company, days, month
from tests.engine.policies import policies_with, shipped
from tests.engine.repeatable import repeatable

REGIONS = ("East", "North", "South")
THRESHOLD = TARGET * 7 // 10
quick = repeatable(10)
COURSES = st.lists(
    st.dictionaries(st.integers(1, 28), st.integers(-100_000, 500_000), max_size=6), min_size=8, max_size=8
)
COMPANIES = st.fixed_dictionaries(dict.fromkeys(REGIONS, COURSES))
#: Regions that end between 64 and 82 % by the 28th, month by month.
LEVELS = {
    "East": [64, 76, 69, 81, 66, 73, 70, 30],
    "North": [71, 68, 75, 66, 78, 69, 72, 20],
    "South": [80, 79, 82, 78, 81, 80, 79, 40],
}


TWICE = pl.col("collections_plan") * 2


def uneven(day: int = 10) -> dict[str, list[Course]]:
    return {
        region: [{day: TARGET * level // 200, 20: TARGET * level // 200} for level in levels]
        for region, levels in LEVELS.items()
    }


@dataclass
class Counted:
    """The chance by counting, case after case; only the pool's weights are the engine's."""

    known: Panel
    found: Outlook
    usual: Habits
    ends: dict[str, npt.NDArray[np.int64]]
    #: By figure, the target it is divided by at the checkpoint is so many times smaller than its own.
    times: tuple[int, int]

    @staticmethod
    def of(
        facts: Facts,
        policies: Policies,
        courses: Mapping[str, Sequence[Course]],
        day: int,
        times: tuple[int, int] = (1, 1),
    ) -> Counted:
        known = panel(facts, policies, days(courses), month(7), day)
        policy, found = policies.at(month(7)), outlook(known)
        rows = possible_months(known, found, balances(known, policy), policy)
        ends = {
            region: rows.filter(region=region)
            .select("sales_to_checkpoint", "collections_to_checkpoint")
            .rows()
            for region in known.regions
        }
        usual = checkpoint_habits(known, found, policy)
        assert usual is not None
        return Counted(known, found, usual, ends, times)

    def chance(self, region: str, sales: int, collections: int, required: str = "both") -> float:
        place, extra = self.known.regions.index(region), (sales, collections)
        of_required = all if required == "both" else any
        is_reached = 10 * (self.ends[region] + np.array(extra)) >= 7 * TARGET
        reached = int((is_reached.all if required == "both" else is_reached.any)(axis=1).sum())
        errors = len(self.found.errors["sales", "checkpoint"])
        plain = (reached / len(self.ends[region]) * errors + 0.5) / (errors + 1)
        months = [
            [
                float(self.known.ends[figure, "checkpoint"][place, number]) * times
                for figure, times in zip(("sales", "collections"), self.times, strict=True)
            ]
            for number in range(len(self.known.past))
            if self.known.valid[place, number]
        ]

        def is_enough(shares: Sequence[float]) -> bool:
            return of_required(
                share >= 0.7 or more >= max(1, np.ceil((0.7 - share) * TARGET))
                for share, more in zip(shares, extra, strict=True)
            )

        often = (sum(map(is_enough, months)) + 0.25) / (len(months) + 0.5)
        mean = [sum(shares) / len(months) for shares in zip(*months, strict=True)] if months else [0.0, 0.0]
        a, b, c = self.usual.weights[:, place]
        pooled = float(a * plain + b * often + c * is_enough(mean))
        came = [int(self.known.to_date[figure][place]) for figure in ("sales", "collections")]
        has_come = of_required(have + more >= THRESHOLD for have, more in zip(came, extra, strict=True))
        return max(plain, pooled) if has_come else pooled


def fen(amount: float) -> int:
    return round(amount * 100)


def rows_of(found: pl.DataFrame, region: str) -> list[dict[str, Any]]:
    return found.filter(region=region).sort("certainty").to_dicts()


@quick
@given(COMPANIES, st.integers(1, 27), st.sampled_from(["both", "either"]), st.booleans())
def test_with_it_the_chance_is_reached_and_with_a_fen_less_it_is_not(
    courses: dict[str, list[Course]], day: int, required: str, is_by_sales: bool
) -> None:
    changes, facts, times = {"checkpoint.required": required}, company(courses), (1, 1)
    if is_by_sales:
        # Collections are planned twice as high, and held against the target of sales (一.3).
        changes |= {"readings.collections_divided_by": "sales_target"}
        facts, times = replace(facts, office_plans=facts.office_plans.with_columns(TWICE)), (1, 2)
    policies = policies_with(changes)
    made = forecast(facts, policies, days(courses), month(7), day)
    told = Counted.of(facts, policies, courses, day, times)
    for region, shown in made.chances.select("region", "checkpoint_chance").rows():
        if shown is None:
            assert made.needed([region])["needed"].is_null().all()
            continue
        assert told.chance(region, 0, 0, required) == pytest.approx(shown, abs=1e-12)
        for row in rows_of(made.needed([region]), region):
            sales, collections = fen(row["sales"]), fen(row["collections"])
            assert fen(row["needed"]) == sales + collections
            assert told.chance(region, sales, collections, required) >= row["certainty"] - 1e-12
            assert (sales + collections == 0) == (shown >= row["certainty"])
            for less in {(max(sales - 1, 0), collections), (sales, max(collections - 1, 0))}:
                if less != (sales, collections):
                    assert told.chance(region, *less, required) < row["certainty"]
            for share in range(0, 11, 2):  # no other mixture of a fen less does it
                other = (sales + collections - 1) * share // 10
                if sales + collections:
                    pair = other, sales + collections - 1 - other
                    assert told.chance(region, *pair, required) < row["certainty"]


@quick
@given(COMPANIES, st.integers(1, 27))
def test_more_certainty_never_takes_less(courses: dict[str, list[Course]], day: int) -> None:
    made = forecast(company(courses), shipped(), days(courses), month(7), day)
    for region in REGIONS:
        sums = [row["needed"] for row in rows_of(made.needed([region]), region)]
        assert None in sums or sums == sorted(sums)


@pytest.mark.parametrize("day", [12, 20, 27])
def test_it_is_never_more_than_what_is_missing_today_where_nothing_was_ever_taken_back(day: int) -> None:
    courses = uneven()
    made = forecast(company(courses), shipped(), days(courses), month(7), day)
    came = {row["region"]: row["to_date"] for row in made.amounts.filter(figure="collections").to_dicts()}
    for row in made.needed(REGIONS).to_dicts():
        missing = THRESHOLD / 100 - came[row["region"]]
        assert 0 <= row["collections"] <= missing
        assert 0 <= row["sales"] <= missing


def alone(
    misses: Sequence[tuple[int, int]],
    weights: Sequence[float] = (1, 0, 0),
    target: int = TARGET,
    regions: Sequence[str] = REGIONS,
    required: str = "both",
) -> list[tuple[Any, ...]]:
    """What East needs if its possible ends miss by `misses` fen; 999 errors; two past months miss by 400."""
    courses, threshold = uneven(), -(-target * 7 // 10)
    known = panel(company(courses), shipped(), days(courses), month(7), 15)
    known = replace(known, regions=list(regions))
    shape = 3, len(known.past)
    valid = np.zeros(shape, dtype=bool)
    valid[:, :2] = True
    names = ("sales", "collections")
    usual = Habits(
        np.repeat(np.array(weights, dtype=float)[:, None], 3, axis=1),
        {name: np.full(shape, 400) for name in names},
        valid,
        {"sales": np.full(3, 50), "collections": np.full(3, 30)},
        {"sales": np.full(3, 10**8), "collections": np.full(3, 2 * 10**8)},
        required,
    )
    ends = pl.DataFrame(
        [
            {
                "region": region,
                "sales_to_checkpoint": threshold - sales,
                "collections_to_checkpoint": threshold - collections,
                "sales_target": target,
                "collections_target": target,
            }
            for sales, collections in misses
            for region in known.regions
        ]
    )
    policy: Policy = shipped().at(month(7))
    found = needed(known, usual, ends, policy, errors=999, reasons=[None] * 3)(known.regions)
    assert dict(found.schema) == NEEDED_SCHEMA
    assert found.select("month", "as_of_day").unique().rows() == [(month(7), 15)]
    assert found["certainty"].unique().sort().to_list() == [float(c) for c in CERTAINTIES] == [0.5, 0.8, 0.95]
    return found.filter(region="East").select("sales", "collections", "needed", "reason").rows()


def test_half_of_four_ends_is_an_even_chance_and_the_farthest_makes_it_safe() -> None:
    """Of four ends 0, 1, 2 and 3 yuan short in collections: (2 ÷ 4 × 999 + ½) ÷ 1000 is one half."""
    ends = [(0, 0), (0, 100), (-500, 200), (0, 300)]
    assert alone(ends) == [(0.0, 1.0, 1.0, None), (0.0, 3.0, 3.0, None), (0.0, 3.0, 3.0, None)]


def test_of_two_figures_the_least_sum_is_named_and_of_equal_ones_the_least_sales() -> None:
    """The first two ends take 7 fen of sales and 3 of collections, the second and third 4 and 7."""
    ends = [(7, 0), (4, 3), (0, 7), (90, 90)]
    assert alone(ends)[0] == (0.07, 0.03, 0.1, None)
    assert alone([(0, 0), (0, 0), (9, 0), (0, 9)])[1] == (0.09, 0.09, 0.18, None)
    assert alone([(7, 0), (0, 7)])[0] == (0.0, 0.07, 0.07, None)


def test_of_either_figure_an_end_counts_once() -> None:
    """Two fen of sales or of collections do for the first end, nine of collections for the second as well."""
    ends = [(2, 2), (90, 9), (90, 90), (90, 90)]
    assert alone(ends, required="either") == [(0.0, 0.09, 0.09, None), *[(0.0, 0.9, 0.9, None)] * 2]


def test_a_target_that_does_not_divide_is_met_by_whole_fen() -> None:
    """Seven tenths of 1,000,003 fen are 700,002.1: with 700,002 a fen is missing."""
    assert alone([(0, 1)] * 4, target=1_000_003)[0] == (0.0, 0.01, 0.01, None)


def test_a_region_needs_as_much_where_there_is_no_other() -> None:
    ends = [(7, 0), (4, 3), (0, 7), (90, 90)]
    assert alone(ends, regions=["East"]) == alone(ends)


def test_habits_move_with_the_amount() -> None:
    """East's mean misses by 50 and 30 fen, its two months by 400 of each: pooled by 0.4, 0.3 and 0.3.

    All ends reached: 0.4 × 0.9995 + 0.3 × 0.25 ÷ 2.5 = 0.4298; the mean adds 0.3; the months lift 0.03 to
    0.3 × 2.25 ÷ 2.5 = 0.27, in all 0.9698.
    """
    found = alone([(0, 0)] * 4, (0.4, 0.3, 0.3))
    assert found == [(0.5, 0.3, 0.8, None), (4.0, 4.0, 8.0, None), (4.0, 4.0, 8.0, None)]


def test_with_all_that_is_missing_today_habits_cannot_speak_against_it() -> None:
    """Two months alone come to 2.25 ÷ 2.5 at most; 1 and 2 million yuan are to come."""
    assert alone([(0, 0)] * 4, (0, 1, 0)) == [
        (4.0, 4.0, 8.0, None), (4.0, 4.0, 8.0, None), (1e6, 2e6, 3e6, None),
    ]  # fmt: skip


def test_nothing_is_needed_any_more_once_the_day_has_come() -> None:
    courses = uneven()
    assert forecast(company(courses), shipped(), days(courses), month(7), 28).needed(REGIONS).is_empty()
    assert forecast(company(courses), shipped(), days(courses), month(7), 27).needed(REGIONS).height == 9


def test_without_a_chance_there_is_no_amount_but_its_reason() -> None:
    courses = {region: months[:2] for region, months in uneven().items()}
    found = forecast(company(courses), shipped(), days(courses), month(1), 15).needed(REGIONS)
    assert found["needed"].is_null().all()
    assert found["reason"].unique().to_list() == ["short_history"]


def test_of_whom_it_is_asked_it_tells_and_of_no_one_else() -> None:
    courses = uneven()
    found = forecast(company(courses), shipped(), days(courses), month(7), 20).needed
    whole = found(REGIONS)
    assert whole["region"].unique().sort().to_list() == sorted(REGIONS)
    for region in REGIONS:
        assert found([region, "nowhere"]).equals(whole.filter(region=region))
    assert found([]).equals(whole.clear())


@pytest.mark.parametrize(
    ("reading", "stake"),
    # Sales and collections fall short together: one fine, or one for each.
    [("fine", 2_000.0), ("fine_for_each", 3_000.0), ("no_fine", 2_000.0)],
)
def test_the_expected_cost_is_the_chance_of_a_miss_times_reward_and_fine(reading: str, stake: float) -> None:
    courses = uneven()
    policies = policies_with({"readings.one_miss_of_two": reading})
    for day in (12, 27):
        rows = forecast(company(courses), policies, days(courses), month(7), day).chances.to_dicts()
        for row in rows:
            if row["checkpoint_chance"] < 0.9:
                assert row["checkpoint_stake"] == pytest.approx(stake)
            expected = (1 - row["checkpoint_chance"]) * row["checkpoint_stake"]
            assert row["checkpoint_cost"] == pytest.approx(expected)
