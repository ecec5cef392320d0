"""Chase lists and the frontier on the demo company."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl
import pytest

from dashboard.charts.effort import MOST_STEPS, frontier_bars
from dashboard.formats import WAN
from dashboard.services.chasing import (
    KINDS,
    MEASURES,
    WAYS,
    chase_candidates,
    effort_ahead,
    effort_of_month,
)
from dashboard.services.forecasts import forecast_basis, month_forecast
from dashboard.services.policies import policies
from dashboard.views.whatif.chase import first_kind, frontier_steps, frontier_table
from data.sample import frames
from data.store import LoadFile, LoadRequest, Store
from engine.collecting import chase, payments
from engine.collecting.chase import selections
from engine.collecting.payments import Window
from engine.evaluation import evaluate
from engine.whatif.goalseek import Answer

SEPTEMBER = date(2026, 9, 1)
SOUTH_WEST = "西南"
WINDOW = Window(1, 31, "month")


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    """The demo company."""
    with Store.open(":memory:") as opened:
        opened.commit(LoadRequest(frames(), [LoadFile("demo.xlsx", "00", 1)], "tester"))
        yield opened


@pytest.fixture(scope="module")
def september(store: Store) -> dict[str, pl.DataFrame]:
    """The evaluated regions of the last month, by name."""
    facts = forecast_basis(store, policies()).facts
    rows = evaluate(facts, policies()).regions.filter(month=SEPTEMBER)
    return {row["region"][0]: row for row in rows.partition_by("region")}


def test_candidates_owe_what_the_evaluation_counts(store: Store, september: dict[str, pl.DataFrame]) -> None:
    for kind, column in (("retail_balance", "retail_receivables"), ("contract_overdue", "contract_overdue")):
        found = chase_candidates(store, SOUTH_WEST, SEPTEMBER, kind, WINDOW)  # type: ignore[arg-type]
        assert found.table["owed"].sum() == round(september[SOUTH_WEST][column].item() * 100)
        assert (found.table["months"] > 0).any()
        assert found.table["months"].max() <= 12


def test_only_the_last_twelve_months_make_a_record(store: Store) -> None:
    """The ledgers begin in April 2025: in July two months can be told, a year later more than twelve."""
    first = chase_candidates(store, SOUTH_WEST, date(2025, 7, 1), "retail_balance", WINDOW)
    later = chase_candidates(store, SOUTH_WEST, date(2026, 7, 1), "retail_balance", WINDOW)
    assert first.table["months"].max() == 2
    assert later.table["months"].max() == 12


def test_a_record_is_of_the_days_that_are_left(store: Store) -> None:
    """In three days less is paid than in a month; in the month under way nothing is known yet."""
    long, short = (
        chase_candidates(store, SOUTH_WEST, SEPTEMBER, "retail_balance", window)
        for window in (WINDOW, Window(26, 28, "checkpoint"))
    )
    assert 0 < short.belief.everybody.rate < long.belief.everybody.rate / 2
    goal = int(long.table["expected"].sum()) // 2
    chances = [selections(found, goal)["largest_first"].chance for found in (long, short)]
    assert chances[0] is not None
    assert chances[1] is not None
    assert chances[1] < chances[0]
    unknown = chase_candidates(store, SOUTH_WEST, SEPTEMBER, "retail_balance", None)
    assert not unknown.has_record
    assert selections(unknown, goal)["largest_first"].chance is None


def test_what_was_paid_before_the_days_is_no_longer_owed_in_them(store: Store) -> None:
    """By customer and month: balance and payments of the later days add up to those of the whole month."""
    august = date(2026, 8, 1)
    whole, early, late = (
        store.customer_payments(SOUTH_WEST, august, august, days).select(
            *payments.CUSTOMER, "balance", "paid"
        )
        for days in ((1, 31), (1, 20), (21, 31))
    )
    joined = whole.join(early, on=payments.CUSTOMER, suffix="_early").join(
        late, on=payments.CUSTOMER, suffix="_late"
    )
    assert not joined.is_empty()
    assert (joined["paid"] == joined["paid_early"] + joined["paid_late"]).all()
    assert (joined["balance_late"] == joined["balance"] - joined["paid_early"]).all()
    assert (joined["balance_early"] == joined["balance"]).all()


def test_records_end_with_the_month_of_the_balances(store: Store) -> None:
    found = store.customer_payments(SOUTH_WEST, date(2025, 5, 1), SEPTEMBER)
    assert found["month"].max() == SEPTEMBER
    assert found["month"].min() == date(2025, 5, 1)


def test_the_frontier_begins_with_nothing_and_ends_with_all_penalties_in_reach(
    store: Store, september: dict[str, pl.DataFrame]
) -> None:
    made = effort_of_month(store, policies(), SEPTEMBER, "money")
    assert made.points.select("effort", "gain").row(0) == (0, 0.0)
    north = made.steps.filter(pl.col("is_checkpoint_met"))["region"].unique().to_list()
    assert north == ["华北"]  # the one region that collections alone keep from its checkpoint
    least = made.steps.filter(pl.col("is_checkpoint_met"))["collections"].min()
    row = september["华北"]
    missing = row["collections_target"].item() * 0.7 - row["collections_to_checkpoint"].item()
    assert least >= round(missing * 100)


def test_asking_customers_and_collecting_money_end_at_the_same_gain(store: Store) -> None:
    gains = [
        effort_of_month(store, policies(), SEPTEMBER, measure).points["gain"].max() for measure in MEASURES
    ]
    assert gains[0] == gains[1]


def test_a_month_under_way_is_judged_by_its_forecast_and_last_months_balances(store: Store) -> None:
    basis = forecast_basis(store, policies())
    early, late = (month_forecast(basis, policies(), SEPTEMBER, day) for day in (15, 28))
    assert early is not None
    assert late is not None
    made = effort_ahead(store, policies(), early, "money")
    assert made.points["gain"].max() > 0
    assert not effort_ahead(store, policies(), late, "money").steps["is_checkpoint_met"].any()
    owed = store.customer_balances(date(2026, 8, 1)).filter(region="东北")["balance"].sum()
    assert made.steps.filter(region="东北")["collections"].max() <= owed


def test_every_kind_way_and_measure_has_words() -> None:
    assert tuple(KINDS) == payments.KINDS
    assert tuple(WAYS) == chase.WAYS
    assert set(MEASURES) == {"money", "customers"}


def test_the_chase_begins_with_the_first_balance_that_suffices() -> None:
    needs = (Answer("checkpoint", "collect", 100, "possible"),)
    owed = {"contract_overdue": 99, "retail_balance": 100, "contract_current": 500}
    assert first_kind(needs, owed.__getitem__) == "retail_balance"
    assert first_kind(needs, dict.fromkeys(owed, 10).__getitem__) == "contract_overdue"
    assert first_kind((), owed.__getitem__) == "contract_overdue"


def test_every_step_of_the_chart_carries_its_region_and_amount_on_a_row_of_its_own(store: Store) -> None:
    made = effort_of_month(store, policies(), SEPTEMBER, "money")
    steps = frontier_steps(made)
    figure = frontier_bars(steps, WAN, is_money=True)
    words = figure.data[1]
    first = made.steps.filter(point=1).row(0, named=True)
    assert words.text[0].startswith(f"<b>{first['region']} +2,000</b>")
    assert len(words.text) == len(set(words.y)) == min(len(steps), MOST_STEPS)
    assert all(amount in text for (_first, _all, _effort, gain), text in zip(steps, words.text, strict=False)
               for amount in [f"+{gain:,.0f} 元"])  # fmt: skip
    whole = [effort for _first, _all, effort, _gain in steps]
    assert whole == sorted(whole)


def test_a_step_says_what_it_changes_apart_from_what_comes_of_it(store: Store) -> None:
    made = effort_of_month(store, policies(), SEPTEMBER, "money")
    frame = frontier_table(made, policies().at(SEPTEMBER), is_over=True).frame
    row = frame.row(1, named=True)
    assert row["change"] == "华北 +2,000 元"
    assert row["where"] == "华北：节点达成（+2,000 元）"
    assert not frame["where"].drop_nulls().str.contains("奖").any()  # a change is not a reward
