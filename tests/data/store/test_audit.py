"""Nothing stored can be altered, deleted, swapped or cut off without the audit naming it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.fields import EXTRACTS
from data.mappings import HeaderMapping
from data.store import (
    AuditDamaged,
    AuditReport,
    LoadFile,
    LoadRequest,
    Store,
    StoreChanged,
    StoreUnreadable,
)
from data.store.audit import log
from data.store.audit.check import audit_seen_by
from data.store.audit.digests import LOAD_TABLES, digest
from data.store.schema import TOTALS
from tests.data.store.building import FEB, NORTH, SOUTH, TIANJIN, frame, load
from tests.data.store.building import request as a_load
from tests.nightly import by_night
from tests.postgres import url_of


def tamper(store: Store, *statements: str, **parameters: object) -> None:
    """Change the tables behind the program's back."""
    with store._connection.transaction() as cursor:
        _execute(cursor, statements, parameters)


def tampered(store: Store, *statements: str, head: str | None = None, **parameters: object) -> AuditReport:
    """What an audit says after these changes, which are then taken back."""
    with store._connection.snapshot() as cursor:
        _execute(cursor, statements, parameters)
        report = audit_seen_by(cursor, store._connection.originals, head)
    for finding in report.findings:
        assert "{" not in finding.text()
    return report


def _execute(
    cursor: duckdb.DuckDBPyConnection, statements: tuple[str, ...], parameters: dict[str, object]
) -> None:
    for statement in statements:
        used = {name: value for name, value in parameters.items() if f"${name}" in statement}
        cursor.execute(statement, used)


def codes(report: AuditReport) -> list[str]:
    return [finding.code for finding in report.findings]


def first(report: AuditReport) -> tuple[str, dict[str, object]]:
    finding = report.findings[0]
    return finding.code, dict(finding.parameters)


@pytest.fixture(scope="module", params=["duckdb", "ducklake", "postgresql"])
def used(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with three loads, a rollback and a mapping: entries 2 to 6, after the opening one.

    Tests share it and change nothing for good.
    """
    with Store.open(url_of(request.param, tmp_path_factory.mktemp("used"))) as store:
        received = store.receive(b"the first file")
        load(store, received, summary=frame("summary", {"sales": 1}, {"month": FEB}))
        sold = frame("sales", {"amount": 100, "document": "A"}, {"amount": 7, "document": "B"})
        second = load(store, sales=sold)
        load(
            store, expenses=frame("expenses", {"amount": 5}), receivables=frame("receivables", {"balance": 3})
        )
        store.rollback(second, "财务", "发错了文件")
        store.remember_mapping(HeaderMapping("abc", "summary", {"卖了": "sales"}), "统计员")
        yield store


@pytest.fixture(scope="module", params=["duckdb", "ducklake", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with a load that has rows in every table. Tests share it and change nothing for good."""
    with Store.open(url_of(request.param, tmp_path_factory.mktemp("filled"))) as store:
        everything = {e.name: frame(e.name, {"region": NORTH}, {"region": SOUTH}) for e in EXTRACTS}
        store.commit(replace(a_load(**everything), issues=[{"code": "a"}, {"code": "b"}]))
        yield store


def test_an_untouched_store_is_sound_and_counts_what_was_checked(used: Store) -> None:
    report = used.audit()
    assert report.is_sound
    assert (report.entries, report.loads, report.originals, report.never_kept) == (6, 3, 1, 2)
    assert report.head == used.audit_head()


def test_a_new_store_is_sound_and_two_new_stores_differ(store: Store, tmp_path: Path) -> None:
    assert store.audit().is_sound
    with Store.open(tmp_path / "other.duckdb") as other:
        assert other.audit_head() != store.audit_head()


def test_what_a_load_binds_can_be_read_in_its_entry(store: Store) -> None:
    sha256 = store.receive(b"content")
    new = store.commit(
        LoadRequest(
            {"conduct": frame("conduct", {}, {})},
            [LoadFile("一月.xlsx", sha256, 7)],
            "统计员甲",
            "已核对",
            [{"code": "silent_office"}],
        )
    )
    with store._connection.cursor() as cursor:
        entry = log.entries(cursor)[-1]
    details = json.loads(entry.details)
    assert (entry.act, entry.subject, entry.actor) == ("load", new, "统计员甲")
    assert details["files"] == [{"name": "一月.xlsx", "sha256": sha256, "size": 7, "is_kept": True}]
    assert (details["rows"], details["warnings"], details["reason"]) == ({"conduct": 2}, 1, "已核对")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_entries SET actor = '别人' WHERE sequence = 3",
        "UPDATE audit_entries SET act = 'mapping' WHERE sequence = 3",
        "UPDATE audit_entries SET subject = 'x' WHERE sequence = 3",
        "UPDATE audit_entries SET details = replace(details, '2', '3') WHERE sequence = 3",
        "UPDATE audit_entries SET details = 'no JSON at all' WHERE sequence = 3",
        "UPDATE audit_entries SET previous = hash WHERE sequence = 3",
        "UPDATE audit_entries SET hash = upper(hash) WHERE sequence = 3",
        "UPDATE audit_entries SET created_at = created_at + INTERVAL 1 MICROSECOND WHERE sequence = 3",
    ],
)
def test_an_altered_entry_is_named(used: Store, change: str) -> None:
    assert first(tampered(used, change)) == ("entry_altered", {"sequence": 3})


