"""The frontier of collecting: every point holds when the regulation is applied to it, and none is beaten."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.collecting.effort import FRONTIER, MOST_POINTS, STEPS, Frontier, frontier
from engine.collecting.payments import CUSTOMER
from engine.evaluation import measured_regions, with_chapters
from engine.policy.parameters import Policy, load_policies
from tests.engine.building import facts, fen, month_day
from tests.engine.policies import policies_with
from tests.engine.repeatable import repeatable

POLICIES = load_policies()
POLICY = POLICIES.at(month_day("2026-03"))
quick = repeatable(30)
SCHEMA = dict.fromkeys(CUSTOMER, pl.String) | {"balance": pl.Int64, "overdue": pl.Int64}

#: Per region: customers as (type, balance, overdue) in yuan.
Customers = Mapping[str, list[tuple[str, float, float]]]


def balances(customers: Customers) -> pl.DataFrame:
    rows = [
        (region, "Office", f"c{number}", kind, fen(balance), fen(overdue))
        for region, owed in customers.items()
        for number, (kind, balance, overdue) in enumerate(owed)
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def measured(customers: Customers, more: Mapping[str, Mapping[str, Any]] | None = None) -> pl.DataFrame:
    """Regions with a quota of 700 yuan whose balances are those of their customers."""
    words = {
        region: {
            "retail": sum(max(balance, 0) for kind, balance, _ in owed if kind == "零售"),
            "overdue": sum(overdue for kind, _, overdue in owed if kind != "零售"),
        }
        | dict((more or {}).get(region, {}))
        for region, owed in customers.items()
    }
    _, _, rows = measured_regions(facts({"regions": words}), POLICIES)
    return rows


def awards(rows: pl.DataFrame) -> float:
    return float(rows["checkpoint_award"].sum() + rows["capital_award"].sum())


def after(rows: pl.DataFrame, found: Frontier, point: int, policy: Policy = POLICY) -> pl.DataFrame:
    """The regions once the steps of a point are taken, through the chapters' own functions."""
    steps = found.steps.filter(point=point).select("region", "collections", "relief_retail", "relief_overdue")
    changed = rows.join(steps, on="region", how="left").with_columns(
        pl.col("collections_right", "relief_retail", "relief_overdue").fill_null(0)
    )
    return with_chapters(
        changed.with_columns(
            pl.col("collections") + pl.col("collections_right"),
            pl.col("collections_to_checkpoint", "trailing_collections") + pl.col("collections_right"),
            pl.col("retail_receivables") - pl.col("relief_retail"),
            pl.col("contract_overdue") - pl.col("relief_overdue"),
        ).drop("collections_right", "relief_retail", "relief_overdue"),
        policy,
    )


def effort_points(found: Frontier) -> list[tuple[int, float]]:
    return found.points.select("effort", "gain").rows()


def test_a_yuan_over_the_quota_is_worth_a_tier() -> None:
    customers: Customers = {"East": [("零售", 701, 0)]}
    found = frontier(measured(customers), balances(customers), POLICY, "money")
    assert effort_points(found) == [(0, 0.0), (100, 500.0)]


def test_overdue_is_overrun_however_much_of_the_quota_is_free() -> None:
    """70 yuan overdue are 10 % of the quota: down to 35 is a tier, down to nothing two more."""
    customers: Customers = {"East": [("合同", 200, 70), ("零售", 10, 0)]}
    found = frontier(measured(customers), balances(customers), POLICY, "money")
    assert effort_points(found) == [(0, 0.0), (3_500, 500.0), (7_000, 1_000.0)]


