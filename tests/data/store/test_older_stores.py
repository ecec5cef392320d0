"""A store, or a backup of one, that was written before customers' payments were summed up (version 2)."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.store import Store, loads
from data.store.audit import check
from data.store.audit.digests import LOAD_TABLES
from data.store.backup import writing
from data.store.backup.manifest import BACKED_UP
from data.store.migrations import MIGRATIONS
from tests.data.store.building import FEB, JAN, NORTH, frame, load, rows

PAYMENTS = "payment_totals"
ROWS = {
    "receivables": frame("receivables", {"month": JAN, "balance": 900, "customer": "甲"}),
    "collections": frame(
        "collections",
        {"date": FEB, "customer": "甲", "amount": 450},
        {"date": FEB.replace(day=9), "customer": "甲", "amount": -50},
    ),
}


def make_older(store: Store, past: pytest.MonkeyPatch) -> None:
    """One load, recorded as a program of version 2 would have; a backup taken now is of that version too."""
    tables = [name for name in LOAD_TABLES if name != PAYMENTS]
    past.setattr(loads, "LOAD_TABLES", tables)
    past.setattr(check, "LOAD_TABLES", tables)
    past.setattr(writing, "BACKED_UP", [name for name in BACKED_UP if name != PAYMENTS])
    past.setattr(writing, "MIGRATIONS", MIGRATIONS[:2])
    load(store, **ROWS)
    with store._connection.transaction() as cursor:
        cursor.execute(f"DROP VIEW current_{PAYMENTS}")
        cursor.execute(f"DROP TABLE {PAYMENTS}")
        cursor.execute("UPDATE schema_version SET version = 2")


def assert_whole(store: Store) -> None:
    assert rows(store.customer_payments(NORTH, FEB, FEB), "customer", "paid") == [("甲", 400)]
    assert store.audit().is_sound


def test_opening_an_older_store_sums_up_what_was_paid_and_its_audit_stays_sound(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as past, Store.open(url) as store:
        make_older(store, past)
    for _ in range(2):
        with Store.open(url) as store:
            assert_whole(store)


def test_a_sum_altered_after_the_upgrade_is_found(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as past, Store.open(url) as store:
        make_older(store, past)
    with Store.open(url) as store:
        with store._connection.transaction() as cursor:
            cursor.execute(f"UPDATE {PAYMENTS} SET amount = amount + 1")
        (finding,) = store.audit().findings
        assert (finding.code, finding.parameters["table"]) == ("rows_altered", PAYMENTS)


def test_an_older_backup_is_restored_into_the_newest_tables(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = tmp_path / "backup.zip"
    with monkeypatch.context() as past, Store.open(url) as store:
        make_older(store, past)
        store.back_up(backup, "统计员")
    Store.restore(f"duckdb://{tmp_path}/restored", backup, "统计员")
    with Store.open(f"duckdb://{tmp_path}/restored") as restored:
        assert_whole(restored)
        assert rows(restored.current("collections"), "amount") == [(450,), (-50,)]
