"""The demo company's story, told by its rows in exact fractions, and again by the engine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest

from data.sample import frames
from data.store import LoadRequest, Store
from engine.evaluation import Evaluation, evaluate
from engine.policy.parameters import load_policies

LAST = date(2026, 9, 1)
QUOTA = Fraction(7, 100)
Frames = dict[str, pl.DataFrame]


@pytest.fixture(scope="module")
def company() -> Frames:
    return frames()


@pytest.fixture(scope="module")
def evaluation(company: Frames, tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    address: Path = tmp_path_factory.mktemp("demo") / "demo.duckdb"
    policies = load_policies()
    with Store.open(address) as store:
        store.commit(LoadRequest(frames=company, files=[], actor="test"))
        facts = store.facts(lambda month: policies.at(month).checkpoint.day.value)
    return evaluate(facts, policies)


def total(frame: pl.DataFrame, column: str = "amount") -> int:
    return int(frame[column].sum())


def of(frame: pl.DataFrame, region: str, month: date = LAST) -> pl.DataFrame:
    """The region's rows of a month, whichever column bears the period."""
    period = pl.col("month") if "month" in frame.columns else pl.col("date").dt.month_start()
    return frame.filter((pl.col("region") == region) & (period == month))


def target(company: Frames, region: str, measure: str, month: date = LAST) -> int:
    """The region's target of record, read off plans and declarations row by row."""
    found = 0
    for plan in of(company["monthly_plan"], region, month).iter_rows(named=True):
        accepted = []
        declared = of(company["declarations"], region, month).filter(pl.col("office") == plan["office"])
        for row in declared.sort("declared_on", maintain_order=True).iter_rows(named=True):
            is_low = any(row[m] * 100 < plan[f"{m}_plan"] * 95 for m in ("sales", "collections"))
            is_approved = bool(row["reason"] and row["remedy"] and row["approved_on"])
            is_in_time = row["declared_on"] <= month.replace(day=10)
            if is_in_time and (is_approved or not is_low):
                accepted.append(row[measure])
        found += accepted[:2][-1] if accepted else plan[f"{measure}_plan"]
    return found


def reached(company: Frames, region: str, measure: str, month: date = LAST) -> Fraction:
    """What came in through the 28th, against the target of record."""
    rows = of(company[measure], region, month).filter(pl.col("date").dt.day() <= 28)
    return Fraction(total(rows), target(company, region, measure, month))


def attainment(company: Frames, region: str, measure: str, month: date = LAST) -> Fraction:
    return Fraction(total(of(company[measure], region, month)), target(company, region, measure, month))


def capital(company: Frames, region: str, month: date = LAST) -> tuple[Fraction, Fraction]:
    """Occupied and contract overdue, each against the quota."""
    plan = company["annual_plan"].filter((pl.col("region") == region) & (pl.col("year") == month.year))
    quota = QUOTA * total(plan, "collections_target")
    owed = of(company["receivables"], region, month)
    retail = sum(max(0, balance) for balance in owed.filter(customer_type="零售")["balance"])
    overdue = total(owed.filter(pl.col("customer_type") != "零售"), "overdue")
    return (retail + total(of(company["inventory"], region, month))) / quota, overdue / quota


def expense_ratio(company: Frames, region: str, manager: str) -> Fraction:
    """Counted expenses of 2026 against collections; the region kept its manager all year."""
    spent = company["expenses"].filter(
        (pl.col("region") == region)
        & (pl.col("date") >= date(2026, 1, 1))
        & (pl.col("category") != "工资")
        & (pl.col("status") != "驳回")
        & ~((pl.col("category") == "差旅") & (pl.col("claimant") == manager))
    )
    paid = company["collections"].filter((pl.col("region") == region) & (pl.col("date") >= date(2026, 1, 1)))
    return Fraction(total(spent), total(paid))


def test_one_region_misses_the_checkpoint_by_a_hair(company: Frames) -> None:
    assert Fraction(699, 1000) < reached(company, "华北", "collections") < Fraction(7, 10)
    assert round(float(reached(company, "华北", "collections")), 4) == 0.6997
    assert reached(company, "华北", "sales") > Fraction(8, 10)


def test_most_regions_meet_the_checkpoint(company: Frames) -> None:
    missed = {
        region
        for region in company["annual_plan"]["region"].unique()
        if min(reached(company, region, "sales"), reached(company, region, "collections")) < Fraction(7, 10)
    }
    assert missed == {"华北", "东北"}


def test_one_region_is_over_its_quota_by_contract_overdue_alone(company: Frames) -> None:
    occupied, overdue = capital(company, "西南")
    assert occupied < 1
    assert Fraction(10, 100) < overdue <= Fraction(20, 100)