def test_what_brings_the_tier_may_bring_the_checkpoint_along() -> None:
    """Collections of 650 of 1,000: 50 are missing to 70 %, and 100 to be within the quota."""
    customers: Customers = {"East": [("零售", 800, 0)]}
    rows = measured(customers, {"East": {"collections_28": 650}})
    found = frontier(rows, balances(customers), POLICY, "money")
    # From 14.3 % over (−1,000): 5,000 fen are 7.1 % (−500) and the checkpoint (+2,000);
    # 6,500 leave exactly 5 % (0), 10,000 nothing (+500).
    assert effort_points(found) == [
        (0, 0.0),
        (3_000, 500.0),
        (5_000, 2_500.0),
        (6_500, 3_000.0),
        (10_000, 3_500.0),
    ]


def test_collections_cannot_mend_a_checkpoint_that_sales_missed() -> None:
    customers: Customers = {"East": [("合同", 500, 0)]}
    rows = measured(customers, {"East": {"collections_28": 650, "sales_28": 699}})
    assert frontier(rows, balances(customers), POLICY, "money").points.height == 1


def test_after_the_28th_only_tiers_are_left_to_gain() -> None:
    customers: Customers = {"East": [("零售", 710, 0)]}
    rows = measured(customers, {"East": {"collections_28": 650}})
    open_, closed = (
        frontier(rows, balances(customers), POLICY, "money", is_checkpoint_open=is_open)
        for is_open in (True, False)
    )
    assert open_.points["gain"].max() == 2_500.0
    assert closed.points["gain"].max() == 500.0


def test_what_no_customer_owes_cannot_be_collected() -> None:
    rows = measured({"East": []}, {"East": {"retail": 900, "collections_28": 100}})
    found = frontier(rows, balances({"East": []}), POLICY, "money")
    assert effort_points(found) == [(0, 0.0)]
    assert found.within(10**12) == 0


def test_retail_balances_below_the_quota_do_not_make_up_for_overdue_that_nobody_listed_owes() -> None:
    """Of 70 yuan overdue only 10 can be asked for; 300 of retail balance stand well within the quota."""
    customers: Customers = {"East": [("零售", 300, 0), ("合同", 10, 10)]}
    rows = measured(customers, {"East": {"overdue": 70}})
    assert effort_points(frontier(rows, balances(customers), POLICY, "money")) == [(0, 0.0)]


def test_a_fraction_of_a_fen_over_an_edge_takes_a_whole_fen_to_mend() -> None:
    """A quota of 69,999.93 fen: 7,000 are a shade over 10 % of it, and 3,499.9965 are 5 %."""
    customers: Customers = {"East": [("合同", 200, 70)]}
    rows = measured(customers, {"East": {"annual": "9999.99"}})
    points = effort_points(frontier(rows, balances(customers), POLICY, "money"))
    assert points == [(0, 0.0), (1, 500.0), (3_501, 1_000.0), (7_000, 1_500.0)]


def test_an_effort_goes_where_it_avoids_most() -> None:
    """North's ten yuan save a tier, East's hundred one too: who has a hundred first mends North."""
    customers: Customers = {"East": [("零售", 800, 0)], "North": [("零售", 710, 0)]}
    found = frontier(measured(customers), balances(customers), POLICY, "money")
    steps = found.steps.filter(point=found.within(9_900))
    assert steps.filter(region="North")["capital_tier"].to_list() == [0]
    assert found.points.filter(point=found.within(9_900))["gain"].item() == 1_500.0


def test_of_very_many_regions_the_points_of_least_effort_are_told_and_the_others_counted() -> None:
    """Each is over its quota by some fen of its own, and worth a tier: a point more mends the next one."""
    count = MOST_POINTS + 60
    over = {f"R{number:03d}": 1 + number * 7 % count for number in range(count)}
    customers: Customers = {region: [("零售", 700 + fen / 100, 0)] for region, fen in over.items()}
    found = frontier(measured(customers), balances(customers), POLICY, "money")
    cheapest = sorted(over.values())
    assert effort_points(found) == [(sum(cheapest[:n]), 500.0 * n) for n in range(MOST_POINTS)]
    assert found.left_out == count + 1 - MOST_POINTS
    assert set(found.steps.filter(point=MOST_POINTS - 1)["effort"]) == set(cheapest[: MOST_POINTS - 1])


