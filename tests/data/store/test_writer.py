"""The one door to acts: role × act by a table written by hand, grants as they are when it is written."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, get_args

import orjson
import polars as pl
import pytest

from data.mappings import HeaderMapping
from data.people.doer import Doer
from data.people.person import Grant, Person
from data.people.roles import Role
from data.people.scope import scope_of
from data.store import ActRefused, LoadUnknown, Quarantine, Store
from data.store.audit.log import Entry, entries
from data.store.loads import LoadFile, LoadRequest
from data.store.reader import Reader
from data.store.writer import Writer
from tests.data.store.building import frame, request

NOW = datetime(2026, 3, 1, tzinfo=UTC)
DAY = date(2026, 3, 1)
NORTH, SOUTH = "华北", "华南"
ROLES: tuple[Role, ...] = get_args(Role)
MAPPING = HeaderMapping("shape", "summary", {"甲": "sales"})
#: Act of a writer → the roles that may do it over their own regions.
DOERS: dict[str, set[Role]] = {
    "receive": {"statistician"},
    "commit": {"statistician"},
    "rollback": {"statistician"},
    "remember_mapping": {"statistician"},
    "save_scenario": {"region_manager"},
    "remove_scenario": {"region_manager"},
    "audit": {"compliance"},
    "back_up": {"admin"},
    "prune": {"admin"},
    "load_people": {"admin"},
    "invite": {"admin"},
    "end_sessions": {"admin"},
}
#: What a writer tells and does not do.
TOLD = {
    *("doer", "scope", "reader", "doers_of", "holds", "make_room", "may_roll_back", "may_remove_scenario"),
    *("demand", "demand_operator", "whole", "book", "published"),
    # Acts of the process have a table of their own in `test_process_acts.py`; what is kept for them
    # is asked for like the act.
    *("process", "keep"),
}


def person(account: str, role: Role, *regions: str, last: date | None = None) -> Person:
    offices = frozenset({"北京"}) if role == "office_head" else frozenset[str]()
    return Person(account, account, "", (Grant(role, frozenset(regions) or None, offices, last=last),))


def summary(*rows: tuple[str, str, int]) -> pl.DataFrame:
    """Rows of region, office and sales."""
    return frame("summary", *({"region": r, "office": o, "sales": sales} for r, o, sales in rows))


def rows_of(region: str, amount: int = 1_000) -> LoadRequest:
    return request(f"{region}{amount}", summary=summary((region, "北京", amount)))


def scenario(*regions: str) -> dict[str, Any]:
    return {"name": "多收", "month": "2026-03", "levers": [{"region": region} for region in regions]}


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open(":memory:") as opened:
        opened.people.load([person("root", "admin")], "op", NOW)
        yield opened


def acting(store: Store, account: str, *, operator: str = "") -> Writer:
    return store.acting(Doer(account or "operator", account, operator), lambda: DAY)


def join(store: Store, *people: Person) -> None:
    store.people.load(people, "op", NOW)


def log(store: Store) -> list[Entry]:
    with store._connection.cursor() as cursor:
        return entries(cursor)


def deeds(store: Store, account: str, folder: Path) -> dict[str, Callable[[Writer], object]]:
    """What each act comes to for somebody with a role over 华北, who has something to act on."""
    load_id = store.commit(LoadRequest(rows_of(NORTH, 7).frames, rows_of(NORTH, 7).files, actor=account))
    own = store.save_scenario(scenario(NORTH), account)
    return {
        "receive": lambda writer: writer.receive(b"file"),
        "commit": lambda writer: writer.commit(rows_of(NORTH)),
        "rollback": lambda writer: writer.rollback(load_id, "错"),
        "remember_mapping": lambda writer: writer.remember_mapping(MAPPING),
        "save_scenario": lambda writer: writer.save_scenario(scenario(NORTH)),
        "remove_scenario": lambda writer: writer.remove_scenario(own),
        "audit": lambda writer: writer.audit(),
        "back_up": lambda writer: writer.back_up(folder / "backup.zip"),
        "prune": lambda writer: writer.prune(Quarantine(30)),
        "load_people": lambda writer: writer.load_people([person("new", "gm")], NOW),
        "invite": lambda writer: writer.invite("root", NOW),
        "end_sessions": lambda writer: writer.end_sessions("root", NOW),
    }


def test_every_act_of_the_door_has_its_line_in_the_table(store: Store, tmp_path: Path) -> None:
    public = {name for name, _ in inspect.getmembers(acting(store, "")) if not name.startswith("_")}
    assert public - TOLD == set(DOERS) == set(deeds(store, "x", tmp_path))


@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_do_what_the_table_says_and_is_recorded_by_name(
    store: Store, role: Role, tmp_path: Path
) -> None:
    join(store, person("who", role, *([] if role in ("admin", "compliance") else [NORTH])))
    done = set()
    for name, deed in deeds(store, "who", tmp_path).items():
        before = log(store)
        try:
            deed(acting(store, "who", operator="sys"))
        except ActRefused:
            assert log(store) == before
        else:
            done.add(name)
            assert [(e.actor, orjson.loads(e.details)["operator"]) for e in log(store)[len(before) :]] in (
                [("who", "sys")],
                [],  # a file is received, the log read, or nothing is there to be taken away or ended
            )
    assert done == {name for name, roles in DOERS.items() if role in roles}


def test_the_operator_may_do_everything_and_is_recorded_as_ever(store: Store, tmp_path: Path) -> None:
    for deed in deeds(store, "somebody", tmp_path).values():
        deed(acting(store, ""))
    assert {entry.actor for entry in log(store)[-3:]} <= {"operator"}
    assert all("operator" not in orjson.loads(entry.details) for entry in log(store))


def test_a_load_naming_a_region_that_is_not_ones_own_is_refused_as_a_whole(store: Store) -> None:
    join(store, person("stat", "statistician", NORTH))
    both = request("both", summary=summary((NORTH, "北京", 1), (SOUTH, "广州", 1)))
    with pytest.raises(ActRefused, match=SOUTH):
        acting(store, "stat").commit(both)
    assert store.loads() == ()


def test_a_grant_taken_away_after_the_door_was_opened_is_taken_away(store: Store) -> None:
    join(store, person("stat", "statistician", NORTH))
    writer = acting(store, "stat")
    writer.commit(rows_of(NORTH))
    (load,) = store.loads()
    join(store, person("stat", "gm"))
    for deed in (
        lambda: writer.commit(rows_of(NORTH, 5)),
        lambda: writer.rollback(load.load_id, "错"),
        lambda: writer.remember_mapping(MAPPING),
    ):
        with pytest.raises(ActRefused):
            deed()
    assert [each.load_id for each in store.loads()] == [load.load_id]
    assert store.loads()[0].rollback is None


def test_a_grant_that_has_run_out_allows_nothing(store: Store) -> None:
    join(store, person("stat", "statistician", NORTH, last=date(2026, 2, 1)))
    with pytest.raises(ActRefused):
        acting(store, "stat").commit(rows_of(NORTH))


def test_nobody_takes_back_what_another_loaded_nor_learns_of_what_is_not_seen(store: Store) -> None:
    join(store, person("a", "statistician", NORTH), person("b", "statistician", NORTH, SOUTH))
    acting(store, "a").commit(rows_of(NORTH))
    acting(store, "b").commit(rows_of(SOUTH))
    south, north = (load.load_id for load in store.loads())
    with pytest.raises(ActRefused):
        acting(store, "b").rollback(north, "错")
    with pytest.raises(LoadUnknown):
        acting(store, "a").rollback(south, "错")
    assert acting(store, "a").may_roll_back(north)
    assert not acting(store, "b").may_roll_back(north)
    acting(store, " A ").rollback(north, "错")
    assert [load.rollback is not None for load in store.loads()] == [False, True]


def test_who_merely_looks_through_somebodys_eyes_does_nothing(store: Store) -> None:
    join(store, person("stat", "statistician", NORTH))
    with pytest.raises(ActRefused, match="stat"):
        store.acting(Doer("stat", "stat", is_looking=True), lambda: DAY).commit(rows_of(NORTH))


def test_a_scenario_of_another_is_not_changed_and_of_an_unseen_region_does_not_exist(store: Store) -> None:
    join(store, *(person(name, "region_manager", region) for name, region in (("n", NORTH), ("s", SOUTH))))
    join(store, person("n2", "region_manager", NORTH))
    north, south = (
        acting(store, "n").save_scenario(scenario(NORTH)),
        acting(store, "s").save_scenario(scenario(SOUTH)),
    )
    with pytest.raises(ActRefused):
        acting(store, "n").save_scenario(scenario(NORTH, SOUTH))
    for deed in (
        lambda: acting(store, "n").remove_scenario(south),
        lambda: acting(store, "n").save_scenario(scenario(NORTH), south),
        lambda: acting(store, "n").remove_scenario("0" * 16),
    ):
        with pytest.raises(KeyError):
            deed()
    with pytest.raises(ActRefused):
        acting(store, "n2").remove_scenario(north)
    acting(store, "n").save_scenario(scenario(NORTH) | {"name": "改"}, north)
    acting(store, "n").remove_scenario(north)
    assert list(store.saved_scenarios()) == [south]


def test_a_saved_scenario_exists_for_those_who_see_its_regions(store: Store) -> None:
    people = {
        "n": person("n", "region_manager", NORTH),
        "n2": person("n2", "vp", NORTH),
        "s": person("s", "region_manager", SOUTH),
        "gm": person("gm", "gm"),
        "root": person("root", "admin"),
    }
    join(store, *people.values())
    about = {
        "north": acting(store, "n").save_scenario(scenario(NORTH)),
        "rules": acting(store, "n").save_scenario(scenario() | {"overrides": {"x": 1}}),
        "rivals": acting(store, "n").save_scenario(scenario() | {"rivals": {"region": NORTH}}),
        "both": store.save_scenario(scenario(NORTH, SOUTH), "dashboard"),
    }

    def seen(account: str) -> set[str]:
        reader = Reader(store, scope_of(people[account], DAY), account)
        return {name for name, each in about.items() if each in reader.saved_scenarios()}

    assert {name: seen(name) for name in people} == {
        "n": {"north", "rules", "rivals"},
        "n2": {"north", "rivals"},
        "s": set(),
        "gm": set(about),
        "root": set(),
    }


def test_what_headers_mean_in_ones_own_files_means_nothing_for_others(store: Store) -> None:
    join(store, person("a", "statistician", NORTH), person("b", "statistician", NORTH, SOUTH))
    acting(store, "a").remember_mapping(HeaderMapping("shape", "summary", {"甲": "sales"}))
    assert store.header_mappings() == {}
    assert set(store.header_mappings(frozenset({NORTH}))) == {"shape"}
    assert store.header_mappings(frozenset({NORTH, SOUTH})) == {}
    acting(store, "b").remember_mapping(HeaderMapping("other", "summary", {"甲": "sales"}))
    assert set(store.header_mappings(frozenset({NORTH}))) == {"shape", "other"}
    acting(store, "").remember_mapping(HeaderMapping("all", "summary", {"甲": "sales"}))
    assert set(store.header_mappings()) == {"all"}
    assert set(store.header_mappings(frozenset())) == {"all"}
    assert "all" in store.header_mappings(frozenset({NORTH}))


def test_a_load_is_open_to_who_sees_all_its_rows_and_its_file_to_who_loaded_it(store: Store) -> None:
    clerk, manager = person("clerk", "statistician", NORTH), person("manager", "region_manager", NORTH)
    join(store, clerk, manager)
    sha256 = store.receive(b"the file, with rows of the south that were loaded before")
    about = {"issues": [{"code": "x"}], "accepted_reason": "核对过"}
    frames = {"summary": summary((NORTH, "北京", 1))}
    north = store.commit(LoadRequest(frames, [LoadFile("a.csv", sha256, 1)], "clerk", **about))
    south = store.commit(LoadRequest({"summary": summary((SOUTH, "广州", 1))}, [], "op", **about))
    both = store.commit(LoadRequest({"summary": summary((NORTH, "北京", 2), (SOUTH, "广州", 2))}, [], "op"))
    for who, has_file in ((clerk, True), (manager, False)):
        reader = Reader(store, scope_of(who, DAY), who.account)
        (load,) = reader.loads()
        assert load.load_id == north
        assert bool(load.issues) == has_file
        assert (reader.original(load, sha256) is not None) == has_file
        assert reader.differences(north)["summary"].height == 1
        for unseen in (south, both):
            with pytest.raises(LoadUnknown):
                reader.differences(unseen)
            with pytest.raises(LoadUnknown):
                reader.preview_rollback(unseen, lambda month: 28)


def test_what_is_recorded_by_the_dashboard_of_old_stays_and_is_everybodys_and_nobodys(store: Store) -> None:
    join(store, person("n", "region_manager", NORTH))
    old = store.save_scenario(scenario(NORTH), "dashboard")
    store.remember_mapping(MAPPING, "dashboard")
    reader = Reader(store, scope_of(person("n", "region_manager", NORTH), DAY), "n")
    assert [each.actor for each in reader.saved_scenarios().values()] == ["dashboard"]
    assert set(store.header_mappings(frozenset({NORTH}))) == {"shape"}
    with pytest.raises(ActRefused):
        acting(store, "n").remove_scenario(old)
    acting(store, "").remove_scenario(old)
