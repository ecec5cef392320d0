"""Role × page: what each role may open, written down by hand and held against the menu."""

from __future__ import annotations

from typing import get_args

import pytest

from dashboard.navigation import ENTRIES, may_open
from data.people.person import Grant
from data.people.roles import Role
from data.people.scope import EVERYTHING, scope_of_grants, viewed_as

NORTH = frozenset({"华北"})
FIGURES = {
    "home",
    "month",
    "overview",
    "year",
    "targets",
    "capital",
    "expenses",
    "appraisal",
    "settlement",
    "trace",
    "conduct",
}
ALWAYS = {"regulation", "mine"}
SIMULATED = {"whatif", "replay"}
#: Role → pages, of somebody whose role is over 华北 alone where it can be.
OPEN: dict[Role, set[str]] = {
    "gm": FIGURES | ALWAYS | SIMULATED | {"upload"},
    "vp": FIGURES | ALWAYS | SIMULATED,
    "region_manager": FIGURES | ALWAYS | SIMULATED,
    "office_head": FIGURES | ALWAYS,
    "statistician": FIGURES | ALWAYS | {"upload"},
    "finance": FIGURES | ALWAYS | {"upload"},
    "compliance": FIGURES | ALWAYS | {"upload"},
    "admin": ALWAYS | {"people"},
}
ROLES: tuple[Role, ...] = get_args(Role)


def grant(role: Role) -> Grant:
    offices = frozenset({"北京"}) if role == "office_head" else frozenset()
    return Grant(role, None if role in ("gm", "finance", "compliance", "admin") else NORTH, offices)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_its_pages_and_no_other(role: Role) -> None:
    scope = scope_of_grants([grant(role)])
    assert {entry.key for entry in ENTRIES if may_open(entry, scope)} == OPEN[role]


def test_the_operator_opens_every_page() -> None:
    assert all(may_open(entry, EVERYTHING) for entry in ENTRIES)


def test_without_a_role_only_the_own_account_opens() -> None:
    assert {entry.key for entry in ENTRIES if may_open(entry, scope_of_grants([]))} == {"mine"}


def test_an_administrator_who_is_also_a_manager_opens_both() -> None:
    scope = scope_of_grants([grant("admin"), grant("region_manager")])
    assert {e.key for e in ENTRIES if may_open(e, scope)} == OPEN["admin"] | OPEN["region_manager"]


@pytest.mark.parametrize("role", [role for role in ROLES if role not in ("compliance", "admin")])
def test_who_looks_as_another_finds_the_same_pages(role: Role) -> None:
    seen = viewed_as(scope_of_grants([grant("gm")]), scope_of_grants([grant(role)]))
    assert seen is not None
    assert {entry.key for entry in ENTRIES if may_open(entry, seen)} == OPEN[role]
