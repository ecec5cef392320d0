"""What deeds of the month rest on is kept: their files, and which numbers publications had."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.store import Quarantine, Store
from data.store.process.deeds import KeptFile
from tests.data.store.building import JAN, NORTH
from tests.data.store.processing import acts, course, filled, filled_file, publish, writer


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(filled_file(tmp_path)) as opened:
        yield opened


def published(store: Store) -> tuple[KeptFile, KeptFile]:
    """A month published with a file, and one attached to an appeal."""
    course(store, "submit", "verify")
    paper = writer(store, "compliance").keep("publish", "bulletin.pdf", b"paper")
    publish(store, files=[paper])
    proof = writer(store, "north").keep("appeal", "proof.jpg", b"proof")
    acts(store, "north").appeal(JAN, NORTH, "checkpoint", "疑", days=7, files=[proof])
    return paper, proof


def kept_at(store: Store, file: KeptFile) -> Path:
    folder = store._connection.originals._folder
    assert folder is not None
    return folder / file.sha256


def test_pruning_leaves_what_a_deed_names_and_takes_what_none_does(store: Store) -> None:
    files = published(store)
    orphan = writer(store, "north").keep("appeal", "never sent.jpg", b"never")
    for file in (*files, orphan):
        os.utime(kept_at(store, file), (0, 0))
    assert store.prune(Quarantine(1), "op").files == 1
    assert [store.original(file.sha256) for file in (*files, orphan)] == [b"paper", b"proof", None]


def test_the_audit_tells_what_is_gone_or_altered(store: Store) -> None:
    paper, proof = published(store)
    assert store.audit().is_sound or {f.code for f in store.audit().findings} == {"original_missing"}
    kept_at(store, paper).unlink()
    kept_at(store, proof).write_bytes(b"other")
    said = {finding.code: str(finding.parameters) for finding in store.audit().findings}
    assert "bulletin.pdf" in said["attached_missing"]
    assert "proof.jpg" in said["attached_altered"]


def test_a_backup_brings_them_along(store: Store, tmp_path: Path) -> None:
    paper, proof = published(store)
    store.back_up(tmp_path / "b.zip", "op")
    Store.restore(f"duckdb://{tmp_path}/other.duckdb", tmp_path / "b.zip", "op")
    with Store.open(f"duckdb://{tmp_path}/other.duckdb") as other:
        assert [other.original(each.sha256) for each in (paper, proof)] == [b"paper", b"proof"]
        found = other.process.book().published(JAN)
        assert found is not None
        assert found.files == (paper,)


def test_a_store_restored_from_an_older_backup_says_which_publication_it_lacks(tmp_path: Path) -> None:
    url = f"duckdb://{tmp_path}/store.duckdb"
    with Store.open(url) as store:
        filled(store)
        course(store, "submit", "verify")
        store.back_up(tmp_path / "older.zip", "op")
        publish(store)
    (tmp_path / "store.duckdb").unlink()
    Store.restore(url, tmp_path / "older.zip", "op")
    with Store.open(url) as store:
        assert store.process.book().published(JAN) is None
        assert store.process.book().lost_version(JAN) == 1
        # No number is given twice: two papers of "version 1" would contradict each other.
        assert publish(store) == 2
        assert store.process.book().lost_version(JAN) == 0
