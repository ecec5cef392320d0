"""Customers, documents and loads are found by a part of their name, and nothing in it is a wildcard."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from data.store import Store
from tests.data.store.building import BEIJING, MAR, NORTH, TIANJIN, frame, load

FEB = date(2026, 2, 1)
MANAGERS = pl.DataFrame({"month": [MAR], "region": [NORTH], "manager": ["甲"]})
CUSTOMERS = ("宏达门窗", "新宏达", "宏达", "ABC Trading", "100%棉业", "50_60厂", "100斤粮行")


@pytest.fixture
def filled(store: Store) -> Store:
    here = {"region": NORTH, "office": BEIJING}
    sold = [
        here | {"date": MAR, "document": f"XS-{number}", "customer": name, "amount": 100}
        for number, name in enumerate(CUSTOMERS)
    ]
    claim = {"category": "差旅", "amount": 9, "status": "已批准"}
    load(
        store,
        org=frame("org", *({"office": name, "manager": "甲"} for name in (BEIJING, TIANJIN))),
        sales=frame("sales", *sold, here | {"date": FEB, "document": "A", "customer": "旧客户", "amount": 5}),
        receivables=frame(
            "receivables",
            here | {"month": MAR, "customer": "宏达", "customer_type": "合同", "balance": 60, "overdue": 40},
            {"region": NORTH, "office": TIANJIN, "month": FEB, "customer": "宏达",
             "customer_type": "零售", "balance": 9, "overdue": 0},
        ),
        expenses=frame(
            "expenses",
            here | claim | {"date": MAR, "document": "FY-1", "claimant": "甲"},
            here | claim | {"date": MAR, "document": "FY-2", "claimant": "乙"},
            here | claim | {"date": MAR, "document": "FY-3", "claimant": "乙", "status": "驳回"},
        ),
    )  # fmt: skip
    return store


def customers(store: Store, asked: str, most: int = 10) -> list[tuple[str, str, str]]:
    found = store.customers_named(asked, MAR, most)
    return list(found.select("name", "figure", "office").iter_rows())


def names(store: Store, asked: str) -> list[str]:
    return [name for name, _figure, _office in customers(store, asked)]


def test_the_very_name_comes_first_then_its_beginning_then_any_part(filled: Store) -> None:
    assert names(filled, "宏达") == ["宏达", "宏达", "宏达门窗", "新宏达"]


def test_a_customer_leads_to_what_is_owed_in_each_office_else_to_what_was_sold(filled: Store) -> None:
    assert customers(filled, "宏达")[:3] == [
        ("宏达", "contract_overdue", BEIJING),
        ("宏达", "retail_receivables", TIANJIN),
        ("宏达门窗", "sales", BEIJING),
    ]


def test_a_name_is_looked_at_in_the_month_asked_about_else_in_its_latest(filled: Store) -> None:
    found = filled.customers_named("旧客户", MAR, 5)
    assert found["month"].to_list() == [FEB]


@pytest.mark.parametrize("asked", ["abc trading", "ＡＢＣＴｒａｄ", " aBc  Tra"])
def test_width_case_and_blanks_do_not_matter(filled: Store, asked: str) -> None:
    assert names(filled, asked) == ["ABC Trading"]


def test_signs_that_are_wildcards_elsewhere_are_found_as_they_stand(filled: Store) -> None:
    assert names(filled, "%") == ["100%棉业"]
    assert names(filled, "_") == ["50_60厂"]
    assert names(filled, "100") == ["100%棉业", "100斤粮行"]
    assert names(filled, "'; DROP TABLE sales; --") == []


def test_nothing_is_found_for_nothing_and_no_more_than_asked_for(filled: Store) -> None:
    assert names(filled, " \u3000") == []
    assert len(customers(filled, "宏达", most=2)) == 2


def documents(store: Store, asked: str) -> list[tuple[str, str | None, str]]:
    found = store.documents_named(asked, MAR, 10, MANAGERS)
    return list(found.select("name", "figure", "party").iter_rows())


def test_a_document_is_found_however_its_number_is_written(filled: Store) -> None:
    for asked in ("xs-3", "ＸＳ－３", "'XS-3", "XS-3.0"):
        assert documents(filled, asked) == [("XS-3", "sales", "ABC Trading")]


def test_a_claim_leads_to_the_figure_it_counts_for_and_one_that_counts_for_nothing_is_found_too(
    filled: Store,
) -> None:
    assert documents(filled, "FY") == [
        ("FY-1", "manager_travel", "甲"),
        ("FY-2", "expense_counted", "差旅"),
        ("FY-3", None, "乙"),
    ]


def test_what_was_replaced_or_taken_back_is_not_found(filled: Store) -> None:
    filled.rollback(filled.loads()[0].load_id, "甲", "错")
    assert names(filled, "宏达") == []
    assert documents(filled, "XS") == []


def test_a_load_is_found_by_its_number_and_by_a_file_the_newest_first(store: Store) -> None:
    here = {"region": NORTH, "office": BEIJING, "customer": "丙", "amount": 1}
    first, second = (
        load(store, sales=frame("sales", here | {"date": MAR, "document": f"D{n}"})) for n in (1, 2)
    )
    assert store.loads_named(first, 5)["load_id"].to_list() == [first]
    assert store.loads_named(first.upper(), 5)["load_id"].to_list() == [first]
    name = store.loads()[0].files[0].name
    assert store.loads_named(name[:4].upper(), 5)["load_id"].to_list() == [second, first]
    assert store.loads_named("%", 5).is_empty()
