"""The engine's facts, each expectation worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from data.store import Store
from engine.facts import SCHEMAS
from tests.data.store.building import (
    APR,
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
from tests.nightly import by_night

SUMMARY = {
    "sales": 100,
    "collections": 90,
    "retail_receivables": 80,
    "inventory": 70,
    "contract_overdue": 60,
    "expenses": 50,
    "manager_travel": 40,
    "sales_to_checkpoint": 30,
    "collections_to_checkpoint": 20,
}
#: The facts that its figures supply, in its order.
SUMMED = ["expense_counted" if name == "expenses" else name for name in SUMMARY]


def people(store: Store) -> list[tuple[date, str, str]]:
    """Month, region and manager of the regions that exist."""
    return rows(store.facts(day_28).region_months, "month", "region", "manager")


def months_of(store: Store, *months: date) -> None:
    """Make months occur without any plan or actual figure."""
    load(store, indicators=frame("indicators", *({"month": month} for month in months)))


def test_an_empty_store_gives_empty_frames_of_the_right_form(store: Store) -> None:
    facts = store.facts(day_28)
    for name, schema in SCHEMAS.items():
        found = getattr(facts, name)
        assert found.is_empty()
        assert dict(found.schema) == schema


def test_frames_have_the_engines_form(store: Store) -> None:
    load(
        store,
        "00",
        **{
            name: frame(name, {})
            for name in ("annual_plan", "monthly_plan", "declarations", "summary", "conduct", "indicators")
        },
        org=frame("org", {"effective_month": JAN}),
    )
    facts = store.facts(day_28)
    for name, schema in SCHEMAS.items():
        assert dict(getattr(facts, name).schema) == schema
        # Sources have a row for every fact; of the others one was loaded each, nothing was published.
        published = {"publications", "published_places", "published_lines", "adjustments"}
        assert getattr(facts, name).height == (0 if name in published else 1) or name == "sources"


# --- the organisation


def test_a_region_exists_from_its_first_effective_month(store: Store) -> None:
    load(
        store,
        org=frame(
            "org",
            {"effective_month": FEB, "manager": "赵"},
            {"region": SOUTH, "office": GUANGZHOU, "effective_month": date(2026, 4, 1)},
        ),
    )
    months_of(store, JAN, FEB, MAR)
    assert people(store) == [(FEB, NORTH, "赵"), (MAR, NORTH, "赵")]


def test_a_month_occurs_with_any_monthly_extract_but_not_with_annual_targets(store: Store) -> None:
    load(
        store,
        org=frame("org", {"effective_month": date(2020, 1, 1)}),
        annual_plan=frame("annual_plan", {"year": 2027}),
        conduct=frame("conduct", {"date": date(2026, 1, 15)}),
        declarations=frame("declarations", {"month": FEB}),
        monthly_plan=frame("monthly_plan", {"month": MAR}),
        expenses=frame("expenses", {"date": date(2026, 4, 30)}),
    )
    assert [month for month, _, _ in people(store)] == [JAN, FEB, MAR, APR]


def test_people_are_those_of_the_latest_row_in_force_and_of_two_the_one_further_down(store: Store) -> None:
    load(
        store,
        org=frame(
            "org",
            {"effective_month": MAR, "manager": "丙", "vice_president": "副丙"},
            {"effective_month": JAN, "manager": "甲"},
            {"office": TIANJIN, "effective_month": JAN, "manager": "乙", "vice_president": "副乙"},
        ),
    )
    months_of(store, FEB, MAR)
    found = rows(store.facts(day_28).region_months, "month", "manager", "vice_president")
    assert found == [(FEB, "乙", "副乙"), (MAR, "丙", "副丙")]


def test_a_closed_office_is_gone_from_its_closing_month_and_its_people_with_it(store: Store) -> None:
    load(
        store,
        org=frame(
            "org",
            {"effective_month": JAN, "manager": "甲"},
            {"office": TIANJIN, "effective_month": FEB, "end_month": MAR, "manager": "乙"},
        ),
    )
    months_of(store, FEB, MAR)
    assert people(store) == [(FEB, NORTH, "乙"), (MAR, NORTH, "甲")]


@pytest.mark.parametrize(
    "extract",
    by_night(
        ["monthly_plan", "sales", "receivables", "inventory", "expenses", "summary"],
        but=["monthly_plan", "expenses"],
    ),
)
def test_an_office_with_a_plan_or_figures_still_counts_in_its_closing_month(
    store: Store, extract: str
) -> None:
    load(store, org=frame("org", {"effective_month": JAN, "end_month": FEB}))
    months_of(store, FEB, MAR)
    assert people(store) == []
    when = "date" if extract in {"sales", "expenses"} else "month"
    load(store, "00", **{extract: frame(extract, {when: FEB}, {when: MAR})})
    assert [month for month, _, _ in people(store)] == [FEB]


def test_a_declaration_or_another_offices_figures_do_not_keep_a_closed_office_open(store: Store) -> None:
    load(
        store,
        org=frame("org", {"effective_month": JAN, "end_month": FEB}),
        declarations=frame("declarations", {"month": FEB}),
        summary=frame("summary", {"month": FEB, "office": TIANJIN}),
    )
    assert people(store) == []


def test_a_closing_month_on_an_earlier_row_closes_the_office(store: Store) -> None:
    load(
        store,
        org=frame(
            "org",
            {"effective_month": JAN, "end_month": MAR, "manager": "甲"},
            {"effective_month": FEB, "manager": "乙"},
        ),
    )
    months_of(store, JAN, FEB, MAR)
    assert people(store) == [(JAN, NORTH, "甲"), (FEB, NORTH, "乙")]


def test_a_closing_month_on_a_later_row_closes_the_office(store: Store) -> None:
    load(
        store,
        org=frame("org", {"effective_month": JAN}, {"effective_month": FEB, "end_month": MAR}),
    )
    months_of(store, JAN, FEB, MAR)
    assert [month for month, _, _ in people(store)] == [JAN, FEB]


def test_a_later_row_puts_the_closing_month_off(store: Store) -> None:
    load(
        store,
        org=frame(
            "org",
            {"effective_month": JAN, "end_month": MAR, "manager": "甲"},
            {"effective_month": FEB, "end_month": APR, "manager": "乙"},
        ),
    )
    months_of(store, JAN, FEB, MAR, APR)
    assert people(store) == [(JAN, NORTH, "甲"), *((month, NORTH, "乙") for month in (FEB, MAR))]


def test_a_later_row_opens_a_closed_office_again(store: Store) -> None:
    load(
        store,
        org=frame(
            "org",
            {"effective_month": JAN, "end_month": FEB, "manager": "甲"},
            {"effective_month": MAR, "manager": "乙"},
        ),
    )
    months_of(store, JAN, FEB, MAR)
    assert people(store) == [(JAN, NORTH, "甲"), (MAR, NORTH, "乙")]


def test_two_offices_of_one_name_in_two_regions_are_two_offices(store: Store) -> None:
    load(
        store,
        org=frame(
            "org",
            {"effective_month": JAN, "end_month": FEB},
            {"region": SOUTH, "effective_month": JAN, "manager": "南"},
        ),
    )
    months_of(store, MAR)
    assert people(store) == [(MAR, SOUTH, "南")]


# --- actual figures


def test_ledger_rows_are_summed_with_returns_as_negatives(store: Store) -> None:
    load(
        store,
        sales=frame("sales", {"amount": 1_000}, {"amount": -250}, {"amount": 7, "office": TIANJIN}),
        collections=frame("collections", {"amount": 300}),
    )
    found = rows(store.facts(day_28).office_months, "office", "sales", "collections")
    assert found == [(BEIJING, 750, 300), (TIANJIN, 7, None)]


def test_month_to_date_reaches_through_the_checkpoint_day(store: Store) -> None:
    days = ((27, 1), (28, 10), (29, 100))
    load(
        store,
        sales=frame("sales", *({"date": date(2026, 1, day), "amount": amount} for day, amount in days)),
        collections=frame("collections", {"date": date(2026, 1, 29), "amount": 5}),
    )
    columns = ("sales", "sales_to_checkpoint", "collections", "collections_to_checkpoint")
    assert rows(store.facts(day_28).office_months, *columns) == [(111, 11, 5, 0)]
    assert rows(store.facts(lambda _: 29).office_months, *columns) == [(111, 111, 5, 5)]


def test_the_checkpoint_day_may_differ_between_months(store: Store) -> None:
    dated = [{"date": date(2026, month, 27), "amount": 1} for month in (1, 2)]
    load(store, sales=frame("sales", *dated))
    facts = store.facts(lambda month: 28 if month == JAN else 25)
    assert rows(facts.office_months, "month", "sales_to_checkpoint") == [(JAN, 1), (FEB, 0)]


def test_a_retail_customers_credit_balance_counts_as_zero_and_nets_nobody(store: Store) -> None:
    load(
        store,
        receivables=frame(
            "receivables",
            {"customer": "甲", "balance": 500, "overdue": 100},
            {"customer": "乙", "balance": -400},
            {"customer": "丙", "customer_type": "合同", "balance": 900, "overdue": 20},
            {"customer": "丁", "customer_type": "备案", "balance": -900, "overdue": 3},
            {"customer": "戊", "customer_type": "合同", "balance": 900, "office": TIANJIN},
        ),
    )
    found = rows(store.facts(day_28).office_months, "office", "retail_receivables", "contract_overdue")
    assert found == [(BEIJING, 500, 23), (TIANJIN, 0, 0)]


def test_what_contract_customers_owe_apart_from_the_overdue_is_known_to_the_ledger_only(store: Store) -> None:
    load(
        store,
        receivables=frame(
            "receivables",
            {"customer": "甲", "balance": 500, "overdue": 100},
            {"customer": "丙", "customer_type": "合同", "balance": 900, "overdue": 20},
            {"customer": "丁", "customer_type": "备案", "balance": 70, "overdue": 3},
            {"customer": "戊", "customer_type": "合同", "balance": -10, "overdue": 5, "office": TIANJIN},
        ),
        summary=frame("summary", SUMMARY | {"region": SOUTH, "office": GUANGZHOU}),
    )
    found = rows(store.facts(day_28).office_months, "office", "contract_overdue", "contract_current")
    assert set(found) == {(BEIJING, 23, 947), (TIANJIN, 5, 0), (GUANGZHOU, 60, None)}


def test_inventory_is_summed_over_categories(store: Store) -> None:
    load(store, inventory=frame("inventory", {"amount": 3}, {"amount": 4, "category": "另一类"}))
    assert rows(store.facts(day_28).office_months, "inventory", "sales") == [(7, None)]


def test_expenses_leave_out_salaries_rejections_and_the_managers_own_travel(store: Store) -> None:
    load(
        store,
        org=frame("org", {"effective_month": JAN, "manager": "赵"}),
        expenses=frame(
            "expenses",
            {"category": "招待", "amount": 1},
            {"category": "招待", "amount": 2, "claimant": "赵"},
            {"category": "差旅", "amount": 4, "claimant": "钱"},
            {"category": "差旅", "amount": 8, "claimant": "赵"},
            {"category": "工资", "amount": 16},
            {"category": "招待", "amount": 32, "status": "驳回"},
            {"category": "差旅", "amount": 64, "claimant": "赵", "status": "驳回"},
            {"category": "招待", "amount": 128, "status": "待审批"},
            {"category": "差旅", "amount": 256, "claimant": "赵", "status": "待审批"},
            {"category": "工资", "amount": 512, "status": "待审批"},
        ),
    )
    columns = ("expense_counted", "manager_travel", "expense_pending", "manager_travel_pending")
    expected = (1 + 2 + 4 + 128, 8 + 256, 128, 256)
    assert rows(store.facts(day_28).office_months, *columns) == [expected]


def test_own_travel_is_that_of_whoever_was_manager_of_that_region_in_that_month(store: Store) -> None:
    load(
        store,
        org=frame(
            "org",
            {"effective_month": JAN, "manager": "赵"},
            {"effective_month": FEB, "manager": "钱"},
            {"region": SOUTH, "office": GUANGZHOU, "effective_month": JAN, "manager": "孙"},
        ),
        expenses=frame(
            "expenses",
            {"category": "差旅", "amount": 1, "claimant": "赵", "date": date(2026, 1, 31)},
            {"category": "差旅", "amount": 2, "claimant": "赵", "date": date(2026, 2, 1)},
            {"category": "差旅", "amount": 4, "claimant": "孙", "date": date(2026, 2, 2)},
        ),
    )
    found = rows(store.facts(day_28).office_months, "month", "expense_counted", "manager_travel")
    assert found == [(JAN, 0, 1), (FEB, 6, 0)]


def test_an_organisation_loaded_later_settles_whose_travel_it_was(store: Store) -> None:
    load(store, expenses=frame("expenses", {"category": "差旅", "amount": 9, "claimant": "赵"}))
    assert rows(store.facts(day_28).office_months, "expense_counted", "manager_travel") == [(9, 0)]
    load(store, org=frame("org", {"effective_month": JAN, "manager": "赵"}))
    assert rows(store.facts(day_28).office_months, "expense_counted", "manager_travel") == [(0, 9)]


def test_rejected_claims_alone_make_zero_and_not_unknown(store: Store) -> None:
    load(store, expenses=frame("expenses", {"amount": 5, "status": "驳回"}))
    assert rows(store.facts(day_28).office_months, "expense_counted", "manager_travel") == [(0, 0)]


# --- the summary


def test_the_summary_serves_where_there_is_no_ledger(store: Store) -> None:
    load(store, summary=frame("summary", SUMMARY))
    found = rows(store.facts(day_28).office_months, *SUMMED, "expense_pending", "manager_travel_pending")
    assert found == [(*SUMMARY.values(), None, None)]


def test_without_its_bracketed_columns_month_to_date_is_unknown(store: Store) -> None:
    load(store, summary=frame("summary", {"sales": 100}))
    found = rows(store.facts(day_28).office_months, "sales", "sales_to_checkpoint")
    assert found == [(100, None)]


def test_a_negative_summary_figure_of_retail_receivables_nets_no_other_office(store: Store) -> None:
    summary = {"retail_receivables": -500, "inventory": -3}
    load(store, summary=frame("summary", summary, {"retail_receivables": 20, "office": TIANJIN}))
    load(store, "00", sales=frame("sales", {"region": SOUTH, "office": GUANGZHOU}))
    found = rows(store.facts(day_28).office_months, "office", "retail_receivables", "inventory")
    assert set(found) == {(BEIJING, 0, -3), (TIANJIN, 20, 0), (GUANGZHOU, None, None)}


def test_where_both_exist_the_ledger_counts_group_by_group(store: Store) -> None:
    load(
        store,
        summary=frame("summary", SUMMARY),
        sales=frame("sales", {"amount": 1, "date": date(2026, 1, 30)}),
        receivables=frame("receivables", {"customer_type": "合同", "balance": 5, "overdue": 2}),
        expenses=frame("expenses", {"amount": 3}),
    )
    expected = SUMMARY | {
        "sales": 1,
        "sales_to_checkpoint": 0,
        "retail_receivables": 0,
        "contract_overdue": 2,
        "expenses": 3,
        "manager_travel": 0,
    }
    assert rows(store.facts(day_28).office_months, *SUMMED) == [tuple(expected.values())]


def test_a_ledger_of_one_office_or_month_leaves_the_summary_of_others(store: Store) -> None:
    load(
        store,
        summary=frame(
            "summary", {"sales": 10}, {"sales": 20, "office": TIANJIN}, {"sales": 30, "month": FEB}
        ),
        sales=frame("sales", {"amount": 1}),
    )
    found = rows(store.facts(day_28).office_months, "month", "office", "sales")
    assert set(found) == {(JAN, TIANJIN, 20), (JAN, BEIJING, 1), (FEB, BEIJING, 30)}


# --- what is loaded


def test_a_month_is_loaded_if_the_extract_or_the_summary_was_loaded_for_any_region(store: Store) -> None:
    load(
        store,
        sales=frame("sales", {"region": SOUTH}),
        receivables=frame("receivables", {"month": FEB}),
        summary=frame("summary", {"month": MAR}),
        monthly_plan=frame("monthly_plan", {"month": APR}),
    )
    assert store.facts(day_28).loaded_months.rows() == [
        (JAN, True, False, False, False, False),
        (FEB, False, False, True, False, False),
        (MAR, True, True, True, True, True),
    ]


def test_a_region_without_rows_in_a_loaded_month_has_none_to_be_read_as_zero(store: Store) -> None:
    load(
        store,
        org=frame(
            "org",
            {"effective_month": JAN},
            {"region": SOUTH, "office": GUANGZHOU, "effective_month": JAN},
        ),
        sales=frame("sales", {"amount": 1}),
    )
    facts = store.facts(day_28)
    assert set(rows(facts.region_months, "region")) == {(NORTH,), (SOUTH,)}
    assert rows(facts.office_months, "region", "sales") == [(NORTH, 1)]
    assert rows(facts.loaded_months, "is_sales_loaded") == [(True,)]


def test_rows_of_an_office_that_is_not_in_force_are_kept(store: Store) -> None:
    load(
        store,
        org=frame("org", {"effective_month": JAN}),
        sales=frame("sales", {"amount": 1, "office": "无此办事处"}),
    )
    assert rows(store.facts(day_28).office_months, "region", "office", "sales") == [(NORTH, "无此办事处", 1)]


# --- plans, declarations, conduct, indicators


def test_plans_come_in_fen(store: Store) -> None:
    load(
        store,
        annual_plan=frame("annual_plan", {"year": 2026, "sales_target": 12, "collections_target": 11}),
        monthly_plan=frame("monthly_plan", {"sales_plan": 5, "collections_plan": 4}),
    )
    facts = store.facts(day_28)
    assert facts.annual_plans.rows() == [(2026, NORTH, 12, 11)]
    assert facts.office_plans.rows() == [(JAN, NORTH, BEIJING, 5, 4)]
    assert facts.office_months.is_empty()


def test_declarations_keep_their_order_over_several_loads(store: Store) -> None:
    load(
        store,
        declarations=frame("declarations", {"month": FEB, "sales": 3}, {"month": JAN, "sales": 9}),
    )
    load(
        store,
        declarations=frame(
            "declarations", {"sales": 2, "declared_on": date(2026, 1, 9)}, {"sales": 1, "approver": "赵"}
        ),
    )
    found = rows(store.facts(day_28).declarations, "position", "month", "sales", "approver")
    assert found == [(0, FEB, 3, None), (1, JAN, 2, None), (2, JAN, 1, "赵")]


def test_sanctions_are_counted_by_kind(store: Store) -> None:
    load(
        store,
        conduct=frame(
            "conduct",
            {"date": date(2026, 1, 3)},
            {"date": date(2026, 1, 30), "office": TIANJIN},
            {"date": date(2026, 1, 4), "sanction": "记过"},
        ),
    )
    found = set(store.facts(day_28).conduct.rows())
    assert found == {(JAN, NORTH, "警告", 2), (JAN, NORTH, "记过", 1)}


def test_indicators_come_in_ten_thousandths(store: Store) -> None:
    load(store, indicators=frame("indicators", {"indicator": "新客户", "target": 123_456, "actual": -1}))
    assert store.facts(day_28).indicators.rows() == [(JAN, NORTH, "新客户", 123_456, -1)]


def test_a_region_names_every_source_of_a_figure_and_an_office_with_rows_needs_no_summary(
    store: Store,
) -> None:
    tianjin = {"office": TIANJIN, "sales": 1}
    load(store, summary=frame("summary", {"sales": 1}, tianjin), sales=frame("sales", {}))
    assert sourced(store, "sales") == ["sales", "summary"]
    load(store, sales=frame("sales", {}, {"office": TIANJIN}))
    assert [sourced(store, ledger) for ledger in ("sales", "collections")] == [["sales"], ["summary"]]


def sourced(store: Store, ledger: str) -> list[str]:
    """Where the figures of a ledger came from, in the only month of the only region."""
    return store.facts(day_28).sources.filter(ledger=ledger)["source"].to_list()
