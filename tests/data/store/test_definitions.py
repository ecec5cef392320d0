"""Nothing but rows counts: no view, macro, type, column, version or setting of a store changes a figure."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from data.store import BackupRefused, LoadFailed, Store, StoreForeign, StoreUnreadable, StoreVanished
from data.store.address import Address, address
from data.store.existence import exists
from data.store.schema import views
from tests.data.store.building import FEB, NORTH, frame, load, rows
from tests.data.store.test_backup import manifest_with, rewritten
from tests.nightly import by_night


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Address:
    """A closed DuckDB store with two loads. Tests work on copies."""
    place = address(tmp_path_factory.mktemp("made") / "store")
    with Store.open(place.url) as store:
        load(store, sales=frame("sales", {"amount": 100}), collections=frame("collections", {"amount": 70}))
        load(store, expenses=frame("expenses", {"amount": 5}), summary=frame("summary", {"sales": 9}))
        store.back_up(Path(f"{place.path}.zip"), "管理员")
    return place


@pytest.fixture
def place(made: Address, tmp_path: Path) -> Address:
    shutil.copy(made.path, tmp_path / "store")
    shutil.copy(f"{made.path}.head", tmp_path / "store.head")
    return address(tmp_path / "store")


def forge(place: Address, *statements: str) -> None:
    """What somebody does who has the file and DuckDB."""
    with duckdb.connect(str(place.database)) as database:
        for statement in statements:
            database.execute(statement)


def found(place: Address) -> set[str]:
    with Store.open(place.url) as store:
        return {finding.code for finding in store.audit().findings}


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE MACRO sum(x) AS 0",
        "CREATE MACRO coalesce(a, b) AS 0",
        "CREATE MACRO greatest(a, b) AS 0",
        'CREATE MACRO "*"(a, b) AS 0',
        "CREATE MACRO duckdb_functions() AS TABLE SELECT 1",
        "CREATE MACRO max(x) AS min(x)",
        "CREATE SCHEMA other; CREATE MACRO other.sum(x) AS 0",
        "CREATE TYPE money AS DECIMAL(18,2)",
        "CREATE INDEX by_load ON sales (load_id)",
        "ALTER TABLE sales ADD COLUMN extra INTEGER",
        "ALTER TABLE sales ALTER COLUMN region SET DATA TYPE VARCHAR COLLATE NOCASE",
        "ALTER TABLE sales ALTER COLUMN amount SET DEFAULT 5",
        "ALTER TABLE sales ALTER COLUMN amount SET DATA TYPE DOUBLE",
        "ALTER TABLE conduct RENAME TO hidden; CREATE VIEW conduct AS SELECT * FROM hidden",
        "CREATE TABLE t AS FROM conduct; DROP TABLE conduct; CREATE VIEW conduct AS FROM t",
        'DROP TABLE schema_version; CREATE TABLE schema_version ("version" INTEGER NOT NULL, "x, y" INTEGER)',
        'DROP TABLE audit_head; CREATE TABLE audit_head ("sequence BIGINT NOT NULL, hash" VARCHAR NOT NULL)',
    ],
)
def test_what_could_answer_in_the_place_of_something_is_not_opened(place: Address, statement: str) -> None:
    forge(place, statement)
    with pytest.raises(StoreUnreadable, match=r"not of this program|lacks the table"):
        Store.open(place.url)


@pytest.mark.parametrize("view", by_night(sorted(views()), but=sorted(views())[::6]))
def test_a_view_of_the_store_changes_no_figure_and_is_found(place: Address, view: str) -> None:
    forge(place, f"CREATE VIEW {view} AS SELECT * FROM sales WHERE false")
    with Store.open(place.url) as store:
        assert rows(store.current("sales"), "amount") == [(100,)]
        assert rows(store.current("summary"), "sales") == [(9,)]
        assert [finding.code for finding in store.audit().findings] == ["definition_foreign"]
        with pytest.raises(BackupRefused):
            store.back_up(Path(f"{place.path}.zip"), "管理员")


def test_repair_takes_out_what_is_foreign_and_keeps_the_rows(place: Address) -> None:
    forge(
        place,
        "CREATE MACRO sum(x) AS 0",
        "CREATE MACRO t() AS TABLE SELECT 1",
        "CREATE SCHEMA other",
        "CREATE VIEW current_sales AS SELECT 1",
        "CREATE TABLE other.x AS SELECT 1",
        "CREATE SEQUENCE q",
    )
    with pytest.raises(StoreForeign, match="macro sum"):
        Store.open(place.url)
    done = Store.repair(place.url, "管理员")
    assert {"macro sum", "view current_sales", "schema other", "sequence q"} <= set(done.removed)
    assert done.report.is_sound
    with Store.open(place.url) as store:
        load(store, sales=frame("sales", {"amount": 30, "date": FEB}))
        assert rows(store.current("sales"), "amount") == [(100,), (30,)]
        assert store.audit().is_sound


@pytest.mark.parametrize("version", by_night(range(5), but=[0, 4]))
def test_a_version_set_back_runs_nothing_twice_and_is_found(place: Address, version: int) -> None:
    forge(place, f"UPDATE schema_version SET version = {version}")
    assert found(place) == {"version_altered"}
    with Store.open(place.url) as store, store._connection.cursor() as cursor:
        paid = cursor.execute("SELECT count(*), sum(amount) * 100 FROM payment_totals").fetchone()
    assert paid == (1, 70)


def test_totals_zeroed_with_their_digests_made_anew_are_found(made: Address, place: Address) -> None:
    """The forger recomputes the whole log; the rows still say what their sums are."""
    forge(place, "UPDATE day_totals SET amount = 0", "UPDATE measure_totals SET amount = 0")
    forge(place, "DELETE FROM audit_entries", "DELETE FROM audit_head", "DROP TABLE audit_entries")
    forge(place, "DROP TABLE audit_head", "UPDATE schema_version SET version = 1")
    Path(f"{place.path}.head").unlink()
    assert found(place) == {"totals_altered"}


def test_a_log_replaced_as_a_whole_is_noticed_by_the_head_beside_the_store(place: Address) -> None:
    forge(place, "DROP TABLE audit_entries", "DROP TABLE audit_head", "UPDATE schema_version SET version = 1")
    with pytest.raises(Exception, match="entries"):
        Store.open(place.url)


@pytest.mark.parametrize("schema", [1, 2, 3, 4])
def test_a_backup_that_claims_another_version_than_its_log_is_refused(
    made: Address, schema: int, tmp_path: Path
) -> None:
    file = rewritten(Path(f"{made.path}.zip"), tmp_path / "b.zip", manifest_with(schema=schema))
    with pytest.raises(BackupRefused, match="manifest"):
        Store.restore(tmp_path / "new", file, "管理员")
    assert not (tmp_path / "new").exists()


def test_a_store_that_is_gone_is_not_silently_a_new_one(place: Address) -> None:
    with Store.open(place.url) as store:
        identity = store.identity()
        place.database.rename(f"{place.path}.away")
        with pytest.raises(StoreVanished):
            load(store, conduct=frame("conduct", {}))
    for _ in range(2):
        with pytest.raises(StoreVanished):
            Store.open(place.url)
    assert not exists(place)
    Path(f"{place.path}.head").unlink()  # even if nothing tells of it: whoever has seen it asks for it
    with pytest.raises(StoreVanished):
        Store.open(place.url, identity=identity)
    with Store.open(f"{place.path}-other") as other:
        assert other.identity() != identity
    Path(f"{place.path}-other").rename(place.path)
    with pytest.raises(StoreVanished):
        Store.open(place.url, identity=identity)


def test_a_store_that_is_gone_comes_back_from_a_backup_and_keeps_its_originals(
    made: Address, place: Address, tmp_path: Path
) -> None:
    with Store.open(place.url) as store:
        sha256 = store.receive(b"content")
    place.database.unlink()
    broken = tmp_path / "broken.zip"
    broken.write_bytes(Path(f"{made.path}.zip").read_bytes()[:-50])
    with pytest.raises(BackupRefused):
        Store.restore(place.url, broken, "管理员")
    assert Path(f"{place.path}.head").exists()
    Store.restore(place.url, Path(f"{made.path}.zip"), "管理员")
    with Store.open(place.url) as store:
        assert store.original(sha256) == b"content"
        assert rows(store.current("sales"), "region", "amount") == [(NORTH, 100)]
        assert store.audit().is_sound


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("Failed to commit: Could not write file: No space left on device", "DiskFull"),
        ("Failed to commit: Could not write file: Disk quota exceeded", "DiskFull"),
        ("Failed to commit: Could not write file: Input/output error", "DiskFailed"),
        ("Failed to commit: database has been invalidated because of a previous fatal error", "StoreLost"),
        ("Conflict on tuple deletion!", "LoadConflict"),
    ],
)
def test_what_the_database_complains_of_is_told_apart(message: str, kind: str) -> None:
    from data.store.complaints import explained

    failure = explained(duckdb.TransactionException(message))
    assert type(failure).__name__ == kind
    assert isinstance(failure, LoadFailed)


@pytest.mark.nightly
def test_nothing_in_the_catalog_of_a_ducklake_answers_for_it_or_hides_rows(tmp_path: Path) -> None:
    place = address(f"ducklake://{tmp_path}/lake")
    many = [{"amount": 100, "document": f"D{number}"} for number in range(1_100)]  # a Parquet file of its own
    with Store.open(place.url) as store:
        load(store, sales=frame("sales", *many))
        assert store.audit().is_sound
    kept = tmp_path / "kept"
    shutil.copytree(place.path, kept)
    later = "SET min_value = '2030-01-01', max_value = '2030-02-01' WHERE min_value = '2026-01-01'"
    for hidden in ("ducklake_file_column_stats", "ducklake_table_column_stats"):
        forge(place, f"UPDATE {hidden} {later}")
        assert found(place) == {"statistics_altered"}
        shutil.rmtree(place.path)
        shutil.copytree(kept, place.path)
    for statement in (
        "CREATE MACRO max(x) AS 1",
        "CREATE TABLE d AS FROM ducklake_data_file; DROP TABLE ducklake_data_file; "
        "CREATE VIEW ducklake_data_file AS FROM d",
        "UPDATE ducklake_column SET default_value = '7' WHERE column_name = 'gross_profit'",
        "UPDATE ducklake_column SET column_name = CASE column_name WHEN 'amount' THEN 'gross_profit' "
        "WHEN 'gross_profit' THEN 'amount' ELSE column_name END",
    ):
        forge(place, statement)
        with pytest.raises(StoreUnreadable, match="not of this program"):
            Store.open(place.url)
        shutil.rmtree(place.path)
        shutil.copytree(kept, place.path)
