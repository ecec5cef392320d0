"""What was checked is committed, and nothing else: no errors, no warnings that nobody answered for."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dashboard.services.uploads.ingest import Checked, NotCommittable, check, commit
from data.ingestion import Upload
from data.store import Store, StoreChanged

ORGANISATION = "区域,办事处,区域经理,分管副总,生效年月\n甲,甲办,甲经理,王总,2026-01\n"
STOCK = "年月,区域,办事处,品类,库存金额\n2026-03,甲,甲办,锁具,{amount}\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "store.duckdb") as opened:
        yield opened


def stock(store: Store, amount: str) -> Checked:
    """A month's stock, checked in one with the organisation."""
    texts = {"组织.csv": ORGANISATION, "库存.csv": STOCK.format(amount=amount)}
    return check(store, [Upload(name, text.encode()) for name, text in texts.items()], date(2026, 4, 1))


@pytest.mark.parametrize("reason", [None, "照样载入"])
def test_errors_are_never_committed_whatever_the_reason(store: Store, reason: str | None) -> None:
    checked = stock(store, "约一百")
    assert checked.has_errors
    with pytest.raises(NotCommittable, match="errors"):
        commit(store, checked, actor="统计员", reason=reason)
    assert store.loads() == ()
    assert store.current("org").is_empty()


@pytest.mark.parametrize("reason", [None, "", " \t\u3000"])
def test_warnings_are_not_committed_without_a_reason(store: Store, reason: str | None) -> None:
    checked = stock(store, "12.345")
    assert (checked.has_errors, checked.needs_reason) == (False, True)
    with pytest.raises(NotCommittable, match="reason"):
        commit(store, checked, actor="统计员", reason=reason)
    assert store.loads() == ()


def test_warnings_are_committed_with_the_reason_and_kept_with_it(store: Store) -> None:
    load_id = commit(store, stock(store, "12.345"), actor="统计员", reason=" 供应商按厘开票 ")
    (load,) = store.loads()
    assert (load.load_id, load.accepted_reason) == (load_id, "供应商按厘开票")
    assert store.current("inventory")["amount"].to_list() == [1235]


def test_what_nobody_doubts_needs_no_reason(store: Store) -> None:
    commit(store, stock(store, "12.34"), actor="统计员")
    assert store.loads()[0].accepted_reason is None


def test_a_checked_file_that_is_kept_no_longer_is_not_committed(store: Store, tmp_path: Path) -> None:
    checked = stock(store, "12.34")
    shutil.rmtree(f"{tmp_path}/store.duckdb.originals")
    with pytest.raises(StoreChanged):
        commit(store, checked, actor="统计员")
    assert store.loads() == ()
