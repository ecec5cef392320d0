"""What each lever moves, how much it can take, and what it refuses."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.facts import Facts
from engine.whatif.books import BALANCES, Capacity
from engine.whatif.levers import COLLECTING, LARGEST, Lever, LeverError
from engine.whatif.scenario import Scenario, ScenarioError, applied, capacity
from tests.engine.building import facts, fen, month_day
from tests.engine.repeatable import repeatable
from tests.engine.scenarios import movable_companies, moves

MARCH = month_day("2026-03")
quick = repeatable(30)

ONE = {"retail": 400, "overdue": 90, "inventory": 300, "expenses": 20, "sales_28": 600, "collections_28": 500}
TWO = {"offices": {"A": {"retail": 300, "plan": [100, 1]}, "B": {"retail": 100, "plan": [300, 1]}}}


def with_contract(given: Facts, amount: int | None) -> Facts:
    """The facts with contract balances not yet due of `amount` yuan in every office."""
    column = pl.lit(None if amount is None else amount * 100, dtype=pl.Int64).alias("contract_current")
    return replace(given, office_months=given.office_months.with_columns(column))


def changes(given: Facts, *levers: Lever) -> dict[str, float]:
    """By how many yuan the region's figures changed; those that did not are left out."""
    before, after = (
        rows.office_months.sum().row(0, named=True) for rows in (given, applied(given, MARCH, levers))
    )
    return {
        name: (after[name] - before[name]) / 100
        for name in before
        if isinstance(before[name], int) and after[name] != before[name]
    }


def offices(given: Facts, column: str) -> dict[str, int]:
    return dict(given.office_months.select("office", column).rows())


COLLECTED = {"collections": 50, "collections_to_checkpoint": 50}
SOLD = {"sales": 50, "sales_to_checkpoint": 50}
PARTLY_PAID = {"retail_receivables": 30, "collections": 20, "collections_to_checkpoint": 20}


@pytest.mark.parametrize(
    ("kind", "terms", "wanted"),
    [
        ("collect_retail", {}, COLLECTED | {"retail_receivables": -50}),
        ("collect_overdue", {}, COLLECTED | {"contract_overdue": -50}),
        ("collect_current", {}, COLLECTED | {"contract_current": -50}),
        ("collect_retail", {"is_by_checkpoint": False}, {"collections": 50, "retail_receivables": -50}),
        ("extra_sales", {}, SOLD | {"retail_receivables": 50}),
        ("extra_sales", {"receivable_share": Fraction(3, 5)}, SOLD | PARTLY_PAID),
        ("extra_sales", {"receivable_share": Fraction(0)}, SOLD | COLLECTED),
        ("extra_sales", {"receivable_type": "contract"}, SOLD | {"contract_current": 50}),
        ("reduce_inventory", {}, {"inventory": -50}),
        ("cut_expenses", {}, {"expense_counted": -50}),
    ],
)
def test_a_lever_is_entered_on_both_sides_of_the_books(
    kind: Any, terms: dict[str, Any], wanted: dict[str, float]
) -> None:
    given = with_contract(facts(ONE | {"expenses": 60}), 80)
    assert changes(given, Lever(kind, "East", fen(50), **terms)) == wanted


def test_an_odd_fen_of_a_share_stays_owed() -> None:
    sold = Lever("extra_sales", "East", 101, receivable_share=Fraction(1, 2))
    assert changes(facts(ONE), sold) == {
        "sales": 1.01, "sales_to_checkpoint": 1.01, "retail_receivables": 0.51,
        "collections": 0.5, "collections_to_checkpoint": 0.5,
    }  # fmt: skip


def test_claims_that_await_approval_are_cut_first() -> None:
    given = facts(ONE | {"pending": 3})
    assert changes(given, Lever("cut_expenses", "East", fen(2))) == {
        "expense_counted": -2,
        "expense_pending": -2,
    }
    assert changes(given, Lever("cut_expenses", "East", fen(20))) == {
        "expense_counted": -20,
        "expense_pending": -3,
    }


