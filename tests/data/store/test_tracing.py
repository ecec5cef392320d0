"""A figure can be followed to its rows, and the rows add up to the figure."""

from __future__ import annotations

import polars as pl
import pytest

from data.store import Store
from data.store.behind import Behind
from data.store.tracing import FIGURES, Place
from engine.policy.readings import Readings
from tests.data.store.building import BEIJING, MAR, NORTH, TIANJIN, day_28, frame, load
from tests.nightly import by_night

PLACE = Place(MAR, NORTH, BEIJING, manager="甲", day=28)


def counted(store: Store, figure: str, place: Place = PLACE) -> dict[str, int]:
    return dict(store.parties(figure, place).select("party", "counted").iter_rows())


@pytest.fixture
def filled(store: Store) -> Store:
    """One office with rows of every kind, another that only the summary knows."""
    here = {"region": NORTH, "office": BEIJING}
    load(
        store,
        org=frame("org", *({"office": name, "manager": "甲"} for name in (BEIJING, TIANJIN))),
        collections=frame(
            "collections",
            here | {"date": MAR.replace(day=28), "document": "C1", "customer": "丙", "amount": 700},
            here | {"date": MAR.replace(day=29), "document": "C2", "customer": "丙", "amount": 50},
            here | {"date": MAR.replace(day=3), "document": "C3", "customer": "丁", "amount": -20},
        ),
        receivables=frame(
            "receivables",
            here | {"month": MAR, "customer": "丙", "customer_type": "零售", "balance": 90, "overdue": 5},
            here | {"month": MAR, "customer": "丁", "customer_type": "零售", "balance": -30, "overdue": 0},
            here | {"month": MAR, "customer": "戊", "customer_type": "合同", "balance": 60, "overdue": 40},
            here | {"month": MAR, "customer": "己", "customer_type": "备案", "balance": 60, "overdue": 2},
        ),
        expenses=frame(
            "expenses",
            *(
                here | {"date": MAR, "document": f"E{number}"} | claim
                for number, claim in enumerate(
                    (
                        {"category": "差旅", "claimant": "甲", "amount": 9, "status": "待审批"},
                        {"category": "差旅", "claimant": "乙", "amount": 8, "status": "已批准"},
                        {"category": "招待", "claimant": "甲", "amount": 7, "status": "待审批"},
                        {"category": "招待", "claimant": "甲", "amount": 6, "status": "驳回"},
                        {"category": "工资", "claimant": "乙", "amount": 5, "status": "已批准"},
                    )
                )
            ),
        ),
        summary=frame(
            "summary",
            {"region": NORTH, "office": TIANJIN, "month": MAR, "collections": 123, "retail_receivables": -30},
        ),
    )
    return store


def test_the_whole_month_and_the_checkpoint_count_different_days(filled: Store) -> None:
    assert counted(filled, "collections") == {"丙": 750, "丁": -20}
    assert counted(filled, "collections_to_checkpoint") == {"丙": 700, "丁": -20}


def test_a_credit_balance_is_shown_and_counts_as_nothing(filled: Store) -> None:
    assert counted(filled, "retail_receivables") == {"丙": 90, "丁": 0}
    rows = filled.documents("retail_receivables", PLACE, "丁")
    assert rows.select("balance", "counted").rows() == [(-30, 0)]


def test_overdue_is_that_of_contract_and_registered_customers(filled: Store) -> None:
    assert counted(filled, "contract_overdue") == {"戊": 40, "己": 2}


def test_claims_are_counted_or_the_managers_own_travel_or_neither(filled: Store) -> None:
    assert counted(filled, "expense_counted") == {"差旅": 8, "招待": 7}
    assert counted(filled, "manager_travel") == {"甲": 9}