def test_an_entry_altered_with_its_hash_made_anew_is_found_by_the_next(used: Store) -> None:
    with used._connection.cursor() as cursor:
        entry = log.entries(cursor)[2]
    forged = replace(entry, actor="别人").computed_hash()
    change = "UPDATE audit_entries SET actor = '别人', hash = $hash WHERE sequence = 3"
    assert first(tampered(used, change, hash=forged)) == ("entry_unlinked", {"sequence": 4, "previous": 3})


def test_the_last_entry_altered_with_its_hash_made_anew_is_found_by_the_head(used: Store) -> None:
    with used._connection.cursor() as cursor:
        entry = log.entries(cursor)[-1]
    forged = replace(entry, actor="别人").computed_hash()
    change = "UPDATE audit_entries SET actor = '别人', hash = $hash WHERE sequence = 6"
    assert first(tampered(used, change, hash=forged))[0] == "head_differs"


@pytest.mark.parametrize(
    ("which", "expected"),
    [
        ("= 3", ("entry_missing", {"first": 3, "last": 3})),
        ("IN (3, 4)", ("entries_missing", {"first": 3, "last": 4})),
        ("= 1", ("entry_missing", {"first": 1, "last": 1})),
    ],
)
def test_deleted_entries_are_named(used: Store, which: str, expected: tuple[str, dict[str, int]]) -> None:
    report = tampered(used, f"DELETE FROM audit_entries WHERE sequence {which}")
    # Without the first entry the log does not tell the version of the tables either.
    assert expected in [(f.code, dict(f.parameters)) for f in report.findings[:2]]


def test_deleted_entries_are_missed_even_if_the_rest_is_numbered_anew(used: Store) -> None:
    report = tampered(
        used,
        "DELETE FROM audit_entries WHERE sequence = 3",
        "UPDATE audit_entries SET sequence = sequence - 1 WHERE sequence > 3",
    )
    assert first(report) == ("entry_moved", {"sequence": 3, "other": 4})


@pytest.mark.parametrize("columns", ["actor act subject details created_at", "sequence"])
def test_swapped_entries_are_named(used: Store, columns: str) -> None:
    with used._connection.cursor() as cursor:
        one, other = [
            cursor.execute(
                f"SELECT {', '.join(columns.split())}, hash FROM audit_entries WHERE sequence = {number}"
            ).fetchall()[0]
            for number in (3, 5)
        ]
    changes = []
    values = {}
    for entry, content in ((one, other), (other, one)):
        for name, value in zip(columns.split(), content, strict=False):
            values[f"{name}_{len(values)}"] = value
            changes.append(
                f"UPDATE audit_entries SET {name} = ${list(values)[-1]} WHERE hash = '{entry[-1]}'"
            )
    assert first(tampered(used, *changes, **values)) == ("entries_swapped", {"sequence": 3, "other": 5})


