"""The people of the demo company: somebody of every role, each over the regions that are theirs."""

from __future__ import annotations

from collections.abc import Iterator

from data.people.person import Grant, Person
from data.people.roles import Role

#: Account → region: who manages it.
_MANAGERS = {
    "huadong": "华东",
    "huanan": "华南",
    "huabei": "华北",
    "huazhong": "华中",
    "dongbei": "东北",
    "xibei": "西北",
    "xinan": "西南",
    "mingan": "闽赣",
}
_NORTH = frozenset({"华北", "东北", "西北"})
_SOUTH = frozenset(_MANAGERS.values()) - _NORTH
#: Account → region, office: whose head it is.
_HEADS = {"shanghai": ("华东", "上海"), "beijing": ("华北", "北京")}


def people() -> tuple[Person, ...]:
    """Everybody with an account; they are named by what they do, as nobody real is meant."""
    return tuple(_people())


def _people() -> Iterator[Person]:
    yield _person("gm", "总经理", "gm")
    yield _person("vp-north", "北方分管副总", "vp", _NORTH)
    yield _person("vp-south", "南方分管副总", "vp", _SOUTH)
    for account, region in _MANAGERS.items():
        yield _person(f"manager-{account}", f"{region}区域经理", "region_manager", frozenset({region}))
    for account, (region, office) in _HEADS.items():
        grant = Grant("office_head", frozenset({region}), frozenset({office}))
        yield Person(f"head-{account}", f"{office}办事处主任", "", (grant,))
    yield _person("statistician-north", "北方统计员", "statistician", _NORTH)
    yield _person("statistician-south", "南方统计员", "statistician", _SOUTH)
    yield _person("finance", "财务专员", "finance")
    yield _person("compliance", "合规专员", "compliance")
    yield _person("admin", "系统管理员", "admin")


def _person(account: str, name: str, role: Role, regions: frozenset[str] | None = None) -> Person:
    return Person(account, name, "", (Grant(role, regions),))