def test_every_row_names_its_file_sheet_and_row(filled: Store) -> None:
    rows = filled.documents("collections", PLACE, "丙")
    assert rows["document"].to_list() == ["C1", "C2"]
    assert rows.select("source_file", "source_sheet", "source_row").null_count().row(0) == (0, 0, 0)
    assert rows["load_id"].unique().to_list() == [filled.loads()[0].load_id]


def test_where_there_is_no_ledger_the_summary_stands_for_its_rows(filled: Store) -> None:
    place = Place(MAR, NORTH, TIANJIN, manager="甲", day=28)
    assert counted(filled, "collections", place) == {}
    assert filled.documents("collections", place).select("office", "counted").rows() == [(TIANJIN, 123)]


@pytest.mark.parametrize("figure", by_night(FIGURES, but=[*FIGURES][::2]))
def test_the_rows_add_up_to_what_the_engine_is_given(filled: Store, figure: str) -> None:
    facts = filled.facts(day_28).office_months
    for row in facts.iter_rows(named=True):
        place = Place(row["month"], row["region"], row["office"], manager="甲", day=28)
        rows = filled.documents(figure, place)
        if row[figure] is None:
            assert rows["counted"].drop_nulls().is_empty()
        else:
            assert rows["counted"].sum() == row[figure]
            assert filled.parties(figure, place)["counted"].sum() in {row[figure], 0}


@pytest.mark.parametrize(
    ("travel", "rows"),
    [("outside_cap", [(BEIJING, 7), (TIANJIN, 0)]), ("inside_cap", [(BEIJING, 9), (TIANJIN, 4)])],
)
def test_travel_inside_the_cap_brings_the_summarys_travel_with_it(
    store: Store, travel: str, rows: list[tuple[str, int]]
) -> None:
    """Of an office that has nothing but travel, too."""
    both, apart = {"expenses": 7, "manager_travel": 2}, {"office": TIANJIN, "manager_travel": 4}
    load(store, summary=frame("summary", {"month": MAR} | both, {"month": MAR} | apart))
    ours = Readings()
    readings = ours.model_copy(
        update={"manager_travel": ours.manager_travel.model_copy(update={"value": travel})}
    )
    months = pl.DataFrame({"month": [MAR], "manager": [None], "day": [28]},
                          schema={"month": pl.Date, "manager": pl.String, "day": pl.Int32})  # fmt: skip
    declared = pl.DataFrame(schema={"month": pl.Date, "office": pl.String, "position": pl.Int64})
    found = store.rows_behind("expense_counted", Behind(NORTH, months, declared, readings=readings))
    assert found.frame.select("office", "counted").sort("office").rows() == rows
    assert store.rows_behind("expense_pending", Behind(NORTH, months, declared, readings=readings)).rows == 0


def test_rows_of_a_customer_by_due_date_add_up_before_a_credit_counts_as_nothing(store: Store) -> None:
    here = {"region": NORTH, "office": BEIJING, "month": MAR, "customer_type": "零售"}
    due = [MAR, MAR.replace(day=31)]
    load(
        store,
        org=frame("org", {"manager": "甲"}),
        receivables=frame(
            "receivables",
            here | {"customer": "丙", "due_date": due[0], "balance": 90, "overdue": 5},
            here | {"customer": "丙", "due_date": due[1], "balance": -30},
            here | {"customer": "丁", "due_date": due[0], "balance": 10},
            here | {"customer": "丁", "due_date": due[1], "balance": -40},
        ),
    )
    (fact,) = store.facts(day_28).office_months["retail_receivables"].to_list()
    assert fact == 60
    assert counted(store, "retail_receivables") == {"丙": 60, "丁": 0}
    rows = store.documents("retail_receivables", PLACE, "丙").select("due_date", "counted").rows()
    assert rows == [(due[0], 90), (due[1], -30)]
    (debtor,) = (
        store.debtors(MAR, NORTH, 10).select("customer", "balance", "overdue", "counted", "total").rows()
    )
    assert debtor == ("丙", 60, 5, 60, 60)
