"""Whatever pages show is read through a `Reader`, and what is kept between runs is kept by who sees what."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dashboard.cache.keys import Key, kept
from dashboard.keeping import STATES
from data.people.person import Grant
from data.people.scope import EVERYTHING, Scope, scope_of_grants

ROOT = Path(__file__).parents[2]
#: Names by which a store is reached with all its rows.
STORE = {"Store", "current_store", "store_at", "open_store", "open_seen_store"}
#: Who may use them, and what for. Whatever shows rows to somebody is not among them.
MAY = {
    "dashboard/cache/opened.py": "opens it",
    "dashboard/cache/acting.py": "makes the door to acts of whoever looks",
    "dashboard/cache/current.py": "makes the reader of whoever looks",
    "dashboard/cache/keys.py": "makes the reader that is part of a key",
    "dashboard/cache/warming.py": "has the evaluation made by keys before anybody asks for it",
    "dashboard/commands/": "the command line: of this machine's operator, or through `reader_of`",
    "dashboard/components/loads/empty_store.py": "loads the demo company, for the operator alone",
    "dashboard/bulletins/stamps.py": "what is told of the store as a whole, to who sees all",
    "dashboard/bulletins/playing.py": "acts as the people of the demo company, in its own store",
    "dashboard/services/dayplans.py": "a store or a reader, as the caller has it",
    "dashboard/services/evaluation.py": "a store or a reader, as the caller has it",
    "dashboard/services/forecasts.py": "a store or a reader, as the caller has it",
    "dashboard/services/papers/asking.py": "makes the reader of whoever asks for the verb",
    "dashboard/services/reminders/asking.py": "the rounds of the server and the operator's verb",
    "dashboard/services/reminders/running.py": "makes the reader of each who is reminded",
    "dashboard/services/stores/": "opens, serves, backs up, keeps people",
    "dashboard/services/uploads/": "acts on files",
    "dashboard/entrance/": "who may come in",
    "dashboard/visit.py": "who is looking",
    "dashboard/components/people/": "acts on people",
    "dashboard/components/process/acting.py": "the names of who acted",
}


def sources(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for folder in folders:
        for file in sorted((ROOT / folder).rglob("*.py")):
            yield file.relative_to(ROOT).as_posix(), ast.parse(file.read_text(encoding="utf-8"))


def used(tree: ast.Module) -> set[str]:
    """Every name that a module reads, imports, or takes from something."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.ImportFrom):
            found |= {name.name for name in node.names}
    return found


def test_nothing_reaches_the_store_but_what_is_named() -> None:
    astray = [
        path
        for path, tree in sources("dashboard", "pages")
        if STORE & used(tree) and not path.startswith(tuple(MAY))
    ]
    assert astray == []


def test_nothing_but_readers_takes_a_readers_store() -> None:
    own = [path for path, tree in sources("dashboard", "pages") if "_store" in used(tree)]
    assert own == []


def test_what_an_act_rests_on_is_of_all_regions_and_stays_with_acts() -> None:
    """`Writer.whole` is no way to show anything: it is asked by what evaluates before it acts."""
    may = ("dashboard/services/process/", "dashboard/bulletins/publishing.py")
    asking = [path for path, tree in sources("dashboard", "pages") if "whole" in called(tree)]
    assert [path for path in asking if not path.startswith(may)] == []


def called(tree: ast.Module) -> set[str]:
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {each.attr for each in calls if isinstance(each, ast.Attribute)}


