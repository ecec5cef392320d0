"""Audit, backup and restore from the command line, also while another program has the store open."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from dashboard.commands.cli import main
from dashboard.i18n import catalogue
from data.store import Store
from data.store.words import CATALOG, FINDINGS, REFUSALS, STEPS
from tests.data.store.building import frame, load
from tests.nightly import by_night

ROOT = Path(__file__).parents[2]
_SERVING = """
import sys
from dashboard.services.stores import maintenance
from data.store import Store
with Store.open(sys.argv[1]) as store:
    for _ in range(2):
        maintenance.serve(sys.argv[1])
    print("ready", flush=True)
    sys.stdin.read()
"""


class Result(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Runs the command line in this process, in English."""

    def run(*arguments: object) -> Result:
        code = 0
        try:
            main([*map(str, arguments), "--lang", "en"])
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        out, err = capfdbinary.readouterr()
        return Result(code, out.decode(), err.decode())

    return run


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with one load and its original, closed; its path is longer than a socket's address may be."""
    path = tmp_path / ("很深的文件夹" * 6) / "store.duckdb"
    with Store.open(path) as store:
        load(store, store.receive(b"content"), summary=frame("summary", {"sales": 5}))
    return path


@pytest.fixture
def serving(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the store open and listens."""
    command = [sys.executable, "-c", _SERVING, str(path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
        if process.poll() is None:
            process.communicate()


def head_of(text: str) -> str:
    return text.strip().splitlines()[-1].rpartition(" ")[2]


def assert_backs_up(path: Path, tmp_path: Path, run: Run) -> None:
    audited = run("audit", "--store", path)
    assert (audited.code, "1 loads, 1 files" in audited.out) == (0, True)
    written = run("backup", tmp_path / "b.zip", "--store", path)
    assert (written.code, "Writing the tables …" in written.err) == (0, True)
    assert head_of(written.out) == head_of(audited.out)
    head = head_of(audited.out)
    restored = run("restore", tmp_path / "b.zip", "--store", tmp_path / "r.duckdb", "--head", head)
    assert restored.code == 0
    assert run("audit", "--head", head, "--store", tmp_path / "r.duckdb").code == 0
    with Store.open(tmp_path / "r.duckdb") as store:
        assert store.current("summary")["sales"].to_list() == [5]


def test_a_closed_store_is_audited_backed_up_and_restored(path: Path, tmp_path: Path, run: Run) -> None:
    assert_backs_up(path, tmp_path, run)


def test_a_store_that_is_being_served_is_audited_and_backed_up_by_its_holder(
    path: Path, serving: subprocess.Popen[str], tmp_path: Path, run: Run
) -> None:
    assert_backs_up(path, tmp_path, run)
    assert serving.poll() is None
    folder = Path(f"{path}.serving")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert run("backup", tmp_path / "b.zip", "--store", path).code == 1
    refused = run("backup", tmp_path / "b.zip", "--store", path)
    assert "there already" in refused.err
    assert run("audit", "--store", path).code == 0


@pytest.mark.parametrize("is_served", by_night([False, True], but=[False]))
def test_what_was_never_loaded_is_pruned_by_command_also_through_the_holder(
    path: Path, run: Run, request: pytest.FixtureRequest, is_served: bool
) -> None:
    folder = Path(f"{path}.originals")
    with Store.open(path) as store:
        loaded = set(store._connection.originals.digests())
        rejected = [store.receive(text * 1_000_000) for text in (b"a", b"b")]
    os.utime(folder / rejected[0], (0, 0))
    if is_served:
        request.getfixturevalue("serving")
    done = run("prune", "--days", 30, "--store", path)
    assert "1 files" in done.out
    assert "1.0 MB" in done.out
    assert {file.name for file in folder.iterdir()} == {*loaded, rejected[1]}
    assert run("audit", "--store", path).code == 0


@pytest.mark.nightly
def test_a_holder_that_does_not_listen_is_named(path: Path, tmp_path: Path, run: Run) -> None:
    silent = _SERVING.replace("maintenance.serve(sys.argv[1])", "pass")
    command = [sys.executable, "-c", silent, str(path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        refused = run("backup", tmp_path / "b.zip", "--store", path)
        assert refused.code == 1
        assert f"Process {process.pid} has the store open" in refused.err
        process.communicate()


@pytest.mark.nightly
def test_after_a_holder_was_killed_the_store_is_free_and_can_be_served_again(
    path: Path, serving: subprocess.Popen[str], tmp_path: Path, run: Run
) -> None:
    serving.kill()
    serving.wait()
    assert Path(f"{path}.serving", "socket").exists()
    assert run("audit", "--store", path).code == 0
    with subprocess.Popen(
        [sys.executable, "-c", _SERVING, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as again:
        assert again.stdout is not None
        again.stdout.readline()
        assert run("backup", tmp_path / "b.zip", "--store", path).code == 0
        again.communicate()


def test_nonsense_over_the_socket_does_not_stop_the_holder(
    path: Path, serving: subprocess.Popen[str], run: Run
) -> None:
    for nonsense in (b"", b"\n", b"[]\n", b"{}\n", b'{"verb": "drop", "arguments": {}}\n', b"\xff" * 99_999):
        with socket.socket(socket.AF_UNIX) as connection, tempfile.TemporaryDirectory() as short:
            way = Path(short, "way")
            way.symlink_to(f"{path}.serving")
            connection.connect(f"{way}/socket")
            connection.sendall(nonsense)
    assert run("audit", "--store", path).code == 0


def test_an_altered_row_makes_the_audit_fail_in_words(path: Path, run: Run) -> None:
    with Store.open(path) as store, store._connection.transaction() as cursor:
        cursor.execute("UPDATE summary SET sales = 6")
    failed = run("audit", "--store", path)
    assert failed.code == 1
    assert "in the table 月度事实 was altered" in failed.err
    assert "Traceback" not in failed.err


@pytest.mark.parametrize("verb", ["audit", "backup"])
def test_a_store_that_is_not_there_is_not_made_by_asking(verb: str, tmp_path: Path, run: Run) -> None:
    arguments = [tmp_path / "b.zip"] if verb == "backup" else []
    refused = run(verb, *arguments, "--store", tmp_path / "none.duckdb")
    assert (refused.code, "There is no store" in refused.err) == (1, True)
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_backup_is_refused_in_chinese_too(tmp_path: Path, run: Run) -> None:
    (tmp_path / "b.zip").write_bytes(b"PK")
    assert "no backup" in run("restore", tmp_path / "b.zip", "--store", tmp_path / "r.duckdb").err
    main_in_chinese = subprocess.run(
        [sys.executable, "-m", "dashboard", "restore", tmp_path / "b.zip", "--store", tmp_path / "r.duckdb"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert (main_in_chinese.returncode, main_in_chinese.stderr) == (1, "该文件不是本程序的备份。\n")


def test_every_word_of_the_store_is_translated() -> None:
    chinese = catalogue("zh")
    said = (*FINDINGS.values(), *REFUSALS.values(), *CATALOG.values(), *STEPS)
    assert {text for text in said if text not in chinese} == set()


def test_repair_says_what_was_lost_as_text_and_for_machines(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "torn.duckdb"
    with Store.open(place) as store:
        load(store, summary=frame("summary", {"sales": 1}))
        files = {part: part.read_bytes() for part in tmp_path.iterdir() if part.is_file()}
    for part, content in files.items():
        part.write_bytes(content)
    (tmp_path / "torn.duckdb.wal").write_bytes(files[tmp_path / "torn.duckdb.wal"][:-100])
    refused = run("audit", "--store", place)
    assert (refused.code, "repair" in refused.err) == (1, True)
    done = json.loads(run("repair", "--format", "json", "--store", place).out)
    assert [(entry["act"], entry["files"]) for entry in done["lost"]] == [("load", ["pack.xlsx"])]
    assert (done["loads"], done["findings"]) == (0, [])
    again = run("repair", "--store", place)
    assert (again.code, "nothing to repair" in again.out) == (0, True)
    assert run("audit", "--store", place).code == 0


@pytest.mark.nightly
def test_people_of_a_store_that_is_being_served_are_looked_after_by_its_holder(
    path: Path, serving: subprocess.Popen[str], run: Run
) -> None:
    assert run("people", "invite", "boss", "--store", path).code == 0
    assert "boss" in run("people", "list", "--store", path).out
    refused = run("people", "end", "stranger", "--store", path)
    assert (refused.code, "Nobody has the account stranger." in refused.err) == (1, True)
    assert serving.poll() is None
