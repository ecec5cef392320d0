"""Nobody but the account that runs the program reads anything that belongs to a store."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.services.stores import maintenance
from dashboard.services.stores.stores import open_store
from data.store import Store
from tests.data.store.building import frame, load
from tests.nightly import by_night


@pytest.fixture(autouse=True)
def _generous_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def rights_of_others(folder: Path) -> dict[str, str]:
    """What lies below `folder` that has any bit for group or others, with its mode."""
    modes = {path: path.lstat().st_mode for path in folder.rglob("*")}
    return {
        str(path.relative_to(folder)): oct(stat.S_IMODE(mode)) for path, mode in modes.items() if mode & 0o077
    }


@pytest.mark.parametrize("kind", by_night(["duckdb", "ducklake"], but=["duckdb"]))
def test_everything_a_store_makes_is_its_owners_and_what_was_open_is_closed_and_told(
    kind: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    url = f"{kind}://{tmp_path}/company/store"
    with open_store(url) as store:
        maintenance.serve(url)
        load(store, store.receive(b"original"), sales=frame("sales", {"amount": 100}))
        store.back_up(tmp_path / "company" / "backup.zip", "somebody")
        assert (tmp_path / "company" / "store").exists()
        found = sorted(path.name for path in (tmp_path / "company").rglob("*"))
        assert any(len(name) == 64 for name in found)
        assert "socket" in found
        assert rights_of_others(tmp_path) == {}
        assert store.laid_open == 0
    opened = [path for path in (tmp_path / "company").rglob("*") if path.name != "backup.zip"]
    for path in opened:
        path.chmod(0o755 if path.is_dir() else 0o644)
    stranger = tmp_path / "company" / "storehouse.txt"
    stranger.touch()
    stranger.chmod(0o644)
    with caplog.at_level(logging.WARNING), open_store(url) as store:
        assert str(store.laid_open) in caplog.text
        assert store.laid_open == len(opened)
    assert rights_of_others(tmp_path) == {"company/storehouse.txt": "0o644"}


def test_a_link_beside_the_store_leads_no_change_elsewhere(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.touch()
    elsewhere.chmod(0o644)
    (tmp_path / "store.duckdb.link").symlink_to(elsewhere)
    with Store.open(tmp_path / "store.duckdb") as store:
        assert store.laid_open == 0
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o644