def test_asking_few_customers_may_mean_asking_other_ones() -> None:
    """One contract customer brings the overdue; of retail customers below the quota none would help."""
    customers: Customers = {"East": [("零售", 300, 0), ("零售", 300, 0), ("合同", 50, 30)]}
    found = frontier(measured(customers), balances(customers), POLICY, "customers")
    assert effort_points(found) == [(0, 0.0), (1, 500.0)]


def test_a_point_lists_what_each_region_does_for_it() -> None:
    """East lacks 50 to the checkpoint and is 100 over its quota, North 70 overdue; both earn nothing more."""
    customers: Customers = {"North": [("合同", 200, 70)], "East": [("零售", 800, 0)]}
    rows = measured(customers, {"East": {"collections_28": 650}})
    found = frontier(rows, balances(customers), POLICY, "money")
    assert found.measure == "money"
    assert (dict(found.points.schema), dict(found.steps.schema)) == (FRONTIER, STEPS)
    last = found.points.row(-1, named=True)
    assert (last["effort"], last["gain"]) == (17_000, 4_500.0)
    assert found.steps.filter(point=last["point"]).drop("point").rows() == [
        ("East", 10_000, 3_500.0, 10_000, 10_000, 0, True, 0),
        ("North", 7_000, 1_000.0, 7_000, 0, 7_000, False, 0),
    ]
    # 3,000 of East's bring it to 10 % of 700 over, 3,500 of North's to 5 %.
    first = found.steps.filter(point=1)
    assert first.rows() == [(1, "East", 3_000, 500.0, 3_000, 3_000, 0, False, 2)]
    assert found.steps["point"].is_sorted()


def test_an_effort_buys_the_points_that_it_pays_for_to_the_fen() -> None:
    customers: Customers = {"East": [("合同", 200, 70), ("零售", 10, 0)]}
    found = frontier(measured(customers), balances(customers), POLICY, "money")
    assert [found.within(effort) for effort in (0, 3_499, 3_500, 6_999, 7_000, 10**9)] == [0, 0, 1, 1, 2, 2]


def test_asking_costs_as_many_customers_as_it_takes_for_both() -> None:
    """Four retail customers owe 710: of two who bring the 10 above the quota one is enough."""
    customers: Customers = {"East": [("零售", 600, 0), ("零售", 40, 0), ("零售", 40, 0), ("零售", 30, 0)]}
    rows = measured(customers, {"East": {"collections_28": 30, "plan": [1000, 1000]}})
    found = frontier(rows, balances(customers), POLICY, "customers")
    # 670 are missing to 70 %: three customers; 10 to the quota: one.
    assert effort_points(found) == [(0, 0.0), (1, 500.0), (3, 2_500.0)]
    assert found.steps.filter(point=2).select("effort", "collections", "is_checkpoint_met").rows() == [
        (3, fen(670), True)
    ]


def test_a_checkpoint_step_may_leave_the_tier_as_it_is() -> None:
    customers: Customers = {"East": [("合同", 60, 0)]}
    rows = measured(customers, {"East": {"collections_28": 650}})
    found = frontier(rows, balances(customers), POLICY, "money")
    assert found.steps.rows() == [(1, "East", 5_000, 2_000.0, 5_000, 0, 0, True, None)]


@pytest.mark.parametrize(("owed", "points"), [(50, 2), (49, 1)])
def test_what_customers_owe_must_suffice_to_the_yuan(owed: int, points: int) -> None:
    customers: Customers = {"East": [("合同", owed, 0)]}
    rows = measured(customers, {"East": {"collections_28": 650}})
    assert frontier(rows, balances(customers), POLICY, "money").points.height == points


