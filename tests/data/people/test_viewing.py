"""Who may look at pages through another's eyes: nobody sees more than their own, nobody does anything."""

from __future__ import annotations

from typing import get_args

import pytest

from data.people.person import Grant
from data.people.roles import Act, Role
from data.people.scope import EVERYTHING, scope_of_grants, viewed_as, views_as_others

NORTH = frozenset({"华北大区"})
ROLES: tuple[Role, ...] = get_args(Role)


def over_all(role: Role) -> Grant:
    if role == "office_head":
        return Grant(role, NORTH, frozenset({"北京办事处"}))
    return Grant(role, NORTH if role in ("region_manager", "statistician") else None)


#: Role → the roles that may be looked as.
EYES: dict[Role, set[Role]] = {
    "gm": {"gm", "vp", "region_manager", "office_head", "statistician", "finance"},
    "compliance": {"gm", "vp", "region_manager", "office_head", "statistician", "finance", "compliance"},
}


@pytest.mark.parametrize("own", ROLES)
def test_general_manager_and_compliance_look_as_others_who_see_no_more(own: Role) -> None:
    scope = scope_of_grants([over_all(own)])
    looked_as = {other for other in ROLES if viewed_as(scope, scope_of_grants([over_all(other)])) is not None}
    assert looked_as == EYES.get(own, set())


def test_an_administrator_never_sees_amounts_through_others() -> None:
    admin = scope_of_grants([Grant("admin", None)])
    assert not views_as_others(admin)
    assert viewed_as(admin, scope_of_grants([over_all("gm")])) is None


def test_whose_role_is_over_some_regions_alone_looks_as_nobody() -> None:
    assert not views_as_others(scope_of_grants([Grant("gm", NORTH)]))


@pytest.mark.parametrize("role", [role for role in ROLES if role not in ("compliance", "admin")])
def test_who_looks_as_another_does_nothing_though_pages_of_the_role_are_open(role: Role) -> None:
    acts = get_args(Act)
    other = scope_of_grants([over_all(role)])
    seen = viewed_as(scope_of_grants([over_all("gm")]), other)
    assert seen is not None
    assert [act for act in acts if seen.may(act) or seen.regions_for(act)] == []
    assert [act for act in acts if seen.holds(act)] == [act for act in acts if other.may(act)]


def test_the_operator_looks_as_anybody() -> None:
    assert views_as_others(EVERYTHING)
    assert all(viewed_as(EVERYTHING, scope_of_grants([over_all(role)])) is not None for role in ROLES)
