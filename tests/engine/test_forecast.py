"""The forecast: what it may look at, what it must not, and what it says in plain cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from engine.evaluation import evaluate
from engine.forecasting import Days, Forecast, forecast
from engine.forecasting.experts import EXPERTS, experts
from engine.forecasting.mixture import mixture
from engine.forecasting.panel import Flags, Shares, known_facts
from engine.policy.parameters import load_policies
from tests.engine.months import TARGET, Course, company, days, month
from tests.engine.repeatable import repeatable

POLICIES = load_policies()
REGIONS = ("East", "North", "South")
quick = repeatable(12)

#: Half the month's total by the 15th, four fifths by the 28th.
SHAPE = {5: 20, 15: 30, 25: 30, 30: 20}


def shaped(total: int, shape: Mapping[int, int] = SHAPE) -> Course:
    return {day: total * percent // 100 for day, percent in shape.items()}


def steady(months: int, total: int = 900_000) -> dict[str, list[Course]]:
    return {region: [shaped(total)] * months for region in REGIONS}


def forecast_of(
    courses: Mapping[str, Sequence[Course]], number: int, day: int, **facts: int | None
) -> Forecast:
    return forecast(company(courses, **facts), POLICIES, days(courses), month(number), day)  # type: ignore[arg-type]


def assert_same(one: Forecast, other: Forecast) -> None:
    for name in ("amounts", "chances", "tiers"):
        assert_frame_equal(getattr(one, name), getattr(other, name))
    assert_frame_equal(one.needed(REGIONS), other.needed(REGIONS))


def cell(frame: pl.DataFrame, column: str, **where: object) -> object:
    return frame.filter(**where)[column].item()


COURSES = st.lists(
    st.dictionaries(st.integers(1, 31), st.integers(-200_000, 700_000), max_size=6), min_size=8, max_size=8
).map(lambda months: [{min(day, 28): amount for day, amount in course.items()} for course in months])
COMPANIES = st.fixed_dictionaries(dict.fromkeys(REGIONS, COURSES))


def test_a_company_that_repeats_itself_is_forecast_to_repeat_itself() -> None:
    """But for its February, which is laid beside the others by its end and looks a little otherwise."""
    amounts = forecast_of(steady(8), 7, 15).amounts
    for horizon, total in (("month_end", 9_000.0), ("checkpoint", 7_200.0)):
        ends = amounts.filter(horizon=horizon)
        for name in ("low", "middle", "high"):
            assert ends[name].to_list() == pytest.approx([total] * 6, rel=0.006)
    assert amounts["to_date"].unique().to_list() == [4_500.0]


def told(rule: str, standing: Shares, ends: Shares, now: float, valid: Flags | None = None) -> Shares:
    """What one expert says of the month itself, for regions that stand at `now` on its middle day."""
    there = np.ones(ends.shape, dtype=bool) if valid is None else valid
    found = experts(standing, ends, there, np.full(len(ends), now), 0.5)
    return found[EXPERTS.index(rule), :, -1]


def slope(standing: Shares, ends: Shares) -> float:
    """By how much more a region is expected to end that stands a tenth of the target higher."""
    ahead = told("own mean", standing, ends, 0.5) - told("own mean", standing, ends, 0.4)
    return float(ahead[0] / 0.1)


def test_a_month_of_fixed_shape_and_any_size_is_scaled_by_the_shape() -> None:
    """The slope grows to the reciprocal of the share that has come, two here, as far as history allows."""
    ends = np.random.default_rng(3).uniform(0.5, 1.5, (8, 40))
    assert 1.7 < slope(ends / 2, ends) <= 2.0
    assert told("share curve", ends / 2, ends, 0.4) == pytest.approx(np.full(8, 0.8))


def test_a_month_whose_total_keeps_to_the_target_ignores_how_it_began() -> None:
    standing = np.random.default_rng(3).uniform(0.1, 0.7, (8, 40))
    assert slope(standing, np.full(standing.shape, 0.9)) == pytest.approx(0.0, abs=1e-12)
    assert told("own mean", standing, np.full(standing.shape, 0.9), 0.2) == pytest.approx(np.full(8, 0.9))


def test_a_rest_that_does_not_depend_on_the_beginning_is_added_to_what_came() -> None:
    standing = np.random.default_rng(3).uniform(0.1, 0.7, (8, 40))
    assert 0.8 < slope(standing, standing + 0.3) <= 1.0
    assert told("usual rest", standing, standing + 0.3, 0.4) == pytest.approx(np.full(8, 0.7))


def test_every_expert_says_what_it_is_named_for() -> None:
    """Fourteen months of one region, of which the third stood out; half the days have passed."""
    ends = np.array([[0.8, 0.8, 1.4, *[0.8] * 10, 1.0]])
    standing = np.full(ends.shape, 0.4)
    assert told("last month", standing, ends, 0.4) == pytest.approx([1.0])
    assert told("last year", standing, ends, 0.4) == pytest.approx([1.4])
    assert told("own mean", standing, ends, 0.4) == pytest.approx([(12 * 0.8 + 1.4 + 1.0) / 14])
    assert told("target", standing, ends, 0.4) == pytest.approx([1.0])
    assert told("run rate", standing, ends, 0.4) == pytest.approx([0.8])
    assert told("season", standing, ends, 0.4)[0] > 1.3
    assert told("drift", standing, ends, 0.4)[0] > told("latest", standing, ends, 0.4)[0] > 0.85


def test_a_month_that_does_not_count_teaches_no_expert_anything() -> None:
    rng = np.random.default_rng(9)
    standing, ends = rng.uniform(0.2, 0.6, (3, 15)), rng.uniform(0.7, 1.1, (3, 15))
    valid = rng.uniform(size=ends.shape) < 0.8
    strange = np.where(valid, ends, 4.0)
    for rule in EXPERTS:
        assert told(rule, standing, ends, 0.4, valid) == pytest.approx(
            told(rule, standing, strange, 0.4, valid)
        )


@pytest.mark.parametrize(
    ("process", "rule"),
    [("repeats the year", "last year"), ("keeps to last month", "last month")],
)
def test_whoever_was_right_is_heard(process: str, rule: str) -> None:
    rng = np.random.default_rng(4)
    if process == "repeats the year":
        ends = np.tile(rng.uniform(0.4, 1.4, (6, 12)), 3)
    else:
        ends = 0.9 + np.cumsum(rng.normal(0, 0.1, (6, 36)), axis=1)
    standing, valid = rng.uniform(0.2, 0.4, ends.shape), np.ones(ends.shape, dtype=bool)
    spoken = experts(standing, ends, valid, np.full(6, 0.3), 0.5)
    mixed = mixture(spoken, ends, valid)
    meant = spoken[EXPERTS.index(rule), :, -1]
    mean = spoken[EXPERTS.index("own mean"), :, -1]
    assert np.abs(mixed.centre - meant).mean() < np.abs(mean - meant).mean() / 3


def test_an_error_of_the_past_is_that_of_the_forecast_which_could_have_been_made_then() -> None:
    rng = np.random.default_rng(5)
    ends, valid = rng.uniform(0.5, 1.2, (4, 15)), rng.uniform(size=(4, 15)) < 0.8
    valid[0, :12], valid[0, 12] = False, True  # a region that begins then: nothing came before
    standing = ends * rng.uniform(0.2, 0.8, (4, 15))
    whole = mixture(experts(standing, ends, valid, np.full(4, 0.4), 0.5), ends, valid)
    told_then = experts(standing[:, :12], ends[:, :12], valid[:, :12], standing[:, 12], 0.5)
    then = mixture(told_then, ends[:, :12], valid[:, :12])
    assert np.isnan(whole.errors[0, :13]).all()
    is_made = valid[:, 12] & ~np.isnan(whole.errors[:, 12])
    assert is_made.any()
    assert whole.errors[is_made, 12] == pytest.approx((ends[:, 12] - then.centre)[is_made])
    assert np.allclose(whole.errors[:, :12], then.errors, equal_nan=True)


@quick
@given(COMPANIES, COMPANIES, st.integers(1, 27))
def test_nothing_after_the_as_of_day_changes_the_forecast(
    courses: dict[str, list[Course]], others: dict[str, list[Course]], day: int
) -> None:
    """Later days of the month and all of later months are replaced, in the facts as in the days."""
    changed = {
        region: [
            *months[:6],
            {d: a for d, a in months[6].items() if d <= day}
            | {d: a for d, a in others[region][6].items() if d > day},
            *others[region][7:],
        ]
        for region, months in courses.items()
    }
    assert_same(
        forecast_of(courses, 6, day, occupied=500_000), forecast_of(changed, 6, day, occupied=500_000)
    )


@quick
@given(COMPANIES, st.integers(1, 28), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(
    courses: dict[str, list[Course]], day: int, random: object
) -> None:
    facts, known = company(courses), days(courses)
    turned = replace(known, totals=known.totals.sample(fraction=1.0, shuffle=True, seed=7))
    backwards = replace(facts, office_months=facts.office_months.reverse())
    assert_same(
        forecast(facts, POLICIES, known, month(7), day), forecast(backwards, POLICIES, turned, month(7), day)
    )


@quick
@given(COMPANIES, st.integers(1, 28), st.integers(0, 500_000))
def test_more_to_date_never_lowers_the_forecast(
    courses: dict[str, list[Course]], day: int, more: int
) -> None:
    richer = {region: [*months[:7], dict(months[7])] for region, months in courses.items()}
    richer["East"][7][day] = richer["East"][7].get(day, 0) + more
    before, after = (forecast_of(c, 7, day).amounts.filter(region="East") for c in (courses, richer))
    for name in ("low", "middle", "high"):
        assert (after[name] >= before[name]).all()


@quick
@given(COMPANIES, st.integers(1, 28))
def test_ranges_are_in_order_and_chances_are_chances(courses: dict[str, list[Course]], day: int) -> None:
    found = forecast_of(courses, 7, day, occupied=700_000)
    amounts = found.amounts.drop_nulls("middle")
    assert (amounts["low"] <= amounts["middle"]).all()
    assert (amounts["middle"] <= amounts["high"]).all()
    for chance in (found.chances["checkpoint_chance"], found.chances["last_chance"], found.tiers["chance"]):
        assert chance.drop_nulls().is_between(0, 1).all()
    for _, tiers in found.tiers.group_by("region"):
        assert tiers["chance"].sum() == pytest.approx(1)
    assert found.chances["last_chance"].drop_nulls().sum() <= 1 + 1e-9


def test_without_refunds_nothing_falls_below_what_has_come_and_month_end_not_below_the_checkpoint() -> None:
    rng = np.random.default_rng(11)
    courses = {
        region: [shaped(int(total)) for total in rng.integers(300_000, 1_500_000, 12)] for region in REGIONS
    }
    for day in (5, 15, 25):
        amounts = forecast_of(courses, 11, day).amounts
        assert (amounts["low"] >= amounts["to_date"]).all()
        wide = amounts.pivot(on="horizon", index=["region", "figure"], values=["low", "middle", "high"])
        for name in ("low", "middle", "high"):
            assert (wide[f"{name}_month_end"] >= wide[f"{name}_checkpoint"]).all()


def test_on_a_month_s_last_day_nothing_is_left_to_come() -> None:
    found = forecast_of(steady(8), 7, 31)
    assert (found.month, found.as_of_day) == (month(7), 31)
    assert found.amounts["is_known"].all()
    ends = found.amounts.filter(horizon="month_end")
    for name in ("to_date", "low", "middle", "high"):
        assert ends[name].unique().to_list() == [9_000.0]
    assert found.chances["target_chance"].to_list() == [0.0] * 3


@quick
@given(COMPANIES, st.integers(28, 31))
def test_once_the_checkpoint_is_reached_its_outcome_is_certain(
    courses: dict[str, list[Course]], day: int
) -> None:
    facts = company(courses)
    found = forecast(facts, POLICIES, days(courses), month(7), min(day, 31))
    happened = evaluate(facts, POLICIES).regions.filter(month=month(7)).sort("region")
    checkpoint = found.amounts.filter(horizon="checkpoint", figure="collections")
    for name in ("low", "middle", "high"):
        assert checkpoint[name].to_list() == happened["collections_to_checkpoint"].to_list()
    wanted = [float(outcome == "met") for outcome in happened["checkpoint_outcome"]]
    assert found.chances["checkpoint_chance"].to_list() == wanted


def test_what_is_over_is_known_even_without_history() -> None:
    found = forecast_of(steady(1), 0, 28)
    checkpoint = found.amounts.filter(horizon="checkpoint")
    assert checkpoint["middle"].unique().to_list() == [7_200.0]
    assert found.chances["checkpoint_chance"].to_list() == [1.0] * 3
    assert found.amounts.filter(horizon="month_end")["reason"].unique().to_list() == ["short_history"]


@pytest.mark.parametrize(("months", "regions"), [(2, 3), (3, 3), (8, 1)])
def test_too_little_history_gives_a_reason_and_no_number(months: int, regions: int) -> None:
    """Three months of one's own, and nine past errors, are the least that gives an 80 % range."""
    courses = {region: [shaped(900_000)] * (months + 1) for region in REGIONS[:regions]}
    found = forecast_of(courses, months, 15)
    assert found.amounts["reason"].unique().to_list() == ["short_history"]
    assert found.amounts.select("low", "middle", "high").null_count().row(0) == (found.amounts.height,) * 3
    assert found.chances["checkpoint_chance"].null_count() == regions
    assert found.chances["last_reason"].to_list() == ["short_history"] * regions
    assert found.tiers.is_empty()