def test_a_customer_who_owes_a_fen_is_asked_for_it() -> None:
    customers: Customers = {"East": [("合同", 49.99, 0), ("合同", 0.01, 0)]}
    rows = measured(customers, {"East": {"collections_28": 650}})
    found = frontier(rows, balances(customers), POLICY, "customers")
    assert effort_points(found) == [(0, 0.0), (2, 2_000.0)]


def test_a_gain_of_half_a_yuan_is_a_gain() -> None:
    customers: Customers = {"East": [("合同", 60, 0)]}
    policy = policies_with({"checkpoint.reward": "0.5", "checkpoint.fine": 0}).at(month_day("2026-03"))
    rows = with_chapters(measured(customers, {"East": {"collections_28": 650}}), policy)
    assert effort_points(frontier(rows, balances(customers), policy, "money")) == [(0, 0.0), (5_000, 0.5)]


def test_of_ways_that_cost_and_gain_as_much_the_first_regions_go_and_the_last_of_them_takes_more() -> None:
    """Each may do 35 yuan for 500 or 70 for 1,000; 105 of two gain 1,500 whoever they are."""
    regions = [f"R{number}" for number in range(8)]
    customers: Customers = {region: [("合同", 70, 70)] for region in regions}
    found = frontier(measured(customers), balances(customers), POLICY, "money")
    steps = found.steps.filter(point=found.within(10_500))
    assert steps.select("region", "effort").rows() == [("R0", 3_500), ("R1", 7_000)]


@pytest.mark.parametrize(
    ("sales", "required", "points"),
    [("700", "both", 2), ("699.99", "both", 1), ("699.99", "either", 2)],
)
def test_sales_must_have_reached_their_part_to_the_fen_where_both_count(
    sales: str, required: str, points: int
) -> None:
    customers: Customers = {"East": [("合同", 60, 0)]}
    policy = changed(False, required)
    rows = with_chapters(measured(customers, {"East": {"collections_28": 650, "sales_28": sales}}), policy)
    assert frontier(rows, balances(customers), policy, "money").points.height == points


def test_a_region_whose_capital_is_unknown_can_still_reach_its_checkpoint() -> None:
    _, _, rows = measured_regions(
        facts({"regions": {"East": {"collections_28": 650}}, "not_loaded": ["receivables"]}), POLICIES
    )
    found = frontier(rows, balances({"East": [("零售", 90, 0)]}), POLICY, "money")
    assert effort_points(found) == [(0, 0.0), (5_000, 2_000.0)]


def test_customers_who_owe_more_than_the_region_has_bring_no_more_than_it_has() -> None:
    """90 overdue are listed and 70 booked; of 900 retail 710 are booked, 10 above the quota."""
    listed: Customers = {"East": [("合同", 90, 90), ("零售", 900, 0)]}
    rows = measured(listed, {"East": {"retail": 710, "overdue": 70}})
    found = frontier(rows, balances(listed), POLICY, "money")
    # Overrun 80 of 700: 11.4 %. 10 make 10 %, 45 make 5 %, and 80, 70 of them overdue, nothing.
    assert effort_points(found) == [(0, 0.0), (1_000, 500.0), (4_500, 1_000.0), (8_000, 1_500.0)]
    assert found.steps.select("relief_retail", "relief_overdue").rows() == [
        (0, 1_000),
        (0, 4_500),
        (1_000, 7_000),
    ]


# --- 二 on the trailing basis


def of_a_year(
    customers: Customers, basis: int, changes: Mapping[str, Any], more: Mapping[str, Any]
) -> tuple[pl.DataFrame, Policy]:
    """East after twelve months in which `basis` yuan were collected, all before March."""
    owed = customers["East"]
    march: dict[str, Any] = {
        "retail": round(sum(max(balance, 0) for kind, balance, _ in owed if kind == "零售"), 2),
        "overdue": round(sum(overdue for kind, _, overdue in owed if kind != "零售"), 2),
        "collections": 0,
        **more,
    }
    nothing = {"East": {"collections": 0, "sales": 0, "plan": "none"}}
    months: dict[str, Any] = dict.fromkeys(TWELVE[:-1], nothing) | {"2026-03": {"East": march}}
    months["2026-02"] = {"East": {"collections": basis, "sales": 0, "plan": "none"}}
    policies = policies_with({"capital.collections_basis": "trailing_twelve_months"} | dict(changes))
    _, _, rows = measured_regions(facts({"months": months}), policies)
    return rows.filter(month=month_day("2026-03")), policies.at(month_day("2026-03"))


