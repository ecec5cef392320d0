"""`verify-bulletin` on a store that published: exit codes, JSON, and what is told to whom."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import orjson
import pytest

from dashboard.bulletins.workbook import workbook_bytes
from dashboard.commands import cli
from dashboard.i18n import speaking
from dashboard.services.papers.code import Code, code_of
from dashboard.services.papers.verifying import code_of_paper
from data.people.person import Grant, Person
from data.people.roles import Role
from data.store import Store
from data.store.audit.log import recorded
from data.store.by import By
from data.store.process.papers import issued_by, publication_digest
from tests.dashboard.bulletins.building import SEPTEMBER, demo_bulletin
from tests.dashboard.seen import company, stored

NOW = datetime(2026, 10, 10, tzinfo=UTC)
ROLES: tuple[Role, ...] = ("statistician", "finance", "compliance")
CONTENT = {"month": "2026-09", "version": 1, "regions": [], "lines": []}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that published September, with a manager who sees one region of it."""
    path = tmp_path_factory.mktemp("papers") / "store.duckdb"
    with Store.open(path) as opened:
        code = Code(SEPTEMBER, 1, publication_digest(CONTENT))
        with speaking("zh"):
            content = workbook_bytes(replace(demo_bulletin(), code=code))
        path.with_name("bulletin.xlsx").write_bytes(content)
        file = {"name": "bulletin.xlsx", "sha256": opened.receive(content), "size": len(content)}
        about = {
            "at": NOW.isoformat(),
            "on": "2026-10-10",
            "version": 1,
            "content": {**CONTENT, "files": [file]},
        }
        recorded(
            opened._connection, lambda cursor: By("compliance").record(cursor, "publish", "2026-09", about)
        )
        north = Grant("region_manager", frozenset({"North"}))
        opened.people.load(
            [Person("north", "N", "", (north,)), Person("root", "R", "", (Grant("admin", None),))], "op", NOW
        )
    return path


def asked(store: Path, file: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str, str]:
    try:
        cli.main(["verify-bulletin", str(file), "--store", str(store), *more])
        code = 0
    except SystemExit as stopped:
        code = int(str(stopped.code))
    said = capsys.readouterr()
    return code, said.out, said.err


def changed(store: Path) -> Path:
    book = openpyxl.load_workbook(store.with_name("bulletin.xlsx"))
    book.worksheets[1]["D3"] = 1
    out = io.BytesIO()
    book.save(out)
    file = store.with_name("changed.xlsx")
    file.write_bytes(out.getvalue())
    return file


def test_the_published_file_is_told_to_be_it(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = asked(store, store.with_name("bulletin.xlsx"), capsys)
    assert (code, "未经改动" in out, "2026-09 第 1 版" in out) == (0, True, True)


def test_a_changed_one_exits_1_and_names_the_cell(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = asked(store, changed(store), capsys)
    assert code == 1
    assert "D3" in err
    code, out, _ = asked(store, changed(store), capsys, "--format", "json")
    told = orjson.loads(out)
    assert (code, told["verdict"], told["month"], told["version"]) == (1, "changed", "2026-09", 1)
    assert any(each["place"].endswith("!D3") for each in told["differences"])


def test_who_sees_a_part_is_told_whether_it_is_it_but_no_figure(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(store, store.with_name("bulletin.xlsx"), capsys, "--as", "north")[0] == 0
    code, out, _ = asked(store, changed(store), capsys, "--as", "north", "--format", "json")
    told = orjson.loads(out)
    assert (code, told["verdict"], told["differences"]) == (1, "changed", None)


def test_who_sees_no_amounts_is_refused_and_a_missing_file_is_named(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = asked(store, store.with_name("bulletin.xlsx"), capsys, "--as", "root")
    assert (code, out, "root" in err) == (1, "", True)
    code, _, err = asked(store, store.with_name("nowhere.pdf"), capsys)
    assert (code, "nowhere.pdf" in err) == (1, True)


def test_what_publish_keeps_is_told_to_be_it_also_made_again_and_a_bulletin_from_before_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "company.duckdb"
    with stored(path, [company()]):
        pass
    made = ("--store", str(path), "--out", str(tmp_path), "--format", "xlsx", "--month", "2026-02")
    cli.main(["bulletin", *made])
    code, _, err = asked(path, tmp_path / "bulletin-2026-02.xlsx", capsys)
    assert (code, "未经公布" in err) == (1, True)
    with Store.open(path) as opened:
        people = ((role, Person(role, role, "", (Grant(role, None),))) for role in ROLES)
        opened.people.load([who for _, who in people], "op", NOW)
    for verb, role in zip(("submit", "verify", "publish"), ROLES, strict=True):
        cli.main([verb, "2026-02", "--as", role, "--store", str(path)])
    with Store.open(path) as opened:
        (issued,) = issued_by(opened.process.book())
        assert sorted(file.name for file in issued.files) == ["bulletin-2026-02.pdf", "bulletin-2026-02.xlsx"]
        for file in issued.files:
            content = opened.original(file.sha256)
            assert content is not None
            assert code_of_paper(content) == code_of(issued)
            (tmp_path / "sent").write_bytes(content)
    code, out, _ = asked(path, tmp_path / "sent", capsys)
    assert (code, "未经改动" in out) == (0, True)
    # Made again, it is the same paper.
    cli.main(["bulletin", *made])
    capsys.readouterr()
    assert asked(path, tmp_path / "bulletin-2026-02.xlsx", capsys)[0] == 0
