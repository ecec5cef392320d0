"""Verbs of the month while another program has the store open: it does them, and says what it would say."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from dashboard.services.stores.actors import system_user
from data.store import Store
from tests.dashboard.seen import NORTH, OFFICES, SOUTH, company, printed, stored
from tests.dashboard.test_process_command import MONTHS, NOW, PEOPLE, person

ROOT = Path(__file__).parents[2]
_HOLDER = """
import sys
from dashboard.bulletins import publishing
from dashboard.commands.offering import offer
from dashboard.services.stores import maintenance
from data.store import Store
publishing.bulletin_files = lambda *_args, **_more: {"bulletin.pdf": b"paper"}
with Store.open(sys.argv[1]) as store:
    if sys.argv[2] == "listens":
        offer()
        maintenance.serve(sys.argv[1])
    print("ready", flush=True)
    sys.stdin.read()
"""


@contextmanager
def holder(path: Path, manner: str) -> Iterator[None]:
    command = [sys.executable, "-c", _HOLDER, str(path), manner]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield
        assert process.poll() is None
        process.communicate()


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("held") / "store.duckdb"
    with stored(made, [company(MONTHS)]) as store:
        store.people.load([person(*each) for each in PEOPLE], "op", NOW)
    return made


@pytest.fixture
def _held(path: Path) -> Iterator[None]:
    with holder(path, "listens"):
        yield


def said(path: Path, *arguments: object) -> tuple[int, str]:
    code, _, text = printed(path, *arguments).decode().partition("\n")
    return int(code), text.strip()


def told(path: Path, *arguments: object) -> Any:
    code, text = said(path, *arguments, "--format", "json")
    assert code == 0, text
    return json.loads(text)


@pytest.mark.usefixtures("_held")
def test_a_month_is_settled_through_the_program_that_has_the_store_open(path: Path) -> None:
    assert told(path, "month", "2026-01")["state"] == "open"
    assert "submit" in {task["task"] for task in told(path, "tasks", "--as", "stat", "--on", "2026-02-04")}
    assert said(path, "submit", "2026-01", "--as", "stat") == (
        0,
        f"已提交：2026-01，{'、'.join(sorted(OFFICES))}。",
    )
    held = ("--hold", f"{NORTH}/checkpoint", "--reason", "查")
    assert said(path, "verify", "2026-01", *held, "--as", "finance")[0] == 0
    code, text = said(path, "publish", "2026-01", "--as", "compliance")
    assert code == 0, text
    assert told(path, "month", "2026-01")["version"] == 1
    assert told(path, "evaluate", "--month", "2026-01", "--published")["month"] == "2026-01"
    assert said(path, "show", "sales", "--month", "2026-01", "--format", "csv")[1].startswith("date,")


@pytest.mark.nightly
@pytest.mark.usefixtures("_held")
def test_what_is_refused_over_there_is_refused_here_in_the_language_asked_for(path: Path) -> None:
    code, text = said(path, "verify", "2026-02", "--as", "finance")
    assert (code, "尚未提交" in text) == (1, True)
    code, text = said(path, "verify", "2026-02", "--as", "finance", "--lang", "en")
    assert (code, "submitted" in text) == (1, True)
    code, text = said(path, "evaluate", "--month", "2031-01")
    assert (code, "2031-01" in text) == (1, True)


@pytest.mark.nightly
def test_an_act_over_there_is_that_of_whoever_gave_the_command_and_names_the_operator(path: Path) -> None:
    with holder(path, "listens"):
        place = ("2026-03", SOUTH, OFFICES[SOUTH][0])
        amounts = ("--sales", "999999999", "--collections", "999999999", "--on", "2026-03-06")
        code, text = said(path, "declare", *place, *amounts, "--as", "south")
        assert code == 0, text
    with Store.open(path) as store:
        declared = store.process.book().declared[MONTHS[2], SOUTH, OFFICES[SOUTH][0]][-1]
    assert (declared.by, declared.operator) == ("south", system_user())


def test_a_holder_that_does_not_listen_is_named_and_nothing_is_done(path: Path) -> None:
    with holder(path, "is silent"):
        code, text = said(path, "submit", "2026-02", "--as", "stat")
        assert (code, "数据库" in text) == (1, True)
    assert told(path, "month", "2026-02")["state"] == "open"
