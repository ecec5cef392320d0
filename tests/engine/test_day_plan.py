"""The day plan: what is needed laid over offices and days, to the last fen, and who is behind since when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.evaluation import Evaluation, evaluate
from engine.planning.daily_courses import OFFICE_DAYS, Calendar, OfficeDays, past_months
from engine.planning.day_plan import LAID_OUT, LINES, STANDINGS, DayPlan, behind_since, day_plan, split
from tests.engine.building import from_rows
from tests.engine.policies import policies_with, shipped
from tests.engine.repeatable import repeatable

JUNE = date(2026, 6, 1)
Amounts = Mapping[str, Mapping[int, int]]
NEEDED = {"region": pl.String, "certainty": pl.Float64, "sales": pl.Float64, "collections": pl.Float64}
NONE_NEEDED = pl.DataFrame(schema=NEEDED)
quick = repeatable(60)


def evaluated(came: Amounts, target: int = 1_000) -> Evaluation:
    """One region, East; each of its offices has the target and came so far by days (fen)."""
    place = [{"month": JUNE, "region": "East", "office": office} for office in came]
    sums = [sum(days.values()) for days in came.values()]
    return evaluate(
        from_rows(
            {
                "region_months": [{"month": JUNE, "region": "East", "manager": "M", "vice_president": "V"}],
                "annual_plans": [],
                "office_plans": [each | {"sales_plan": target, "collections_plan": target} for each in place],
                "office_months": [
                    each
                    | {"sales": whole, "sales_to_checkpoint": whole}
                    | {"collections": whole, "collections_to_checkpoint": whole}
                    for each, whole in zip(place, sums, strict=True)
                ],
                "loaded_months": [{"month": JUNE, "is_sales_loaded": True, "is_collections_loaded": True}],
            }
        ),
        shipped(),
    )


def planned(
    came: Amounts,
    day: int,
    *,
    needed: pl.DataFrame = NONE_NEEDED,
    rest: Sequence[int] = (),
    undated: Sequence[str] = (),
    target: int = 1_000,
    past: Amounts | None = None,
) -> DayPlan:
    """The plan of the region at the end of `day`; nobody works on the days `rest`; `past` came in May."""
    found = evaluated(came, target)
    rows = [
        (month, "East", office, d, a, a)
        for month, amounts in ((JUNE, came), (JUNE.replace(month=5), past or {}))
        for office, days in amounts.items()
        for d, a in days.items()
    ]
    nobody = {"month": pl.Date, "region": pl.String, "office": pl.String}
    return day_plan(
        found.regions,
        found.offices,
        needed,
        OfficeDays(
            pl.DataFrame(rows, schema=OFFICE_DAYS, orient="row"),
            pl.DataFrame([(JUNE, "East", each) for each in undated], schema=nobody, orient="row"),
        ),
        Calendar(dict.fromkeys([*past_months(JUNE), JUNE], 28), frozenset(JUNE.replace(day=d) for d in rest)),
        policy=shipped().at(JUNE),
        month=JUNE,
        as_of_day=day,
    )


def of(plan: DayPlan, office: str, column: str = "rest", figure: str = "collections") -> list[int]:
    return plan.lines.filter(office=office, figure=figure).sort("date")[column].to_list()


def stands(plan: DayPlan, office: str) -> dict[str, object]:
    return plan.standings.filter(office=office, figure="collections").row(0, named=True)


def test_what_is_missing_to_the_threshold_is_spread_over_the_days_that_are_worked() -> None:
    # 700 are due, 100 came; the 27th is a Sunday, and 600 are left for the 26th and the 28th.
    plan = planned({"E1": {5: 100}}, 25, rest=[27])
    assert of(plan, "E1") == [300, 0, 300]
    assert plan.lines["date"].unique().sort().to_list() == [JUNE.replace(day=d) for d in (26, 27, 28)]


def test_days_of_rest_alone_share_evenly_what_nobody_else_can_bring() -> None:
    assert of(planned({"E1": {5: 100}}, 26, rest=[27, 28]), "E1") == [300, 300]


def test_an_office_ahead_relieves_the_others_in_proportion_to_what_they_lack() -> None:
    # Due 700 each, 2,100 in all; come 900 + 400 + 100 = 1,400. The 700 left fall on 300 : 600 lacking.
    plan = planned({"ahead": {1: 900}, "near": {1: 400}, "far": {1: 100}}, 27)
    assert of(plan, "ahead") == [0]
    assert of(plan, "near")[0] == pytest.approx(700 / 3, abs=1)
    assert of(plan, "far")[0] == pytest.approx(1_400 / 3, abs=1)
    assert plan.lines.filter(figure="collections")["rest"].sum() == 700


def laid_out(found: Evaluation, offices: pl.DataFrame, extra: float) -> DayPlan:
    """The plan of the 27th with so many yuan needed for four chances in five; nothing came by days."""
    nobody = {"month": pl.Date, "region": pl.String, "office": pl.String}
    return day_plan(
        found.regions,
        offices,
        pl.DataFrame([("East", 0.8, extra, extra), ("West", 0.8, 9.0, 9.0)], schema=NEEDED, orient="row"),
        OfficeDays(pl.DataFrame(schema=OFFICE_DAYS), pl.DataFrame(schema=nobody)),
        Calendar(dict.fromkeys([*past_months(JUNE), JUNE], 28), frozenset()),
        policy=shipped().at(JUNE),
        month=JUNE,
        as_of_day=27,
    )


def test_the_last_fen_falls_to_the_same_office_however_the_rows_stand() -> None:
    """Three lack as much, and 2,099 fen are needed: the first of them by name is spared one."""
    found = evaluated({"E1": {}, "E2": {}, "E3": {}})
    for offices in (found.offices, found.offices.reverse()):
        plan = laid_out(found, offices, 20.99)
        assert [of(plan, office, "needed_80") for office in ("E1", "E2", "E3")] == [[699], [700], [700]]


def test_where_nobody_lacks_anything_offices_share_by_what_is_due() -> None:
    """E1's target is 10 yuan, E2's is 20; both are reached, and 3 more are needed to be sure."""
    found = evaluated({"E1": {1: 2_000}, "E2": {1: 2_000}})
    target = pl.when(pl.col("office") == "E2").then(20.0).otherwise(10.0)
    columns = [target.alias(f"{figure}_target") for figure in ("sales", "collections")]
    plan = laid_out(found, found.offices.with_columns(columns), 3.0)
    assert [of(plan, office, "needed_80") for office in ("E1", "E2")] == [[100], [200]]


def test_an_office_without_a_target_is_left_out_and_one_with_a_fen_is_not() -> None:
    found = evaluated({"E1": {}, "E2": {}, "E3": {}})
    of_office = pl.col("office").replace_strict({"E1": 0.01, "E2": 0.0, "E3": 10.01})
    targets = [of_office.alias(f"{figure}_target") for figure in ("sales", "collections")]
    plan = laid_out(found, found.offices.with_columns(targets), 3.0)
    due = plan.standings.filter(figure="sales").select("office", "due").rows()
    assert due == [("E1", 1), ("E3", 701)]


def test_a_reached_checkpoint_leaves_nothing_though_one_figure_may_be_short() -> None:
    found = evaluated({"E1": {1: 100}})
    met = replace(found, regions=found.regions.with_columns(checkpoint_outcome=pl.lit("met")))
    assert laid_out(met, found.offices, 0.0).lines["rest"].to_list() == [0, 0]
    sold = replace(found, regions=found.regions.with_columns(sales_to_checkpoint=pl.lit(7.0)))
    plan = laid_out(sold, found.offices, 0.0)
    assert [of(plan, "E1", figure=figure) for figure in ("sales", "collections")] == [[0], [600]]


def test_a_region_of_which_no_office_is_known_has_no_plan() -> None:
    found = evaluated({"E1": {5: 100}})
    plan = laid_out(found, found.offices.clear(), 3.0)
    assert (plan.lines.height, plan.standings.height) == (0, 0)
    assert (dict(plan.lines.schema), dict(plan.standings.schema)) == (LINES, STANDINGS)


def test_a_standing_says_what_is_due_and_what_has_come() -> None:
    """700 are due over 28 days alike: 650 by the 26th, of which 100 have come since the 5th."""
    plan = planned({"E1": {5: 100}}, 26)
    assert (plan.month, plan.as_of_day, plan.checkpoint_day) == (JUNE, 26, 28)
    assert (dict(plan.lines.schema), dict(plan.standings.schema)) == (LINES, STANDINGS)
    stood = stands(plan, "E1")
    names = ("due", "to_date", "usual", "behind", "is_behind", "behind_since")
    assert [stood[name] for name in names] == [700, 100, 650, 550, True, JUNE.replace(day=1)]


def test_a_region_that_has_reached_its_checkpoint_needs_nothing_though_an_office_is_short() -> None:
    plan = planned({"ahead": {1: 1_400}, "short": {1: 10}}, 20)
    assert plan.lines["rest"].sum() == 0
    assert stands(plan, "short")["is_behind"]


def test_what_is_needed_beyond_expectation_is_laid_out_too_and_unknown_stays_unknown() -> None:
    rows = [("East", 0.5, 0.0, 0.0), ("East", 0.8, 0.01, 1.23), ("East", 0.95, None, None)]
    plan = planned({"E1": {5: 100}}, 26, needed=pl.DataFrame(rows, schema=NEEDED, orient="row"))
    assert of(plan, "E1", "needed_50") == [0, 0]
    assert sum(of(plan, "E1", "needed_80")) == 123
    assert of(plan, "E1", "needed_95") == [None, None]


def test_a_region_without_a_target_has_no_plan() -> None:
    assert planned({"E1": {5: 100}}, 20, target=0).lines.is_empty()


def test_once_the_checkpoint_has_come_no_day_is_left() -> None:
    plan = planned({"E1": {5: 100}}, 30)
    assert plan.lines.is_empty()
    assert stands(plan, "E1")["behind"] == 600


def test_collections_may_be_held_against_the_sales_target() -> None:
    found = evaluated({"E1": {}})
    wide = found.regions.with_columns(pl.lit(20.0).alias("sales_target"))
    offices = found.offices.with_columns(pl.lit(20.0).alias("sales_target"))
    policy = policies_with({"readings.collections_divided_by": "sales_target"}).at(JUNE)
    empty = OfficeDays(pl.DataFrame(schema=OFFICE_DAYS), pl.DataFrame(
        schema={"month": pl.Date, "region": pl.String, "office": pl.String}))  # fmt: skip
    of_28 = Calendar(dict.fromkeys([*past_months(JUNE), JUNE], 28), frozenset())
    plan = day_plan(
        wide, offices, NONE_NEEDED, empty, of_28, policy=policy, month=JUNE, as_of_day=27
    )  # fmt: skip
    assert of(plan, "E1") == [1_400]


def test_behind_since_is_the_first_day_from_which_on_the_total_always_stayed_below() -> None:
    # 100 due over four equal days: 25, 50, 75, 100. Behind on day 1, even on day 2, behind from day 3.
    assert behind_since(100, (1, 1, 1, 1), [0, 50, 10]) == (75, 3)


def test_exactly_on_the_course_is_not_behind_and_a_fen_less_is() -> None:
    assert behind_since(100, (1, 1, 1, 1), [25]) == (25, None)
    assert behind_since(100, (1, 1, 1, 1), [24]) == (25, 1)
    # Three sevenths of 101 are 43.3.
    assert [behind_since(101, (3, 0, 4), [came]) for came in (44, 43)] == [(44, None), (44, 1)]
    assert behind_since(10, (0, 1), [0, 10]) == (10, None)


def test_who_was_ahead_and_lost_it_to_a_refund_is_behind_since_the_refund() -> None:
    assert behind_since(100, (1, 1, 1, 1), [90, 0, -60]) == (75, 3)


def test_on_the_last_day_behind_is_what_is_missing_to_the_threshold() -> None:
    assert behind_since(101, (3, 0, 4), [50, 0, 50])[0] == 101


def test_an_office_whose_days_are_not_known_is_not_called_behind_but_still_gets_its_share() -> None:
    plan = planned({"E1": {5: 100}}, 26, undated=["E1"])
    assert (stands(plan, "E1")["is_behind"], stands(plan, "E1")["behind_since"]) == (None, None)
    assert sum(of(plan, "E1")) == 600


def test_what_has_come_is_what_came_on_the_days_of_the_month_so_far() -> None:
    """25 a day are due: of 25 on the second nothing was there on the first. May and the 3rd do not count."""
    plan = planned({"E1": {2: 25, 3: 700}}, 2, past={"E1": {1: 400, 2: 400}})
    stood = stands(plan, "E1")
    assert stood["usual"] - stood["behind"] == 25  # type: ignore[operator]
    assert stood["behind_since"] == JUNE
    ahead = stands(planned({"E1": {1: 60}}, 2), "E1")
    assert (ahead["usual"], ahead["behind"], ahead["is_behind"]) == (50, 0, False)


def test_an_office_that_sold_nothing_yet_is_behind_since_the_first_day_worked() -> None:
    plan = planned({"E1": {}}, 20, rest=[1, 2])
    stood = stands(plan, "E1")
    assert stood["behind_since"] == JUNE.replace(day=3)
    assert stood["behind"] == stood["usual"]


@quick
@given(
    st.dictionaries(
        st.sampled_from(["E1", "E2", "E3"]),
        st.dictionaries(st.integers(1, 20), st.integers(-300, 700), max_size=5),
        min_size=1,
    ),
    st.integers(20, 27),
    st.lists(st.integers(1, 28), max_size=12),
    st.integers(0, 10**9),
    st.integers(1, 10**7),
)
def test_the_days_add_up_to_what_the_region_needs_to_the_last_fen(
    came: dict[str, dict[int, int]], day: int, rest: list[int], extra: int, target: int
) -> None:
    needed = pl.DataFrame([("East", 0.8, extra / 100, extra / 100)], schema=NEEDED, orient="row")
    plan = planned(came, day, needed=needed, rest=rest, target=target)
    own = plan.lines.filter(figure="sales")
    whole = len(came) * target
    due = -(-whole * 7 // 10)
    so_far = sum(sum(days.values()) for days in came.values())
    assert own["rest"].sum() == max(0, due - so_far)
    assert own["needed_80"].sum() == extra
    assert own.select(pl.min_horizontal(pl.col(LAID_OUT).min())).item() >= 0
    by_office = own.group_by("office").agg(pl.col("rest").sum()).sort("office")
    assert (
        by_office.rows()
        == plan.standings.filter(figure="sales").select("office", "rest").sort("office").rows()
    )


@quick
@given(st.integers(0, 10**13), st.lists(st.integers(0, 10**6), min_size=1, max_size=31))
def test_a_split_loses_nothing_and_is_within_a_fen_of_its_proportion(total: int, weights: list[int]) -> None:
    parts = split(total, weights)
    assert sum(parts) == total
    if any(weights):
        for part, weight in zip(parts, weights, strict=True):
            assert part * sum(weights) == pytest.approx(total * weight, abs=sum(weights))
