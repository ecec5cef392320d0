"""What must hold for every company: the engine against the slow reference, and invariances."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from engine.evaluation import Evaluation, evaluate
from engine.policy.parameters import load_policies
from tests.engine.building import from_rows
from tests.engine.companies import companies
from tests.engine.repeatable import repeatable
from tests.reference import regulation

Row = dict[str, Any]
Rows = dict[str, list[Row]]

POLICIES = load_policies()
quick, thorough = repeatable(20), repeatable(60)


def evaluated(rows: Rows) -> Evaluation:
    return evaluate(from_rows(rows), POLICIES)


def assert_same(one: pl.DataFrame, other: pl.DataFrame) -> None:
    """Equal but for the last bits of floats."""
    assert_frame_equal(one, other, rel_tol=1e-12, abs_tol=1e-15)


def is_close(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, Fraction) and found is not None:
        return abs(found - float(wanted)) <= 1e-9 * max(1.0, abs(float(wanted)))
    return bool(found == wanted)


def is_equal(name: str, found: Any, wanted: Any) -> bool:
    """The published score is exact: the Float64 nearest to its two decimals."""
    if name == "score" and wanted is not None:
        return bool(found == float(wanted))
    return is_close(found, wanted)


def regions(rows: Rows) -> dict[tuple[date, str], Row]:
    return {(row["month"], row["region"]): row for row in evaluated(rows).regions.to_dicts()}


@thorough
@given(companies())
def test_the_engine_equals_the_reference_on_every_figure_of_a_region(rows: Rows) -> None:
    found = regions(rows)
    wanted = regulation.expected(from_rows(rows))
    assert found.keys() == wanted.keys()
    wrong = [
        f"{key} {name}: {found[key][name]!r} instead of {value!r}"
        for key, figures in wanted.items()
        for name, value in figures.items()
        if name != "points" and not is_equal(name, found[key][name], value)
    ]
    assert not wrong, "\n".join(wrong)


@quick
@given(companies())
def test_the_engine_judges_declarations_and_settles_as_the_reference_does(rows: Rows) -> None:
    evaluation, facts = evaluated(rows), from_rows(rows)
    judged = evaluation.declarations.sort("position").select("position", "status", "is_late").rows()
    assert judged == [
        (row["position"], row["status"], row["is_late"]) for row in regulation.declarations(facts)
    ]
    columns = ["month", "region", "clause", "item", "amount", "status", "is_missing"]
    lines = {tuple(line[column] for column in columns) for line in regulation.settlement(facts)}
    assert set(evaluation.settlement.select(columns).rows()) == lines
    points = {
        (row["month"], row["region"], row["indicator"]): row["points"] for row in regulation.components(facts)
    }
    for month, region, indicator, value in evaluation.components.select(
        "month", "region", "indicator", "points"
    ).rows():
        assert is_close(value, points[month, region, indicator])


@quick
@given(companies(), st.integers(0, 10**6), st.data())
def test_more_collections_before_the_28th_never_lower_the_checkpoint_result(
    rows: Rows, more: int, data: st.DataObject
) -> None:
    candidates = [row for row in rows["office_months"] if row["collections_to_checkpoint"] is not None]
    if not candidates:
        return
    before = regions(rows)
    place = data.draw(st.sampled_from(candidates))
    place["collections_to_checkpoint"] += more
    place["collections"] += more
    after = regions(rows)
    for key, figures in after.items():
        assert figures["checkpoint_award"] >= before[key]["checkpoint_award"]
        ratio = figures["collections_checkpoint_ratio"]
        assert ratio is None or ratio >= before[key]["collections_checkpoint_ratio"]


@quick
@given(companies(), st.integers(0, 10**6), st.data())
def test_an_office_split_in_two_changes_no_region_figure(rows: Rows, share: int, data: st.DataObject) -> None:
    """Declarations are dropped: they are held against each office's own plan."""
    rows["declarations"] = []
    before = regions(rows)
    split = deepcopy(rows)
    for frame in ("office_plans", "office_months"):
        for row in rows[frame]:
            if row["office"] == "O0":
                moved = {name: min(share, value) for name, value in row.items() if isinstance(value, int)}
                part = row | moved | {"office": "New"}
                rest = row | {name: row[name] - value for name, value in moved.items()}
                split[frame].remove(row)
                split[frame] += [part, rest]
    assert regions(split) == before


@quick
@given(companies(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows: Rows, random: Any) -> None:
    before = evaluated(rows)
    shuffled = {name: random.sample(frame, len(frame)) for name, frame in rows.items()}
    after = evaluated(shuffled)
    keys = ["month", "region", "office", "indicator", "item", "position"]
    for name in ("regions", "offices", "declarations", "components", "settlement"):
        one, other = getattr(before, name), getattr(after, name)
        by = [key for key in keys if key in one.columns]
        assert_same(one.sort(by), other.sort(by))


@quick
@given(companies())
def test_a_prefix_of_the_history_gives_the_same_figures(rows: Rows) -> None:
    """Of the history up to some loaded month: later ones would be months to come."""
    whole = evaluated(rows).regions
    loaded = sorted(row["month"] for row in rows["loaded_months"] if row["is_sales_loaded"])
    if not loaded:
        return
    cut = loaded[(len(loaded) - 1) // 2] + timedelta(days=1)
    earlier = {
        name: [row for row in frame if "month" not in row or row["month"] < cut]
        for name, frame in rows.items()
    }
    assert_same(evaluated(earlier).regions, whole.filter(pl.col("month") < cut))


@quick
@given(companies(), st.sampled_from([2, 10, 10_000]))
def test_a_company_ten_times_as_large_has_the_same_ratios_ranks_and_awards(rows: Rows, factor: int) -> None:
    money = [
        "sales_plan", "collections_plan", "sales_target", "collections_target", "sales", "collections",
        "sales_to_checkpoint", "collections_to_checkpoint", "retail_receivables", "inventory",
        "contract_overdue", "expense_counted", "manager_travel",
    ]  # fmt: skip
    before = evaluated(rows).regions
    for frame in rows.values():
        for row in frame:
            row |= {name: row[name] * factor for name in money if row.get(name) is not None}
    after = evaluated(rows).regions
    awards = ("checkpoint_award", "capital_award", "score", "pay_coefficient", "conduct_deduction")
    kept = [
        name
        for name, dtype in before.schema.items()
        if dtype != pl.Float64 or name in awards or name.endswith(("_ratio", "_attainment"))
    ]
    assert_same(before.select(kept), after.select(kept))


@thorough
@given(companies(), st.data())
def test_a_month_of_which_only_plans_are_known_counts_as_one_that_is_not_there(
    rows: Rows, data: st.DataObject
) -> None:
    """Nobody is scored or last in it, and other months' figures and streaks are those without it."""
    planned = data.draw(st.sampled_from(sorted({row["month"] for row in rows["region_months"]}) or [None]))
    if planned is None:
        return
    came_about = ("loaded_months", "conduct", "office_months")
    for name in came_about:
        rows[name] = [row for row in rows[name] if row["month"] != planned]
    found = evaluated(rows)
    here = found.regions.filter(month=planned)
    assert here.select("score", "rank", "pay_coefficient").null_count().row(0) == (here.height,) * 3
    assert not here["is_last"].any()
    assert here["last_place_streak"].sum() == 0
    without = {
        name: [row for row in frame if name == "annual_plans" or row["month"] != planned]
        for name, frame in rows.items()
    }
    for name in ("regions", "settlement"):
        one, other = getattr(evaluated(without), name), getattr(found, name)
        assert_same(one, other.filter(pl.col("month") != planned))