def test_a_region_without_a_target_is_not_forecast_and_the_last_place_of_no_one_is() -> None:
    courses = steady(8)
    facts = company(courses)
    plans = facts.office_plans.filter(~((pl.col("month") == month(7)) & (pl.col("region") == "East")))
    found = forecast(replace(facts, office_plans=plans), POLICIES, days(courses), month(7), 15)
    assert found.amounts.filter(region="East")["reason"].unique().to_list() == ["no_target"]
    assert found.amounts.filter(region="North")["middle"].null_count() == 0
    assert found.chances["last_reason"].to_list() == ["no_target", "peers_unknown", "peers_unknown"]


def test_who_lacks_one_of_two_targets_is_told_so_whatever_is_known_of_the_days() -> None:
    courses = steady(8)
    facts = company(courses)
    is_east = (pl.col("month") == month(7)) & (pl.col("region") == "East")
    plans = facts.office_plans.with_columns(
        pl.when(is_east).then(0).otherwise("sales_plan").alias("sales_plan")
    )
    known = days(courses, [(month(7), "East")])
    found = forecast(replace(facts, office_plans=plans), POLICIES, known, month(7), 15)
    assert found.amounts.filter(region="East")["reason"].unique().to_list() == ["no_target"]


def test_a_month_whose_days_are_in_part_unknown_is_neither_forecast_nor_learned_from() -> None:
    courses = steady(8)
    courses["East"][2] = {1: 10}
    known = days(courses, [(month(2), "East"), (month(7), "North")])
    amounts = forecast(company(courses), POLICIES, known, month(7), 15).amounts
    assert amounts.filter(region="North")["reason"].unique().to_list() == ["no_days"]
    assert amounts.filter(region="East")["months"].unique().to_list() == [6]
    assert amounts.filter(region="East", horizon="month_end")["middle"].unique().to_list() == [9_000.0]


