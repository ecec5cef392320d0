"""What a load replaces, what history keeps, and that nothing is half done."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.fields import EXTRACTS
from data.store import (
    LoadConflict,
    LoadFailed,
    LoadFile,
    LoadLost,
    LoadRequest,
    LoadRolledBack,
    LoadUnknown,
    Store,
    StoreChanged,
    in_yuan,
)
from data.store.connection import Connection
from data.store.ids import load_id
from tests.data.store.building import (
    BEIJING,
    FEB,
    GUANGZHOU,
    JAN,
    NORTH,
    SOUTH,
    TIANJIN,
    day_28,
    frame,
    load,
    request,
)

FEN = st.integers(-(10**13), 10**13)


def sales(store: Store, month: date | None = None) -> list[tuple[str, int]]:
    """Office and sales of the current summary."""
    return store.current("summary", month).select("office", "sales").rows()


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=st.lists(st.tuples(FEN, FEN), min_size=1, max_size=30))
def test_every_amount_comes_out_to_the_fen(store: Store, amounts: list[tuple[int, int]]) -> None:
    sold = frame("sales", *({"amount": amount, "quantity": quantity} for amount, quantity in amounts))
    load(store, sales=sold)
    assert store.current("sales").select("amount", "quantity").rows() == amounts
    office = store.facts(day_28).office_months.row(0, named=True)
    assert office["sales"] == sum(amount for amount, _ in amounts)


@pytest.mark.parametrize("extract", [extract.name for extract in EXTRACTS])
def test_a_frame_comes_out_as_it_went_in(store: Store, extract: str) -> None:
    cleaned = frame(extract, {"region": NORTH}, {"region": SOUTH})
    load(store, "00", **{extract: cleaned})
    out = store.current(extract)
    assert out.schema == cleaned.schema
    assert out.equals(cleaned)


def test_optional_columns_may_be_absent(store: Store) -> None:
    without = frame("summary", {"sales": 5}).drop("sales_to_checkpoint", "collections_to_checkpoint")
    load(store, summary=without)
    assert store.current("summary")["sales_to_checkpoint"].to_list() == [None]


def test_yuan_print_as_the_stored_decimals(store: Store) -> None:
    load(store, sales=frame("sales", {"amount": 5_082_958_152, "gross_profit": -7, "quantity": 12_345}))
    yuan = in_yuan(store.current("sales"), next(e for e in EXTRACTS if e.name == "sales"))
    assert yuan.select("amount", "gross_profit", "quantity").rows() == [(50829581.52, -0.07, 1.2345)]


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (frame("summary", {}).drop("sales"), "lacks the column sales"),
        (frame("summary", {}).drop("source_row"), "lacks the column source_row"),
        (frame("summary", {}).cast({"sales": pl.Float64}), "summary.sales is Float64"),
        (frame("summary"), "without rows"),
    ],
)
def test_a_frame_of_another_form_is_a_callers_mistake(
    store: Store, broken: pl.DataFrame, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        load(store, summary=broken)
    assert store.loads() == ()


def test_a_load_replaces_the_region_months_it_covers_and_no_others(store: Store) -> None:
    load(
        store,
        summary=frame(
            "summary",
            {"office": BEIJING, "sales": 1},
            {"office": TIANJIN, "sales": 2},
            {"office": BEIJING, "sales": 3, "month": FEB},
            {"region": SOUTH, "office": GUANGZHOU, "sales": 4},
        ),
    )
    load(store, summary=frame("summary", {"office": BEIJING, "sales": 10}))
    assert sales(store, JAN) == [(GUANGZHOU, 4), (BEIJING, 10)]
    assert sales(store, FEB) == [(BEIJING, 3)]


def test_a_load_of_one_extract_leaves_the_others_alone(store: Store) -> None:
    load(store, summary=frame("summary", {"sales": 1}), inventory=frame("inventory", {"amount": 2}))
    load(store, summary=frame("summary", {"sales": 3}))
    assert store.current("inventory")["amount"].to_list() == [2]


def test_a_ledger_load_replaces_by_the_month_of_the_date(store: Store) -> None:
    load(store, sales=frame("sales", {"date": date(2026, 1, 31), "amount": 1}, {"date": FEB, "amount": 2}))
    load(store, sales=frame("sales", {"date": date(2026, 1, 2), "amount": 7}))
    assert store.current("sales")["amount"].to_list() == [2, 7]
    assert store.current("sales", JAN)["amount"].to_list() == [7]


def test_annual_targets_are_replaced_by_region_and_year(store: Store) -> None:
    load(
        store,
        annual_plan=frame(
            "annual_plan",
            {"year": 2025, "sales_target": 1},
            {"year": 2026, "sales_target": 2},
            {"year": 2026, "sales_target": 3, "region": SOUTH},
        ),
    )
    load(store, annual_plan=frame("annual_plan", {"year": 2026, "sales_target": 9}))
    assert store.current("annual_plan")["sales_target"].to_list() == [1, 3, 9]
    assert store.current("annual_plan", date(2026, 5, 1))["sales_target"].to_list() == [3, 9]


def test_the_organisation_is_replaced_by_region(store: Store) -> None:
    def org(region: str, *offices: str) -> list[dict[str, Any]]:
        return [{"region": region, "office": office, "effective_month": JAN} for office in offices]

    load(store, org=frame("org", *org(NORTH, BEIJING, TIANJIN), *org(SOUTH, GUANGZHOU)))
    load(store, org=frame("org", *org(NORTH, TIANJIN)))
    assert store.current_state().organisation()["office"].to_list() == [GUANGZHOU, TIANJIN]
    assert store.current("org", FEB).height == 2


def test_rows_keep_the_order_of_the_files(store: Store) -> None:
    first, second = (frame("conduct", {"note": "a"}, {"note": "b"}, file=f"{n}.xlsx") for n in (1, 2))
    load(store, conduct=pl.concat([first, second]))
    found = store.current("conduct").select("note", "source_file", "source_row").rows()
    assert found == [("a", "1.xlsx", 2), ("b", "1.xlsx", 3), ("a", "2.xlsx", 2), ("b", "2.xlsx", 3)]


def test_a_figure_leads_to_its_source_rows(store: Store) -> None:
    load(store, sales=frame("sales", {"amount": 1}, {"amount": 2, "office": TIANJIN}))
    kept = load(store, sales=frame("sales", {"amount": 3}, {"amount": 4, "office": TIANJIN}, file="b.xlsx"))
    found = store.source_rows("sales", NORTH, JAN, TIANJIN)
    columns = ("amount", "source_file", "source_sheet", "source_row", "load_id")
    assert found.select(columns).rows() == [(4, "b.xlsx", "销售明细", 3, kept)]
    assert store.source_rows("sales", NORTH, JAN).height == 2
    with pytest.raises(ValueError, match="no offices"):
        store.source_rows("indicators", NORTH, JAN, BEIJING)


def test_history_tells_who_loaded_what_and_what_became_of_it(store: Store) -> None:
    before = datetime.now(UTC)
    both = frame("summary", {"sales": 1}, {"month": FEB})
    warned = LoadRequest(
        {"summary": both, "conduct": frame("conduct", {})},
        [LoadFile("一月.xlsx", "aa", 10), LoadFile("二月.xlsx", "bb", 20)],
        "统计员甲",
        "已与办事处核对",
        [{"code": "silent_office", "row": 3}],
    )
    first = store.commit(warned)
    second = load(store, summary=frame("summary", {"sales": 2}))
    newest, oldest = store.loads()
    assert (newest.load_id, oldest.load_id) == (second, first)
    assert (oldest.actor, oldest.accepted_reason) == ("统计员甲", "已与办事处核对")
    assert {(file.name, file.sha256, file.size) for file in oldest.files} == {
        ("一月.xlsx", "aa", 10),
        ("二月.xlsx", "bb", 20),
    }
    assert oldest.rows == {"summary": 2, "conduct": 1}
    assert oldest.months == (JAN, FEB)
    assert oldest.issues == ({"code": "silent_office", "row": 3},)
    assert before <= oldest.created_at <= newest.created_at <= datetime.now(UTC)
    assert (newest.status, oldest.status) == ("live", "partly_superseded")
    load(store, summary=both, conduct=frame("conduct", {}))
    assert [entry.status for entry in store.loads()] == ["live", "superseded", "superseded"]


@pytest.mark.both_kinds
def test_a_rollback_brings_back_what_was_replaced(store: Store) -> None:
    load(store, summary=frame("summary", {"sales": 1}), sales=frame("sales", {"amount": 100}))
    wrong = load(store, summary=frame("summary", {"sales": 2}), sales=frame("sales", {"amount": 900}))
    store.rollback(wrong, "财务", "发错了文件")
    assert sales(store) == [(BEIJING, 1)]
    assert store.facts(day_28).office_months["sales"].to_list() == [100]
    newest, oldest = store.loads()
    assert (newest.status, oldest.status) == ("rolled_back", "live")
    assert newest.rollback is not None
    assert (newest.rollback.actor, newest.rollback.reason) == ("财务", "发错了文件")


def test_rolling_back_the_only_load_leaves_nothing(store: Store) -> None:
    only = load(store, summary=frame("summary", {"sales": 1}))
    store.rollback(only, "财务", "误传")
    assert sales(store) == []
    assert store.facts(day_28).loaded_months.is_empty()


def test_a_load_is_rolled_back_once_and_must_exist(store: Store) -> None:
    only = load(store, summary=frame("summary", {}))
    store.rollback(only, "财务", "误传")
    with pytest.raises(LoadRolledBack):
        store.rollback(only, "财务", "误传")
    with pytest.raises(LoadUnknown):
        store.rollback("no-such-load", "财务", "误传")


def test_the_data_version_changes_with_every_load_and_rollback(store: Store) -> None:
    versions = [store.data_version()]
    for _ in range(2):
        last = load(store, summary=frame("summary", {}))
        versions.append(store.data_version())
    store.rollback(last, "财务", "误传")
    versions.append(store.data_version())
    assert len(set(versions)) == 4
    assert store.data_version() == versions[-1]


@pytest.mark.both_kinds
def test_an_error_in_mid_load_leaves_the_store_untouched(store: Store) -> None:
    load(store, summary=frame("summary", {"sales": 1}))
    version = store.data_version()
    too_large = frame("sales", *({"amount": 9 * 10**18} for _ in range(3)))
    with pytest.raises(LoadFailed, match="nothing was changed"):
        load(store, summary=frame("summary", {"sales": 2}), sales=too_large)
    assert (sales(store), store.data_version()) == ([(BEIJING, 1)], version)
    load(store, summary=frame("summary", {"sales": 3}))
    assert sales(store) == [(BEIJING, 3)]


def test_a_blank_where_a_value_is_required_is_refused_by_the_table(store: Store) -> None:
    with pytest.raises(LoadFailed):
        load(store, summary=frame("summary", {"sales": None}))
    assert store.loads() == ()


@pytest.mark.both_kinds
def test_success_that_stored_nothing_is_noticed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Connection.transaction

    @contextmanager
    def swallowing(self: Connection) -> Iterator[duckdb.DuckDBPyConnection]:
        with whole(self) as cursor:
            yield cursor
            with pytest.raises(duckdb.Error):  # after this, COMMIT reports success
                cursor.execute("INSERT INTO loads VALUES (NULL, NULL, NULL, NULL, NULL)")

    monkeypatch.setattr(Connection, "transaction", swallowing)
    with pytest.raises((LoadLost, LoadConflict)):
        load(store, summary=frame("summary", {}))
    monkeypatch.undo()
    assert sales(store) == []


@pytest.mark.both_kinds
def test_two_threads_that_load_at_once_both_succeed(store: Store) -> None:
    def commit(number: int) -> str:
        region = f"大区{number}"
        return store.commit(
            request(f"{number:02d}", summary=frame("summary", {"region": region, "sales": number}))
        )

    with ThreadPoolExecutor(4) as pool:
        ids = list(pool.map(commit, range(8)))
    assert len(set(ids)) == 8
    assert sorted(store.current("summary")["sales"].to_list()) == list(range(8))


def test_of_two_loads_of_one_scope_the_later_counts_whole(store: Store) -> None:
    def commit(number: int) -> None:
        both = frame("summary", {"sales": number}, {"office": TIANJIN, "sales": number})
        store.commit(request(summary=both))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(commit, range(8)))
    (_, first), (_, second) = sales(store)
    assert first == second


def test_ids_sort_in_the_order_of_loading_even_when_the_clock_stands_or_goes_back() -> None:
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    earlier = datetime(2025, 1, 1, tzinfo=UTC)
    ids = [load_id(noon, None, random=2**62 - 1)]
    for now in (noon, earlier, noon):
        ids.append(load_id(now, ids[-1], random=0))
    assert ids == sorted(set(ids))
    assert all(len(each) == 36 and each[14] == "7" and each[19] in "89ab" for each in ids)


def test_known_sums_and_finds_documents(store: Store) -> None:
    load(
        store,
        sales=frame(
            "sales",
            {"document": "A1", "amount": 100, "gross_profit": 30},
            {"document": "A2", "amount": -40},
            {"document": "A3", "amount": 5, "date": FEB},
        ),
        summary=frame("summary", {"sales": 7, "inventory": 8}),
    )
    known = store.current_state()
    sums = {(row[0], row[1], row[4]): row[5:] for row in known.office_months().rows()}
    assert sums["sales", JAN, "amount"] == (60, 2)
    assert sums["sales", JAN, "gross_profit"] == (30, 2)
    assert sums["sales", FEB, "gross_profit"] == (None, 1)
    assert sums["summary", JAN, "inventory"] == (8, 1)
    found = known.documents("sales", pl.Series(["A3", "A1", "Z9"]))
    assert found.rows() == [("A1", JAN, NORTH), ("A3", FEB, NORTH)]
    assert known.documents("summary", pl.Series(["A1"])).is_empty()


def test_known_documents_are_found_in_whatever_form_they_were_loaded(store: Store) -> None:
    stored = ["xs1", "'XS2", "ＸＳ3", "XS4.0", '="XS5"', "XS 6", "XS-7", "销-8", "XS09", "A.1"]
    load(store, sales=frame("sales", *({"document": number} for number in stored)))
    known = store.current_state()
    asked = pl.Series([*(f"XS{number}" for number in range(10)), "销-8", "A.1"])
    assert sorted(known.documents("sales", asked)["document"]) == sorted(
        ["XS1", "XS2", "XS3", "XS4", "XS5", "XS6", "XS-7", "销-8", "A.1"]
    )
    assert known.documents("sales", pl.Series(["XS-1"])).rows() == [("XS1", JAN, NORTH)]


def test_current_rows_of_some_scopes_tell_their_loads(store: Store) -> None:
    first = load(store, sales=frame("sales", {"amount": 1}, {"amount": 2, "date": FEB}))
    second = load(store, "01", sales=frame("sales", {"amount": 3, "line": "1", "document": "X"}))
    plan = load(store, "02", annual_plan=frame("annual_plan", {"sales_target": 4}))
    org = load(store, "03", org=frame("org", {}))
    known = store.current_state()

    def current(extract: str, *periods: date | None) -> pl.DataFrame:
        scopes = pl.DataFrame(
            {"region": [NORTH] * len(periods), "period": periods},
            schema={"region": pl.String, "period": pl.Date},
        )
        return known.current(extract, scopes)

    assert current("sales", JAN, FEB).select("amount", "line", "load_id").rows() == [
        (2, None, first),
        (3, "1", second),
    ]
    assert current("sales", JAN).select("amount", "document").rows() == [(3, "X")]
    assert current("annual_plan", date(2026, 1, 1)).select("sales_target", "load_id").rows() == [(4, plan)]
    assert current("annual_plan", date(2025, 1, 1)).is_empty()
    assert current("org", None).select("region", "load_id").rows() == [(NORTH, org)]


def test_a_file_of_which_rows_were_left_out_is_not_known_as_a_whole(store: Store) -> None:
    files = [LoadFile("pack.xlsx", "aa", 1, "org,sales"), LoadFile("b.xlsx", "bb", 1)]
    new = store.commit(LoadRequest({"summary": frame("summary", {})}, files, "甲"))
    assert store.current_state().live_load_of("aa") is None
    assert store.current_state().live_load_of("bb") == new
    assert {file.name: file.left_out for file in store.loads()[0].files} == {
        "pack.xlsx": "org,sales",
        "b.xlsx": None,
    }
    assert store.audit().is_sound


def test_a_file_is_known_while_everything_it_brought_is_current(store: Store) -> None:
    known = store.current_state()
    first = load(store, "aa", summary=frame("summary", {}, {"month": FEB}))
    assert (known.live_load_of("aa"), known.live_load_of("bb")) == (first, None)
    second = load(store, "bb", summary=frame("summary", {}))
    assert (known.live_load_of("aa"), known.live_load_of("bb")) == (None, second)
    store.rollback(second, "财务", "误传")
    assert (known.live_load_of("aa"), known.live_load_of("bb")) == (first, None)


def test_a_load_of_thousands_of_rows_keeps_their_order(store: Store) -> None:
    amounts = list(range(3_000, 0, -1))
    load(store, sales=frame("sales", *({"amount": amount} for amount in amounts)))
    assert store.current("sales")["amount"].to_list() == amounts


def test_a_load_checked_against_an_older_version_of_the_data_is_refused(store: Store) -> None:
    checked = replace(request(sales=frame("sales", {"amount": 1})), checked_against=store.data_version())
    store.commit(checked)
    with pytest.raises(StoreChanged):
        store.commit(checked)
    assert len(store.loads()) == 1
