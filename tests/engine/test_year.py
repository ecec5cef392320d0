"""The year up to a month, worked out by hand; sums and needs for every company."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.evaluation import Evaluation, evaluate
from engine.policy.parameters import Policies, load_policies, policies_from
from engine.settlement.items import award_columns
from engine.year.courses import MEASURES, exact_sum, ratio, yuan
from engine.year.cumulated import cumulated
from engine.year.standing import Year, year_courses, year_figures, year_to_date, year_together
from tests.engine.building import EXTRACTS, facts, from_rows
from tests.engine.companies import companies
from tests.engine.policies import policies_with
from tests.engine.repeatable import repeatable

POLICIES = load_policies()
MARCH = date(2026, 3, 1)
#: Sales of the first three months; plans are 1,000.00 a month, the annual target is 12,000.00.
SALES = (900, 950, 1000)


def company(months: dict[str, Any]) -> Evaluation:
    return evaluate(facts({"months": months}), POLICIES)


def of_sales(amount: object, **words: Any) -> dict[str, Any]:
    return {"sales": amount, "annual_sales": 12_000, **words}


def quarter(year: int = 2026, *, region: str = "East", amounts: tuple[int, ...] = SALES) -> dict[str, Any]:
    return {f"{year}-{at:02d}": {region: of_sales(amount)} for at, amount in enumerate(amounts, start=1)}


def planned(*numbers: int, year: int = 2026, region: str = "East") -> dict[str, Any]:
    """Months with plans and nothing loaded."""
    return {
        f"{year}-{at:02d}": {region: of_sales(0, rows="none"), "not_loaded": list(EXTRACTS)} for at in numbers
    }


def row(year: Year, region: str | None = "East") -> dict[str, Any]:
    frame = year.total if region is None else year.regions.filter(pl.col("region") == region)
    return frame.row(0, named=True)


def test_the_year_is_held_against_target_plan_and_pace() -> None:
    found = row(year_to_date(company(quarter() | planned(*range(4, 13))), MARCH))
    assert found["sales_to_date"] == 2850
    assert found["sales_of_annual"] == 0.2375
    assert (found["sales_plan_to_date"], found["sales_plan_gap"]) == (3000, 150)
    assert found["is_sales_plan_reached"] is False
    # 9,150 are missing, over nine months; 9,000 are planned for them; so far it was 950 a month.
    assert found["sales_year_gap"] == 9150
    assert found["sales_need"] == pytest.approx(9150 / 9, abs=1e-9)
    assert found["sales_need_to_plan"] == pytest.approx(9150 / 9000)
    assert found["sales_need_to_rate"] == pytest.approx(9150 / 9 / 950)
    # 95 % of plan so far, 95 % of the 9,000 to come: 2,850 + 8,550.
    assert (found["sales_pace_end"], found["sales_pace_gap"]) == (11_400, 600)
    assert found["is_sales_year_reached"] is False
    assert found["is_sales_pace_by_plan"] is True


@pytest.mark.parametrize(("target", "is_reached"), [("11400", True), ("11400.01", False)])
def test_whether_the_pace_makes_the_year_is_decided_to_the_fen(target: str, is_reached: bool) -> None:
    months = quarter() | planned(*range(4, 13))
    for regions in months.values():
        regions["East"]["annual_sales"] = target
    assert row(year_to_date(company(months), MARCH))["is_sales_year_reached"] is is_reached


def test_the_pace_knows_the_seasons_of_the_plan() -> None:
    months = quarter(amounts=(1000, 1000, 1000)) | planned(*range(4, 13))
    months["2026-12"]["East"]["plan"] = [3000, 1000]
    found = row(year_to_date(company(months), MARCH))
    # On plan so far, so the year ends on its plan: eleven months of 1,000 and one of 3,000.
    assert found["sales_pace_end"] == 14_000
    assert found["sales_rate"] == 1000


def test_without_plans_to_come_the_pace_is_the_monthly_mean() -> None:
    found = row(year_to_date(company(quarter()), MARCH))
    assert found["sales_pace_end"] == 950 * 12
    assert found["is_sales_pace_by_plan"] is False
    assert found["sales_need_to_plan"] is None


def test_last_year_is_compared_over_months_known_in_both_years() -> None:
    before = {"2025-02": {"East": of_sales(800)}, "2025-03": {"East": of_sales(1000)}}
    found = row(year_to_date(company(before | quarter()), MARCH))
    assert found["sales_months_compared"] == 2
    assert (found["sales_last_year"], found["sales_again"]) == (1800, 1950)
    assert found["sales_growth"] == pytest.approx(150 / 1800)


def test_a_first_year_has_no_year_to_compare_with() -> None:
    found = row(year_to_date(company(quarter()), MARCH))
    assert (found["sales_last_year"], found["sales_growth"], found["sales_months_compared"]) == (
        None,
        None,
        0,
    )


def test_a_first_month_stands_by_itself() -> None:
    found = row(year_to_date(company({"2026-01": {"East": of_sales(900)}}), date(2026, 1, 1)))
    assert (found["sales_to_date"], found["months_left"], found["sales_pace_end"]) == (900, 11, 10_800)
    assert found["best_month"] == found["worst_month"] == date(2026, 1, 1)


def test_a_month_not_loaded_between_is_named_and_never_counts_as_zero() -> None:
    months = quarter() | planned(2, *range(4, 13))
    year = year_to_date(company(months), MARCH)
    found = row(year)
    assert year.unknown.rows() == [
        ("East", measure, date(2026, 2, 1)) for measure in ("sales", "collections")
    ]
    assert (found["sales_to_date"], found["sales_months_missing"]) == (1900, 1)
    assert found["sales_plan_to_date"] == 2000
    assert (found["sales_year_gap"], found["sales_need"]) == (None, None)
    # 95 % of the plans of both known months, of February's and of the nine to come: 1,900 + 9,500.
    assert found["sales_pace_end"] == 11_400
    assert row(year, None)["sales_need"] is None


def test_months_before_the_first_load_are_missing_of_the_year() -> None:
    year = year_to_date(company({"2026-03": {"East": of_sales(900)}}), MARCH)
    assert year.unknown.filter(pl.col("measure") == "sales")["month"].to_list() == [
        date(2026, 1, 1),
        date(2026, 2, 1),
    ]
    assert row(year)["sales_pace_end"] == 900 * 12


def test_a_region_opened_within_the_year_is_judged_by_its_own_months() -> None:
    months = quarter()
    months["2026-03"]["West"] = {"sales": 500, "annual_sales": 5000}
    year = year_to_date(company(months), MARCH)
    found = row(year, "West")
    assert found["opened_in"] == MARCH
    assert found["sales_months_missing"] == 0
    assert (found["sales_rate"], found["months_left"], found["sales_pace_end"]) == (500, 9, 5000)
    assert found["is_sales_year_reached"] is True
    assert year.unknown.is_empty()


def test_a_region_that_opened_in_an_earlier_year_did_not_open_in_this_one() -> None:
    before = {"2025-11": {"East": of_sales(1)}, "2025-12": {"East": of_sales(1), "West": of_sales(1)}}
    months = quarter()
    for regions in months.values():
        regions["West"] = of_sales(100)
    year = year_to_date(company(before | months), MARCH, date(2026, 3, 9))
    assert (row(year, "West")["opened_in"], row(year, "East")["opened_in"]) == (None, None)
    assert (year.month, year.until) == (MARCH, date(2026, 3, 9))


def test_a_region_closed_within_the_year_leaves_its_gap_to_the_others() -> None:
    months = quarter()
    months["2026-01"]["West"] = {"sales": 500, "annual_sales": 5000}
    year = year_to_date(company(months), MARCH)
    found = row(year, "West")
    assert (found["closed_in"], found["months_left"], found["sales_need"]) == (date(2026, 1, 1), 0, None)
    assert (found["sales_year_gap"], found["sales_pace_end"]) == (4500, 500)
    # 12,000 + 5,000 − 2,850 − 500, over nine months.
    assert row(year, None)["sales_year_gap"] == 13_650
    assert row(year, None)["sales_need"] == pytest.approx(13_650 / 9, abs=1e-9)


def test_a_region_that_begins_later_is_named_and_not_summed() -> None:
    months = quarter() | planned(4)
    months["2026-04"]["West"] = {"sales": 0, "rows": "none"}
    year = year_to_date(company(months), MARCH)
    assert year.regions["region"].to_list() == ["East"]
    assert year.coming == ("West",)


def test_a_region_without_an_annual_target_counts_but_is_held_against_nothing() -> None:
    months = quarter()
    for number in (1, 2, 3):
        months[f"2026-0{number}"]["West"] = {"annual": "none", "sales": 100}
    year = year_to_date(company(months), MARCH)
    found, total = row(year, "West"), row(year, None)
    assert (found["sales_of_annual"], found["sales_need"], found["is_sales_year_reached"]) == (
        None,
        None,
        None,
    )
    assert total["sales_to_date"] == 2850 + 300
    assert total["sales_of_annual"] == 0.2375
    assert total["sales_year_gap"] == 9150


@pytest.mark.parametrize(("year", "length"), [(2027, 28), (2028, 29)])
def test_a_month_under_way_counts_by_its_days_in_leap_years_too(year: int, length: int) -> None:
    months = quarter(year, amounts=(1000, 600)) | planned(*range(3, 13), year=year)
    found = row(year_to_date(company(months), date(year, 2, 1), date(year, 2, 15)))
    assert monthrange(year, 2)[1] == length
    assert found["sales_to_date"] == 1600
    assert found["sales_plan_to_date"] == pytest.approx(1000 + 1000 * 15 / length)
    assert found["months_left"] == pytest.approx(10 + (length - 15) / length)
    assert found["sales_rate"] == pytest.approx(1600 / (1 + 15 / length))
    # Its checkpoint and its awards do not count before it is over: 1,000 and 500 of January alone.
    assert (found["months_met"], found["rewards"]) == (1, 1500)


def test_half_a_month_is_half_of_its_plan_and_without_plans_half_of_a_month_s_pace() -> None:
    april, until = date(2026, 4, 1), date(2026, 4, 15)
    months = quarter(amounts=(1000, 1000, 1000, 600)) | planned(*range(5, 13))
    assert row(year_to_date(company(months), april, until))["sales_plan_to_date"] == 3500
    for each in list(months)[:4]:
        months[each]["East"]["plan"] = "none"
    found = row(year_to_date(company(months), april, until))
    # 3,600 in three months and a half.
    assert found["sales_pace_end"] == pytest.approx(3600 / 3.5 * 12)
    assert (found["sales_need_to_plan"], found["is_sales_pace_by_plan"]) == (None, False)
    # Of the months to come all are planned, though none before: 8,400 are missing, and 8,000 planned.
    assert row(year_to_date(company(months), april))["sales_need_to_plan"] == 1.05


def test_last_year_of_a_month_under_way_is_not_compared() -> None:
    months = quarter(2025) | quarter()
    found = row(year_to_date(company(months), MARCH, date(2026, 3, 20)))
    assert found["sales_months_compared"] == 2


def test_awards_add_up_by_item_and_months_are_won_and_lost() -> None:
    months = quarter(amounts=(1000, 600, 1000))
    months["2026-02"]["East"]["sales_28"] = 100
    year = year_to_date(company(months), MARCH)
    found = row(year)
    # Two checkpoints met and one missed, three months without overrun.
    assert (found["checkpoint_award"], found["capital_award"]) == (1000, 1500)
    assert (found["rewards"], found["fines"], found["awards"]) == (3500, -1000, 2500)
    assert (found["months_met"], found["months_missed"]) == (2, 1)
    assert found["worst_month"] == date(2026, 2, 1)
    assert row(year, None)["awards"] == 2500


def test_months_are_best_worst_last_and_not_judged() -> None:
    others = {"North": {}, "South": {}}
    months = {
        "2026-01": {"East": of_sales(500), **others},
        "2026-02": {"East": of_sales(2000), **others},
        "2026-03": {"East": of_sales(900, plan="none"), **others},
    }
    year = year_to_date(company(months), MARCH)
    found, total = row(year), row(year, None)
    assert (found["best_month"], found["worst_month"]) == (date(2026, 2, 1), date(2026, 1, 1))
    # Last by its score in January; in March all have 100, and without a target it ranks lowest.
    assert (found["months_last"], found["months_not_judged"]) == (2, 1)
    assert (found["months_met"], found["months_missed"]) == (1, 1)
    assert (total["months_met"], total["months_missed"], total["months_not_judged"]) == (7, 1, 1)
    # What only a single region has.
    assert (total["region"], total["months_last"], total["best_month"]) == (None, None, None)


def test_months_known_without_a_plan_are_named() -> None:
    months = quarter()
    months["2026-02"]["East"]["plan"] = "none"
    year = year_to_date(company(months | planned(4)), MARCH)
    assert year.unplanned.rows() == [
        ("East", measure, date(2026, 2, 1)) for measure in ("sales", "collections")
    ]
    assert year.unknown.is_empty()
    assert (year.month, year.until) == (MARCH, None)


def test_one_region_of_several_is_told_alone() -> None:
    months = quarter() | planned(4)
    months["2026-03"]["West"] = {"sales": 500}
    months["2026-04"]["South"] = {"sales": 0, "rows": "none"}
    year = year_to_date(company(months), MARCH, region="West")
    assert year.regions["region"].to_list() == ["West"]
    assert (row(year, None)["sales_to_date"], year.coming) == (500, ())
    assert set(year.unknown["region"]) <= {"West"}


def test_where_the_cap_is_of_the_month_known_months_add_up() -> None:
    months = quarter()
    months["2026-01"]["not_loaded"] = ["expenses"]
    months["2026-02"]["East"]["expenses"] = 10
    months["2026-03"]["East"]["expenses"] = 3
    evaluation = evaluate(facts({"months": months}), policies_with({"expenses.span": "month"}))
    found = row(year_to_date(evaluation, MARCH))
    # 0.3 % of the 2,000.00 collected in February and March.
    assert (found["expense_counted"], found["expense_cap"], found["expense_gap"]) == (13, 6, 7)
    assert found["expense_of_year_cap"] == pytest.approx(13 / 30)


def test_regions_without_a_cap_are_not_held_against_that_of_the_others() -> None:
    months = quarter()
    months["2026-02"]["East"]["expenses"] = 10
    for regions in months.values():
        regions["West"] = {"expenses": 5, "collections": 0, "annual": "none"}
    year = year_to_date(company(months), MARCH)
    west, total = row(year, "West"), row(year, None)
    assert (west["expense_counted"], west["expense_cap"], west["is_within_cap"]) == (15, None, None)
    assert (west["expense_year_cap"], west["expense_of_year_cap"]) == (None, None)
    assert (total["expense_counted"], total["expense_cap"], total["expense_year_cap"]) == (10, 9, 30)


def test_a_small_reward_is_one_and_months_without_a_score_are_neither_best_nor_worst() -> None:
    policies = policies_with({"checkpoint.reward": 0.5})
    year = year_to_date(evaluate(facts({"months": quarter(amounts=(1000, 1000, 1000))}), policies), MARCH)
    assert (row(year)["checkpoint_award"], row(year)["rewards"], row(year)["fines"]) == (1.5, 1501.5, 0)
    unscored = row(year_to_date(company(planned(1, 2, 3, 4)), MARCH))
    assert (unscored["best_month"], unscored["worst_month"]) == (None, None)


def test_months_without_the_region_or_a_score_are_not_the_best_though_the_only_other_had_no_points() -> None:
    """Opened in February, which ends without a point; of March there are only plans."""
    pointless = {"sales": 0, "collections": 0, "retail": 100_000, "expenses": 10_000}
    opened = {**pointless, "sanctions": {"记大过": 10}}
    months = {"2026-01": {"West": {}}, "2026-02": {"West": {}, "East": opened}, **planned(3)}
    found = row(year_to_date(company(months), MARCH))
    assert (found["best_month"], found["worst_month"]) == (date(2026, 2, 1), date(2026, 2, 1))


def test_expenses_to_date_are_those_that_were_published() -> None:
    months = quarter()
    months["2026-01"]["not_loaded"] = ["expenses"]
    months["2026-02"]["East"]["expenses"] = 10
    evaluation = company(months)
    published = evaluation.regions.filter(pl.col("month") == MARCH).row(0, named=True)
    assert row(year_to_date(evaluation, MARCH))["expense_counted"] == published["expense_counted"]


def from_march(changes: dict[str, Any], before: dict[str, Any] | None = None) -> Policies:
    """The shipped policy, changed `before` March too where that says so, and another from March on."""
    later = policies_with(changes | {"effective_from": "2026-03", "version": "new"}).items
    return policies_from([*policies_with(before or {}).items, *later])


def test_a_rate_that_changes_within_the_year_caps_all_of_it_as_that_month_was_judged() -> None:
    months = quarter()
    for spent, regions in zip((1, 4, 6), months.values(), strict=True):
        regions["East"] |= {"expenses": spent, "travel": 2}
    changed = {"expenses.cap_rate": "0.005", "readings.manager_travel": "inside_cap"}
    evaluation = evaluate(facts({"months": months}), from_march(changed))
    found, february = row(year_to_date(evaluation, MARCH)), row(year_to_date(evaluation, date(2026, 2, 1)))
    # 0.3 % of the 2,000.00 collected through February, travel apart; in March 0.5 % of all 3,000.00, with all
    # travel inside: March's rules are those of January's collections and expenses too.
    assert (february["expense_counted"], february["expense_cap"]) == (5, 6)
    assert (found["expense_counted"], found["expense_cap"], found["is_within_cap"]) == (17, 15, False)
    assert (found["expense_year_cap"], found["expense_of_year_cap"]) == (50, pytest.approx(17 / 50))
    for at, told in ((date(2026, 2, 1), february), (MARCH, found)):
        published = evaluation.regions.filter(pl.col("month") == at).row(0, named=True)
        for name in ("expense_counted", "expense_cap", "is_within_cap", "expense_gap"):
            assert told[name] == pytest.approx(published[name])


@pytest.mark.parametrize("span", ["year_to_date", "month"])
def test_a_cap_of_nothing_is_a_cap_of_the_year_as_well(span: str) -> None:
    months = quarter()
    for regions in months.values():
        regions["East"]["expenses"] = 4
    policies = policies_with({"expenses.cap_rate": 0, "expenses.span": span})
    found = row(year_to_date(evaluate(facts({"months": months}), policies), MARCH))
    assert (found["expense_cap"], found["is_within_cap"], found["expense_gap"]) == (0, False, 12)
    assert (found["expense_to_cap"], found["expense_of_year_cap"]) == (None, None)
    # A fen collected in January is enough for it; without any there is no cap.
    for collected, cap in (("0.01", 0), (0, None)):
        for regions, amount in zip(months.values(), (collected, 0, 0), strict=True):
            regions["East"]["collections"] = amount
        found = row(year_to_date(evaluate(facts({"months": months}), policies), MARCH))
        assert (found["expense_counted"], found["expense_cap"]) == (12, cap)


def test_where_the_cap_is_of_the_month_each_month_brings_its_own_rate() -> None:
    months = quarter()
    for regions in months.values():
        regions["East"]["expenses"] = 4
    of_month = {"expenses.span": "month"}
    policies = from_march(of_month | {"expenses.cap_rate": "0.005"}, of_month)
    found = row(year_to_date(evaluate(facts({"months": months}), policies), MARCH))
    # 3.00 and 3.00 at 0.3 %, 5.00 at 0.5 %.
    assert (found["expense_counted"], found["expense_cap"], found["is_within_cap"]) == (12, 11, False)


def test_where_nothing_is_known_of_expenses_or_collections_there_is_neither_sum_nor_cap() -> None:
    months = {name: regions | {"not_loaded": ["expenses"]} for name, regions in quarter().items()}
    year = year_to_date(company(months), MARCH)
    assert (row(year)["expense_counted"], row(year)["expense_cap"]) == (None, None)
    total = row(year, None)
    assert (total["expense_counted"], total["expense_cap"], total["is_within_cap"]) == (None, None, None)


@pytest.mark.parametrize(("annual", "year_cap"), [(0, None), (0.01, 0.00003)])
def test_the_smallest_cap_is_one_and_nothing_is_none(annual: float, year_cap: float | None) -> None:
    found = year_to_date(
        company({f"2026-0{number}": {"East": {"collections": 1, "annual": annual}} for number in (1, 2, 3)}),
        MARCH,
    )
    for each in (row(found), row(found, None)):
        # 0.3 % of 3.00, less than a fen; nothing was spent of it.
        assert (each["expense_counted"], each["expense_cap"]) == (0, pytest.approx(0.009))
        assert each["expense_year_cap"] == (None if year_cap is None else pytest.approx(year_cap))


def test_expenses_stand_against_the_cap_to_date_and_of_the_year() -> None:
    months = quarter()
    months["2026-02"]["East"]["expenses"] = 10
    evaluation = company(months)
    found = row(year_to_date(evaluation, MARCH))
    # 0.3 % of 3,000.00 collected, and of the annual 10,000.00.
    assert (found["expense_counted"], found["expense_cap"], found["expense_gap"]) == (10, 9, 1)
    assert (found["is_within_cap"], found["expense_year_cap"]) == (False, 30)
    published = evaluation.regions.filter(pl.col("month") == MARCH).row(0, named=True)
    assert found["expense_to_cap"] == pytest.approx(published["expense_to_cap"])


def test_running_totals_leave_a_month_out_of_every_line() -> None:
    months = quarter(2025, amounts=(100, 200, 300)) | quarter() | planned(2, 4)
    lines = cumulated(company(months), MARCH).head(5)
    assert lines["sales"].to_list() == [900, None, 1900, None, None]
    assert lines["sales_plan"].to_list() == [1000, None, 2000, 3000, None]
    assert lines["sales_last_year"].to_list() == [100, None, 400, None, None]


def test_last_year_is_not_told_from_its_first_gap_on() -> None:
    months = {"2025-01": {"East": of_sales(100)}, "2025-03": {"East": of_sales(300)}} | quarter()
    lines = cumulated(company(months), MARCH).head(3)
    assert lines["sales"].to_list() == [900, 1850, 2850]
    assert lines["sales_last_year"].to_list() == [100, None, None]


def test_a_month_that_is_not_known_has_no_plan_in_the_lines_though_it_is_the_last() -> None:
    lines = cumulated(company(quarter() | planned(4, 5)), date(2026, 4, 1))
    assert lines["sales_plan"].to_list()[:5] == [1000, 2000, 3000, None, 4000]
    assert set(lines.drop("month").dtypes) == {pl.Float64}


def test_every_column_is_described_and_every_described_one_is_there() -> None:
    year = year_to_date(company(quarter()), MARCH)
    assert year.regions.columns == year.total.columns == [each.name for each in year_figures()]
    # What nobody knows is an unknown number, day or truth, not a column of nothing.
    assert year.regions.schema == year.total.schema
    assert pl.Null not in year.total.dtypes
    for each in year_figures():
        assert each.null != "never" or year.regions[each.name].null_count() == 0, each.name


@pytest.mark.parametrize("month", [date(2026, 1, 1), date(2030, 1, 1)])
def test_a_year_without_any_region_is_empty(month: date) -> None:
    year = year_to_date(company({"2025-11": {"East": {}}}), month)
    assert year.regions.is_empty()
    assert year.total.is_empty()


@repeatable(40)
@given(companies(), st.data())
def test_regions_add_up_to_the_total_and_needs_to_the_rest(rows: dict[str, Any], data: st.DataObject) -> None:
    evaluation = evaluate(from_rows(rows), POLICIES)
    if evaluation.regions.is_empty():
        return
    month = data.draw(st.sampled_from(evaluation.months()))
    day = data.draw(st.integers(1, 28))
    until = data.draw(st.sampled_from([None, month.replace(day=day)]))
    year = year_to_date(evaluation, month, until)
    total = row(year, None)
    sums = [f"{measure}_{name}" for measure in MEASURES for name in ("to_date", "plan_to_date", "last_year")]
    sums += [f"annual_{measure}_target" for measure in MEASURES] + ["awards", "rewards", "fines"]
    for name in (*sums, *award_columns()):
        known = year.regions[name].drop_nulls()
        assert total[name] == (pytest.approx(known.sum(), abs=0.005) if len(known) else None), name
    for found in (*year.regions.iter_rows(named=True), total):
        for measure in MEASURES:
            need, gap = found[f"{measure}_need"], found[f"{measure}_year_gap"]
            if need is not None and gap is not None:
                assert need * found["months_left"] == pytest.approx(max(gap, 0), abs=0.005)
            is_reached, left = found[f"is_{measure}_year_reached"], found[f"{measure}_pace_gap"]
            assert is_reached == (None if left is None else left <= 0)


@given(st.lists(st.one_of(st.integers(-(10**17), 10**17), st.fractions(max_denominator=10**9))))
def test_sums_and_shares_of_fen_are_exact_however_they_are_taken(amounts: list[Fraction | int]) -> None:
    total = exact_sum(amounts)
    assert total == sum(amounts, Fraction(0))
    assert yuan(total) == float(Fraction(total) / 100)
    for amount in amounts:
        assert ratio(total, amount) == (float(Fraction(total) / Fraction(amount)) if amount > 0 else None)


def test_the_amounts_together_are_those_of_the_total() -> None:
    months = {**quarter(), **planned(*range(4, 13))}
    for until in (None, date(2026, 3, 9)):
        whole = company(months)
        made = year_courses(whole, MARCH, until)
        found, total = year_together(made), year_to_date(whole, MARCH, until, made=made).total
        assert found == {name: total[name].item() for name in found}
        assert {"sales_of_annual", "collections_plan_gap", "sales_need"} <= found.keys()
        assert year_together(year_courses(whole, MARCH, until, "nowhere")) == {}
        assert total.equals(year_to_date(whole, MARCH, until).total)
