"""Uploaded files: kept as they came, named by what they hold, never lost while a load names them."""

from __future__ import annotations

import hashlib
import os
import resource
import signal
import time
from multiprocessing import get_context
from pathlib import Path

import pytest

from data.store import OriginalDamaged, OriginalNotKept, Quarantine, Store
from data.store.originals import Originals
from tests.data.store.building import frame, load

CONTENT = "销售额,1\n".encode()
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "originals"


@pytest.fixture
def originals(folder: Path) -> Originals:
    return Originals(folder)


def age(folder: Path, name: str, days: float) -> None:
    then = time.time() - days * 86_400
    os.utime(folder / name, (then, then))


@pytest.mark.both_kinds
def test_a_received_file_is_there_before_its_digest_is_known(store: Store, url: str) -> None:
    assert store.receive(CONTENT) == SHA256
    assert store.original(SHA256) == CONTENT
    with Store.open(url) as again:
        assert again.original(SHA256) == CONTENT


def test_a_store_in_memory_keeps_files_in_memory() -> None:
    with Store.open(":memory:") as store:
        assert store.original(store.receive(CONTENT)) == CONTENT
        assert store.original("0" * 64) is None


def test_the_folder_holds_nothing_but_digests(originals: Originals, folder: Path) -> None:
    for _ in range(2):
        originals.keep(CONTENT)
    assert [path.name for path in folder.iterdir()] == [SHA256]
    assert list(originals.digests()) == [SHA256]


@pytest.mark.parametrize("name", ["", "..", "../store.duckdb", "/etc/passwd", SHA256.upper(), SHA256[:63]])
def test_what_is_no_digest_leads_nowhere(originals: Originals, name: str) -> None:
    originals.keep(CONTENT)
    assert originals.content(name) is None


def test_a_file_that_changed_is_refused_and_mended_by_the_next_upload(
    originals: Originals, folder: Path
) -> None:
    originals.keep(CONTENT)
    (folder / SHA256).write_bytes(CONTENT[:-1])
    with pytest.raises(OriginalDamaged):
        originals.content(SHA256)
    originals.keep(CONTENT)
    assert originals.content(SHA256) == CONTENT


def test_a_folder_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OriginalNotKept, match="could not be kept"):
        Originals(tmp_path / "file" / "originals").keep(CONTENT)


def _keep_with_little_room(folder: Path) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
    try:
        Originals(folder).keep(CONTENT * 10)
    except OriginalNotKept:
        os._exit(7)


def test_a_file_that_does_not_fit_leaves_nothing_behind(folder: Path) -> None:
    child = get_context("fork").Process(target=_keep_with_little_room, args=(folder,))
    child.start()
    child.join()
    assert child.exitcode == 7
    assert list(folder.iterdir()) == []


def test_pruning_takes_what_was_never_loaded_and_is_old(store: Store) -> None:
    folder = store._connection.address.belonging("originals")
    loaded, old, fresh = (store.receive(text) for text in (b"loaded", b"old", b"fresh"))
    taken_back = store.receive(b"taken back")
    load(store, loaded, summary=frame("summary", {}))
    store.rollback(load(store, taken_back, summary=frame("summary", {})), "财务", "误传")
    (folder / ".incoming-0123").write_bytes(b"of a program that died")
    for name in (loaded, old, taken_back, ".incoming-0123"):
        age(folder, name, 31)
    assert store.prune(Quarantine(30), "管理员").files == 2
    assert {path.name for path in folder.iterdir()} == {loaded, fresh, taken_back}
    assert store.audit().is_sound


def test_a_file_received_again_begins_its_time_anew(originals: Originals, folder: Path) -> None:
    originals.keep(CONTENT)
    age(folder, SHA256, 31)
    originals.keep(CONTENT)
    assert originals.prune((), 30) == (0, 0)


def test_pruning_within_a_day_is_a_callers_mistake(store: Store) -> None:
    with pytest.raises(ValueError, match="a day"):
        store.prune(Quarantine(0.5), "管理员")


def test_what_was_never_loaded_takes_so_much_room_and_no_more_the_oldest_going_first(store: Store) -> None:
    folder = store._connection.address.belonging("originals")
    loaded, oldest, older, newer = (store.receive(letter * 1_000) for letter in (b"l", b"a", b"b", b"c"))
    load(store, loaded, summary=frame("summary", {}))
    just_now = store.receive(b"d" * 5_000)
    for name, days in {loaded: 20, oldest: 3, older: 2, newer: 1}.items():
        age(folder, name, days)
    # Three old files of 1,000 bytes and one of this minute: what is looked at now stays, whatever its size.
    pruned = store.prune(Quarantine(30, most=7_000), "管理员")
    assert (pruned.files, pruned.size) == (1, 1_000)
    assert {path.name for path in folder.iterdir()} == {loaded, older, newer, just_now}
    assert store.prune(Quarantine(30, most=0), "管理员").files == 2
    assert {path.name for path in folder.iterdir()} == {loaded, just_now}
    assert store.audit().is_sound


def test_the_audit_names_originals_that_are_gone_or_altered(store: Store) -> None:
    folder = store._connection.address.belonging("originals")
    gone, altered = store.receive(b"gone"), store.receive(b"altered")
    for sha256 in (gone, altered):
        load(store, sha256, summary=frame("summary", {}))
    (folder / gone).unlink()
    (folder / altered).write_bytes(b"something else")
    found = {finding.code: finding.parameters["sha256"] for finding in store.audit().findings}
    assert found == {"original_missing": gone, "original_altered": altered}