TWELVE = [*(f"2025-{number:02d}" for number in range(4, 13)), "2026-01", "2026-02", "2026-03"]


def test_collecting_raises_the_quota_as_well_on_the_trailing_basis() -> None:
    """Quota 7 % of 10,000; 800 − x ≤ 700 + 0.07 x from 93.46 on, and 105 % of it from 60.55 on."""
    customers: Customers = {"East": [("零售", 800, 0)]}
    rows, policy = of_a_year(customers, 10_000, {}, {"plan": "none"})
    points = effort_points(frontier(rows, balances(customers), policy, "money"))
    # 14.3 % over: −1,000; 10 % from (800 − 770) ÷ 1.077 = 27.86 on.
    assert points == [(0, 0.0), (2_786, 500.0), (6_055, 1_000.0), (9_346, 1_500.0)]


def test_on_the_trailing_basis_what_is_not_yet_due_helps_too() -> None:
    customers: Customers = {"East": [("合同", 2_000, 0)]}
    rows, policy = of_a_year(customers, 10_000, {}, {"plan": "none", "inventory": 770})
    # 10 % over: −500. 770 ≤ 105 % × (700 + 0.07 x) from 476.19… on, and 100 % from 1,000 on.
    points = effort_points(frontier(rows, balances(customers), policy, "money"))
    assert points == [(0, 0.0), (47_620, 500.0), (100_000, 1_000.0)]
    asked = frontier(rows, balances(customers), policy, "customers")
    assert effort_points(asked) == [(0, 0.0), (1, 1_000.0)]


def test_customers_are_asked_for_what_raises_the_quota_and_what_may_exceed_it() -> None:
    """As above from 476.19 on: 480 are enough, since a fen raises 105 % of the quota by 0.0735."""
    customers: Customers = {"East": [("合同", 480, 0), ("合同", 300, 0)]}
    rows, policy = of_a_year(customers, 10_000, {}, {"plan": "none", "inventory": 770})
    assert effort_points(frontier(rows, balances(customers), policy, "customers")) == [(0, 0.0), (1, 500.0)]


def test_a_quota_that_collecting_makes_may_bring_a_fine_with_it() -> None:
    """Nothing was collected in a year. 700 meet the checkpoint, and leave 1,300 against a quota of 49."""
    customers: Customers = {"East": [("零售", 2_000, 0)]}
    rows, policy = of_a_year(customers, 0, {}, {})
    found = frontier(rows, balances(customers), policy, "money")
    assert found.points.select("effort", "gain").row(1) != (70_000, 2_000.0)
    for point, gain in enumerate(found.points["gain"]):
        assert awards(after(rows, found, point, policy)) - awards(rows) == gain


