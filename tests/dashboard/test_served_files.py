"""Verbs with files while another program has the store open: read and written where the command was given."""

from __future__ import annotations

import base64
import os
import shutil
from contextlib import nullcontext
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboard.commands.answering import answered
from dashboard.i18n import translator
from dashboard.services.stores import serving
from data.fields import BY_NAME
from data.people.person import Grant, Person
from data.store import Store, StoreBusy, in_yuan
from tests.dashboard.seen import NORTH, OFFICES, SOUTH, company, printed, stored
from tests.dashboard.test_served_commands import holder
from tests.nightly import by_night

NOW = datetime(2026, 1, 1, tzinfo=UTC)
STATISTICIAN = Person("stat", "统计", "", (Grant("statistician", frozenset({SOUTH})),))


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("model") / "store.duckdb"
    with stored(made, [company()]) as store:
        store.people.load([STATISTICIAN], "op", NOW)
    return made


@pytest.fixture
def store(model: Path, tmp_path: Path) -> Path:
    """A store that is written to."""
    shutil.copytree(model.parent, tmp_path / "kept")
    return tmp_path / "kept" / "store.duckdb"


def ledger(path: Path, region: str) -> Path:
    """Twice the January sales of one office of a region: that its other office has none is a warning."""
    ours = (pl.col("region") == region) & (pl.col("office") == OFFICES[region][0])
    rows = company()["sales"].filter(ours & (pl.col("date") < date(2026, 2, 1)))
    extract = BY_NAME["sales"]
    amounts = in_yuan(rows.with_columns(amount=pl.col("amount") * 2), extract)
    path.write_bytes(
        amounts.select(pl.col(field.name).alias(field.zh) for field in extract.fields)
        .write_csv()
        .encode("utf-8-sig")
    )
    return path


def said(path: Path, *arguments: object) -> tuple[int, str]:
    code, _, text = printed(path, *arguments).decode().partition("\n")
    return int(code), text


def version(path: Path) -> str:
    with Store.open(path) as opened:
        return opened.data_version()


def without_ids(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith("已载入"))


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The command is given in a folder that the other program is not in."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_a_load_says_and_does_over_there_what_it_says_and_does_alone(
    model: Path, store: Path, elsewhere: Path, tmp_path: Path
) -> None:
    ledger(elsewhere / "sales.csv", SOUTH)
    alone = tmp_path / "alone" / "store.duckdb"
    shutil.copytree(model.parent, alone.parent)
    ways = (
        ("load", "sales.csv"),
        ("load", "sales.csv", "--dry-run", "--accept-warnings", "核对"),
        ("load", "missing.csv"),
        ("load", "sales.csv", "--accept-warnings", "核对", "--lang", "en"),
    )
    here = [said(alone, *way) for way in ways]
    with holder(store, "listens"):
        there = [said(store, *way) for way in ways]
    assert [code for code, _ in there] == [2, 0, 1, 0]
    assert [(code, without_ids(text).rsplit("Loaded as")[0]) for code, text in there] == [
        (code, without_ids(text).rsplit("Loaded as")[0]) for code, text in here
    ]
    with Store.open(store) as opened:
        (kept,) = [each for each in opened.loads() if each.accepted_reason == "核对"]
        assert kept.load_id in there[-1][1]
        assert opened.original(kept.files[0].sha256) == (elsewhere / "sales.csv").read_bytes()


def test_a_statistician_loads_over_there_only_what_is_theirs(store: Path, elsewhere: Path) -> None:
    before = version(store)
    ledger(elsewhere / "sales.csv", NORTH)
    with holder(store, "listens"):
        code, text = said(store, "load", "sales.csv", "--as", "stat", "--accept-warnings", "试")
    assert (code, NORTH in text) == (1, True)
    assert version(store) == before


