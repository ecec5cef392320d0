"""Rows that are at hand for a while are those of the views, and nothing stays behind."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from data.store import Store
from data.store.at_hand import at_hand
from tests.data.store.building import FEB, JAN, TIANJIN, frame, load

TABLES = ("measure_totals", "summary", "monthly_plan")
ASKED = "SELECT period, region, office, sales FROM current_summary WHERE period BETWEEN $first AND $last"
WHOLE = "SELECT count(*) FROM current_summary"
YEARS = (date(2020, 1, 1), date(2030, 1, 1))


def filled(store: Store) -> None:
    load(store, summary=frame("summary", {"sales": 100}, {"month": FEB, "sales": 200}))
    load(store, summary=frame("summary", {"sales": 300}))  # in the place of the first
    store.rollback(load(store, summary=frame("summary", {"sales": 400})), "统计员", "误")


@pytest.mark.parametrize(("first", "last"), [(JAN, JAN), (JAN, FEB), YEARS])
def test_what_is_at_hand_is_what_the_views_say(store: Store, first: date, last: date) -> None:
    filled(store)
    months = {"first": first, "last": last}
    with store._connection.snapshot() as cursor:
        expected = sorted(cursor.execute(ASKED, months).fetchall())
        assert expected
        with at_hand(cursor, TABLES, first, last):
            assert sorted(cursor.execute(ASKED, months).fetchall()) == expected
        assert cursor.execute(WHOLE).fetchone() == (2,)


def test_only_the_months_asked_for_are_taken(store: Store) -> None:
    filled(store)
    with store._connection.snapshot() as cursor, at_hand(cursor, TABLES, FEB, FEB):
        assert cursor.execute(WHOLE).fetchone() == (1,)


def test_what_the_transaction_wrote_itself_is_among_them(store: Store) -> None:
    filled(store)
    with store._connection.transaction() as cursor:
        cursor.execute(
            "INSERT INTO load_rollbacks SELECT load_id, now(), '', '' FROM loads WHERE row_count = 1"
        )
        with at_hand(cursor, TABLES, JAN, FEB):
            assert cursor.execute(WHOLE).fetchone() == (2,)
            assert cursor.execute("SELECT sum(sales) FROM current_summary").fetchone() == (3,)
    assert store.current("summary").height == 2


def test_an_error_is_told_and_the_views_are_back(store: Store) -> None:
    filled(store)
    with store._connection.cursor() as cursor:
        cursor.execute("BEGIN TRANSACTION")
        with pytest.raises(duckdb.ConversionException), at_hand(cursor, TABLES, JAN, JAN):
            cursor.execute("SELECT CAST(office AS DATE) FROM current_summary").fetchall()
        cursor.execute("ROLLBACK")
        assert cursor.execute(WHOLE).fetchone() == (2,)
    load(store, summary=frame("summary", {}, {"office": TIANJIN}))