def test_the_last_month_shows_every_capital_tier(company: Frames) -> None:
    def tier(region: str) -> int:
        occupied, overdue = capital(company, region)
        ratio = max(Fraction(0), occupied - 1) + overdue
        edges = (0, 5, 10, 20, 30)
        return sum(ratio > Fraction(edge, 100) for edge in edges)

    assert {region: tier(region) for region in company["annual_plan"]["region"].unique()} == {
        "华东": 0, "闽赣": 0, "华北": 1, "华南": 1, "华中": 2, "西南": 3, "西北": 4, "东北": 5,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("region", "manager", "holds"),
    [
        ("闽赣", "温经理", lambda ratio: Fraction(3, 1000) < ratio < Fraction(4, 1000)),
        ("东北", "程经理", lambda ratio: Fraction(3, 1000) < ratio < Fraction(4, 1000)),
        ("华东", "陆经理", lambda ratio: ratio < Fraction(25, 10_000)),
        ("华中", "韩经理", lambda ratio: Fraction(28, 10_000) < ratio < Fraction(3, 1000)),
    ],
)
def test_expenses_against_the_cap(
    company: Frames, region: str, manager: str, holds: Callable[[Fraction], bool]
) -> None:
    assert holds(expense_ratio(company, region, manager))


def test_one_region_paid_customers_back(company: Frames) -> None:
    back = company["collections"].filter((pl.col("amount") < 0) & (pl.col("date") >= date(2026, 7, 1)))
    regions = back["region"].value_counts(sort=True)
    assert regions["region"][0] == "华南"
    assert regions["count"][0] >= 5


def test_the_slide_is_downhill_and_last_for_five_months(company: Frames) -> None:
    months = [date(2026, number, 1) for number in range(5, 10)]
    course = [attainment(company, "东北", "collections", month) for month in months]
    assert course == sorted(course, reverse=True)
    assert course[-1] < Fraction(7, 10)
    for month, figure in zip(months, course, strict=True):
        others = set(company["annual_plan"]["region"]) - {"东北"}
        assert all(attainment(company, region, "collections", month) > figure for region in others)


def test_the_strong_region_is_above_its_targets_and_below_its_quota(company: Frames) -> None:
    assert attainment(company, "华东", "sales") > 1
    assert attainment(company, "华东", "collections") > 1
    assert capital(company, "华东")[1] == 0


def test_a_manager_followed_another_in_march(company: Frames) -> None:
    rows = company["org"].filter(region="西北").sort("effective_month", maintain_order=True)
    assert rows["manager"].to_list() == ["邵经理"] * 3 + ["岳经理"] * 3
    assert set(rows["effective_month"][3:]) == {date(2026, 3, 1)}


# ---------------------------------------------------------------- through the engine


def published(evaluation: Evaluation, region: str, column: str, month: date = LAST) -> object:
    rows = evaluation.regions.filter((pl.col("region") == region) & (pl.col("month") == month))
    return rows[column].item()


def test_the_engine_counts_the_slide_as_a_streak_of_five(evaluation: Evaluation) -> None:
    months = [date(2026, number, 1) for number in range(4, 10)]
    streak = [published(evaluation, "东北", "last_place_streak", month) for month in months]
    assert streak == [0, 1, 2, 3, 4, 5]
    assert published(evaluation, "东北", "escalation") == "report_to_vp"
    assert published(evaluation, "东北", "is_explanation_required")
    assert published(evaluation, "东北", "pay_coefficient") == 0.6


def test_the_engine_restarts_the_streak_with_the_new_manager(evaluation: Evaluation) -> None:
    months = [date(2025, 11, 1), date(2025, 12, 1), *(date(2026, number, 1) for number in range(1, 6))]
    streak = [published(evaluation, "西北", "last_place_streak", month) for month in months]
    assert streak == [0, 1, 2, 3, 1, 2, 0]


def test_no_other_region_is_reported(evaluation: Evaluation) -> None:
    told = evaluation.regions.filter((pl.col("escalation") != "none") & (pl.col("month") <= LAST))
    assert set(told["region"]) == {"东北", "西北"}


def test_the_engine_misses_the_checkpoint_by_a_hair(evaluation: Evaluation) -> None:
    assert published(evaluation, "华北", "checkpoint_outcome") == "missed"
    assert published(evaluation, "华北", "collections_checkpoint_ratio") == pytest.approx(0.6997, abs=1e-6)
    assert published(evaluation, "华北", "checkpoint_award") == -1000


def test_scores_and_coefficients_spread(evaluation: Evaluation) -> None:
    last = evaluation.regions.filter(month=LAST)
    assert set(last["pay_coefficient"]) == {0.6, 0.8, 1.0, 1.2}
    assert published(evaluation, "华东", "score") > 100  # type: ignore[operator]
    scores = evaluation.regions.filter(pl.col("month") <= LAST)["score"].to_list()
    assert min(scores) > 55
    assert max(scores) < 106


def test_capital_awards_spread(evaluation: Evaluation) -> None:
    awards = evaluation.regions.filter(month=LAST)["capital_award"].to_list()
    assert sorted(awards) == [-3000, -2000, -1000, -500, 0, 0, 500, 500]


def test_the_engine_notes_the_plan_that_went_nowhere(evaluation: Evaluation) -> None:
    assert evaluation.plan_differences.select("year", "region").rows() == [(2026, "西南")]


def test_the_engine_judges_declarations_every_way(evaluation: Evaluation) -> None:
    last = evaluation.declarations.filter(month=LAST)
    assert set(last["status"]) == {
        "declaration", "adjustment", "after_deadline", "not_approved", "second_adjustment",
    }  # fmt: skip
    assert last.filter(pl.col("is_late"))["office"].to_list() == ["南宁"]