def test_an_entry_slipped_in_is_named(used: Store) -> None:
    report = tampered(used, "INSERT INTO audit_entries SELECT * FROM audit_entries WHERE sequence = 3")
    assert first(report) == ("entry_doubled", {"sequence": 3})


def test_a_tail_that_was_cut_off_is_named(used: Store) -> None:
    report = tampered(used, "DELETE FROM audit_entries WHERE sequence > 3")
    assert first(report) == ("tail_missing", {"sequence": 6, "last": 3})


def cut_off(last: int) -> tuple[str, str]:
    """The log cut off and its head set back, as one who knows the tables would."""
    return (
        f"DELETE FROM audit_entries WHERE sequence > {last}",
        f"UPDATE audit_head SET sequence = {last}, "
        f"hash = (SELECT hash FROM audit_entries WHERE sequence = {last})",
    )


def test_a_cut_with_the_head_set_back_is_found_through_the_loads(used: Store) -> None:
    latest = used.loads()[0].load_id
    assert first(tampered(used, *cut_off(3))) == ("load_unrecorded", {"load": latest})


def test_a_cut_that_took_no_load_is_found_by_a_head_printed_earlier(used: Store) -> None:
    head = used.audit_head()
    assert tampered(used, *cut_off(5)).is_sound
    assert first(tampered(used, *cut_off(5), head=head)) == ("head_unknown", {"head": head})


def test_a_head_printed_earlier_stays_good_as_the_log_grows(store: Store) -> None:
    head = store.audit_head()
    load(store, conduct=frame("conduct", {}))
    assert store.audit_head() != head
    assert store.audit(head).is_sound
    assert store.audit(head[:16].upper() + " ").is_sound
    assert codes(store.audit("")) == codes(store.audit("0" * 64)) == ["head_unknown"]


def test_a_lost_head_is_named_and_nothing_more_is_written(store: Store) -> None:
    tamper(store, "DELETE FROM audit_head")
    assert first(store.audit())[0] == "head_broken"
    with pytest.raises(AuditDamaged):
        load(store, conduct=frame("conduct", {}))
    with pytest.raises(AuditDamaged):
        store.audit_head()
    assert store.loads() == ()


def test_an_emptied_log_is_named(used: Store) -> None:
    report = tampered(used, "DELETE FROM audit_entries")
    assert "log_empty" in codes(report)
    assert codes(report).count("load_unrecorded") == 3


ROWS = [table for table in LOAD_TABLES if table not in TOTALS]


@pytest.mark.parametrize("table", by_night(ROWS, but=ROWS[::3]))
def test_an_altered_row_of_any_table_is_found(filled: Store, table: str) -> None:
    columns = {"loads": "actor", "load_files": "name", "load_issues": "issue"}
    report = tampered(filled, f"UPDATE {table} SET {columns.get(table, 'region')} = '别处'")
    code, parameters = first(report)
    assert (code, parameters["load"]) == ("rows_altered", filled.loads()[0].load_id)
    assert parameters["stored"] == parameters["recorded"] > 0


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE sales SET amount = amount + 0.01 WHERE document = 'A'",
        "UPDATE sales SET amount = CASE document WHEN 'A' THEN 0.07 ELSE 1.00 END",
        "UPDATE sales SET position = 1 - position",
        "UPDATE sales SET gross_profit = 0",
        "UPDATE sales SET source_row = 99 WHERE document = 'B'",
    ],
)
def test_a_fen_moved_anywhere_is_found(used: Store, change: str) -> None:
    assert first(tampered(used, change))[0] == "rows_altered"