def test_a_month_that_was_not_loaded_is_not_a_month_of_nothing() -> None:
    courses = steady(8)
    facts = company(courses, not_loaded=[3])
    amounts = forecast(facts, POLICIES, days(courses), month(7), 15).amounts
    assert amounts["months"].unique().to_list() == [6]


def test_a_far_off_month_does_not_carry_the_others_away() -> None:
    """Ten times the target, in a region's first month, says nothing of any other month."""
    courses = steady(8)
    courses["South"][0] = shaped(10 * TARGET)
    ends = forecast_of(courses, 7, 15).amounts.filter(region="East", horizon="month_end")
    for name in ("low", "middle", "high"):
        assert ends[name].to_list() == pytest.approx([9_000.0] * 2, rel=0.006)


def test_with_two_regions_nobody_can_come_last() -> None:
    courses = {region: [shaped(900_000)] * 12 for region in REGIONS[:2]}
    assert forecast_of(courses, 11, 15).chances["last_chance"].to_list() == [0.0, 0.0]


def test_the_weakest_region_is_the_likeliest_to_come_last() -> None:
    rng = np.random.default_rng(2)
    levels = {"East": 1_000_000, "North": 900_000, "South": 600_000}
    courses = {
        region: [shaped(int(level * rate)) for rate in rng.uniform(0.9, 1.1, 12)]
        for region, level in levels.items()
    }
    chances = forecast_of(courses, 11, 10).chances
    assert chances["last_chance"].to_list() == sorted(chances["last_chance"].to_list())
    assert cell(chances, "last_chance", region="South") > 0.9  # type: ignore[operator]
    assert cell(chances, "checkpoint_chance", region="South") < 0.1  # type: ignore[operator]
    assert cell(chances, "checkpoint_chance", region="East") > 0.9  # type: ignore[operator]


