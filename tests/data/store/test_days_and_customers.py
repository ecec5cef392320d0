"""What forecasts and chase lists ask of the store."""

from __future__ import annotations

import polars as pl

from data.store import Store
from tests.data.store.building import (
    BEIJING,
    FEB,
    GUANGZHOU,
    JAN,
    MAR,
    NORTH,
    SOUTH,
    TIANJIN,
    day_28,
    frame,
    load,
    rows,
)


def sale(day: int, amount: int, **more: object) -> dict[str, object]:
    return {"date": JAN.replace(day=day), "amount": amount} | more


def owed(balance: int, overdue: int = 0, **more: object) -> dict[str, object]:
    return {"month": JAN, "balance": balance, "overdue": overdue} | more


def test_days_add_up_offices_and_documents_and_keep_returns(store: Store) -> None:
    load(
        store,
        sales=frame("sales", sale(3, 500), sale(3, 200, office=TIANJIN), sale(9, -100)),
        collections=frame("collections", sale(9, 40), sale(31, 7)),
    )
    columns = ("region", "day", "sales", "collections")
    assert rows(store.daily_totals().totals, *columns) == [
        (NORTH, 3, 700, 0), (NORTH, 9, -100, 40), (NORTH, 31, 0, 7),
    ]  # fmt: skip


def test_days_are_those_of_the_current_load(store: Store) -> None:
    load(store, sales=frame("sales", sale(3, 500)))
    load(store, "01", sales=frame("sales", sale(4, 600)))
    assert rows(store.daily_totals().totals, "day", "sales") == [(4, 600)]


def test_a_month_whose_office_has_only_a_summary_is_undated(store: Store) -> None:
    load(
        store,
        sales=frame("sales", sale(3, 500)),
        collections=frame("collections", sale(3, 500)),
        summary=frame(
            "summary",
            {"month": JAN, "office": BEIJING, "sales": 500, "collections": 500},
            {"month": FEB, "office": TIANJIN, "sales": 900, "collections": 900},
        ),
    )
    assert store.daily_totals().undated.rows() == [(FEB, NORTH)]


def test_one_office_with_days_does_not_date_another_one(store: Store) -> None:
    load(
        store,
        sales=frame("sales", sale(3, 500)),
        collections=frame("collections", sale(3, 500)),
        summary=frame(
            "summary",
            {"month": JAN, "office": BEIJING, "sales": 500, "collections": 500},
            {"month": JAN, "office": TIANJIN, "sales": 900, "collections": 900},
        ),
    )
    assert store.daily_totals().undated.rows() == [(JAN, NORTH)]


def test_a_summary_beside_one_ledger_only_leaves_the_month_undated(store: Store) -> None:
    load(
        store,
        sales=frame("sales", sale(3, 500)),
        summary=frame("summary", {"month": JAN, "office": BEIJING, "sales": 500, "collections": 400}),
    )
    assert store.daily_totals().undated.rows() == [(JAN, NORTH)]


def test_a_store_without_loads_has_no_days(store: Store) -> None:
    found = store.daily_totals()
    assert (found.totals.height, found.undated.height) == (0, 0)
    assert found.totals.schema["sales"] == pl.Int64


def test_customers_owe_what_their_rows_say_and_credits_are_left_out(store: Store) -> None:
    load(
        store,
        receivables=frame(
            "receivables",
            owed(900, 300, customer="甲", customer_type="合同"),
            owed(-50, customer="乙"),
            owed(70, customer="丙", region=SOUTH, office=GUANGZHOU),
            owed(80, customer="甲", month=FEB),
        ),
    )
    columns = ("region", "customer", "customer_type", "balance", "overdue")
    north, south = (NORTH, "甲", "合同", 900, 300), (SOUTH, "丙", "零售", 70, 0)
    assert rows(store.customer_balances(JAN, NORTH), *columns) == [north]
    assert set(rows(store.customer_balances(JAN), *columns)) == {north, south}


def test_a_customers_rows_stand_by_due_date_with_salesperson_credits_included(store: Store) -> None:
    load(
        store,
        receivables=frame(
            "receivables",
            owed(50, customer="甲", due_date=MAR, salesperson="丁"),
            owed(900, 300, customer="甲", due_date=JAN, salesperson="丁"),
            owed(-20, customer="甲"),
            owed(70, customer="丙", region=SOUTH, office=GUANGZHOU),
        ),
    )
    columns = ("customer", "balance", "overdue", "due_date", "salesperson")
    assert rows(store.balance_rows(JAN, NORTH), *columns) == [
        ("甲", 900, 300, JAN, "丁"), ("甲", 50, 0, MAR, "丁"), ("甲", -20, 0, None, None),
    ]  # fmt: skip


