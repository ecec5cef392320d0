"""Files of rows that no load names are taken away, and no others."""

from __future__ import annotations

import os
import time
from pathlib import Path

import polars as pl
import pytest

from data.store import Store
from data.store.address import address
from data.store.pruning import Quarantine
from data.store.strays import discard_unfinished
from tests.data.store.building import frame, load
from tests.nightly import by_night
from tests.postgres import url_of

NAME = "ducklake-01a22976-afd5-7b65-8274-2d8a7e30246b.parquet"


@pytest.mark.parametrize("kind", by_night(["ducklake", "postgresql"], but=["ducklake"]))
def test_pruning_takes_what_a_killed_program_left_a_day_ago(kind: str, tmp_path: Path) -> None:
    with Store.open(url_of(kind, tmp_path)) as store:
        one = frame("sales", {})
        load(
            store, sales=pl.concat([one] * 2_000).with_columns(source_row=pl.int_range(2_000, dtype=pl.Int32))
        )
        [kept] = tmp_path.rglob("ducklake-*.parquet")
        old, new = kept.with_name(NAME), kept.with_name(NAME.replace("01a2", "02a2"))
        for each in (old, new):
            each.write_bytes(b"half")
        days_ago = time.time() - 2 * 86_400
        for each in (old, kept):
            os.utime(each, (days_ago, days_ago))
        store.prune(Quarantine(1), "管理员")
        assert (old.exists(), new.exists(), kept.exists()) == (False, True, True)
        assert store.current("sales").height == 2_000
        assert store.audit().is_sound


def test_only_the_file_that_could_not_be_written_is_discarded(tmp_path: Path) -> None:
    folder = tmp_path / "lake" / "data" / "main"
    folder.mkdir(parents=True)
    for path in (folder / NAME, folder / "other.parquet", tmp_path / NAME):
        path.touch()
        discard_unfinished(
            address(f"ducklake://{tmp_path}/lake"), f'IO Error: Could not write file "{path}": No space left'
        )
    assert not (folder / NAME).exists()
    assert (folder / "other.parquet").exists()
    assert (tmp_path / NAME).exists()