def test_balances_that_never_move_stay_in_their_tier() -> None:
    """840,000 of quota (7 % of 12 × 1,000,000): 860,000 is 2.4 % over it, the second tier."""
    rng = np.random.default_rng(4)
    courses = {
        region: [shaped(int(total)) for total in rng.integers(800_000, 1_000_000, 12)] for region in REGIONS
    }
    found = forecast_of(courses, 11, 15, occupied=860_000)
    assert found.chances["tier_reason"].to_list() == [None] * 3
    likely = found.tiers.filter(pl.col("chance") > 0.5)
    assert likely["tier"].to_list() == [1, 1, 1]
    assert likely["award"].to_list() == [0.0] * 3


def test_what_is_known_on_a_day_holds_no_amount_of_the_month_or_later() -> None:
    courses = steady(8)
    known = known_facts(company(courses, occupied=5), month(5), 15)
    for name in ("office_months", "loaded_months"):
        assert getattr(known, name)["month"].max() == month(4)
    for name in ("region_months", "office_plans"):
        assert getattr(known, name)["month"].max() == month(5)


def test_balances_that_follow_sales_less_collections_are_expected_to_go_on_so() -> None:
    """Each month sells something more or less than it collects; receivables grow by just that."""
    rng = np.random.default_rng(6)
    courses = {region: [shaped(800_000)] * 12 for region in REGIONS}
    extra = pl.DataFrame(
        [
            {"region": region, "month": month(number), "extra": int(rng.integers(-80_000, 120_000))}
            for region in REGIONS
            for number in range(12)
        ]
    ).with_columns(pl.col("extra").cum_sum().over("region").alias("grown"))
    facts, known = company(courses, occupied=2_000_000), days(courses)
    facts = replace(
        facts,
        office_months=facts.office_months.join(extra, on=["month", "region"])
        .with_columns(pl.col("sales") + pl.col("extra"), pl.col("retail_receivables") + pl.col("grown"))
        .drop("extra", "grown"),
    )
    on_the_fifth = pl.when(pl.col("day") == 5).then(pl.col("extra")).otherwise(0)
    totals = known.totals.join(extra, on=["month", "region"]).with_columns(pl.col("sales") + on_the_fifth)
    made = forecast(facts, POLICIES, replace(known, totals=totals.drop("extra", "grown")), month(11), 15)
    for row in made.expected.iter_rows(named=True):
        before = 2_000_000 + cell(extra, "grown", region=row["region"], month=month(10))  # type: ignore[operator]
        flow = row["sales"] - row["collections"]
        assert row["retail_receivables"] - before == pytest.approx(flow, abs=2)
        assert row["month"] == month(11)