def test_a_region_is_collected_pro_rata_to_what_its_offices_are_owed() -> None:
    moved = applied(facts(TWO), MARCH, [Lever("collect_retail", "East", fen(40))])
    assert offices(moved, "retail_receivables") == {"A": fen(270), "B": fen(90)}


def test_extra_sales_of_a_region_follow_the_offices_plans() -> None:
    moved = applied(facts(TWO), MARCH, [Lever("extra_sales", "East", fen(40))])
    assert offices(moved, "sales") == {"A": fen(1010), "B": fen(1030)}


def test_an_office_is_moved_alone() -> None:
    moved = applied(facts(TWO), MARCH, [Lever("collect_retail", "East", fen(40), office="B")])
    assert offices(moved, "retail_receivables") == {"A": fen(300), "B": fen(60)}


def test_an_office_with_a_plan_and_no_rows_can_still_sell() -> None:
    given = facts({"offices": {"A": {}, "B": {"rows": "none"}}})
    moved = applied(given, MARCH, [Lever("extra_sales", "East", fen(40), office="B")])
    assert offices(moved, "sales") == {"A": fen(1000), "B": fen(40)}
    assert offices(moved, "sales_to_checkpoint")["B"] == fen(40)


def test_an_unknown_month_to_date_figure_stays_unknown() -> None:
    given = facts(ONE | {"collections_28": "unknown"})
    moved = applied(given, MARCH, [Lever("collect_retail", "East", fen(40))])
    assert offices(moved, "collections") == {"Office": fen(1040)}
    assert offices(moved, "collections_to_checkpoint") == {"Office": None}


def test_what_comes_after_the_checkpoint_leaves_a_known_zero_to_date() -> None:
    given = facts({"offices": {"A": {}, "B": {"rows": "none"}}})
    late = Lever("extra_sales", "East", fen(40), office="B", is_by_checkpoint=False)
    assert offices(applied(given, MARCH, [late]), "sales_to_checkpoint")["B"] == 0


def test_no_lever_takes_more_than_is_there() -> None:
    given = facts(TWO)
    assert capacity(given, MARCH, "collect_retail", "East").amount == fen(400)
    assert capacity(given, MARCH, "collect_retail", "East", "B").amount == fen(100)
    for office, most in ((None, fen(400)), ("B", fen(100))):
        with pytest.raises(LeverError) as refused:
            applied(given, MARCH, [Lever("collect_retail", "East", most + 1, office)])
        assert (refused.value.code, refused.value.parameters) == (
            "beyond_capacity",
            {
                "kind": "collect_retail",
                "region": "East",
                "office": office,
                "amount": most + 1,
                "capacity": most,
            },
        )


def test_two_levers_share_one_balance() -> None:
    first, second = Lever("collect_retail", "East", fen(250)), Lever("collect_retail", "East", fen(151))
    with pytest.raises(LeverError) as refused:
        applied(facts(TWO), MARCH, [first, second])
    assert refused.value.parameters["capacity"] == fen(150)


def test_what_was_sold_on_credit_can_be_collected_afterwards() -> None:
    sold = Lever("extra_sales", "East", fen(10), office="B")
    assert capacity(applied(facts(TWO), MARCH, [sold]), MARCH, "collect_retail", "East", "B").amount == fen(
        110
    )


def test_a_negative_balance_is_no_room() -> None:
    given = facts({"offices": {"A": {"inventory": -50}, "B": {"inventory": 70}}})
    assert capacity(given, MARCH, "reduce_inventory", "East").amount == fen(70)
    moved = applied(given, MARCH, [Lever("reduce_inventory", "East", fen(70))])
    assert offices(moved, "inventory") == {"A": fen(-50), "B": 0}


def test_a_summary_does_not_say_what_is_not_yet_due() -> None:
    found = capacity(with_contract(facts(ONE), None), MARCH, "collect_current", "East")
    assert (found.amount, found.reason) == (None, "unknown_balance")