@quick
@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("零售"), st.integers(0, 9), st.just(0)),
            st.tuples(st.just("合同"), st.integers(5, 9), st.integers(0, 5)),
        ),
        max_size=3,
    ),
    st.integers(0, 30),
    st.fixed_dictionaries(
        {
            "capital.quota_rate": st.sampled_from(["1/3", "1/5", "7/100"]),
            "capital.is_overdue_offset_by_quota": st.booleans(),
        }
    ),
    st.integers(0, 9),
)
def test_on_the_trailing_basis_no_collecting_of_whole_fen_gains_more_for_less(
    owed: list[tuple[str, int, int]], basis: int, changes: dict[str, Any], inventory: int
) -> None:
    """Against every combination of overdue, retail and not yet due, in fen, through the chapters."""
    customers: Customers = {"East": [(kind, b / 100, o / 100) for kind, b, o in owed]}
    more = {"inventory": inventory / 100, "plan": [0.05, 0.1], "sales": 0.05}
    rows, policy = of_a_year(customers, basis / 100, changes, more)
    found = frontier(rows, balances(customers), policy, "money")
    retail = sum(b for kind, b, _ in owed if kind == "零售")
    overdue = sum(o for kind, _, o in owed if kind != "零售")
    current = sum(b - o for kind, b, o in owed if kind != "零售")
    split = [
        (one, two, one + two + three)
        for one in range(overdue + 1)
        for two in range(retail + 1)
        for three in range(current + 1)
    ]
    moved = pl.concat([rows] * len(split)).with_columns(
        pl.Series("o", [o for o, _, _ in split]),
        pl.Series("r", [r for _, r, _ in split]),
        pl.Series("all", [a for _, _, a in split]),
    )
    judged = with_chapters(
        moved.with_columns(
            pl.col("collections_to_checkpoint", "trailing_collections") + pl.col("all"),
            pl.col("retail_receivables") - pl.col("r"),
            pl.col("contract_overdue") - pl.col("o"),
        ),
        policy,
    )
    best: dict[int, float] = {}
    gains = judged["checkpoint_award"] + judged["capital_award"] - awards(rows)
    for (_, _, amount), gain in zip(split, gains, strict=True):
        best[amount] = max(best.get(amount, 0.0), gain)
    for amount, gain in best.items():
        shown = found.points.filter(point=found.within(amount))["gain"].item()
        reachable = max(value for other, value in best.items() if other <= amount)
        assert shown == max(reachable, 0.0), (amount, gain)


YUAN = st.integers(0, 400)
OWED = st.one_of(
    st.tuples(st.just("零售"), st.integers(-50, 400), st.just(0)),
    st.tuples(st.sampled_from(["合同", "备案"]), YUAN, st.integers(0, 60)),
)
COMPANIES = st.dictionaries(st.sampled_from(["East", "North"]), st.lists(OWED, max_size=4), min_size=1)
MORE = st.fixed_dictionaries(
    {
        "collections_28": st.integers(600, 720),
        "sales_28": st.sampled_from([699, 700, 900]),
        "inventory": YUAN,
        # 7 % of it is no whole number of fen.
        "annual": st.sampled_from(["10000", "9999.99", "9876.51"]),
    }
)


@quick
@given(COMPANIES, MORE, MORE, st.booleans(), st.sampled_from(["both", "either"]))
def test_every_point_gains_what_the_regulation_pays_for_it(
    customers: Customers, east: dict[str, int], north: dict[str, int], is_offset: bool, required: str
) -> None:
    policy = changed(is_offset, required)
    rows = with_chapters(measured(customers, {"East": east, "North": north}), policy)
    found = frontier(rows, balances(customers), policy, "money")
    efforts = found.points["effort"].to_list()
    gains = found.points["gain"].to_list()
    assert efforts == sorted(set(efforts))
    assert gains == sorted(set(gains))
    for point, gain in enumerate(gains):
        assert awards(after(rows, found, point, policy)) - awards(rows) == pytest.approx(gain)
        assert found.steps.filter(point=point)["collections"].sum() == efforts[point]


