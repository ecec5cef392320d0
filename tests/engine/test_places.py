"""Numbers beside names find, sort and add up the same rows."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from engine.facts import Facts
from engine.regulation.places import (
    NUMBERS,
    PLACE,
    by_region,
    found_before,
    in_turn,
    joined,
    placed,
    places_of_either,
    summed,
)
from engine.regulation.places import keys as keys_of
from tests.engine.building import from_rows
from tests.engine.companies import companies
from tests.engine.repeatable import repeatable

quick = repeatable(40)
KEYS = {
    "office": ["month", "region", "office"],
    "region": ["month", "region"],
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
    """Plans of `places` and actuals of `others`, so many in their order."""
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
    known = placed(given_)
    found = joined(known.office_plans, known.office_months, keys).drop(NUMBERS, strict=False)
    by_name = joined(given_.office_plans.sort(keys), given_.office_months, keys)
    assert_frame_equal(found, by_name)
    # Of two frames one may have no numbers.
    mixed = joined(known.office_plans, given_.office_months, keys)
    assert_frame_equal(mixed.drop(NUMBERS, strict=False), by_name)


@quick
@given(st.lists(PLACES, unique=True, max_size=12))
def test_rows_stand_in_the_order_of_their_names(places: list[tuple[date, str, str]]) -> None:
    given_ = company(places, places[::-1])
    known = placed(given_)
    for rows, keys in itertools.product((known.office_plans, known.office_months), KEYS.values()):
        assert_frame_equal(rows.select(keys), given_.office_plans.sort(KEYS["office"]).select(keys))
        assert rows[keys_of(rows, keys)[0]].is_sorted()
    assert placed(known) is known


def test_many_offices_that_have_their_names_to_themselves_stand_by_region_and_name() -> None:
    places = [(date(2026, 1, 1), "East" if n % 3 else "West", f"{n:03}") for n in range(200)]
    known = placed(company(places[::-1], places[::7]))
    assert known.office_plans.select(KEYS["office"]).rows() == sorted(places)
    found = joined(known.office_plans, known.office_months, KEYS["office"])
    assert {
        office: at for office, at in found.select("office", "inventory").iter_rows() if at is not None
    } == {name: at for at, (_, _, name) in enumerate(places[::7])}


def test_more_offices_than_16_bits_tell_apart_and_more_places_than_32_keep_their_order() -> None:
    offices = pl.int_range(70_000, eager=True).cast(pl.String).str.zfill(5)
    plans = pl.DataFrame({"month": date(1, 1, 1), "region": "East", "office": offices})
    later = plans[:1].with_columns(month=date(2600, 1, 1))  # 31,200 months
    empty = company([], [])
    mixed = pl.concat([empty.office_plans, later, plans.reverse()], how="diagonal")
    known = placed(replace(empty, office_plans=mixed)).office_plans
    assert known["office"].equals(offices.extend(later["office"]))


@quick
@given(st.lists(PLACES, unique=True, max_size=12), st.lists(PLACES, unique=True, max_size=12))
def test_the_places_of_either_stand_once_and_in_order(
    places: list[tuple[date, str, str]], others: list[tuple[date, str, str]]
) -> None:
    known = placed(company(places, others))
    found = places_of_either(known.office_plans, known.office_months, KEYS["office"])
    assert found.select(KEYS["office"]).rows() == sorted({*places, *others})


@quick
@given(st.dictionaries(PLACES, st.one_of(st.none(), st.integers(-(10**13), 10**13), st.just(0)), max_size=12))
def test_offices_are_summed_up_by_number_as_by_name(amounts: dict[tuple[date, str, str], int | None]) -> None:
    plans = company(list(amounts), []).office_plans.with_columns(
        pl.Series("sales_plan", list(amounts.values()), dtype=pl.Int64)
    )
    known = placed(replace(company(list(amounts), []), office_plans=plans)).office_plans
    by_name = summed(plans, ["sales_plan"]).sort("month", "region")
    assert_frame_equal(summed(known, ["sales_plan"]).drop(PLACE), by_name)
    expected: dict[tuple[date, str], int | None] = {}
    for (month, region, _), amount in amounts.items():
        before = expected.get((month, region))
        expected[month, region] = before if amount is None else (before or 0) + amount
    assert {(month, region): total for month, region, total in by_name.iter_rows()} == expected


def test_what_one_office_does_not_know_adds_nothing_to_what_another_does() -> None:
    offices = [(date(2026, 1, 1), region, name) for region in ("East", "West") for name in "AB"]
    amounts = pl.Series("sales_plan", [None, 5, None, None], dtype=pl.Int64)
    plans = company(offices, []).office_plans.with_columns(amounts)
    for each in (plans, placed(replace(company(offices, []), office_plans=plans)).office_plans):
        sums = summed(each, ["sales_plan"]).sort("region")
        assert sums.select("region", "sales_plan").rows() == [("East", 5), ("West", None)]


def test_of_one_office_what_was_declared_first_comes_first_to_the_day_and_in_the_file() -> None:
    days = [date(2024, 2, 9), date(2024, 2, 8), date(2024, 1, 28), date(2024, 2, 8)]
    row = {"month": date(2024, 2, 1), "region": "East", "office": "A"}
    given_ = from_rows(
        {"declarations": [row | {"declared_on": day, "position": at} for at, day in enumerate(days)]}
    )
    for rows in (given_, placed(given_)):
        for shuffled in (rows.declarations, rows.declarations.reverse()):
            assert in_turn(shuffled)["position"].to_list() == [2, 1, 3, 0]


@quick
@given(st.lists(st.tuples(PLACES, st.integers(-3, 3)), max_size=12))
def test_declarations_stand_by_office_day_and_line_with_numbers_or_without(
    declared: list[tuple[tuple[date, str, str], int]],
) -> None:
    rows = [
        {"month": month, "region": region, "office": office, "declared_on": month + timedelta(days=day)}
        for (month, region, office), day in declared
    ]
    given_ = from_rows({"declarations": [row | {"position": at} for at, row in enumerate(rows)]})
    order = sorted(range(len(rows)), key=lambda at: (*rows[at].values(), at))
    for each in (given_, placed(given_)):
        assert in_turn(each.declarations)["position"].to_list() == order


def test_the_last_day_of_one_office_comes_before_the_first_day_of_the_next() -> None:
    for year in (1969, 2026):
        row = {"month": date(year, 12, 1), "region": "East"}
        turns = [("A", 25), ("A", 31), ("B", 25), ("B", 26)]
        rows = [row | {"office": name, "declared_on": date(year, 12, day)} for name, day in turns]
        given_ = from_rows({"declarations": [row | {"position": at} for at, row in enumerate(rows)]})
        assert in_turn(placed(given_).declarations)["position"].to_list() == [0, 1, 2, 3]


def test_of_many_declarations_of_one_day_the_file_decides() -> None:
    row = {"month": date(2026, 1, 1), "region": "East", "office": "A"}
    days = [date(2026, 1, 1 + at % 2) for at in range(100)]
    given_ = from_rows(
        {"declarations": [row | {"declared_on": day, "position": at} for at, day in enumerate(days)]}
    )
    assert in_turn(placed(given_).declarations)["position"].to_list() == [
        *range(0, 100, 2),
        *range(1, 100, 2),
    ]


def test_declarations_of_very_many_offices_and_years_keep_their_turn() -> None:
    # The last place times the days overflows an Int32, as an office's number may be.
    days = [date(2016, 1, 1), date(2025, 12, 31), date(2025, 12, 31), date(2016, 1, 1)]
    rows = {"office_place": [0, 600_000, 0, 600_000], "declared_on": days, "position": [0, 1, 2, 3]}
    declarations = pl.DataFrame(rows, schema_overrides={"office_place": pl.Int32})
    assert in_turn(declarations)["position"].to_list() == [0, 2, 3, 1]


def test_names_that_the_first_column_lacks_are_found_in_the_others() -> None:
    month = date(2026, 1, 1)
    given_ = company([(month, "B", "b")], [(month, "A", "a"), (month, "B", "b"), (month, "C", "c")])
    known = placed(given_)
    assert known.office_months.select("region", "office").rows() == [("A", "a"), ("B", "b"), ("C", "c")]
    assert known.office_months[PLACE].is_sorted()
    assert known.office_plans[PLACE].item() == known.office_months[PLACE][1]


def test_december_and_january_have_the_plans_of_their_own_years() -> None:
    months = [date(1969, 12, 1), date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)]
    plans = [{"year": year, "region": "East", "sales_target": year} for year in (1969, 2024, 2025, 2026)]
    rows = {"region_months": [{"month": each, "region": "East"} for each in months], "annual_plans": plans}
    known = placed(from_rows(rows))
    found = joined(known.region_months, known.annual_plans, ["year", "region"])
    assert found["sales_target"].to_list() == [1969, 2025, 2025, 2026]


def test_what_a_region_had_a_month_before_is_found_across_the_year_and_not_across_a_gap() -> None:
    months = [date(2023, 12, 1), date(2024, 1, 1), date(2024, 3, 1)]
    rows = [{"month": month, "region": "East"} for month in months]
    known = placed(from_rows({"region_months": rows}))
    amounts = known.region_months.select("month", "region", PLACE, fen=pl.Series([1, 2, 3]))
    assert found_before(known.region_months, amounts, ["fen"])["fen"].to_list() == [None, 1, None]


def test_work_region_by_region_is_put_back_where_the_rows_stood() -> None:
    months = [date(2000 + at // 12, at % 12 + 1, 1) for at in range(60)]
    rows = [{"month": month, "region": region} for month in months for region in ("B", "A")]
    given_ = from_rows({"region_months": rows})
    backwards = given_.region_months.reverse()
    for regions in (given_.region_months, backwards, placed(given_).region_months):
        found = by_region(regions, ["month", "region"], lambda each: each.with_row_index("turn"))
        assert found.select("month", "region").equals(regions.select("month", "region"))
        turns = {(region, month): turn for turn, month, region in found.iter_rows()}
        wanted = [(region, month) for region in "AB" for month in months]
        assert turns == {place: turn for turn, place in enumerate(wanted)}


def test_places_too_far_apart_for_a_table_are_found_all_the_same() -> None:
    months = [date(1970, 1, 1) + timedelta(days=31 * 12 * n) for n in range(300)]
    places = [(m.replace(day=1), f"R{n}", "A") for n, m in enumerate(months)]
    known = placed(company(places, places[::3]))
    found = joined(known.office_plans, known.office_months.drop("office"), KEYS["region"])
    assert found["inventory"].to_list() == [None if n % 3 else n // 3 for n in range(300)]


@quick
@given(companies())
def test_nothing_but_numbers_is_added(rows: dict[str, list[dict[str, object]]]) -> None:
    given_ = from_rows(rows)
    known = placed(given_)
    for name in ("region_months", "annual_plans", "office_plans", "declarations", "office_months", "conduct"):
        found, before = getattr(known, name), getattr(given_, name)
        assert_frame_equal(found.drop(NUMBERS, strict=False), before, check_row_order=False)
        assert set(found.columns) > set(before.columns)
    assert known.sources is given_.sources
