"""A preview tells exactly what committing would come to, and leaves no trace."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.store import LoadFailed, LoadRolledBack, LoadUnknown, Store, StoreChanged
from engine.facts import Facts
from engine.forecasting import Days
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
from tests.engine.repeatable import repeatable

Change = tuple[str, Any, int, int, int, int]


def changes(rows: pl.DataFrame) -> list[Change]:
    """Extract, month, added, replaced, removed, unchanged."""
    return rows.rows()


def assert_same(left: Facts, right: Facts) -> None:
    for name in (field.name for field in fields(Facts)):
        assert getattr(left, name).equals(getattr(right, name)), name


def test_rows_are_told_apart_by_their_key(store: Store) -> None:
    load(
        store,
        sales=frame(
            "sales",
            {"document": "A", "amount": 1},
            {"document": "B", "amount": 2},
            {"document": "C", "amount": 3},
            {"document": "N", "amount": 9, "region": SOUTH, "office": GUANGZHOU},
        ),
    )
    again = frame(
        "sales",
        {"document": "A", "amount": 1},
        {"document": "B", "amount": 20},
        {"document": "D", "amount": 4},
        {"document": "E", "amount": 5, "date": FEB},
    )
    found = store.preview(request("01", sales=again), day_28)
    assert changes(found.rows) == [("sales", JAN, 1, 1, 1, 1), ("sales", FEB, 1, 0, 0, 0)]


def test_rows_without_a_key_are_added_and_removed(store: Store) -> None:
    load(store, conduct=frame("conduct", {"note": "一"}, {"note": "一"}, {"note": None}))
    again = frame("conduct", {"note": "一"}, {"note": None}, {"note": "二"})
    found = store.preview(request("01", conduct=again), day_28)
    assert changes(found.rows) == [("conduct", JAN, 1, 0, 1, 2)]


def test_a_row_that_only_moved_in_its_file_is_unchanged(store: Store) -> None:
    rows = ({"office": BEIJING, "sales": 1}, {"office": TIANJIN, "sales": 2})
    load(store, summary=frame("summary", *rows))
    found = store.preview(request("01", summary=frame("summary", *reversed(rows), file="b.xlsx")), day_28)
    assert changes(found.rows) == [("summary", JAN, 0, 0, 0, 2)]


def test_the_organisation_has_no_month(store: Store) -> None:
    found = store.preview(request(org=frame("org", {})), day_28)
    assert changes(found.rows) == [("org", None, 1, 0, 0, 0)]


def test_days_are_those_that_would_be_and_none_of_them_is_kept(store: Store) -> None:
    """Again to an earlier day, of a region without any, and taken back."""
    first, last = date(2026, 1, 5), date(2026, 1, 28)
    load(store, sales=frame("sales", {"date": last}), collections=frame("collections", {"date": first}))
    south = {"region": SOUTH, "office": GUANGZHOU, "date": first}
    asked = request("01", sales=frame("sales", {"date": first}, south))
    before = store.daily_totals()
    foretold = store.preview(asked, day_28).days
    assert _reached(foretold) == {NORTH: first.day, SOUTH: first.day}
    assert _reached(store.daily_totals()) == _reached(before) == {NORTH: last.day}
    load_id = store.commit(asked)
    assert store.daily_totals().totals.equals(foretold.totals)
    assert store.preview_rollback(load_id, day_28).days.totals.equals(before.totals)


def _reached(days: Days) -> dict[str, int]:
    return dict(days.totals.group_by("region").agg(pl.col("day").max()).rows())


OFFICES = {BEIJING: NORTH, TIANJIN: NORTH, GUANGZHOU: SOUTH}
PLACED = st.fixed_dictionaries(
    {
        "office": st.sampled_from(sorted(OFFICES)),
        "month": st.sampled_from([JAN, FEB]),
        "amount": st.integers(-100, 100),
    }
).map(lambda row: {**row, "region": OFFICES[row["office"]]})
LOADS = st.lists(PLACED, min_size=1, max_size=6)


def inventory(rows: list[dict[str, Any]], category: str = "锁具") -> pl.DataFrame:
    named = [{**row, "category": f"{category}{position}"} for position, row in enumerate(rows)]
    return frame("inventory", *named)


@repeatable(12)
@given(first=LOADS, second=LOADS)
def test_a_preview_comes_to_what_committing_comes_to_and_rolling_back_undoes_it(
    first: list[dict[str, Any]], second: list[dict[str, Any]]
) -> None:
    with Store.open(":memory:") as store:
        assert_preview_is_true(store, first, second)


def test_a_preview_comes_to_what_committing_comes_to_on_disk(store: Store) -> None:
    first = [{"region": NORTH, "office": office, "amount": 5} for office in (BEIJING, TIANJIN)]
    assert_preview_is_true(store, [*first, {"region": SOUTH, "office": GUANGZHOU}], first[:1])


def assert_preview_is_true(store: Store, first: list[dict[str, Any]], second: list[dict[str, Any]]) -> None:
    load(store, inventory=inventory(first))
    before, version = store.facts(day_28), store.data_version()
    rows = store.current("inventory")
    asked = request("01", inventory=inventory(second))
    found = store.preview(asked, day_28)
    assert found.data_version == version == store.data_version()
    assert_same(store.facts(day_28), before)
    assert store.current("inventory").equals(rows)

    load_id = store.commit(asked)
    assert_same(store.facts(day_28), found.facts)
    counts = found.rows.sum()
    kept, new = counts["replaced"][0] + counts["unchanged"][0], store.current("inventory")
    assert new.height - rows.height == counts["added"][0] - counts["removed"][0]
    assert kept + counts["added"][0] == len(second)

    undone = store.preview_rollback(load_id, day_28)
    assert_same(undone.facts, before)
    swapped = undone.rows.rename({"added": "removed", "removed": "added"}).select(found.rows.columns)
    assert swapped.equals(found.rows)
    assert store.loads()[0].rollback is None


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []


def test_a_preview_leaves_no_load_and_no_file(store: Store, url: str) -> None:
    load(store, summary=frame("summary", {}))
    folder = Path(url.split("//", 1)[1])
    before = _files(folder)
    many = frame("sales", *({"document": f"N{i}"} for i in range(3_000)))
    store.preview(request("01", sales=many), day_28)
    assert [entry.rows for entry in store.loads()] == [{"summary": 1}]
    assert _files(folder) == before
    assert store.current("sales").is_empty()


def test_a_store_that_is_no_longer_the_checked_one_is_not_previewed(store: Store) -> None:
    asked = replace(request("01", summary=frame("summary", {})), checked_against=store.data_version())
    store.preview(asked, day_28)
    load(store, summary=frame("summary", {"sales": 1}))
    with pytest.raises(StoreChanged):
        store.preview(asked, day_28)


def test_a_rollback_of_what_is_not_there_is_not_previewed(store: Store) -> None:
    with pytest.raises(LoadUnknown):
        store.preview_rollback("nothing", day_28)
    load_id = load(store, summary=frame("summary", {}))
    store.rollback(load_id, "统计员", "错")
    with pytest.raises(LoadRolledBack):
        store.preview_rollback(load_id, day_28)


def test_rows_the_database_refuses_are_a_refused_preview(store: Store) -> None:
    broken = frame("summary", {}).with_columns(region=pl.lit(None, pl.String))
    with pytest.raises(LoadFailed):
        store.preview(request(summary=broken), day_28)
    assert store.loads() == ()
    load(store, summary=frame("summary", {}))


def test_a_load_beside_a_preview_is_kept_and_not_seen_by_it(store: Store) -> None:
    """The day of the checkpoint is asked for in the middle of a preview: somebody commits just then."""
    loaded: list[str] = []

    def day(month: object) -> int:
        del month
        if not loaded:
            loaded.append(load(store, "02", inventory=frame("inventory", {"amount": 7})))
        return 28

    found = store.preview(request("01", summary=frame("summary", {"inventory": 5})), day)
    assert found.facts.office_months["inventory"].to_list() == [5]
    assert [entry.load_id for entry in store.loads()] == loaded