@pytest.mark.parametrize("table", by_night(TOTALS, but=[*TOTALS][:2]))
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE {0} SET {1} = {1} + 0.01",
        "UPDATE {0} SET region = '别处'",
        "DELETE FROM {0}",
        "INSERT INTO {0} FROM {0}",
        "INSERT INTO {0} SELECT * REPLACE ('slipped-in' AS load_id) FROM {0}",
    ],
)
def test_totals_that_do_not_follow_from_the_rows_are_found(filled: Store, table: str, change: str) -> None:
    """No digest is needed for it: the rows say what their sums are."""
    column = "balance_owed" if table == "receivable_totals" else "amount"
    report = tampered(filled, change.format(table, column))
    about = [dict(f.parameters) for f in report.findings if f.code == "totals_altered"]
    assert table in {found["table"] for found in about}


def test_rows_that_were_added_or_deleted_are_counted(used: Store) -> None:
    _, parameters = first(tampered(used, "DELETE FROM sales WHERE document = 'A'"))
    assert (parameters["table"], parameters["stored"], parameters["recorded"]) == ("销售明细", 1, 2)


def test_rows_slipped_in_under_a_load_of_their_own_are_found(used: Store) -> None:
    report = tampered(
        used,
        "INSERT INTO load_scopes SELECT 'ffffffff-slipped-in', extract, period, region, row_count "
        "FROM load_scopes WHERE extract = 'summary'",
    )
    assert first(report) == ("load_unrecorded", {"load": "ffffffff-slipped-in"})


def test_a_deleted_load_is_named_with_its_entry(used: Store) -> None:
    deleted = used.loads()[2].load_id
    deletions = [f"DELETE FROM {table} WHERE load_id = $load" for table in LOAD_TABLES]
    assert first(tampered(used, *deletions, load=deleted)) == (
        "load_missing",
        {"load": deleted, "sequence": 2},
    )


def test_rollbacks_cannot_be_altered_deleted_or_slipped_in(used: Store) -> None:
    oldest = used.loads()[2].load_id
    slipped_in = "INSERT INTO load_rollbacks VALUES ($load, TIMESTAMP '2026-01-01', 'a', 'b')"
    assert codes(tampered(used, "UPDATE load_rollbacks SET actor = '别人'")) == ["rollback_altered"]
    assert codes(tampered(used, "DELETE FROM load_rollbacks")) == ["rollback_missing"]
    assert codes(tampered(used, slipped_in, load=oldest)) == ["rollback_unrecorded"]


def test_findings_stand_in_words_that_braces_in_a_file_name_do_not_break(store: Store) -> None:
    sha256 = store.receive(b"content")
    store.commit(
        LoadRequest({"conduct": frame("conduct", {})}, [LoadFile("{0}\u202e.xlsx", sha256, 7)], "甲")
    )
    store._connection.originals.discard(sha256)
    (finding,) = store.audit().findings
    assert finding.code == "original_missing"
    assert "{0}\\u202e.xlsx" in finding.text()


def test_a_database_that_is_damaged_itself_is_said_so_in_words(tmp_path: Path) -> None:
    path = tmp_path / "store.duckdb"
    with Store.open(path) as store:
        amounts = [{"amount": n * 7_919 % 100_003, "document": f"D{n}"} for n in range(30_000)]
        load(store, sales=frame("sales", *amounts))
    content = bytearray(path.read_bytes())
    at = content.index(b"D1")
    content[at : at + 64] = bytes(64)
    path.write_bytes(content)
    with Store.open(path) as store:
        with pytest.raises(StoreUnreadable, match="cannot be opened as a store"):
            store.audit()
        with pytest.raises(StoreUnreadable):
            store.back_up(tmp_path / "b.zip", "管理员")
    assert not (tmp_path / "b.zip").exists()


@pytest.mark.both_kinds
def test_a_store_without_its_log_is_refused(url: str) -> None:
    with Store.open(url) as store:
        tamper(store, "DROP TABLE audit_entries")
    with pytest.raises(StoreUnreadable, match="lacks the table audit_entries"):
        Store.open(url)


