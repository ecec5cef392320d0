"""What a load changed against what it replaced."""

from __future__ import annotations

import polars as pl
import pytest

from data.store import LoadUnknown, Store
from tests.data.store.building import BEIJING, FEB, JAN, SOUTH, TIANJIN, frame, load


def changes(differences: pl.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    return sorted(differences.select("change", *columns).rows(), key=str)


def test_added_changed_and_removed_rows_are_told_apart(store: Store) -> None:
    load(store, summary=frame("summary", {"sales": 1}, {"office": TIANJIN, "sales": 2}, {"month": FEB}))
    again = load(
        store, summary=frame("summary", {"sales": 100_000_000_001}, {"office": "石家庄办事处", "sales": 3})
    )
    found = store.differences(again)
    assert list(found) == ["summary"]
    assert changes(found["summary"], "month", "office", "sales", "before_sales") == [
        ("added", JAN, "石家庄办事处", 3, None),
        ("changed", JAN, BEIJING, 100_000_000_001, 1),
        ("removed", JAN, TIANJIN, 2, 2),
    ]
    assert found["summary"].schema["sales"] == found["summary"].schema["before_sales"] == pl.Int64


def test_a_first_load_only_adds_and_the_same_again_changes_nothing(store: Store) -> None:
    rows = frame("sales", {"document": "A", "quantity": 5}, {"document": "B"})
    assert changes(store.differences(load(store, sales=rows))["sales"], "document") == [
        ("added", "A"),
        ("added", "B"),
    ]
    assert store.differences(load(store, sales=rows))["sales"].is_empty()


def test_a_blank_that_was_filled_is_a_change(store: Store) -> None:
    load(store, sales=frame("sales", {"document": "A", "gross_profit": None}))
    again = load(store, sales=frame("sales", {"document": "A", "gross_profit": 0}))
    assert changes(store.differences(again)["sales"], "gross_profit", "before_gross_profit") == [
        ("changed", 0, None)
    ]


def test_rows_without_a_key_are_added_or_removed_however_often_they_occur(store: Store) -> None:
    load(store, conduct=frame("conduct", {"note": "a"}, {"note": "a"}, {"note": "b"}))
    again = load(store, conduct=frame("conduct", {"note": "a"}, {"note": "c"}))
    assert changes(store.differences(again)["conduct"], "note") == [
        ("added", "c"),
        ("removed", "a"),
        ("removed", "b"),
    ]


def test_what_counts_is_what_was_replaced_then_not_what_became_of_it_later(store: Store) -> None:
    load(store, summary=frame("summary", {"sales": 1}))
    taken_back = load(store, summary=frame("summary", {"sales": 2}))
    store.rollback(taken_back, "财务", "误传")
    third = load(store, summary=frame("summary", {"sales": 3}))
    fourth = load(store, summary=frame("summary", {"sales": 4}))
    store.rollback(third, "财务", "误传")
    assert changes(store.differences(third)["summary"], "sales", "before_sales") == [("changed", 3, 1)]
    assert changes(store.differences(fourth)["summary"], "sales", "before_sales") == [("changed", 4, 3)]


def test_regions_that_the_load_does_not_cover_are_left_out(store: Store) -> None:
    load(store, org=frame("org", {}, {"region": SOUTH}))
    again = load(store, org=frame("org", {"manager": "周经理"}))
    assert changes(store.differences(again)["org"], "manager", "before_manager") == [
        ("changed", "周经理", "赵经理")
    ]


def test_a_load_that_does_not_exist_is_said_so(store: Store) -> None:
    with pytest.raises(LoadUnknown):
        store.differences("no-such-load")