def test_payments_stand_beside_what_was_owed_the_month_before(store: Store) -> None:
    load(
        store,
        receivables=frame(
            "receivables",
            owed(900, 300, customer="甲"),
            owed(100, customer="乙"),
            owed(500, customer="甲", month=FEB),
        ),
        collections=frame(
            "collections",
            {"date": FEB, "customer": "甲", "amount": 450},
            {"date": FEB.replace(day=20), "customer": "甲", "amount": -50},
            {"date": MAR, "customer": "甲", "amount": 1},
            {"date": FEB, "customer": "甲", "amount": 10_000, "office": TIANJIN},
            {"date": FEB, "customer": "甲", "amount": 20_000, "customer_type": "合同"},
        ),
    )
    columns = ("customer", "month", "balance", "overdue", "paid")
    assert rows(store.customer_payments(NORTH, FEB, FEB), *columns) == [
        ("乙", FEB, 100, 0, 0), ("甲", FEB, 900, 300, 400),
    ]  # fmt: skip
    assert rows(store.customer_payments(NORTH, FEB, MAR), "customer", "month", "paid")[-1] == ("甲", MAR, 1)


def test_a_month_without_collections_loaded_is_not_a_month_in_which_nobody_paid(store: Store) -> None:
    load(store, receivables=frame("receivables", owed(900, 300, customer="甲")))
    assert store.customer_payments(NORTH, FEB, FEB).is_empty()


def _place(first: int, last: int, **more: object) -> pl.DataFrame:
    """January of the north, and the days of its next month or of its own that are asked for."""
    period = more.pop("period", JAN)
    assert isinstance(period, type(JAN))
    days = {"first": [period.replace(day=first)], "last": [period.replace(day=last)]}
    return pl.DataFrame({"month": [JAN], "region": [NORTH], "period": [period], **days, **more})


def test_rows_of_days_are_those_of_the_region_and_days_with_their_place_in_the_file(store: Store) -> None:
    load(
        store,
        sales=frame(
            "sales",
            sale(26, 1),
            sale(27, 20, document="A"),
            sale(28, 30, document="B"),
            sale(29, 40),
            sale(28, 50, region=SOUTH, office=GUANGZHOU),
        ),
    )
    found = store.rows_of_days("sales", _place(27, 28))
    assert rows(found, "date", "document", "amount", "source_row") == [
        (JAN.replace(day=27), "A", 20, 3),
        (JAN.replace(day=28), "B", 30, 4),
    ]


def test_what_went_back_is_of_customers_who_had_brought_something_through_the_checkpoint(
    store: Store,
) -> None:
    """甲 brought 50 by the 28th and 9 after it; 乙 only after it; 丙 nothing. Days 1 to 10 are asked for."""

    def paid(month: object, day: int, customer: str, amount: int) -> dict[str, object]:
        assert isinstance(month, type(JAN))
        return {"date": month.replace(day=day), "customer": customer, "amount": amount}

    load(
        store,
        collections=frame(
            "collections",
            *(paid(JAN, 3, "甲", 60), paid(JAN, 28, "甲", -10), paid(JAN, 29, "甲", 9)),
            paid(JAN, 30, "乙", 70),
            *(paid(FEB, 2, "甲", -20), paid(FEB, 10, "甲", -4), paid(FEB, 11, "甲", -8)),
            *(paid(FEB, 2, "甲", 5), paid(FEB, 3, "乙", -70), paid(FEB, 3, "丙", -1)),
        ),
    )
    places = _place(1, 10, period=FEB, until=[JAN.replace(day=28)])
    found = store.went_back("collections", places)
    assert rows(found, "month", "customer", "amount", "brought") == [
        (JAN, "甲", -20, 50),
        (JAN, "甲", -4, 50),
    ]
    assert store.went_back("sales", places).is_empty()


def test_without_a_place_nothing_is_asked_and_the_columns_stand(store: Store) -> None:
    nowhere = _place(1, 2, until=[JAN]).clear()
    assert store.rows_of_days("sales", nowhere).is_empty()
    assert "brought" in store.went_back("sales", nowhere).columns


def test_office_days_are_those_of_the_months_asked_for_and_name_offices_without_days(store: Store) -> None:
    load(
        store,
        sales=frame("sales", sale(3, 500), sale(3, 200, office=TIANJIN)),
        collections=frame("collections", sale(9, 40)),
        summary=frame("summary", {"month": FEB, "office": TIANJIN, "sales": 900, "collections": 900}),
    )
    found = store.office_days(JAN, FEB)
    assert rows(found.totals, "office", "day", "sales", "collections") == [
        (BEIJING, 3, 500, 0), (BEIJING, 9, 0, 40), (TIANJIN, 3, 200, 0),
    ]  # fmt: skip
    assert found.undated.rows() == [(FEB, NORTH, TIANJIN)]
    assert store.office_days(FEB, MAR).totals.is_empty()


def test_sums_of_more_digits_than_an_office_may_have_come_out_exactly(store: Store) -> None:
    """In fen: what has more than 16 digits is turned into an integer another way than the rest."""
    most = 10**16 - 1
    for sign in (1, -1):
        rows = ({"amount": sign * most, "office": office} for office in (BEIJING, TIANJIN))
        load(store, sales=frame("sales", *rows))
        assert store.daily_totals().totals["sales"].to_list() == [sign * 2 * most]
        assert store.facts(day_28).office_months["sales"].to_list() == [sign * most] * 2
