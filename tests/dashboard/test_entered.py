"""A person typed into a form is held against the checks of a file's rows."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from dashboard.services.stores.entered import Entered, EnteredGrant, read_entered
from data.organisation import Organisation
from data.people.person import Grant, Person

ORG = pl.DataFrame(
    {
        "region": ["华北", "华北", "华东"],
        "office": ["北京", "天津", "上海"],
        "region_alias": ["", "", ""],
        "office_alias": ["", "", ""],
        "manager": ["", "", ""],
        "vice_president": ["", "", ""],
        "effective_month": [date(2025, 1, 1)] * 3,
        "end_month": [None, None, None],
    },
    schema_overrides={"end_month": pl.Date},
)


def read(entered: Entered) -> tuple[tuple[Person, ...], list[str]]:
    found = read_entered(entered, Organisation(ORG))
    return found.persons, [issue.code for issue in found.errors]


def test_roles_with_regions_offices_and_months_become_grants() -> None:
    manager = EnteredGrant("region_manager", ("华北", "华东"), (), "2026-01", "2026-12")
    head = EnteredGrant("office_head", ("华北",), ("北京", "天津"))
    persons, errors = read(Entered("lin", "林, 经理", "lin@example.com", (manager, head)))
    assert errors == []
    assert persons == (
        Person(
            "lin",
            "林, 经理",
            "lin@example.com",
            (
                Grant(
                    "region_manager",
                    frozenset({"华北", "华东"}),
                    first=date(2026, 1, 1),
                    last=date(2026, 12, 1),
                ),
                Grant("office_head", frozenset({"华北"}), frozenset({"北京", "天津"})),
            ),
        ),
    )


def test_nobody_comes_of_what_a_file_would_not_be_taken_with() -> None:
    assert read(Entered("li n", "林", "", (EnteredGrant("gm"),))) == ((), ["blank_in_account"])
    assert read(Entered("lin", "林", "no address", (EnteredGrant("gm"),))) == ((), ["not_an_address"])
    assert read(Entered("lin", "林", "", (EnteredGrant("vp", ("火星",)),))) == ((), ["unknown_region"])
    persons, errors = read(Entered("lin", "林", "", (EnteredGrant("office_head", ("华北",)),)))
    assert (persons, errors) == ((), ["head_without_office"])
    late = EnteredGrant("gm", (), (), "2026-05", "2026-01")
    assert read(Entered("lin", "林", "", (late,)))[1] == ["ends_before_it_begins"]


@pytest.mark.parametrize("typed", ["soon", "2026-13"])
def test_a_month_that_is_none_is_refused(typed: str) -> None:
    persons, errors = read(Entered("lin", "林", "", (EnteredGrant("gm", (), (), typed),)))
    assert persons == ()
    assert errors


def test_without_roles_somebody_stays_with_an_account_and_is_checked_all_the_same() -> None:
    assert read(Entered("lin", "林", "", ())) == ((Person("lin", "林", "", ()),), [])
    assert read(Entered("lin", "林", "no address", ()))[1] == ["not_an_address"]