def test_what_one_office_is_known_to_have_can_be_collected_there() -> None:
    given = facts({"offices": {"A": {}, "B": {}, "C": {"rows": "none"}}})
    current = pl.when(pl.col("office") == "B").then(pl.lit(fen(70), dtype=pl.Int64)).alias("contract_current")
    given = replace(given, office_months=given.office_months.with_columns(current))
    assert capacity(given, MARCH, "collect_current", "East") == Capacity(fen(70))
    assert capacity(given, MARCH, "collect_current", "East", "A") == Capacity(None, "unknown_balance")
    moved = applied(given, MARCH, [Lever("collect_current", "East", fen(30))])
    assert offices(moved, "contract_current") == {"A": None, "B": fen(40)}
    assert offices(moved, "collections") == {"A": fen(1000), "B": fen(1030)}


def test_a_region_without_offices_has_no_books_to_move() -> None:
    given = facts({"regions": {"East": {"offices": {}}, "West": {}}})
    assert capacity(given, MARCH, "extra_sales", "East") == Capacity(None, "not_loaded")
    with pytest.raises(LeverError) as refused:
        capacity(given, MARCH, "extra_sales", "East", "Office")
    assert refused.value.code == "unknown_office"


def test_sales_have_no_end_but_that_of_a_cell_and_follow_the_plans_there_are() -> None:
    given = facts({"offices": {"A": {"plan": "none"}, "B": {"plan": [300, 1]}, "C": {"plan": [-5, 1]}}})
    assert capacity(given, MARCH, "extra_sales", "East") == Capacity(LARGEST, "")
    moved = applied(given, MARCH, [Lever("extra_sales", "East", fen(40))])
    assert offices(moved, "sales") == {"A": fen(1000), "B": fen(1040), "C": fen(1000)}
    unplanned = facts({"offices": {"A": {"plan": "none"}, "B": {"plan": "none"}}})
    moved = applied(unplanned, MARCH, [Lever("extra_sales", "East", fen(40))])
    assert offices(moved, "sales") == {"A": fen(1020), "B": fen(1020)}


def test_a_correction_that_awaits_approval_is_no_claim_to_turn_down() -> None:
    given = facts(ONE | {"pending": -3})
    assert changes(given, Lever("cut_expenses", "East", fen(5))) == {"expense_counted": -5}


def test_contract_sales_of_an_office_without_receivable_rows_are_owed_there() -> None:
    """No rows mean that nothing was owed, with or without other rows of the office."""
    sold = Lever("extra_sales", "East", fen(5), receivable_type="contract")
    for words in ({"rows": "none"}, {}):
        given = with_contract(facts(words), None)
        bare = pl.lit(None, dtype=pl.Int64)
        columns = [bare.alias(name) for name in ("contract_overdue", "retail_receivables")]
        given = replace(given, office_months=given.office_months.with_columns(columns))
        moved = applied(given, MARCH, [sold])
        assert moved.office_months["contract_current"].to_list() == [fen(5)]
        assert capacity(moved, MARCH, "collect_current", "East").amount == fen(5)


def test_contract_sales_leave_an_unknown_balance_unknown() -> None:
    given = with_contract(facts(ONE), None)
    sold = Lever("extra_sales", "East", fen(5), receivable_type="contract")
    assert changes(given, sold) == {"sales": 5, "sales_to_checkpoint": 5}


def test_an_office_without_rows_of_receivables_is_owed_nothing() -> None:
    given = facts({"offices": {"A": {}, "B": {"rows": "none"}}})
    assert capacity(with_contract(given, 5), MARCH, "collect_current", "East", "B").amount == 0


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        ("collect_retail", "receivables"),
        ("collect_retail", "collections"),
        ("collect_overdue", "receivables"),
        ("extra_sales", "sales"),
        ("reduce_inventory", "inventory"),
        ("cut_expenses", "expenses"),
    ],
)
def test_a_lever_needs_the_figures_it_moves(kind: Any, missing: str) -> None:
    given = facts(ONE | {"not_loaded": [missing]})
    assert capacity(given, MARCH, kind, "East").reason == "not_loaded"
    with pytest.raises(LeverError) as refused:
        applied(given, MARCH, [Lever(kind, "East", 0)])
    assert (refused.value.code, refused.value.parameters) == (
        "not_available",
        {"kind": kind, "region": "East", "office": None, "reason": "not_loaded"},
    )


