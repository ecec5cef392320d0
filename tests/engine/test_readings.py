"""Readings in dispute on the acceptance pack against plain sums over the facts."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from engine.evaluation import Evaluation, evaluate
from engine.policy.parameters import DEFAULT_FOLDER, policy_from_text
from engine.policy.readings import DISPUTED, Readings
from tests.engine.policies import from_yaml, policies_with, shipped, to_yaml
from tests.reference.pack import acceptance_facts

Key = tuple[date, str]
Row = dict[str, Any]
#: Tiers as stated in words: upper edge, award.
TIERS = [(0, 500), (5, 0), (10, -500), (20, -1000), (30, -2000)]


@cache
def read(key: str = "", value: Any = None) -> Evaluation:
    return evaluate(acceptance_facts(), policies_with({key: value} if key else {}))


def rows(key: str = "", value: Any = None) -> dict[Key, Row]:
    return {(row["month"], row["region"]): row for row in read(key, value).regions.to_dicts()}


def sums(column: str) -> dict[Key, int]:
    """Fen by month and region."""
    found: dict[Key, int] = defaultdict(int)
    for row in acceptance_facts().office_months.to_dicts():
        found[row["month"], row["region"]] += row[column] or 0
    return found


def fen(yuan: float) -> int:
    return round(yuan * 100)


def tier_award(overrun: Fraction, quota: Fraction) -> int:
    return next((award for edge, award in TIERS if overrun * 100 <= quota * edge), -3000)


def test_a_file_that_says_nothing_is_read_as_the_shipped_one() -> None:
    raw = from_yaml((DEFAULT_FOLDER / "2025-01.yaml").read_text("utf-8"))
    del raw["readings"]
    assert policy_from_text(to_yaml(raw), "older.yaml").readings == shipped().items[0].readings


def test_every_reading_names_its_clause_and_its_choices_ours_first() -> None:
    found = {name: (each.clause, each.value, each.choices) for name, each in Readings().choices()}
    assert found == {
        "shortfall_held_by": ("一.2", "office", ("office", "region")),
        "deadline_days": ("一.2, 一.3", "included", ("included", "excluded")),
        "collections_divided_by": ("一.3", "collections_target", ("collections_target", "sales_target")),
        "one_miss_of_two": ("一.3", "fine", ("fine", "no_fine", "fine_for_each")),
        "balance_of_month": ("二", "month_end", ("month_end", "mean_of_beginning_and_end")),
        "manager_travel": ("三", "outside_cap", ("outside_cap", "inside_cap")),
        "pending_claims": ("三", "count", ("count", "do_not_count")),
        "half_year_last": ("四", "six_months_running", ("six_months_running", "half_year_mean")),
        "new_manager": ("四", "restarts", ("restarts", "takes_over")),
    }
    assert {(each.unit, each.kind) for _, each in Readings().choices()} == {("choice", "assumed")}
    assert [(name, each.clause, each.kind) for name, each in Readings().without_choice()] == [
        ("credit_balances", "二", "assumed")
    ]


@pytest.mark.parametrize(
    ("choice", "fines"), [("fine", (0, 1, 1)), ("no_fine", (0, 0, 1)), ("fine_for_each", (0, 1, 2))]
)
def test_misses_are_fined_as_they_are_read(choice: str, fines: tuple[int, int, int]) -> None:
    outcomes = set()
    for row in rows("readings.one_miss_of_two", choice).values():
        if row["checkpoint_outcome"] in ("met", "missed"):
            misses = sum(
                fen(row[f"{f}_to_checkpoint"]) * 10 < fen(row[f"{f}_target"]) * 7
                for f in ("sales", "collections")
            )
            outcomes.add(misses)
            assert row["checkpoint_award"] == (-1000 * fines[misses] if misses else 1000)
    assert outcomes == {0, 1, 2}


def test_collections_are_divided_by_the_sales_target_where_it_is_read_so() -> None:
    found = rows("readings.collections_divided_by", "sales_target")
    for row in found.values():
        if row["checkpoint_outcome"] in ("met", "missed"):
            target = fen(row["sales_target"])
            is_met = all(fen(row[f"{f}_to_checkpoint"]) * 10 >= target * 7 for f in ("sales", "collections"))
            assert row["checkpoint_award"] == (1000 if is_met else -1000)
    assert sum(row["checkpoint_award"] != rows()[key]["checkpoint_award"] for key, row in found.items()) > 3


def test_a_mean_balance_is_taken_over_two_month_ends() -> None:
    retail, inventory, overdue = (sums(c) for c in ("retail_receivables", "inventory", "contract_overdue"))
    loaded = {
        row["month"]
        for row in acceptance_facts().loaded_months.to_dicts()
        if row["is_receivables_loaded"] and row["is_inventory_loaded"]
    }
    judged = 0
    for (month, region), row in rows("readings.balance_of_month", "mean_of_beginning_and_end").items():
        before = date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)
        annual = row["annual_collections_target"]
        if not {month, before} <= loaded or not annual:
            assert (row["capital_status"], row["capital_award"]) == ("no_data", 0)
            continue
        held = sum(f[when, region] for f in (retail, inventory) for when in (before, month))
        quota = Fraction(fen(annual) * 7, 100)
        overrun = max(Fraction(0), Fraction(held, 2) - quota) + overdue[month, region]
        assert row["capital_award"] == tier_award(overrun, quota)
        assert row["capital_overrun"] == pytest.approx(float(overrun / 100), abs=1e-6)
        judged += 1
    assert judged > 50


@pytest.mark.parametrize(
    ("key", "value", "parts"),
    [
        ("readings.manager_travel", "inside_cap", (("expense_counted", 1), ("manager_travel", 1))),
        ("readings.pending_claims", "do_not_count", (("expense_counted", 1), ("expense_pending", -1))),
    ],
)
def test_what_counts_against_the_cap_is_added_up_over_the_year(
    key: str, value: str, parts: tuple[tuple[str, int], ...]
) -> None:
    figures = [(sums(column), sign) for column, sign in parts]
    for (month, region), row in rows(key, value).items():
        if row["expense_counted"] is not None:
            months = [date(month.year, number, 1) for number in range(1, month.month + 1)]
            counted = sum(sign * figure[when, region] for figure, sign in figures for when in months)
            assert fen(row["expense_counted"]) == counted


def test_the_half_year_is_decided_by_the_sum_of_its_six_scores() -> None:
    cents: dict[tuple[int, int], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    managers: dict[tuple[int, int], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    found = rows("readings.half_year_last", "half_year_mean")
    for (month, region), row in found.items():
        half = (month.year, (month.month - 1) // 6)
        if row["score"] is not None:
            cents[half][region].append(fen(row["score"]))
            managers[half][region].add(row["manager"])
    transfers = set()
    for half, regions in cents.items():
        whole = {region: sum(scores) for region, scores in regions.items() if len(scores) == 6}
        lowest = [region for region, total in whole.items() if total == min(whole.values())]
        if len(whole) >= 3 and len(lowest) == 1 and len(managers[half][lowest[0]]) == 1:
            transfers.add((date(half[0], 6 + 6 * half[1], 1), lowest[0]))
    assert transfers
    assert {key for key, row in found.items() if row["escalation"] == "transfer"} == transfers


def test_every_reading_in_dispute_can_be_chosen_and_is_assumed() -> None:
    policy = shipped().items[0]
    parameters = dict(policy.parameters())
    for key in DISPUTED:
        parameter = parameters[key]
        assert parameter.kind == "assumed", key
        assert parameter.value == parameter.choices[0], key


def test_a_file_that_leaves_the_readings_out_is_read_our_way() -> None:
    bare = policies_with({"readings": {}})
    assert bare.items[0].readings == shipped().items[0].readings
