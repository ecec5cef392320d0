"""Folders with uploads: private, and gone with the program that made them, however it ends."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data.scratch import scratch, sweep

ROOT = Path(__file__).parents[2]
#: A program in the middle of reading an upload: it says where, and waits for its child.
READING = """
from data.reading.confinement import run_child
from data.reading.container import Limits
from data.scratch import scratch
with scratch("reading", 1000) as folder:
    (folder / "input").write_bytes(b"upload")
    print(folder, flush=True)
    run_child("tests.data.endless", folder, Limits(2**32, 60.0, 2**30))
"""


def until(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 20
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.02)
    return holds()


def is_running(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def test_a_folder_is_this_accounts_alone_whatever_the_umask_and_goes_when_done() -> None:
    before = os.umask(0)
    try:
        with scratch("reading", 10) as folder:
            assert folder.stat().st_mode & 0o777 == 0o700
            sweep()
            assert folder.exists()
    finally:
        os.umask(before)
    assert not folder.exists()


@pytest.mark.parametrize(
    "ending",
    [
        signal.SIGKILL,
        *(pytest.param(each, marks=pytest.mark.nightly) for each in (signal.SIGTERM, signal.SIGHUP)),
    ],
)
def test_a_killed_program_takes_its_child_along_and_the_next_start_sweeps_its_folder(
    ending: signal.Signals,
) -> None:
    program = subprocess.Popen([sys.executable, "-c", READING], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert program.stdout is not None
        folder = Path(program.stdout.readline().strip())
        assert until((folder / "pid").exists)
        child = int((folder / "pid").read_text())
        sweep()
        assert (folder / "input").exists()  # its program lives
    finally:
        program.send_signal(ending)
        program.wait()
    assert until(lambda: not is_running(child))
    sweep()
    assert not folder.exists()


@pytest.mark.parametrize("made", ["mkdtemp", "flock"])
def test_a_sweep_before_a_new_folder_is_locked_costs_another_one(
    made: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """made: after what another program, which starts at that moment, sweeps."""
    where = tempfile if made == "mkdtemp" else fcntl
    real, swept = getattr(where, made), list[Path]()

    def swept_once(*args: Any, **kwargs: Any) -> Any:
        if made == "flock" and not swept:
            swept.append(Path(f"/proc/self/fd/{args[0]}").readlink())
            shutil.rmtree(swept[0])
        found = real(*args, **kwargs)
        if made == "mkdtemp" and not swept:
            swept.append(Path(found))
            shutil.rmtree(found)
        return found

    monkeypatch.setattr(where, made, swept_once)
    with scratch("reading") as folder:
        assert folder.is_dir()
        assert folder != swept[0]


def test_what_is_not_ours_is_not_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.scratch._places", lambda: {tmp_path})
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").touch()
    (tmp_path / "region-cockpit-reading-link").symlink_to(elsewhere)
    (tmp_path / "region-cockpit-note").touch()
    (tmp_path / "others").mkdir()
    (tmp_path / "region-cockpit-reading-dead").mkdir()
    assert sweep() == 1
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"elsewhere", "region-cockpit-reading-link", "region-cockpit-note", "others"}
    assert (elsewhere / "kept").exists()