def test_mappings_are_kept_and_the_latest_of_a_shape_counts(store: Store, url: str) -> None:
    store.remember_mapping(HeaderMapping("abc", "summary", {"卖了": "sales"}), "甲")
    store.remember_mapping(HeaderMapping("def", "sales", {"a": "amount"}), "甲")
    store.remember_mapping(HeaderMapping("abc", "sales", {"卖了": "amount"}), "乙")
    assert store.header_mappings() == {
        "abc": HeaderMapping("abc", "sales", {"卖了": "amount"}),
        "def": HeaderMapping("def", "sales", {"a": "amount"}),
    }
    with Store.open(url) as again:
        assert again.header_mappings().keys() == {"abc", "def"}


def test_writers_that_know_nothing_of_each_other_do_not_fork_the_chain(store: Store) -> None:
    """As two programs on one shared catalog would: each with a lock of its own."""
    connection = store._connection

    def commit(number: int) -> None:
        alone = replace(connection, write_lock=threading.Lock())
        region = f"大区{number}"
        Store(alone).commit(a_load(summary=frame("summary", {"region": region, "sales": number})))

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(commit, range(6)))
    report = store.audit()
    assert report.is_sound
    assert (report.entries, report.loads) == (7, 6)
    assert sorted(store.current("summary")["sales"]) == list(range(6))


def test_of_two_loads_checked_against_one_state_only_the_first_is_committed(store: Store) -> None:
    connection = store._connection
    version = store.data_version()
    both = threading.Barrier(2)

    def commit(number: int) -> bool:
        alone = replace(connection, write_lock=threading.Lock())
        both.wait()
        try:
            checked = replace(a_load(summary=frame("summary", {"sales": number})), checked_against=version)
            Store(alone).commit(checked)
        except StoreChanged:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(commit, range(2))) == [False, True]
    assert len(store.loads()) == 1
    assert store.audit().is_sound


def test_a_preview_leaves_no_trace_in_the_log(used: Store) -> None:
    head = used.audit_head()
    used.preview(a_load(summary=frame("summary", {"office": TIANJIN})), lambda month: 28)
    assert used.audit_head() == head
    assert used.audit().is_sound


cells = st.fixed_dictionaries(
    {
        "a": st.none() | st.integers(-(2**62), 2**62),
        "b": st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=4),
        "c": st.none() | st.dates(),
    }
)
_SCHEMA = {"a": pl.Int64, "b": pl.String, "c": pl.Date}


@settings(deadline=None)
@given(st.lists(cells, max_size=6), st.lists(cells, max_size=6))
def test_digests_are_equal_exactly_when_the_rows_are(one: list[dict], other: list[dict]) -> None:
    frames = [pl.DataFrame(rows, schema=_SCHEMA) for rows in (one, other)]
    assert (digest(frames[0]) == digest(frames[1])) == frames[0].equals(frames[1])


@settings(deadline=None)
@given(st.lists(cells, min_size=1, max_size=6), st.integers(0, 6))
def test_how_a_frame_lies_in_memory_does_not_matter(rows: list[dict], at: int) -> None:
    whole = pl.DataFrame(rows, schema=_SCHEMA)
    parts = pl.concat([whole.head(at), whole.slice(at)], rechunk=False)
    assert digest(parts) == digest(whole)
    padded = pl.concat([whole, whole, whole]).slice(whole.height, whole.height)
    assert digest(padded) == digest(whole)


def test_a_column_that_a_migration_adds_changes_no_digest() -> None:
    rows = pl.DataFrame({"a": [1, 2]})
    added = rows.with_columns(pl.lit(None, pl.String).alias("b"))
    assert digest(added) == digest(rows)


def test_every_table_of_rows_and_totals_is_covered() -> None:
    assert {extract.name for extract in EXTRACTS} | set(TOTALS) <= set(LOAD_TABLES)
