"""The small version of `make chaos`."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.chaos.disks import file_limit
from tests.chaos.failing import each_write
from tests.chaos.kills import kill_loads
from tests.chaos.publishing import killed_publications
from tests.chaos.shared import openings_at_once, same_file, server_restarts, writers_at_once
from tests.chaos.shared_disk import closed_and_full, cut_off
from tests.chaos.users import (
    second_program,
    threads_of_one_program,
    two_programs,
    writers_without_a_common_lock,
)
from tests.nightly import by_night

BY_NIGHT = pytest.mark.nightly
KINDS = ["duckdb", pytest.param("ducklake", marks=BY_NIGHT)]


@pytest.mark.parametrize(
    ("kind", "kills"),
    [("duckdb", 3), *(pytest.param(kind, 2, marks=BY_NIGHT) for kind in ("ducklake", "postgresql"))],
)
def test_no_kill_loses_halves_or_doubles_a_load(kind: str, kills: int, tmp_path: Path) -> None:
    tally = kill_loads(kind, kills, tmp_path)
    assert tally.kills == kills
    assert (tally.failures, tally.remarks) == (0, [])


@pytest.mark.nightly
def test_no_kill_halves_or_doubles_a_publication(tmp_path: Path) -> None:
    assert killed_publications("duckdb", tmp_path, kills=3) == []


def test_a_disk_that_is_full_in_mid_load_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    assert file_limit("duckdb", tmp_path) == []


@pytest.mark.nightly
@pytest.mark.parametrize("call", [1, 4])
def test_a_disk_that_fails_at_a_write_or_a_flush_is_said_so_and_loses_nothing(
    call: int, tmp_path: Path
) -> None:
    """The first write, and the flush at the end; `make chaos` tries every one."""
    faults = each_write("duckdb", tmp_path, range(call, call + 1))
    if faults is None:
        pytest.skip("no C compiler")
    assert faults == []


@pytest.mark.parametrize("kind", KINDS)
def test_two_users_of_one_program_commit_at_once(kind: str, tmp_path: Path) -> None:
    assert threads_of_one_program(kind, tmp_path) == []


@pytest.mark.parametrize("kind", by_night(["duckdb", "ducklake"], but=["duckdb"]))
def test_two_writers_without_a_common_lock_commit_at_once(kind: str, tmp_path: Path) -> None:
    assert writers_without_a_common_lock(kind, tmp_path) == []


@pytest.mark.nightly
def test_two_programs_load_in_turns(tmp_path: Path) -> None:
    assert two_programs("duckdb", tmp_path) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_second_program_is_told_who_holds_the_store(kind: str, tmp_path: Path) -> None:
    assert second_program(kind, tmp_path) == []


@pytest.mark.nightly
def test_four_programs_write_to_one_catalog_in_turns(tmp_path: Path) -> None:
    assert writers_at_once(tmp_path, loads=5) == []


@pytest.mark.nightly
def test_programs_that_open_a_blank_catalog_at_once_find_one_store(tmp_path: Path) -> None:
    assert openings_at_once(tmp_path, programs=4) == []


@pytest.mark.nightly
def test_a_file_that_two_programs_load_at_once_is_loaded_by_one(tmp_path: Path) -> None:
    assert same_file(tmp_path, rounds=4) == []


@pytest.mark.nightly
@pytest.mark.parametrize("trial", [lambda folder: cut_off(folder, cuts=4), closed_and_full])
def test_a_shared_folder_that_goes_in_mid_load_halves_nothing(
    trial: Callable[[Path], list[str] | None], tmp_path: Path
) -> None:
    faults = trial(tmp_path)
    if faults is None:
        pytest.skip("nothing may be mounted here")
    assert faults == []


@pytest.mark.nightly
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT])
def test_a_server_that_goes_down_while_programs_write_loses_nothing(
    how: signal.Signals, tmp_path: Path
) -> None:
    assert server_restarts(tmp_path, how=how) == []
