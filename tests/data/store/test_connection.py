"""Opening, sharing, locking and refusing."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from data.store import Store, StoreBusy, StoreError, StoreTooNew, StoreUnreadable
from data.store.address import Address, address
from data.store.connection import open_connection
from tests.data.store.building import BEIJING, JAN, NORTH, TIANJIN, day_28, frame, load

_OPEN_ELSEWHERE = """
import sys
from data.store import Store, StoreBusy
try:
    Store.open(sys.argv[1])
except StoreBusy as error:
    print(error.pid, error)
"""


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/srv/a.duckdb", Address("duckdb", "/srv/a.duckdb")),
        ("duckdb:///srv/a.duckdb", Address("duckdb", "/srv/a.duckdb")),
        ("duckdb:////srv/a.duckdb", Address("duckdb", "/srv/a.duckdb")),
        ("ducklake:///srv/lake", Address("ducklake", "/srv/lake")),
        (Path("/srv/a: b.duckdb"), Address("duckdb", "/srv/a: b.duckdb")),
        (":memory:", Address("memory")),
    ],
)
def test_an_address_says_what_kind_of_store_and_where(url: str | Path, expected: Address) -> None:
    assert address(url) == expected


def test_a_relative_address_is_taken_from_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert address("a.duckdb").path == address("duckdb:a.duckdb").path == str(tmp_path / "a.duckdb")


@pytest.mark.parametrize("url", ["postgres://host/db", "ducklake://", "sqlite:///a.db"])
def test_an_unknown_kind_of_address_is_refused_in_words(url: str) -> None:
    with pytest.raises(StoreUnreadable, match="an address is a path"):
        Store.open(url)


def test_what_was_loaded_is_there_after_reopening(url: str) -> None:
    with Store.open(url) as store:
        load(store, summary=frame("summary", {"sales": 12_345}))
    with Store.open(url) as store:
        assert store.current("summary")["sales"].to_list() == [12_345]


def test_a_store_opened_twice_in_one_process_is_one_store(url: str) -> None:
    with Store.open(url) as first, Store.open(url) as second:
        load(first, summary=frame("summary", {"sales": 1}))
        assert second.current("summary").height == 1
        first.close()
        assert second.current("summary").height == 1
        first._connection.users += 1  # `with` closes it once more


def test_stores_in_memory_know_nothing_of_each_other() -> None:
    with Store.open(":memory:") as first, Store.open(":memory:") as second:
        load(first, summary=frame("summary", {}))
        assert (first.current("summary").height, second.current("summary").height) == (1, 0)


def test_a_second_process_is_told_who_holds_the_store(store: Store, url: str) -> None:
    del store
    if address(url).server is not None:
        pytest.skip("nobody holds it; test_shared.py")
    told = subprocess.run(
        [sys.executable, "-c", _OPEN_ELSEWHERE, url], capture_output=True, text=True, check=True
    ).stdout
    assert told.startswith(f"{os.getpid()} The store ")
    assert f"is in use by process {os.getpid()}" in told


def test_busy_without_a_process_number_is_still_a_sentence() -> None:
    assert "in use by another process" in str(StoreBusy("/srv/a.duckdb", None))


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"PK\x03\x04" + bytes(100), b"SQLite format 3\0" + bytes(999)]
)
def test_a_file_that_is_no_database_is_refused_and_left_alone(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "store.duckdb"
    path.write_bytes(content)
    with pytest.raises(StoreUnreadable, match="not a DuckDB file"):
        Store.open(path)
    assert path.read_bytes() == content


def test_a_folder_is_no_database_file(tmp_path: Path) -> None:
    with pytest.raises(StoreUnreadable, match="a folder"):
        Store.open(tmp_path)


def test_a_path_through_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreUnreadable):
        Store.open(tmp_path / "file" / "store.duckdb")


def test_a_damaged_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.duckdb"
    with Store.open(path) as store:
        load(store, summary=frame("summary", {}))
    content = bytearray(path.read_bytes())
    content[4_096:12_288] = b"\xff" * 8_192
    path.write_bytes(content)
    with pytest.raises(StoreUnreadable):
        Store.open(path)
    with pytest.raises(StoreUnreadable):  # and the failure leaves nothing open behind it
        Store.open(path)


def test_a_database_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.duckdb"
    with duckdb.connect(str(path)) as other:
        other.execute("CREATE TABLE invoices (a INTEGER)")
    with pytest.raises(StoreUnreadable, match="something else"):
        Store.open(path)


def test_a_store_of_a_later_version_is_refused(url: str) -> None:
    with Store.open(url) as store, store._connection.transaction() as cursor:
        cursor.execute("INSERT INTO schema_version VALUES (99)")
    with pytest.raises(StoreTooNew, match="version 99"):
        Store.open(url)


def test_a_store_cannot_reach_files_or_change_its_settings(store: Store, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a\n1\n")
    with store._connection.cursor() as cursor:
        for forbidden in (
            "SELECT * FROM read_csv('/etc/passwd')",
            "SET enable_external_access = true",
            "SET allowed_directories = ['/']",
            "INSTALL httpfs",
            "ATTACH '/tmp/elsewhere.duckdb' AS elsewhere",
        ):
            with pytest.raises(duckdb.Error):
                cursor.execute(forbidden)


def test_python_variables_are_not_tables(store: Store) -> None:
    nowhere = frame("summary", {})
    with store._connection.cursor() as cursor, pytest.raises(duckdb.CatalogException):
        cursor.execute("SELECT * FROM nowhere")
    assert nowhere.height == 1


def test_many_threads_read_the_same_truth(store: Store, url: str) -> None:
    reads = 24 if url.startswith("duckdb") else 10
    offices = [BEIJING, TIANJIN]
    load(store, summary=frame("summary", *({"office": office, "sales": 100} for office in offices)))

    def read(number: int) -> tuple[int, int]:
        if number % 2:
            return sum(store.facts(day_28).office_months["sales"]), 2
        return sum(store.current("summary", JAN)["sales"]), store.source_rows("summary", NORTH, JAN).height

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(read, range(reads))) == {(200, 2)}


def test_a_snapshot_does_not_see_what_is_committed_meanwhile(store: Store) -> None:
    load(store, summary=frame("summary", {}))
    with store._connection.snapshot() as cursor:
        count = "SELECT count(*) FROM current_summary"
        before = cursor.execute(count).fetchone()
        load(store, summary=frame("summary", {}, {"office": TIANJIN}))
        assert cursor.execute(count).fetchone() == before == (1,)
    assert store.current("summary").height == 2


def test_a_failed_opening_leaves_the_address_free(tmp_path: Path) -> None:
    path = tmp_path / "store.duckdb"
    path.write_bytes(b"junk")
    with pytest.raises(StoreUnreadable):
        open_connection(path)
    path.unlink()
    Store.open(path).close()


@pytest.mark.both_kinds
def test_what_is_taken_away_in_the_middle_of_a_transaction_is_not_written_to(url: str) -> None:
    with Store.open(url) as store:
        made = load(store, summary=frame("summary", {}))
        place = Path(store._connection.address.path)
        away = place.with_name("away")

        def write() -> None:
            with store._connection.transaction() as cursor:
                cursor.execute(
                    "INSERT INTO load_rollbacks SELECT load_id, created_at, actor, '' FROM store.main.loads"
                )
                place.rename(away)

        with pytest.raises(StoreError, match="is gone"):
            write()
        assert not place.exists()
        away.rename(place)
        assert [(each.load_id, each.rollback) for each in store.loads()] == [(made, None)]
        load(store, summary=frame("summary", {}))
        assert store.audit().is_sound
