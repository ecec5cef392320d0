"""Collection lists by office come to what was set for each office, to the fen."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.collecting.chase import WAYS, Candidates, Way, candidates, selections
from engine.collecting.lists import (
    LISTED,
    in_office,
    list_by_parts,
    list_of_selection,
    list_of_settings,
    without,
)
from engine.collecting.payments import CUSTOMER
from engine.collecting.settings import Setting
from tests.engine.months import month
from tests.engine.repeatable import repeatable

BALANCE = dict.fromkeys(CUSTOMER, pl.String) | {"balance": pl.Int64, "overdue": pl.Int64}
PAYMENT = BALANCE | {"month": pl.Date, "paid": pl.Int64}
Owed = Mapping[str, list[int]]


def debtors(owed: Owed, share: float | None = 0.5) -> Candidates:
    """Retail customers of each office with what they owe; all have paid the same share for three months."""
    who = {
        f"{office}{place}": ("East", office, f"{office}{place}", "零售", amount, 0)
        for office, amounts in owed.items()
        for place, amount in enumerate(amounts)
    }
    paid = [
        (*row[:4], 1_000, 0, month(number), round(1_000 * share))
        for row in who.values()
        for number in range(3)
        if share is not None
    ]
    return candidates(
        pl.DataFrame(list(who.values()), schema=BALANCE, orient="row"),
        pl.DataFrame(paid, schema=PAYMENT, orient="row"),
        "retail_balance",
    )


def asked(listed: pl.DataFrame) -> list[tuple[str, int]]:
    return listed.select("customer", "asked").rows()


OFFICES: Owed = {"A": [900, 600, 500, 200], "B": [400, 300]}


def test_each_office_lists_its_own_customers_up_to_its_part() -> None:
    found = list_by_parts(debtors(OFFICES), {"B": 350, "A": 1_000}, "largest_first")
    assert asked(found.rows) == [("A0", 900), ("A1", 100), ("B0", 350)]
    assert (found.counted(), found.missing) == ({"A": 1_000, "B": 350}, {})
    assert found.parts == {"A": 1_000, "B": 350}
    assert asked(found.of("B")) == [("B0", 350)]
    least = list_by_parts(debtors(OFFICES), {"A": 1}, "largest_first")
    assert asked(least.rows) == [("A0", 1)]
    fewest = list_by_parts(debtors(OFFICES), {"A": 1_000}, "fewest")
    assert asked(fewest.rows) == [("A1", 600), ("A2", 400)]


def test_the_surest_ask_for_all_and_count_on_what_may_be_expected() -> None:
    found = list_by_parts(debtors(OFFICES), {"A": 600}, "surest").rows
    assert found.select("customer", "asked", "counted").rows() == [("A0", 900, 450), ("A1", 600, 150)]


def test_who_is_left_out_is_replaced_by_others() -> None:
    some = without(debtors(OFFICES), {("A", "A0", "零售"), ("B", "B1", "零售")})
    found = list_by_parts(some, {"A": 1_000, "B": 350}, "largest_first")
    assert asked(found.rows) == [("A1", 600), ("A2", 400), ("B0", 350)]


def test_offices_are_told_by_name() -> None:
    offices = [f"O{number}" for number in range(9)]
    found = list_by_parts(debtors({name: [5] for name in offices}), dict.fromkeys(offices, 5), "fewest")
    assert list(found.counted()) == found.offices == offices


def test_within_an_office_the_order_of_the_way_stays() -> None:
    found = debtors({office: [500 - number for number in range(60)] for office in "BA"})
    every = list_of_selection(selections(found, 10**6)["largest_first"], 10**6)
    everybody = [Setting("retail_balance", "East", *who, 1) for who in every.rows.select(CUSTOMER[1:]).rows()]
    for listed in (every, list_of_settings(found, everybody)):
        assert [name for name, _ in asked(listed.rows)] == [f"{o}{n}" for o in "AB" for n in range(60)]


def test_lists_have_the_same_columns_whoever_is_on_them() -> None:
    found = debtors(OFFICES)
    one = Setting("retail_balance", "East", "A", "A0", "零售", 5, 70)
    for listed in (
        list_by_parts(found, {}, "fewest"),
        list_by_parts(found, {"A": 5}, "fewest"),
        list_of_settings(found, []),
        list_of_settings(found, [one]),
    ):
        assert dict(listed.rows.schema) == LISTED


def test_who_is_left_keeps_the_own_record() -> None:
    found = debtors(OFFICES)
    records = dict(zip(found.table["customer"], found.own, strict=True))
    for some in (without(found, {("A", "A0", "零售")}), in_office(found, "B")):
        assert some.own == [records[name] for name in some.table["customer"]]


def test_what_an_office_cannot_bring_is_told() -> None:
    some = without(debtors(OFFICES), {("B", "B0", "零售")})
    found = list_by_parts(some, {"A": 0, "B": 350}, "largest_first")
    assert (asked(found.rows), found.missing) == ([("B1", 300)], {"B": 50})
    nobody = list_by_parts(some, {"C": 7}, "largest_first")
    assert (nobody.rows.height, nobody.missing) == (0, {"C": 7})


def test_a_selection_of_the_region_is_told_by_office() -> None:
    found = debtors(OFFICES)
    listed = list_of_selection(selections(found, 2_100)["largest_first"], 2_100)
    assert (listed.parts, listed.missing) == ({"A": 2_000, "B": 100}, {})
    assert listed.offices == ["A", "B"]


def test_settings_list_those_who_pay_something() -> None:
    def pays(office: str, customer: str, amount: int) -> Setting:
        return Setting("retail_balance", "East", office, customer, "零售", amount, 70)

    listed = list_of_settings(
        debtors(OFFICES), [pays("B", "B1", 150), pays("A", "A0", 0), pays("A", "A3", 200)]
    )
    assert listed.rows.select("customer", "asked", "certainty").rows() == [("A3", 200, 70), ("B1", 150, 70)]
    assert (listed.parts, listed.missing) == ({"A": 200, "B": 150}, {})


def test_without_any_record_the_surest_are_not_known() -> None:
    with pytest.raises(ValueError, match=r"^nothing is known of who pays$"):
        list_by_parts(debtors(OFFICES, share=None), {"A": 5}, "surest")


amounts = st.lists(st.integers(1, 500), min_size=1, max_size=6)


@repeatable(60)
@given(
    owed=st.fixed_dictionaries({"A": amounts, "B": amounts}),
    parts=st.fixed_dictionaries({"A": st.integers(0, 900), "B": st.integers(0, 900)}),
    way=st.sampled_from(WAYS),
)
def test_a_list_comes_to_the_part_of_each_office_to_the_fen(
    owed: Owed, parts: dict[str, int], way: Way
) -> None:
    listed = list_by_parts(debtors(owed, 1.0), parts, way)
    for office, part in parts.items():
        able = min(part, sum(owed[office]))
        assert listed.counted().get(office, 0) == able
        assert listed.missing.get(office, 0) == part - able