@pytest.mark.parametrize(
    ("lever", "month", "code", "named"),
    [
        (Lever("cut_expenses", "West", 1), MARCH, "unknown_region", {"region": "West"}),
        (
            Lever("cut_expenses", "East", 1, office="Gone"),
            MARCH,
            "unknown_office",
            {"region": "East", "office": "Gone"},
        ),
        (Lever("cut_expenses", "East", 1), date(2030, 1, 1), "unknown_month", {"value": "2030-01"}),
    ],
)
def test_what_does_not_exist_is_named(lever: Lever, month: date, code: str, named: dict[str, Any]) -> None:
    with pytest.raises(LeverError) as refused:
        applied(facts(ONE), month, [lever])
    assert (refused.value.code, refused.value.parameters) == (code, named)


def stored(lever: Lever) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(Scenario(MARCH, (lever,)).as_dict()))["levers"][0]
    return plain


def read(plain: Any) -> Lever:
    (lever,) = Scenario.from_dict({"month": "2026-03", "levers": [plain]}).levers
    return lever


@pytest.mark.parametrize(
    ("changed", "code", "named"),
    [
        ({"amount": -1}, "amount_out_of_range", {"kind": "extra_sales", "amount": -1, "capacity": LARGEST}),
        (
            {"amount": LARGEST + 1},
            "amount_out_of_range",
            {"kind": "extra_sales", "amount": LARGEST + 1, "capacity": LARGEST},
        ),
        ({"receivable_share": "3/2"}, "share_out_of_range", {"value": "3/2"}),
        ({"receivable_share": "-1/2"}, "share_out_of_range", {"value": "-1/2"}),
        ({"receivable_share": "1/0"}, "share_out_of_range", {"value": "1/0"}),
        ({"receivable_share": "half"}, "share_out_of_range", {"value": "half"}),
        ({"receivable_share": "1e-999999999"}, "share_out_of_range", {"value": "1e-999999999"}),
        ({"receivable_share": f"0.{'1' * 13}"}, "share_out_of_range", {"value": f"0.{'1' * 13}"}),
    ],
)
def test_a_stored_lever_with_a_value_out_of_range_is_refused(
    changed: dict[str, Any], code: str, named: dict[str, Any]
) -> None:
    plain = stored(Lever("extra_sales", "East", 1, receivable_share=Fraction(1, 3)))
    with pytest.raises(LeverError) as refused:
        read(plain | changed)
    assert (refused.value.code, refused.value.parameters) == (code, named)
    assert refused.value.args == (code, named)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("kind", "wish"), ("kind", ["wish"]), ("office", 7), ("region", None), ("color", "red"),
        ("amount", 1.5), ("amount", 1.0), ("amount", True), ("amount", "12"),
        ("receivable_type", "friend"), ("is_by_checkpoint", 1),
    ],
)  # fmt: skip
def test_a_stored_lever_that_makes_no_sense_is_refused_where_it_makes_none(key: str, value: Any) -> None:
    with pytest.raises(ScenarioError) as refused:
        read(stored(Lever("extra_sales", "East", 1)) | {key: value})
    assert refused.value.parameters == {"key": f"levers.0.{key}", "value": value}


def test_what_is_not_even_a_mapping_is_no_lever() -> None:
    with pytest.raises(ScenarioError) as refused:
        read([1])
    assert refused.value.parameters == {"key": "levers.0", "value": [1]}