def test_more_than_a_server_takes_is_refused_in_words(
    store: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = version(store)
    monkeypatch.setenv("REGION_COCKPIT_READER_MB", "1")
    (elsewhere / "large.csv").write_bytes(b"x" * 1_000_001)
    with holder(store, "listens"):
        code, text = said(store, "load", "large.csv")
        assert (code, "1 MB" in text) == (1, True)
        code, text = said(store, "load", "large.csv", "--lang", "en")
        assert (code, "takes 1 MB of files at once" in text) == (1, True)
    assert version(store) == before


@pytest.mark.parametrize("gone_after", [0, 3])
def test_nothing_is_loaded_for_somebody_who_went_away(store: Path, tmp_path: Path, gone_after: int) -> None:
    before, file = version(store), ledger(tmp_path / "sales.csv", SOUTH)
    heard: list[str] = []

    def progress(_share: float, step: str) -> None:
        heard.append(step)
        if len(heard) > gone_after:
            raise BrokenPipeError

    given = ["load.csv", "--accept-warnings", "试"]
    asked = {"name": "load", "given": given, "actor": "op", "width": 80}
    with Store.open(store) as opened:
        done = answered(
            opened, {**asked, "files": {"load.csv": file.read_bytes()}}, progress, translator("zh")
        )
    assert done["code"] == 1
    assert len(heard) == gone_after + 1
    assert version(store) == before


@pytest.mark.nightly
def test_a_bulletin_and_blank_packs_are_written_where_they_were_asked_for(
    store: Path, elsewhere: Path
) -> None:
    with holder(store, "listens"):
        code, text = said(store, "bulletin", "--month", "2026-01", "--format", "xlsx", "--out", "papers")
        assert (code, "papers/bulletin-2026-01.xlsx" in text) == (0, True), text
        code, text = said(store, "template", "--out", "packs")
        assert code == 0, text
    assert (elsewhere / "papers" / "bulletin-2026-01.xlsx").read_bytes().startswith(b"PK")
    packs = sorted(path.name for path in (elsewhere / "packs").iterdir())
    assert said(store, "template", "--out", "again")[0] == 0
    assert packs == sorted(path.name for path in (elsewhere / "again").iterdir())


@pytest.mark.parametrize("manner", by_night(["alone", "served"], but=["alone"]))
def test_a_folder_that_is_a_file_is_said_so_and_stays_one(store: Path, elsewhere: Path, manner: str) -> None:
    (elsewhere / "packs").write_text("mine")
    with holder(store, "listens") if manner == "served" else nullcontext():
        code, text = said(store, "template", "--out", "packs")
    assert (code, "--out" in text, "packs" in text) == (1, True, True)
    assert (elsewhere / "packs").read_text() == "mine"


def test_another_program_writes_nowhere_but_into_the_folder_that_was_named(
    store: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has the store open may be another account than the one that asks: root, say."""
    code = base64.b64encode(b"made").decode()

    def answer(*_: object, **_more: object) -> dict[str, Any]:
        return {"said": [], "code": 0, "made": {"../outside": code, str(elsewhere / "too"): code}}

    monkeypatch.setattr(serving, "answer", answer)
    monkeypatch.setattr("dashboard.commands.bulletin.opened", _busy)
    assert said(store, "bulletin", "--month", "2026-01", "--out", "papers")[0] == 0
    assert sorted(path.name for path in (elsewhere / "papers").iterdir()) == ["outside", "too"]
    assert not (elsewhere / "outside").exists()
    assert not (elsewhere / "too").exists()


def test_whoever_breaks_off_while_it_is_done_over_there_is_told_to_look_first(
    store: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger(elsewhere / "sales.csv", SOUTH)

    def interrupted(*_: object, **_more: object) -> dict[str, Any]:
        raise KeyboardInterrupt

    monkeypatch.setattr(serving, "answer", interrupted)
    monkeypatch.setattr("dashboard.commands.load.opened", _busy)
    for language, words in (("zh", "已中断"), ("en", "look into the history")):
        code, text = said(store, "load", "sales.csv", "--lang", language)
        assert (code, words in text) == (1, True)


def _busy(url: str | None) -> Store:
    raise StoreBusy(str(url), os.getpid())
