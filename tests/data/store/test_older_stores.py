"""Stores and backups that earlier versions wrote: they are brought up to date, and nothing is blessed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from data.store import BackupRefused, Store
from data.store.audit.log import entries
from tests.data.store.building import FEB, JAN, frame, load, rows
from tests.data.store.old import VERSIONS, address_of, unpacked
from tests.data.store.test_backup import manifest_with, rewritten
from tests.nightly import by_night

#: What customer 0 paid in January: rows 0, 7, 14 … 56 of sixty, of 1,000 fen and their number each.
PAID = 9 * 1_000 + sum(range(0, 60, 7))


def assert_whole(store: Store) -> None:
    with store._connection.cursor() as cursor:
        paid = cursor.execute(
            "SELECT CAST(sum(amount) * 100 AS BIGINT) FROM current_payment_totals "
            "WHERE customer = '客户0' AND period = $january",
            {"january": JAN},
        ).fetchone()
    assert paid == (PAID,)
    assert store.current("collections").height == 62
    assert rows(store.current("sales"), "amount", "line", "salesperson") == [
        (100, None, None),
        (250, None, None),
    ]
    assert [load.status for load in store.loads()] == ["live", "rolled_back", "live"]
    report = store.audit()
    assert [finding.text() for finding in report.findings] == []


#: The first version takes the way of all others.
UPGRADES = [
    ("duckdb", VERSIONS[0]),
    *(pytest.param("duckdb", later, marks=pytest.mark.nightly) for later in VERSIONS[1:]),
    *(pytest.param("ducklake", each, marks=pytest.mark.nightly) for each in VERSIONS),
]


@pytest.mark.parametrize(("kind", "version"), UPGRADES)
def test_a_store_of_any_version_is_brought_up_to_date_once(kind: str, version: int, tmp_path: Path) -> None:
    made = unpacked(version, tmp_path)
    for _ in range(2):
        with Store.open(address_of(made, kind)) as store:
            assert_whole(store)
            with store._connection.cursor() as cursor:
                log = entries(cursor)
    # The upgrade is an entry of its own, unless the log begins with it.
    assert sum(entry.act == "upgrade" and json.loads(entry.details)["loads"] == {} for entry in log) == (
        version > 1
    )


@pytest.mark.parametrize("version", by_night(VERSIONS[1:], but=VERSIONS[1:2]))
def test_a_backup_of_any_version_is_brought_up_to_date_and_goes_on(version: int, tmp_path: Path) -> None:
    backup = unpacked(version, tmp_path) / "ducklake.zip"
    Store.restore(tmp_path / "restored.duckdb", backup, "管理员")
    with Store.open(tmp_path / "restored.duckdb") as restored:
        assert_whole(restored)
        load(restored, collections=frame("collections", {"date": FEB, "customer": "客户0", "amount": 7}))
        assert restored.audit().is_sound


def forged(statement: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        with duckdb.connect(str(path)) as database:
            database.execute(statement)

    return change


@pytest.mark.parametrize("version", by_night([2, 4], but=[2]))
@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE measure_totals SET amount = 0", "totals_altered"),
        ("DELETE FROM day_totals", "totals_altered"),
        ("UPDATE receivable_totals SET balance_owed = 0", "totals_altered"),
        ("UPDATE collections SET amount = 0", "rows_altered"),
        (
            "CREATE OR REPLACE VIEW current_sales AS SELECT t.* REPLACE (2 * amount AS amount) FROM sales t",
            "definition_foreign",
        ),
    ],
)
def test_what_was_altered_before_an_upgrade_is_found_after_it(
    version: int, statement: str, code: str, tmp_path: Path
) -> None:
    made = unpacked(version, tmp_path)
    forged(statement)(made / "duckdb" / "store")
    with Store.open(address_of(made, "duckdb")) as store:
        found = {finding.code for finding in store.audit().findings}
        assert code in found
        assert rows(store.current("sales"), "amount") == [(100,), (250,)]


@pytest.mark.parametrize("claimed", [1, 2, 3])
def test_a_version_set_back_before_the_upgrade_sums_nothing_twice(claimed: int, tmp_path: Path) -> None:
    made = unpacked(4, tmp_path)
    forged(f"UPDATE schema_version SET version = {claimed}")(made / "duckdb" / "store")
    with Store.open(address_of(made, "duckdb")) as store:
        assert_whole(store)


def test_sums_emptied_before_an_upgrade_are_not_made_anew_unseen(tmp_path: Path) -> None:
    """The log has their digests, so the upgrade leaves them as they are and the audit names them."""
    made = unpacked(3, tmp_path)
    forged("DELETE FROM payment_totals; UPDATE schema_version SET version = 2")(made / "duckdb" / "store")
    with Store.open(address_of(made, "duckdb")) as store:
        found = [(finding.code, finding.parameters["table"]) for finding in store.audit().findings]
    assert ("totals_altered", "payment_totals") in found
    assert ("rows_altered", "payment_totals") in found


def test_an_old_backup_that_claims_another_version_is_restored_as_it_is_or_refused(tmp_path: Path) -> None:
    made = unpacked(4, tmp_path)
    for claimed in (2, 3):
        file = rewritten(made / "duckdb.zip", tmp_path / f"{claimed}.zip", manifest_with(schema=claimed))
        Store.restore(tmp_path / f"{claimed}.duckdb", file, "管理员")
        with Store.open(tmp_path / f"{claimed}.duckdb") as store:
            assert_whole(store)
    file = rewritten(made / "duckdb.zip", tmp_path / "5.zip", manifest_with(schema=5))
    with pytest.raises(BackupRefused, match="manifest"):
        Store.restore(tmp_path / "5.duckdb", file, "管理员")