@pytest.mark.parametrize("key", ["kind", "region", "amount"])
def test_a_stored_lever_without_its_essentials_is_refused(key: str) -> None:
    plain = stored(Lever("extra_sales", "East", 1))
    del plain[key]
    with pytest.raises(ScenarioError) as refused:
        read(plain)
    assert refused.value.parameters == {"key": f"levers.0.{key}", "value": plain}


def test_a_share_below_nothing_is_refused_in_code_too() -> None:
    with pytest.raises(LeverError) as refused:
        Lever("extra_sales", "East", 1, receivable_share=Fraction(-1, 2))
    assert (refused.value.code, refused.value.parameters) == ("share_out_of_range", {"value": "-1/2"})


@pytest.mark.parametrize(
    ("share", "owed"), [("0", 0), ("1", 7), (1, 7), ("1/2", 4), ("0.5", 4), (0.5, 4), ("2/5", 3), ("1/3", 2)]
)
def test_a_stored_share_is_read_exactly_and_what_is_owed_is_rounded_half_up(share: object, owed: int) -> None:
    """Of 7 fen: a half is 3.5, two fifths are 2.8, a third is 2.33."""
    assert (
        read({"kind": "extra_sales", "region": "East", "amount": 7, "receivable_share": share}).owed == owed
    )


def test_a_lever_is_stored_as_plain_values() -> None:
    lever = Lever("extra_sales", "East", LARGEST, "Office", Fraction(1, 3), "contract", False)
    assert stored(lever) == {
        "kind": "extra_sales",
        "region": "East",
        "office": "Office",
        "amount": LARGEST,
        "receivable_share": "1/3",
        "receivable_type": "contract",
        "is_by_checkpoint": False,
    }
    assert read(stored(lever)) == lever


def test_a_stored_lever_may_leave_out_what_is_usual() -> None:
    plain = {"kind": "cut_expenses", "region": "East", "amount": 0}
    assert read(plain) == Lever("cut_expenses", "East", 0)
    assert stored(read(plain)) == plain | {
        "office": None, "receivable_share": "1", "receivable_type": "retail", "is_by_checkpoint": True,
    }  # fmt: skip


def test_a_lever_can_be_lessened_down_to_nothing() -> None:
    lever = Lever("collect_retail", "East", 5, "Office", is_by_checkpoint=False)
    assert lever.less(5) == Lever("collect_retail", "East", 0, "Office", is_by_checkpoint=False)
    with pytest.raises(LeverError) as refused:
        lever.less(6)
    assert refused.value.code == "amount_out_of_range"


@quick
@given(movable_companies(), st.data())
def test_no_fen_appears_or_vanishes(company: tuple[Facts, date], data: st.DataObject) -> None:
    """Collections rise by what balances lose and by sales paid at once; sales by what is owed and paid."""
    given, month = company
    levers = data.draw(moves(given, month))
    before, after = (
        rows.office_months.filter(pl.col("month") == month).sum().row(0, named=True)
        for rows in (given, applied(given, month, levers))
    )
    gain = {name: (after[name] or 0) - (before[name] or 0) for name in BALANCES.values()}
    collected = sum(lever.amount for lever in levers if lever.kind in COLLECTING)
    sales = [lever for lever in levers if lever.kind == "extra_sales"]
    paid = sum(lever.amount - lever.owed for lever in sales)
    owed_retail = sum(lever.owed for lever in sales if lever.receivable_type == "retail")
    taken = {kind: sum(lever.amount for lever in levers if lever.kind == kind) for kind in BALANCES}
    assert after["sales"] - before["sales"] == sum(lever.amount for lever in sales)
    assert after["collections"] - before["collections"] == collected + paid
    assert gain["retail_receivables"] == owed_retail - taken["collect_retail"]
    assert gain["contract_overdue"] == -taken["collect_overdue"]
    assert gain["inventory"] == -taken["reduce_inventory"]
    assert gain["expense_counted"] == -taken["cut_expenses"]
    others = pl.col("month") != month
    assert (
        applied(given, month, levers).office_months.filter(others).equals(given.office_months.filter(others))
    )
