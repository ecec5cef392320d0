"""Numbers in place of names find and sort the same rows."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from engine.facts import Facts
from engine.regulation.places import in_order, joined, numbered
from tests.engine.building import from_rows
from tests.engine.companies import companies
from tests.engine.repeatable import repeatable

quick = repeatable(40)
KEYS = {
    "office": ["month", "region", "office"],
    "region": ["month", "region"],
    "region first": ["region", "month"],
}
#: Two regions have an office of the same name; months of 28 to 31 days follow one another, with gaps.
PLACES = st.tuples(
    st.sampled_from(
        [date(1969, 12, 1), date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1), date(2026, 1, 1)]
    ),
    st.sampled_from(["West", "East", "é"]),
    st.sampled_from(["B", "A"]),
)


def company(places: list[tuple[date, str, str]], others: list[tuple[date, str, str]]) -> Facts:
    """Plans of `places` and actuals of `others`, numbered in their order."""
    names = ("month", "region", "office")
    return from_rows(
        {
            "office_plans": [
                dict(zip(names, place, strict=True)) | {"sales_plan": at} for at, place in enumerate(places)
            ],
            "office_months": [
                dict(zip(names, place, strict=True)) | {"inventory": at} for at, place in enumerate(others)
            ],
        }
    )


@quick
@given(st.lists(PLACES, unique=True, max_size=12), st.lists(PLACES, unique=True, max_size=12))
def test_an_office_is_joined_by_number_as_by_name(
    places: list[tuple[date, str, str]], others: list[tuple[date, str, str]]
) -> None:
    given_, keys = company(places, others), KEYS["office"]
    known, names = numbered(given_)
    found = names.written(joined(known.office_plans, known.office_months, keys))
    assert_frame_equal(found, joined(given_.office_plans, given_.office_months, keys))


@pytest.mark.parametrize("keys", KEYS.values(), ids=KEYS)
@quick
@given(st.lists(PLACES, unique=True, max_size=12))
def test_rows_are_sorted_by_number_as_by_name(keys: list[str], places: list[tuple[date, str, str]]) -> None:
    given_ = company(places, [])
    known, names = numbered(given_)
    found = names.written(in_order(known.office_plans, keys))
    assert_frame_equal(found.select(keys), given_.office_plans.sort(keys).select(keys))


def test_of_one_office_what_was_declared_first_comes_first_to_the_day() -> None:
    days = [date(2024, 2, 9), date(2024, 2, 8), date(2024, 1, 28)]
    row = {"month": date(2024, 2, 1), "region": "East", "office": "A"}
    rows = [row | {"declared_on": day, "position": at} for at, day in enumerate(days)]
    known, _ = numbered(from_rows({"declarations": rows}))
    assert in_order(known.declarations, [*KEYS["office"], "declared_on"])["position"].to_list() == [2, 1, 0]


def test_places_too_far_apart_for_a_table_are_found_all_the_same() -> None:
    months = [date(1970, 1, 1) + timedelta(days=31 * 12 * n) for n in range(300)]
    sparse = company([(m.replace(day=1), f"R{n}", "A") for n, m in enumerate(months)], [])
    known, _ = numbered(sparse)
    found = joined(
        known.office_plans.select(KEYS["region"]), known.office_plans.drop("office"), KEYS["region"]
    )
    assert found["sales_plan"].to_list() == list(range(300))


@quick
@given(companies())
def test_names_come_back_as_they_were(rows: dict[str, list[dict[str, object]]]) -> None:
    given_ = from_rows(rows)
    known, names = numbered(given_)
    for name in ("region_months", "annual_plans", "office_plans", "declarations", "office_months", "conduct"):
        assert_frame_equal(names.written(getattr(known, name)), getattr(given_, name))
    assert known.sources is given_.sources
    numbers = pl.concat(
        [known.office_plans.select("region", "office"), known.office_months.select("region", "office")]
    )
    assert numbers["office"].n_unique() == numbers.n_unique()