@quick
@given(COMPANIES, MORE, MORE)
def test_no_other_asking_of_customers_gains_more(
    customers: Customers, east: dict[str, int], north: dict[str, int]
) -> None:
    """Every subset of the customers, collected in full, against the frontier by customers."""
    rows = measured(customers, {"East": east, "North": north})
    found = frontier(rows, balances(customers), POLICY, "customers")
    base = awards(rows)
    debtors = [
        (region, kind, max(balance, 0), overdue)
        for region, owed in customers.items()
        for kind, balance, overdue in owed
        if max(balance, overdue) > 0
    ]
    best: dict[int, float] = {}
    for count in range(len(debtors) + 1):
        for asked in combinations(debtors, count):
            relief = {
                region: (
                    sum(b for r, kind, b, _ in asked if r == region and kind == "零售"),
                    sum(o for r, kind, _, o in asked if r == region and kind != "零售"),
                    sum(max(b, o if kind != "零售" else 0) for r, kind, b, o in asked if r == region),
                )
                for region in customers
            }
            gained = awards(with_chapters(_relieved(rows, relief), POLICY)) - base
            best[count] = max(best.get(count, 0.0), best.get(count - 1, 0.0), gained)
    for count, gain in best.items():
        point = found.within(count)
        assert found.points.filter(point=point)["gain"].item() == pytest.approx(gain)


def _relieved(rows: pl.DataFrame, relief: Mapping[str, tuple[int, int, int]]) -> pl.DataFrame:
    def brought(place: int) -> pl.Expr:
        amounts = {region: fen(three[place]) for region, three in relief.items()}
        return pl.col("region").replace_strict(amounts, return_dtype=pl.Int64)

    return rows.with_columns(
        pl.col("retail_receivables") - brought(0),
        pl.col("contract_overdue") - brought(1),
        pl.col("collections_to_checkpoint") + brought(2),
    )


def changed(is_offset: bool, required: str) -> Policy:
    """The policy with overdue set off against free quota, or one figure sufficing at the checkpoint."""
    capital = POLICY.capital.model_copy(
        update={
            "is_overdue_offset_by_quota": POLICY.capital.is_overdue_offset_by_quota.model_copy(
                update={"value": is_offset}
            )
        }
    )
    checkpoint = POLICY.checkpoint.model_copy(
        update={"required": POLICY.checkpoint.required.model_copy(update={"value": required})}
    )
    return POLICY.model_copy(update={"capital": capital, "checkpoint": checkpoint})


def test_each_point_says_what_it_does_otherwise_than_the_one_before() -> None:
    """East's overrun of 0.1 % is worth 500 for a yuan; West's 14.3 % and its checkpoint take more money."""
    customers: Customers = {"East": [("零售", 701, 0)], "West": [("零售", 800, 0)]}
    rows = measured(customers, {"West": {"collections_28": 650}})
    found = frontier(rows, balances(customers), POLICY, "money")
    changes = found.changes()
    first = changes.filter(point=1).rows()
    assert first == [(1, "East", 500.0)]
    gained = found.points.sort("point")["gain"].diff().drop_nulls().to_list()
    assert (
        changes.group_by("point").agg(pl.col("gain_change").sum()).sort("point")["gain_change"].to_list()
        == gained
    )
    assert changes.filter(pl.col("gain_change") == 0).is_empty()


def test_a_region_that_a_point_leaves_out_again_gives_its_gain_back() -> None:
    steps = pl.DataFrame(
        [(1, "East", 5, 500.0, 5, 0, 0, False, 0), (2, "West", 9, 2000.0, 9, 0, 0, True, None)],
        schema=STEPS, orient="row",
    )  # fmt: skip
    points = pl.DataFrame([(0, 0, 0.0), (1, 5, 500.0), (2, 9, 2000.0)], schema=FRONTIER, orient="row")
    assert Frontier("money", points, steps).changes().rows() == [
        (1, "East", 500.0), (2, "West", 2000.0), (2, "East", -500.0),
    ]  # fmt: skip
    alike = pl.DataFrame(
        [(1, region, 5, 500.0, 5, 0, 0, False, 0) for region in ("West", "East", "North")],
        schema=STEPS, orient="row",
    )  # fmt: skip
    of_equals = Frontier("money", points, alike).changes().filter(point=1)["region"].to_list()
    assert of_equals == ["East", "North", "West"]
