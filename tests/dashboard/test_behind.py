"""A receipt opens all rows behind each of its facts, and they add up to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import yaml

from dashboard.bulletins.tables import reward_list
from dashboard.formats import YUAN
from dashboard.services import details
from dashboard.services.behind import PAGE, all_behind, facts_of, page_behind
from dashboard.services.evaluation import Snapshot, snapshot
from dashboard.services.months import month_as_dict
from dashboard.services.uploads.ingest import check, commit
from dashboard.views.expenses.spending import category_frame
from dashboard.views.scope import Scope
from data.ingestion import Upload
from data.store import Store
from engine.policy.parameters import DEFAULT_FOLDER, policies_from, policy_from_text
from engine.settlement.receipt import Receipt
from tests.dashboard.demo import SEPTEMBER, demo_snapshot, store_with_demo
from tests.nightly import by_night

ITEMS = ("checkpoint", "capital_overrun", "expense_ratio", "sales_attainment", "collections_attainment")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Snapshot]]:
    path: Path = store_with_demo(tmp_path_factory.mktemp("behind"))
    with Store.open(path) as store:
        yield store, demo_snapshot()


def receipts(now: Snapshot, month: date) -> list[Receipt]:
    regions = now.evaluation.regions.filter(month=month)["region"]
    return [now.evaluation.receipt(month, region, item) for region in regions for item in ITEMS]


@pytest.mark.parametrize(
    "month",
    by_night(("2026-09", "2025-12", "2026-03"), but=["2026-09"]),
)
def test_the_rows_behind_every_fact_add_up_to_it(demo: tuple[Store, Snapshot], month: str) -> None:
    store, now = demo
    opened = set()
    for receipt in receipts(now, date.fromisoformat(f"{month}-01")):
        operands = {operand.name: operand for operand in receipt.operands}
        for fact in facts_of(now.evaluation, receipt):
            operand = operands[fact.name]
            found = all_behind(store, now.evaluation, receipt, fact)
            assert round(float(found.frame["counted"].sum()), 2) == operand.value, operand.name
            assert (found.total, found.rows) == (operand.value, found.frame.height), operand.name
            assert set(found.frame["extract"]) <= set(operand.extracts), operand.name
            assert operand.extracts, operand.name
            assert found.frame.select("source_file", "source_row").null_count().row(0) == (0, 0)
            opened.add(operand.name)
    facts = {o.name for receipt in receipts(now, SEPTEMBER) for o in receipt.operands if o.kind == "fact"}
    assert opened == facts


READINGS = [
    (travel, pending) for travel in ("outside_cap", "inside_cap") for pending in ("count", "do_not_count")
]


def as_read(store: Store, travel: str, pending: str) -> Snapshot:
    """The demo company under the regulation with these readings of 三."""
    raw = yaml.safe_load((DEFAULT_FOLDER / "2025-01.yaml").read_text("utf-8"))
    raw["readings"]["manager_travel"]["value"] = travel
    raw["readings"]["pending_claims"]["value"] = pending
    return snapshot(
        store, policies_from([policy_from_text(yaml.safe_dump(raw, allow_unicode=True), "read.yaml")])
    )


@pytest.mark.parametrize(
    ("travel", "pending"),
    [
        *READINGS[1:3],
        *(pytest.param(*each, marks=pytest.mark.nightly) for each in (READINGS[0], READINGS[3])),
    ],
)
def test_what_stands_behind_expenses_adds_up_however_the_policy_reads_claims(
    demo: tuple[Store, Snapshot], travel: str, pending: str
) -> None:
    store, _ours = demo
    now = as_read(store, travel, pending)
    regions = now.evaluation.regions.filter(month=SEPTEMBER)
    for region in regions["region"]:
        receipt = now.evaluation.receipt(SEPTEMBER, region, "expense_ratio")
        told = {operand.name: operand.value for operand in receipt.operands}
        opened = {
            fact.name: all_behind(store, now.evaluation, receipt, fact).total
            for fact in facts_of(now.evaluation, receipt)
        }
        assert {"expense_counted", "manager_travel", "expense_pending"} <= set(opened)
        assert opened == {name: told[name] for name in opened}
    shown = category_frame(
        Scope(now.evaluation, SEPTEMBER, None, YUAN), details.categories(store, now.evaluation)
    )
    assert set(shown["kind"]) == ({"counted"} if travel == "inside_cap" else {"counted", "apart"})
    counted = shown.filter(pl.col("kind") == "counted")["counted"].sum()
    assert counted == pytest.approx(regions["expense_counted"].sum())


def test_pages_hold_every_row_once_in_the_order_of_the_whole(demo: tuple[Store, Snapshot]) -> None:
    store, now = demo
    receipt = now.evaluation.receipt(SEPTEMBER, "东北", "expense_ratio")
    fact = next(f for f in facts_of(now.evaluation, receipt) if f.name == "expense_collections")
    whole = all_behind(store, now.evaluation, receipt, fact)
    assert whole.pages > 2
    asked = [page_behind(store, now.evaluation, receipt, fact, number + 1) for number in range(whole.pages)]
    assert {page.total for page in asked} == {whole.total}
    assert [page.frame.height for page in asked[:-1]] == [PAGE] * (whole.pages - 1)
    assert pl.concat([page.frame for page in asked]).equals(whole.frame)


@pytest.mark.nightly
def test_a_score_opens_the_rows_of_every_measure_it_is_made_of(demo: tuple[Store, Snapshot]) -> None:
    store, now = demo
    for region in now.evaluation.regions.filter(month=SEPTEMBER)["region"]:
        score = now.evaluation.receipt(SEPTEMBER, region, "score")
        opened = {
            fact.name: all_behind(store, now.evaluation, score, fact).total
            for fact in facts_of(now.evaluation, score)
        }
        behind = {
            operand.name: operand.value
            for item in ("sales_attainment", "collections_attainment", "expense_ratio", "capital_overrun")
            for operand in now.evaluation.receipt(SEPTEMBER, region, item).operands
        }
        assert {"sales", "sales_target", "collections", "inventory", "expense_counted", "conduct"} <= set(
            opened
        )
        costs = next(o.value for o in score.operands if o.unit == "points" and o.extracts == ("conduct",))
        assert opened.pop("conduct") == costs
        assert opened == {name: behind[name] for name in opened}


INDICATORS_ALONE = """年月,区域,指标,目标值,实际值
2026-02,甲,满意度,10,9.1234
2026-03,甲,满意度,10,8
2026-03,乙,满意度,10,10
"""


def test_an_uploaded_indicator_of_the_year_opens_target_and_actual_of_its_months(tmp_path: Path) -> None:
    raw = yaml.safe_load((DEFAULT_FOLDER / "2025-01.yaml").read_text("utf-8"))
    shape = {"name": "proportional", "cap": 1, "floor": 0}
    indicator = {"name": "service", "measure": "indicator:满意度", "clause": "四", "kind": "stated"}
    indicator |= {"weight": 100, "shape": shape, "period": "year_to_date"}
    raw["appraisal"] |= {"indicators": [indicator]}
    raw["appraisal"]["tie_breaks"]["order"] = []
    rules = policies_from([policy_from_text(yaml.safe_dump(raw, allow_unicode=True), "ours.yaml")])
    organisation = (
        "区域,办事处,区域经理,分管副总,生效年月\n甲,甲办,甲经理,王总,2026-01\n乙,乙办,乙经理,王总,2026-01\n"
    )
    with Store.open(tmp_path / "store.duckdb") as store:
        for name, text in (("org.csv", organisation), ("indicators.csv", INDICATORS_ALONE)):
            commit(
                store, check(store, [Upload(name, text.encode())], date(2026, 12, 31)), actor="t", reason="t"
            )
        now = snapshot(store, rules)
        score = now.evaluation.receipt(date(2026, 3, 1), "甲", "score")
        pages = {
            fact.name: all_behind(store, now.evaluation, score, fact)
            for fact in facts_of(now.evaluation, score)
        }
    assert {name: (page.total, page.rows) for name, page in pages.items()} == {
        "indicator_actual": (17.1234, 2),
        "indicator_target": (20.0, 2),
    }
    assert pages["indicator_actual"].frame["counted"].to_list() == [9.1234, 8.0]
    assert pages["indicator_actual"].frame["source_row"].to_list() == [2, 3]


def test_one_assumed_value_marks_line_list_and_json_alike(demo: tuple[Store, Snapshot]) -> None:
    store, _now = demo
    text = (DEFAULT_FOLDER / "2025-01.yaml").read_text("utf-8").replace("kind: assumed", "kind: stated")
    threshold = "0.70, clause: 一.3, unit: ratio, kind: "
    assert f"{threshold}stated" in text
    text = text.replace(f"{threshold}stated", f"{threshold}assumed")
    rules = policies_from([policy_from_text(text, "case.yaml")])
    found = snapshot(store, rules)
    printed = month_as_dict(found, SEPTEMBER)["settlement"]
    assert {line["item"] for line in printed if line["is_assumed"]} == {"checkpoint"}
    for line in printed:
        assert line["receipt"]["assumed"] == (["checkpoint.threshold"] if line["is_assumed"] else [])
    listed = reward_list(Scope(found.evaluation, SEPTEMBER, None, YUAN)).table.frame
    for row in listed.iter_rows(named=True):
        assert row["is_assumed"] == (row["checkpoint"] != 0)
        assert row["basis"] == ("◇ 待确认" if row["checkpoint"] else "原文")