def decorators(node: ast.FunctionDef) -> Iterator[str]:
    for each in node.decorator_list:
        called = each.func if isinstance(each, ast.Call) else each
        yield called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def functions(*folders: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    for path, tree in sources(*folders):
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                yield path, node


def test_all_that_is_kept_between_runs_is_kept_by_a_key() -> None:
    kept = [(path, node) for path, node in functions("dashboard", "pages") if "kept" in decorators(node)]
    assert len(kept) > 15
    for path, node in kept:
        first = node.args.args[0]
        assert first.arg == "key", (path, node.name)
        assert ast.unparse(first.annotation or ast.Constant(None)) == "Key", (path, node.name)
    plain = {
        (path, node.name)
        for path, node in functions("dashboard", "pages")
        if {"cache_resource", "cache_data"} & set(decorators(node))
    }
    assert plain == {
        ("dashboard/entrance/opened.py", "store_at"),
        ("dashboard/cache/warming.py", "_followed"),  # knows versions, no rows
        ("dashboard/cache/keys.py", "_states"),  # of which all is kept by a key
    }


def test_what_is_remembered_rests_on_its_arguments_alone() -> None:
    """They are evaluations and frames by identity, which a scope has of its own, and plain values."""
    asked = [
        (path, node.name, name)
        for path, node in functions("dashboard", "pages")
        if "remembered" in decorators(node)
        for name in used(ast.Module([node], []))
        if name.startswith("current_") or name in ("query_params", "session_state", "context")
    ]
    assert asked == []


NORTH = scope_of_grants([Grant("region_manager", frozenset({"华北"}))])
SIGHTS = [
    EVERYTHING,
    NORTH,
    scope_of_grants([Grant("vp", frozenset({"华北", "华东"}))]),
    scope_of_grants([Grant("office_head", frozenset({"华北"}), frozenset({"北京"}))]),
    scope_of_grants([Grant("office_head", frozenset({"华北"}), frozenset({"天津"}))]),
    scope_of_grants([Grant("compliance", frozenset({"华北"}))]),
    scope_of_grants([Grant("finance", None)]),
    scope_of_grants([Grant("admin", None)]),
    scope_of_grants([]),
    Scope(frozenset({"华北, 华东"})),
    Scope(frozenset(), frozenset({("华北", "北京")}), is_public=False),
]


def key(scope: Scope, url: str = "a", version: str = "1", digest: str = "p") -> Key:
    return Key(url, version, digest, scope.sight)


def test_whoever_sees_something_else_has_another_key() -> None:
    different = list(dict.fromkeys(scope.sight for scope in SIGHTS))
    assert len({key(scope).text for scope in different}) == len(different)
    others = [key(NORTH, url="b"), key(NORTH, version="2"), key(NORTH, digest="q"), key(NORTH)]
    assert len({each.text for each in others}) == len(others)


@pytest.mark.parametrize("role", ["region_manager", "statistician", "vp"])
def test_whoever_sees_the_same_shares_a_key_whatever_they_may_do(role: str) -> None:
    regions = frozenset({"华东", "华北", "华南", "西北"})
    grant = Grant(role, regions, first=date(2026, 1, 1))  # type: ignore[arg-type]
    one = scope_of_grants([grant])
    apart = scope_of_grants([Grant("statistician", frozenset({region})) for region in sorted(regions)])
    assert key(one).text == key(apart).text
    assert key(one) == key(apart)


def test_what_is_kept_about_a_key_is_made_once_and_no_more_once_its_state_is_over() -> None:
    made = list[object]()

    @kept(max_entries=8)
    def told(key: Key, day: date, _rest: object, *, name: str = "") -> str:
        made.append((key.data_version, key.scope, day, name))
        return f"{key.data_version} {day} {name}"

    url, day = "of this test alone", date(2026, 1, 1)
    first = key(EVERYTHING, url)
    assert told(first, day, object()) == told(first, day, object()) == f"1 {day} "
    assert len(made) == 1
    # Who sees less, another day and another name are other questions.
    told(key(NORTH, url), day, None)
    told(first, date(2026, 2, 1), None)
    assert told(first, day, None, name="x") == f"1 {day} x"
    assert len(made) == 4
    for version in map(str, range(2, 2 + STATES)):
        told(key(EVERYTHING, url, version), day, None)
    told(first, day, None)
    assert len(made) == 4 + STATES + 1
