"""A measure's year in fen, worked out by hand from a region's rows alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from engine.year.courses import YearCourse, ratio, reached, together, year_course, yuan
from engine.year.months import Calendar

MARCH = date(2026, 3, 1)
#: 2,850.00 of 12,000.00 after three months planned at 1,000.00 each, as the other nine are.
QUARTER = YearCourse(
    to_date=285_000,
    missing=0,
    target=1_200_000,
    held=285_000,
    plan=Fraction(300_000),
    planned=285_000,
    last_year=None,
    again=None,
    compared=0,
    left=Fraction(9),
    rest_plan=Fraction(900_000),
    rate=Fraction(95_000),
    end=Fraction(1_140_000),
    held_end=Fraction(1_140_000),
    is_by_plan=True,
)
PLANNED = {f"2026-{number:02d}": (None, 1000, None) for number in range(4, 13)}
KNOWN = {"2026-01": (900, 1000, 12_000), "2026-02": (950, 1000, 12_000), "2026-03": (1000, 1000, 12_000)}


def course(months: dict[str, tuple[Any, Any, Any]], until: date | None = None) -> YearCourse:
    """months: sales, plan and annual target of each."""
    names = ("sales", "sales_plan", "annual_sales_target")
    rows = {
        date.fromisoformat(f"{month}-01"): dict(zip(names, figures, strict=True))
        for month, figures in months.items()
    }
    amounts = {
        name: {at: round(row[name] * 100) for at, row in rows.items() if row[name] is not None}
        for name in names
    }
    return year_course(Calendar(MARCH, until, [*rows], None, None, amounts), "sales")


def test_a_year_on_plan_so_far_ends_as_its_plans_do() -> None:
    assert course(KNOWN | PLANNED) == QUARTER


def test_the_pace_follows_the_seasons_of_the_plans() -> None:
    found = course(KNOWN | PLANNED | {"2026-12": (None, 3000, None)})
    # 95 % of eight months of 1,000 and one of 3,000; the mean of the months so far would come to 11,400.
    assert (found.end, found.is_by_plan) == (285_000 + 1_045_000, True)


def test_the_smallest_plan_is_one() -> None:
    months = {month: (sales, 0, 12_000) for month, (sales, _, _) in (KNOWN | PLANNED).items()}
    found = course(months | {"2026-03": (1000, 0.01, 12_000)})
    assert (found.plan, found.is_by_plan, found.end) == (1, True, 285_000)


def test_without_plans_to_come_the_months_go_on_as_they_were() -> None:
    end = Fraction(95_000 * 12)
    assert course(KNOWN) == replace(QUARTER, rest_plan=None, end=end, held_end=end, is_by_plan=False)


def test_a_month_that_is_not_known_went_like_the_others() -> None:
    found = course(KNOWN | PLANNED | {"2026-02": (None, 1000, 12_000)})
    assert (found.to_date, found.missing, found.planned, found.plan) == (190_000, 1, 190_000, 200_000)
    # 95 % of 9,000 to come and of February's 1,000.
    assert (found.rate, found.end, found.is_by_plan) == (95_000, 190_000 + 950_000, True)
    assert (found.gap, found.need) == (None, None)
    # Nor has it a plan: then the mean of the two goes on for twelve months.
    found = course(KNOWN | PLANNED | {"2026-02": (None, None, 12_000)})
    assert (found.end, found.is_by_plan) == (95_000 * 12, False)


def test_a_month_under_way_counts_by_its_days() -> None:
    before = {"2025-02": (400, None, None), "2025-03": (600, None, None)}
    found = course(before | KNOWN | PLANNED, date(2026, 3, 20))
    passed = Fraction(20, 31)
    assert found.plan == 200_000 + 100_000 * passed
    assert found.rate == 285_000 / (2 + passed)
    assert found.left == 10 - passed
    assert found.rest_plan == 900_000 + 100_000 * (1 - passed)
    # Of last year only February is compared: March is not over.
    assert (found.last_year, found.again, found.compared) == (40_000, 95_000, 1)


def test_of_a_month_under_way_that_is_not_known_only_its_days_went_like_the_others() -> None:
    found = course(KNOWN | PLANNED | {"2026-03": (None, 1000, 12_000)}, date(2026, 3, 20))
    # 92.5 % of the plans of January and February, of March and of the nine to come.
    assert (found.missing, found.end) == (1, 185_000 + 925_000)


def test_a_known_month_without_a_plan_is_in_no_comparison_with_plans() -> None:
    found = course(KNOWN | PLANNED | {"2026-03": (1000, None, 12_000)})
    assert (found.plan, found.planned, found.is_by_plan) == (200_000, 185_000, False)
    assert found.end == 95_000 * 12


def test_plans_of_nothing_lead_nowhere() -> None:
    found = course({month: (sales, 0, target) for month, (sales, _, target) in (KNOWN | PLANNED).items()})
    assert (found.plan, found.rest_plan, found.is_by_plan, found.end) == (0, 0, False, 95_000 * 12)


@pytest.mark.parametrize(
    ("targets", "target"),
    [((12_000, 11_000, 10_000), 1_000_000), ((12_000, 11_000, 0), 1_100_000), ((0.01, None, None), 1)],
)
def test_the_target_is_the_last_positive_one(targets: tuple[Any, ...], target: int) -> None:
    months = {month: (1, None, each) for month, each in zip(KNOWN, targets, strict=True)}
    assert (course(months).target, course(months).held) == (target, 300)


def test_without_a_target_nothing_is_held_against_one() -> None:
    found = course(dict.fromkeys(KNOWN, (100, None, 0)))
    assert (found.target, found.held, found.held_end, found.end) == (None, None, None, 120_000)
    assert (found.gap, found.need, found.end_gap) == (None, None, None)


def test_of_a_year_that_nothing_is_known_of_nothing_is_told() -> None:
    found = course(dict.fromkeys(KNOWN, (None, 1000, 12000)))
    told = (found.to_date, found.plan, found.planned, found.last_year, found.again, found.rate, found.end)
    assert told == (None,) * 7
    assert (found.missing, found.compared, found.held, found.held_end) == (3, 0, None, None)


def test_every_figure_of_a_course_by_hand() -> None:
    found = replace(QUARTER, last_year=200_000, again=250_000, compared=2).figures("collections")
    assert found == {
        "collections_to_date": 2850,
        "annual_collections_target": 12_000,
        "collections_of_annual": 0.2375,
        "collections_plan_to_date": 3000,
        "collections_to_plan": 0.95,
        "is_collections_plan_reached": False,
        "collections_plan_gap": 150,
        "collections_last_year": 2000,
        "collections_again": 2500,
        "collections_growth": 0.25,
        "collections_months_compared": 2,
        "collections_year_gap": 9150,
        "collections_need": pytest.approx(9150 / 9, rel=1e-15),
        "collections_rate": 950,
        "collections_need_to_rate": pytest.approx(9150 / 9 / 950, rel=1e-15),
        "collections_need_to_plan": pytest.approx(9150 / 9000, rel=1e-15),
        "collections_pace_end": 11_400,
        "collections_end_of_annual": 0.95,
        "is_collections_year_reached": False,
        "collections_pace_gap": 600,
        "is_collections_pace_by_plan": True,
        "collections_months_missing": 0,
    }


def test_beyond_the_target_nothing_is_needed_and_without_a_month_left_nothing_can_be() -> None:
    beyond = replace(QUARTER, held=1_200_100)
    assert (beyond.gap, beyond.need) == (-100, 0)
    assert beyond.figures("sales")["sales_need_to_plan"] == 0
    exactly = replace(QUARTER, held=1_200_000, left=Fraction(0))
    assert (exactly.gap, exactly.need) == (0, 0)
    assert replace(QUARTER, left=Fraction(0)).need is None
    assert replace(QUARTER, held=1_199_999).need == Fraction(1, 9)


def test_regions_together_are_the_sums_of_what_is_known() -> None:
    west = replace(
        QUARTER, to_date=100, target=400, held=100, plan=Fraction(90), planned=80, last_year=70, again=60,
        compared=3, left=Fraction(10), rest_plan=Fraction(300), rate=Fraction(50), end=Fraction(500),
        held_end=Fraction(450), missing=2, is_by_plan=False,
    )  # fmt: skip
    assert together([QUARTER, west]) == YearCourse(
        to_date=285_100, missing=2, target=1_200_400, held=285_100, plan=Fraction(300_090), planned=285_080,
        last_year=70, again=60, compared=3, left=Fraction(10), rest_plan=Fraction(900_300),
        rate=Fraction(95_050), end=Fraction(1_140_500), held_end=Fraction(1_140_450), is_by_plan=False,
    )  # fmt: skip
    assert together([QUARTER, QUARTER]).is_by_plan is True


def test_what_no_target_asks_for_may_be_unknown_without_harm() -> None:
    free = replace(QUARTER, target=None, held=None, held_end=None, rest_plan=None, missing=3)
    found = together([QUARTER, free])
    assert (found.missing, found.held, found.held_end) == (0, 285_000, 1_140_000)
    assert (found.rest_plan, found.to_date) == (900_000, 570_000)
    # Where it is asked for, an unknown part leaves the whole unknown.
    lost = replace(QUARTER, held_end=None, rest_plan=None)
    assert (together([QUARTER, lost]).held_end, together([QUARTER, lost]).rest_plan) == (None, None)
    assert together([free]).missing == 3


def test_no_region_at_all_comes_to_nothing_known() -> None:
    assert together([]) == YearCourse(
        to_date=None, missing=0, target=None, held=None, plan=None, planned=None, last_year=None, again=None,
        compared=0, left=Fraction(0), rest_plan=None, rate=None, end=None, held_end=None, is_by_plan=False,
    )  # fmt: skip


def test_figures_for_display_are_told_only_where_there_are_any() -> None:
    assert (yuan(None), yuan(0), yuan(-1), yuan(Fraction(1, 2))) == (None, 0, -0.01, 0.005)
    assert (ratio(1, 4), ratio(-1, 4), ratio(1, 0), ratio(1, -4), ratio(None, 4), ratio(1, None)) == (
        *(0.25, -0.25),
        *(None, None, None, None),
    )
    assert ratio(2, 1) == 2
    assert (reached(None), reached(0), reached(-1), reached(Fraction(1, 9))) == (None, True, True, False)


@pytest.mark.parametrize(
    ("again", "last_year", "growth"),
    [
        (250, 200, 0.25),
        (150, 200, -0.25),
        (3, 1, 2.0),
        (1, 0, None),
        (1, -1, None),
        (None, 200, None),
        (1, None, None),
    ],
)
def test_growth_is_told_over_a_year_in_which_something_was_sold(
    again: int | None, last_year: int | None, growth: float | None
) -> None:
    found = replace(QUARTER, again=again, last_year=last_year).figures("sales")
    assert found["sales_growth"] == growth
