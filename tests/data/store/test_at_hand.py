"""Rows that are at hand for a while are those of the store, and nothing stays behind."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from data.store import Store
from data.store.at_hand import at_hand
from data.store.schema import of_months, with_replaced
from tests.data.store.building import FEB, JAN, TIANJIN, frame, load

TABLES = ("measure_totals", "summary", "monthly_plan")
VIEW = "SELECT period, sales FROM current_summary WHERE period BETWEEN $first AND $last"
MONTHS = with_replaced(f"SELECT period, sales FROM {of_months('summary')}")
YEARS = {"first": date(2020, 1, 1), "last": date(2030, 1, 1)}
WHOLE = "SELECT count(*) FROM summary"


def filled(store: Store) -> None:
    load(store, summary=frame("summary", {"sales": 100}, {"month": FEB, "sales": 200}))
    load(store, summary=frame("summary", {"sales": 300}))  # in the place of the first
    store.rollback(load(store, summary=frame("summary", {"sales": 400})), "统计员", "误")


@pytest.mark.parametrize(("first", "last"), [(JAN, JAN), (JAN, FEB), tuple(YEARS.values())])
def test_what_is_at_hand_is_what_the_views_say(store: Store, first: date, last: date) -> None:
    filled(store)
    months = {"first": first, "last": last}
    with store._connection.snapshot() as cursor:
        expected = sorted(cursor.execute(VIEW, months).fetchall())
        assert expected
        assert sorted(cursor.execute(MONTHS, months).fetchall()) == expected
        with at_hand(cursor, TABLES, first, last):
            assert sorted(cursor.execute(MONTHS, months).fetchall()) == expected
        assert cursor.execute(WHOLE).fetchone() == (4,)


def test_only_the_months_asked_for_are_taken(store: Store) -> None:
    filled(store)
    with store._connection.snapshot() as cursor, at_hand(cursor, TABLES, FEB, FEB):
        assert cursor.execute(WHOLE).fetchone() == (1,)


def test_what_the_transaction_wrote_itself_is_among_them(store: Store) -> None:
    filled(store)
    with store._connection.transaction() as cursor:
        cursor.execute(
            "INSERT INTO load_rollbacks SELECT load_id, now(), '', '' FROM loads "
            "WHERE row_count = 1 AND load_id NOT IN (SELECT load_id FROM load_rollbacks)"
        )
        with at_hand(cursor, TABLES, JAN, FEB):
            assert sorted(cursor.execute(MONTHS, YEARS).fetchall()) == [(JAN, 1), (FEB, 2)]
    assert store.current("summary").height == 2


def test_an_error_is_told_and_all_rows_are_back(store: Store) -> None:
    filled(store)
    with store._connection.cursor() as cursor:
        cursor.execute("BEGIN TRANSACTION")
        with pytest.raises(duckdb.ConversionException), at_hand(cursor, TABLES, JAN, JAN):
            cursor.execute("SELECT CAST(office AS DATE) FROM summary").fetchall()
        cursor.execute("ROLLBACK")
        assert cursor.execute(WHOLE).fetchone() == (4,)
    load(store, summary=frame("summary", {}, {"office": TIANJIN}))