def test_the_expected_month_is_the_middle_of_the_forecast() -> None:
    rng = np.random.default_rng(8)
    courses = {r: [shaped(int(t)) for t in rng.integers(500_000, 1_200_000, 10)] for r in REGIONS}
    made = forecast_of(courses, 9, 15, occupied=600_000)
    for figure in ("sales", "collections"):
        for horizon, suffix in (("checkpoint", "_to_checkpoint"), ("month_end", "")):
            middle = made.amounts.filter(figure=figure, horizon=horizon).sort("region")["middle"]
            expected = made.expected.sort("region")[figure + suffix] / 100
            assert expected.to_list() == pytest.approx(middle.to_list())


def test_without_balances_no_tier_is_named() -> None:
    found = forecast_of(steady(8), 7, 15)
    assert found.tiers.is_empty()
    assert found.chances["tier_reason"].to_list() == ["no_capital_data"] * 3


def test_all_amounts_ten_times_as_large_change_no_chance() -> None:
    rng = np.random.default_rng(9)
    one = {r: [shaped(int(t) * 100) for t in rng.integers(4_000, 12_000, 10)] for r in REGIONS}
    ten = {r: [{d: a * 10 for d, a in month.items()} for month in months] for r, months in one.items()}
    small = forecast_of(one, 9, 15, occupied=850_000)
    large = forecast_of(ten, 9, 15, occupied=8_500_000, target=10 * TARGET)
    assert_frame_equal(small.chances, large.chances)
    assert_frame_equal(small.tiers, large.tiers)
    ratio = large.amounts["middle"] / small.amounts["middle"]
    assert ratio.to_list() == pytest.approx([10.0] * 12, abs=1e-4)


