"""Somebody else looks at the pages."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.visit import Visitor
from data.people.person import Grant
from data.people.roles import Role
from data.people.scope import scope_of_grants

OWN, OFFICE = "华北", "北京"


def visitor(role: Role, *regions: str, offices: tuple[str, ...] = ()) -> Visitor:
    """A person with one role, of all regions unless some are named."""
    since = date(2024, 1, 1)
    grant = Grant(role, frozenset(regions) if regions else None, frozenset(offices), first=since)
    return Visitor(role, role, scope_of_grants([grant]))


#: Somebody of each role in the demo company.
PEOPLE: dict[Role, Visitor] = {
    "gm": visitor("gm"),
    "vp": visitor("vp", OWN, "华东"),
    "region_manager": visitor("region_manager", OWN),
    "office_head": visitor("office_head", OWN, offices=(OFFICE,)),
    "statistician": visitor("statistician", OWN),
    "finance": visitor("finance"),
    "compliance": visitor("compliance"),
    "admin": visitor("admin"),
}


def look_as(monkeypatch: pytest.MonkeyPatch, who: Visitor) -> None:
    """Let `who` stand behind every run from now on."""
    # Not the function that modules ask: one that is loaded meanwhile would keep the stand-in for good.
    for name in ("_own", "_visitor"):
        monkeypatch.setattr(f"dashboard.visit.{name}", lambda: who)
