"""Role × thing: what each role sees and may do, written down by hand and held against the code."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest

from data.people.person import Grant, Person, grant_of
from data.people.roles import KINDS, Act, Role
from data.people.scope import EVERYTHING, Scope, scope_of, scope_of_grants

NORTH, SOUTH = "华北大区", "华南大区"
BEIJING, TIANJIN, GUANGZHOU = "北京办事处", "天津办事处", "广州办事处"
TODAY = date(2026, 9, 15)
OWN = frozenset({NORTH})

#: Role → own region in full, its totals, own office in full, another office, another region in full,
#: what is published of it, the audit log. Each grant is over 华北大区, the office head's over 北京办事处.
SEEN: dict[Role, tuple[bool, bool, bool, bool, bool, bool, bool]] = {
    "gm": (True, True, True, True, False, True, False),
    "vp": (True, True, True, True, False, True, False),
    "region_manager": (True, True, True, True, False, True, False),
    "office_head": (False, True, True, False, False, True, False),
    "statistician": (True, True, True, True, False, True, False),
    "finance": (True, True, True, True, False, True, False),
    "compliance": (True, True, True, True, False, True, False),
    "admin": (False, False, False, False, False, False, False),
}
#: Act → the roles whose it is.
DOERS: dict[Act, set[Role]] = {
    "approve_expense": {"gm"},
    "approve_adjustment": {"gm"},
    "decide_transfer": {"gm"},
    "simulate": {"gm", "vp", "region_manager"},
    "approve_declaration": {"vp", "region_manager"},
    "declare": {"region_manager", "office_head"},
    "report": {"vp", "region_manager"},
    "explain": {"region_manager"},
    "promise": {"region_manager"},
    "appeal": {"region_manager"},
    "save_scenario": {"region_manager"},
    "upload": {"statistician"},
    "map": {"statistician"},
    "roll_back": {"statistician"},
    "submit": {"statistician"},
    "verify": {"finance"},
    "export_payments": {"finance"},
    "propose_adjustment": {"finance"},
    "record_conduct": {"compliance"},
    "publish": {"compliance"},
    "reopen": {"compliance"},
    "decide_appeal": {"compliance"},
    "manage_people": {"admin"},
    "end_sessions": {"admin"},
    "back_up": {"admin"},
    "manage_policies": {"admin"},
}
ROLES: tuple[Role, ...] = get_args(Role)


def grant(role: Role, regions: frozenset[str] | None = OWN) -> Grant:
    return Grant(role, regions, frozenset({BEIJING}) if role == "office_head" else frozenset())


def test_the_tables_name_every_role_and_every_act() -> None:
    assert set(SEEN) == set(ROLES) == {kind.code for kind in KINDS}
    assert set(DOERS) == set(get_args(Act))


@pytest.mark.parametrize("role", ROLES)
def test_each_role_sees_what_the_table_says(role: Role) -> None:
    scope = scope_of_grants([grant(role)])
    seen = (
        scope.sees_region(NORTH),
        scope.sees_totals(NORTH),
        scope.sees_office(NORTH, BEIJING),
        scope.sees_office(NORTH, TIANJIN),
        scope.sees_region(SOUTH) or scope.sees_totals(SOUTH) or scope.sees_office(SOUTH, GUANGZHOU),
        scope.is_public,
        scope.sees_audit,
    )
    assert seen == SEEN[role]
    assert not scope.is_everything


@pytest.mark.parametrize("role", [role for role in ROLES if role not in ("office_head", "admin")])
def test_a_grant_over_all_regions_sees_everything(role: Role) -> None:
    scope = scope_of_grants([grant(role, None)])
    assert scope.is_everything
    assert scope.sees_office(SOUTH, GUANGZHOU)


def test_compliance_of_some_regions_has_no_audit_log_since_that_tells_of_all() -> None:
    assert not scope_of_grants([Grant("compliance", frozenset({"华北"}))]).sees_audit
    assert scope_of_grants([Grant("compliance", None)]).sees_audit


def test_an_admin_over_all_regions_sees_no_amount() -> None:
    scope = scope_of_grants([grant("admin", None)])
    assert scope.is_nothing
    assert not scope.sees_region(NORTH)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_do_its_own_acts_in_its_own_places(role: Role) -> None:
    scope = scope_of_grants([grant(role)])
    own = {act for act in get_args(Act) if role in DOERS[act]}
    beyond_the_office = set() if role == "office_head" else own
    assert _may(scope) == own
    assert _may(scope, NORTH, BEIJING) == own
    assert _may(scope, NORTH) == beyond_the_office
    assert _may(scope, NORTH, TIANJIN) == beyond_the_office
    assert _may(scope, SOUTH) == set()
    assert _may(scope, SOUTH, BEIJING) == set()


def _may(scope: Scope, *place: str) -> set[str]:
    return {act for act in get_args(Act) if scope.may(act, *place)}


def test_without_a_grant_nothing_is_seen_and_nothing_may_be_done() -> None:
    scope = scope_of_grants([])
    assert scope == Scope(frozenset(), is_public=False)
    assert not any(scope.may(act) for act in get_args(Act))


def test_grants_add_up_and_none_takes_anything_away() -> None:
    both = scope_of_grants(
        [grant("admin", None), grant("office_head"), grant("statistician", frozenset({SOUTH}))]
    )
    assert both.sees_region(SOUTH)
    assert both.sees_totals(NORTH)
    assert not both.sees_region(NORTH)
    assert both.may("manage_people")
    assert both.may("upload", SOUTH)
    assert not both.may("upload", NORTH)
    assert both.regions_for("upload") == {SOUTH}
    assert both.regions_for("declare") == frozenset()


@pytest.mark.parametrize(
    ("first", "last", "holds"),
    [
        (None, None, True),
        (date(2026, 9, 1), None, True),
        (date(2026, 10, 1), None, False),
        (None, date(2026, 9, 1), True),
        (None, date(2026, 8, 1), False),
        (date(2026, 9, 1), date(2026, 9, 1), True),
    ],
)
def test_a_grant_holds_from_its_first_month_through_its_last(
    first: date | None, last: date | None, holds: bool
) -> None:
    person = Person("li", "李", "", (Grant("gm", None, first=first, last=last),))
    assert scope_of(person, TODAY).is_everything == holds
    assert scope_of(person, TODAY).is_nothing != holds


def test_a_grant_survives_being_written_down() -> None:
    made = Grant("office_head", OWN, frozenset({BEIJING}), date(2026, 1, 1), date(2026, 12, 1))
    assert grant_of(made.as_dict()) == made
    assert grant_of(Grant("gm", None).as_dict()) == Grant("gm", None)


def test_the_operator_sees_everything_and_equal_scopes_are_one_key() -> None:
    assert EVERYTHING.is_everything
    assert {scope_of_grants([grant("vp")]), scope_of_grants([grant("vp")])} == {
        scope_of_grants([grant("vp")])
    }