def test_a_late_declaration_is_not_known_before_its_day() -> None:
    """On the 5th the plan still stands; on the 9th the adjustment of the 8th does."""
    courses = steady(8)
    facts = company(courses)
    adjustment = {"month": month(7), "region": "East", "office": "Office", "declared_on": date(2025, 8, 8)}
    row = adjustment | {"sales": 2 * TARGET, "collections": 2 * TARGET, "position": 0}
    facts = replace(facts, declarations=pl.DataFrame([row], schema=facts.declarations.schema))
    for day, target in ((5, 10_000.0), (9, 20_000.0)):
        amounts = forecast(facts, POLICIES, days(courses), month(7), day).amounts
        assert amounts.filter(region="East")["target"].unique().to_list() == [target]


@pytest.mark.parametrize("day", [0, 29, 31])
def test_a_day_that_the_month_does_not_have_is_refused(day: int) -> None:
    with pytest.raises(ValueError, match="has no day"):
        forecast_of(steady(3), 1, day)


def test_a_month_without_regions_gives_empty_frames() -> None:
    courses = steady(3)
    found = forecast(company(courses), POLICIES, Days(*_days(courses)), month(9), 15)
    assert (found.amounts.height, found.chances.height, found.tiers.height) == (0, 0, 0)


def _days(courses: Mapping[str, Sequence[Course]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    known = days(courses)
    return known.totals, known.undated
