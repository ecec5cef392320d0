"""Stores and backups of earlier versions: before customers' payments were summed up (version 2), and
before documents had lines (version 3)."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.store import Store, loads
from data.store.audit import check
from data.store.audit.digests import LOAD_TABLES
from data.store.backup import writing
from data.store.backup.manifest import BACKED_UP
from data.store.migrations import MIGRATIONS
from data.store.schema import create_current_view
from tests.data.store.building import FEB, JAN, MAR, NORTH, frame, load, rows

PAYMENTS = "payment_totals"
ADDED = {
    "sales": ("line", "salesperson"),
    "collections": ("line", "salesperson"),
    "receivables": ("due_date", "salesperson"),
    "expenses": ("line", "approver"),
    "load_files": ("left_out",),
}
ROWS = {
    "receivables": frame("receivables", {"month": JAN, "balance": 900, "customer": "甲"}),
    "collections": frame(
        "collections",
        {"date": FEB, "customer": "甲", "amount": 450},
        {"date": FEB.replace(day=9), "customer": "甲", "amount": -50},
    ),
}


def without_lines(store: Store) -> None:
    """The tables as a program of version 3 had them; a load recorded before needs no other record."""
    with store._connection.transaction() as cursor:
        for table, columns in ADDED.items():
            for column in columns:
                cursor.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
            if table != "load_files":
                create_current_view(cursor, table)
        cursor.execute("UPDATE schema_version SET version = 3")


def make_older(store: Store, past: pytest.MonkeyPatch) -> None:
    """One load, recorded as a program of version 2 would have; a backup taken now is of that version too."""
    tables = [name for name in LOAD_TABLES if name != PAYMENTS]
    past.setattr(loads, "LOAD_TABLES", tables)
    past.setattr(check, "LOAD_TABLES", tables)
    past.setattr(writing, "BACKED_UP", [name for name in BACKED_UP if name != PAYMENTS])
    past.setattr(writing, "MIGRATIONS", MIGRATIONS[:2])
    load(store, **ROWS)
    without_lines(store)
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


@pytest.fixture
def lineless(url: str) -> str:
    """A store of version 3 with one load."""
    with Store.open(url) as store:
        load(store, **ROWS, sales=frame("sales", {"document": "XS1", "amount": 100}))
        without_lines(store)
    return url


def test_a_store_without_lines_gains_the_columns_and_its_audit_stays_sound(lineless: str) -> None:
    for _ in range(2):
        with Store.open(lineless) as store:
            assert rows(store.current("sales"), "document", "amount", "line", "salesperson") == [
                ("XS1", 100, None, None)
            ]
            assert rows(store.current("receivables"), "customer", "due_date") == [("甲", None)]
            assert store.audit().is_sound


def test_lines_loaded_after_the_upgrade_stand_beside_the_rows_before_it(lineless: str) -> None:
    lines = [{"document": "XS2", "line": number, "amount": 7, "date": FEB} for number in ("1", "2")]
    with Store.open(lineless) as store:
        load(store, "01", sales=frame("sales", *lines))
        load(store, "02", receivables=frame("receivables", {"month": FEB, "balance": 5, "due_date": MAR}))
        assert rows(store.current("sales"), "document", "line") == [("XS1", None), ("XS2", "1"), ("XS2", "2")]
        assert rows(store.current("receivables", FEB), "balance", "due_date") == [(5, MAR)]
        assert store.audit().is_sound
    with Store.open(lineless) as store, store._connection.transaction() as cursor:
        cursor.execute("UPDATE sales SET line = '3' WHERE line = '2'")
    with Store.open(lineless) as store:
        assert [finding.code for finding in store.audit().findings] == ["rows_altered"]


def test_a_backup_without_lines_is_restored_with_blank_ones(
    lineless: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = tmp_path / "backup.zip"
    with monkeypatch.context() as past:
        past.setattr(writing, "MIGRATIONS", MIGRATIONS[:3])
        past.setattr("data.store.migrations.MIGRATIONS", MIGRATIONS[:3])
        past.setattr("data.store.migrations._check_columns", lambda cursor, path: None)
        with Store.open(lineless) as store:
            store.back_up(backup, "统计员")
    Store.restore(f"duckdb://{tmp_path}/restored", backup, "统计员")
    with Store.open(f"duckdb://{tmp_path}/restored") as restored:
        assert rows(restored.current("sales"), "document", "line") == [("XS1", None)]
        assert restored.audit().is_sound
