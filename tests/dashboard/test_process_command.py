"""The month from the command line: verbs, exit codes, JSON by its keys."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from data.people.person import Grant, Person
from data.people.roles import Role
from data.store import Store
from tests.dashboard.seen import EAST, NORTH, OFFICES, SOUTH, company, printed, stored

NOW = datetime(2026, 1, 1, tzinfo=UTC)
MONTHS = tuple(date(2026, month, 1) for month in (1, 2, 3))
PEOPLE: tuple[tuple[str, Role, tuple[str, ...]], ...] = (
    ("stat", "statistician", (NORTH, SOUTH, EAST)),
    ("finance", "finance", ()),
    ("compliance", "compliance", ()),
    ("south", "region_manager", (SOUTH,)),
)


def person(account: str, role: Role, regions: tuple[str, ...]) -> Person:
    return Person(account, account, "", (Grant(role, frozenset(regions) or None),))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The company with three months."""
    with _made(tmp_path_factory.mktemp("month")) as made:
        yield made


@contextmanager
def _made(folder: Path) -> Iterator[Path]:
    with stored(folder / "store.duckdb", [company(MONTHS)]) as store:
        store.people.load([person(*each) for each in PEOPLE], "op", NOW)
        yield folder / "store.duckdb"


@pytest.fixture
def untouched(tmp_path: Path) -> Iterator[Path]:
    """The same, for one test alone."""
    with _made(tmp_path) as made:
        yield made


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in a bulletin is tested elsewhere."""
    monkeypatch.setattr(
        "dashboard.bulletins.publishing.bulletin_files", lambda *_args, **_more: {"bulletin.pdf": b"paper"}
    )


def said(path: Path, *arguments: object) -> tuple[int, str]:
    code, _, text = printed(path, *arguments).decode().partition("\n")
    return int(code), text.strip()


def told(path: Path, *arguments: object) -> Any:
    code, text = said(path, *arguments, "--format", "json")
    assert code == 0, text
    return json.loads(text)


def test_a_month_is_played_from_open_to_published_and_opened_again(untouched: Path) -> None:
    path = untouched
    assert told(path, "month", "2026-01")["state"] == "open"
    code, text = said(path, "verify", "2026-01", "--as", "finance")
    assert (code, "尚未提交" in text) == (1, True)
    assert said(path, "submit", "2026-01", "--as", "stat")[0] == 0
    assert told(path, "month", "2026-01")["state"] == "submitted"
    held = ("--hold", f"{NORTH}/checkpoint", "--reason", "查")
    assert said(path, "verify", "2026-01", *held, "--as", "finance")[0] == 0
    assert said(path, "publish", "2026-01", "--as", "finance")[0] == 1
    assert said(path, "publish", "2026-01", "--as", "compliance")[0] == 0
    found = told(path, "month", "2026-01", "--as", "south")
    assert (found["state"], found["version"]) == ("published", 1)
    assert said(path, "reopen", "2026-01", "--reason", "错", "--as", "compliance")[0] == 0
    assert told(path, "month", "2026-01")["state"] == "open"
    for verb, account in (("submit", "stat"), ("verify", "finance"), ("publish", "compliance")):
        assert said(path, verb, "2026-01", "--as", account)[0] == 0
    assert told(path, "month", "2026-01")["version"] == 2
    with Store.open(path) as store:
        last = store.process.book().publications(date(2026, 1, 1))[-1]
        assert store.original(last.files[0].sha256) == b"paper"


def test_json_of_a_month_has_the_keys_that_are_documented(path: Path) -> None:
    found = told(path, "month", "2026-02")
    assert list(found) == ["month", "state", "version", "steps", "tasks"]
    assert [step["step"] for step in found["steps"]] == [
        *("declare", "adjust", "approve", "checkpoint", "load", "submit", "verify", "publish"),
        *("appeal", "decide", "explain", "report", "transfer", "promise"),
    ]
    assert {tuple(step) for step in found["steps"]} == {("step", "due", "done_at", "by", "status")}
    submit = next(step for step in found["steps"] if step["step"] == "submit")
    assert submit == {"step": "submit", "due": "2026-03-05", "done_at": None, "by": None, "status": "late"}


def test_an_appeal_is_made_and_decided_by_number(path: Path) -> None:
    if told(path, "month", "2026-01")["state"] != "published":  # where another worker plays the months
        for verb, account in (("submit", "stat"), ("verify", "finance"), ("publish", "compliance")):
            assert said(path, verb, "2026-01", "--as", account)[0] == 0
    code, number = said(path, "appeal", "2026-01", SOUTH, "checkpoint", "--text", "疑", "--as", "south")
    assert code == 0
    mine = told(path, "tasks", "--as", "compliance")
    assert [(t["task"], t["item"], t["who"]) for t in mine if t["task"] == "decide"] == [
        ("decide", number, ["compliance"])
    ]
    assert said(path, "decide", number, "upheld", "--reason", "对", "--as", "compliance")[0] == 0
    assert [t for t in told(path, "tasks", "--as", "compliance") if t["task"] == "decide"] == []


def test_a_declaration_too_low_waits_for_approval_and_may_be_refused(path: Path) -> None:
    office = OFFICES[SOUTH][0]
    place = ("2026-03", SOUTH, office)
    amounts = ("--sales", "9,000.00", "--collections", "9000")
    on = ("--on", "2026-03-06")
    code, text = said(path, "declare", *place, *amounts, "--as", "south", *on)
    assert (code, "须写明原因" in text) == (1, True)
    why = ("--reason", "淡季", "--remedy", "促销")
    assert said(path, "declare", *place, *amounts, *why, "--as", "south", *on)[0] == 0
    assert said(path, "approve", *place, "--as", "south", *on)[0] == 1
    assert said(path, "approve", *place, "--on", "2026-03-11")[0] == 1
    assert said(path, "approve", *place, "--refuse", "--reason", "不够", *on)[0] == 0
    with Store.open(path) as store:
        assert store.process.book().refused[date(2026, 3, 1), SOUTH, office].reason == "不够"


def test_a_load_that_changes_a_verified_month_opens_it_and_names_who_acted(
    path: Path, tmp_path: Path
) -> None:
    for verb, account in (("submit", "stat"), ("verify", "finance")):
        assert said(path, verb, "2026-02", "--as", account)[0] == 0
    rows = "\n".join(f"2026-02,{NORTH},{office},成品,9.00" for office in OFFICES[NORTH])
    (tmp_path / "stock.csv").write_text(f"年月,区域,办事处,品类,库存金额\n{rows}\n", encoding="utf-8")
    code, text = said(path, "load", tmp_path / "stock.csv", "--accept-warnings", "更正", "--as", "stat")
    assert code == 0, text
    assert told(path, "month", "2026-02")["state"] == "open"
    with Store.open(path) as store:
        last = store.process.book().course[date(2026, 2, 1)][-1]
    assert (type(last).__name__, last.why, last.told) == ("Returned", "load", ("stat", "finance"))  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("verify", "2026-02", "--hold", "x", "--reason", "y"), "不是"),
        (("verify", "2026-02", "--hold", "x/checkpoint"), "--reason"),
        (("verify", "2026-02", "--hold", "没有/checkpoint", "--reason", "y", "--as", "finance"), "没有"),
        (("submit", "2031-01", "--as", "stat"), "还没有数据"),
        (("declare", "2026-03", NORTH, "北京", "--sales", "-1", "--collections", "1"), "不得为负"),
        (("decide", "0", "upheld", "--reason", "x"), "没有编号为 0"),
        (("adjust", "2026-03", "没有", "-5", "--reason", "x"), "没有区域"),
        (("promise", "没有", "sales", "5", "--until", "2031-03-31", "--text", "x"), "没有区域"),
        (("promise", NORTH, "sales", "-5", "--until", "2026-03-31", "--text", "x"), "不得为负"),
    ],
)
def test_what_cannot_be_done_exits_with_1_and_says_why(
    path: Path, arguments: tuple[str, ...], words: str
) -> None:
    code, text = said(path, *arguments)
    assert code == 1
    assert words in text


@pytest.mark.parametrize("verb", [("tasks",), ("month", "2026-02")])
def test_a_day_is_looked_at_with_the_roles_of_that_day(path: Path, verb: tuple[str, ...]) -> None:
    """Who had a role in January 2025 alone."""
    assert said(path, *verb, "--as", "gone", "--on", "2025-01-31")[0] == 0
    code, text = said(path, *verb, "--as", "gone", "--on", "2025-02-01")
    assert (code, "gone" in text) == (1, True)


def test_tasks_of_a_month_under_way_are_its_declarations(path: Path) -> None:
    mine = told(path, "tasks", "--as", "south", "--on", "2026-02-20")
    assert {t["task"] for t in mine} <= {"declare", "explain", "report"}
    assert all(t["region"] == SOUTH for t in mine)
