"""Every figure can say how it came about: `receipts.yaml`, and what a receipt promises."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from engine.evaluation import Evaluation, evaluate
from engine.policy.parameters import DEFAULT_FOLDER, Policies, policies_from, policy_from_text
from engine.settlement.items import ITEMS
from tests.engine.building import MONTH, REGION, facts, month_day
from tests.engine.policies import from_yaml, policies_with

Row = dict[str, Any]

CASES = from_yaml((Path(__file__).parent / "receipts.yaml").read_text("utf-8"))
OPERAND = ("name", "value", "unit", "kind", "clause", "extracts")
DAY = month_day(MONTH)


def evaluated(case: Row) -> Evaluation:
    return evaluate(facts(case["given"]), policies_with(case.get("policy", {})))


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_the_receipt_shows_that(case: Row) -> None:
    evaluation = evaluated(case)
    region = case.get("region", REGION)
    receipt = evaluation.receipt(DAY, region, case["item"])
    assert (receipt.month, receipt.region, receipt.item) == (DAY, region, case["item"])
    assert (receipt.amount, receipt.status, receipt.clause) == (
        case["amount"],
        case["status"],
        case["clause"],
    )
    assert list(receipt.missing) == case["missing"]
    if "steps" in case:
        assert list(receipt.steps) == case["steps"]
    if "assumed" in case:
        assert list(receipt.assumed) == case["assumed"]
    if "operands" in case:
        found = [[getattr(operand, name) for name in OPERAND] for operand in receipt.operands]
        assert [[*row[:-1], list(row[-1])] for row in found] == [
            [*row[:-1], list(row[-1])] for row in case["operands"]
        ]
        computed = [row[0] for row in case["operands"] if row[1] is None and row[3] in ("fact", "result")]
        assert [operand.name for operand in receipt.operands if operand.is_missing] == computed


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, id=case["name"]) for case in CASES if case["item"] in {item.name for item in ITEMS}],
)
def test_the_receipt_agrees_with_its_settlement_line_when(case: Row) -> None:
    evaluation = evaluated(case)
    region = case.get("region", REGION)
    receipt = evaluation.receipt(DAY, region, case["item"])
    here = evaluation.settlement.filter(month=DAY, region=region, item=case["item"])
    line = here.row(0, named=True)
    assert receipt.amount == line["amount"]
    assert receipt.status == line["status"]
    assert receipt.clause == line["clause"]
    assert receipt.policy_version == line["policy_version"]
    assert bool(receipt.assumed) == line["is_assumed"]
    assert bool(receipt.missing) == line["is_missing"]


def test_a_receipt_says_what_its_amount_is_counted_in() -> None:
    evaluation = evaluated({"given": {}})
    units = {
        "checkpoint": "yuan",
        "capital_overrun": "yuan",
        "sales_attainment": "ratio",
        "collections_attainment": "ratio",
        "expense_ratio": "ratio",
        "score": "points",
    }
    assert {item: evaluation.receipt(DAY, REGION, item).unit for item in units} == units


def test_a_receipt_turns_into_plain_values() -> None:
    evaluation = evaluated({"given": {"sales_28": "unknown"}})
    receipt = evaluation.receipt(DAY, REGION, "checkpoint")
    plain = receipt.as_dict()
    assert set(plain) == {"clause", "steps", "operands", "assumed", "missing", "policy"}
    assert plain["clause"] == "一.3"
    assert plain["steps"] == list(receipt.steps)
    assert plain["assumed"][0] == "checkpoint.required"
    assert all(name.startswith("readings.") for name in plain["assumed"][1:])
    assert plain["missing"] == ["sales_to_checkpoint"]
    assert plain["policy"] == receipt.policy_version
    assert plain["operands"][0] == {
        "name": "sales_to_checkpoint",
        "value": None,
        "unit": "yuan",
        "kind": "fact",
        "clause": "一.3",
        "extracts": ("sales", "summary"),
        "is_missing": True,
    }


@pytest.mark.parametrize(
    ("month", "region", "item"),
    [("2026-04", REGION, "checkpoint"), (MONTH, "Nowhere", "checkpoint"), (MONTH, REGION, "expenses")],
)
def test_there_is_no_receipt_for_a_line_that_does_not_exist(month: str, region: str, item: str) -> None:
    with pytest.raises(KeyError):
        evaluated({"given": {}}).receipt(month_day(month), region, item)


def test_a_receipt_speaks_of_its_own_region_and_month() -> None:
    company = {"months": {"2026-02": {"A": {}, "B": {"sales": 0}}, "2026-03": {"A": {"sales": 0}, "B": {}}}}
    evaluation = evaluate(facts(company), policies_with({}))
    amounts = {
        (month, region): evaluation.receipt(month_day(month), region, "checkpoint").amount
        for month in ("2026-02", "2026-03")
        for region in ("A", "B")
    }
    assert amounts == {
        ("2026-02", "A"): 1000,
        ("2026-02", "B"): -1000,
        ("2026-03", "A"): -1000,
        ("2026-03", "B"): 1000,
    }


def test_every_figure_names_the_policy_it_was_computed_under() -> None:
    evaluation = evaluated({"given": {}})
    (stamp,) = evaluation.regions["policy_version"].to_list()
    assert stamp == f"2025-01+{policies_with({}).items[0].digest[:8]}"
    assert evaluation.settlement["policy_version"].to_list() == [stamp, stamp]


def marked(kind: str) -> str:
    """The shipped policy's text with every value called `kind`."""
    text = (DEFAULT_FOLDER / "2025-01.yaml").read_text("utf-8")
    return re.sub(r"kind: (stated|assumed)\b(?=[,}\n])", f"kind: {kind}", text)


def policy_with_one_assumed(position: int) -> Policies:
    """Everything stated but the value at `position` of the file."""
    whole = marked("stated")
    place = [match.start() for match in re.finditer("kind: stated", whole)][position]
    text = whole[:place] + whole[place:].replace("kind: stated", "kind: assumed", 1)
    return policies_from([policy_from_text(text, "case.yaml")])


#: Whether a declaration is late moves no target; the cap's own clause speaks of no money; scores are no line.
OF_A_LINE = re.compile(
    r"targets\.(adjustment_day|approval_threshold)|checkpoint\.|capital\.|readings\.(?!manager_travel|pending|half|new)"
)


def test_one_assumed_value_marks_line_and_receipt_alike() -> None:
    company = facts({"sales_28": 0, "retail": 900})
    seen = set()
    for position in range(marked("stated").count("kind: stated")):
        policies = policy_with_one_assumed(position)
        evaluation = evaluate(company, policies)
        (policy,) = policies.items
        here = {name for name, each in policy.parameters() if each.kind == "assumed"}
        here |= {f"readings.{name}" for name, each in policy.readings if each.kind == "assumed"}
        here |= {"capital.tiers"} if policy.capital.tiers.kind == "assumed" else set()
        seen |= here
        marks = {}
        for line in evaluation.settlement.to_dicts():
            receipt = evaluation.receipt(DAY, REGION, line["item"])
            assert line["is_assumed"] == bool(receipt.assumed)
            assert set(receipt.assumed) == (here if line["is_assumed"] else set())
            marks[line["item"]] = line["is_assumed"]
        assert sum(marks.values()) == sum(bool(OF_A_LINE.match(name)) for name in here)
    assert {"checkpoint.threshold", "capital.quota_rate", "readings.credit_balances", "capital.tiers"} <= seen


def test_nothing_assumed_marks_nothing() -> None:
    policies = policies_from([policy_from_text(marked("stated"), "case.yaml")])
    assert evaluate(facts({}), policies).settlement["is_assumed"].to_list() == [False, False]


def test_a_receipt_names_the_source_that_was_used() -> None:
    company = facts({"offices": {"A": {}, "B": {"declarations": [{}]}}})
    summary = {"month": [DAY], "region": [REGION], "ledger": ["collections"], "source": ["summary"]}
    kept = company.sources.filter(pl.col("ledger") != "collections")
    told = replace(company, sources=pl.concat([kept, pl.DataFrame(summary, schema=kept.schema)]))
    found = evaluate(told, policies_with({})).receipt(DAY, REGION, "checkpoint").operands
    origins = {operand.name: operand.extracts for operand in found if operand.kind == "fact"}
    assert origins == {
        "sales_to_checkpoint": ("sales",),
        "collections_to_checkpoint": ("summary",),
        "sales_target": ("monthly_plan", "declarations"),
        "collections_target": ("monthly_plan", "declarations"),
    }


def test_a_figure_of_a_longer_span_names_every_source_within_it() -> None:
    months = {name: {"A": {"expenses": 1}} for name in ("2025-12", "2026-01", "2026-02", "2026-03")}
    company = facts({"months": months})
    is_january = (pl.col("month") == date(2026, 1, 1)) & (pl.col("ledger") == "expenses")
    is_december = (pl.col("month") == date(2025, 12, 1)) & (pl.col("ledger") == "collections")
    summed = pl.when(is_january | is_december).then(pl.lit("summary")).otherwise("source").alias("source")
    evaluation = evaluate(replace(company, sources=company.sources.with_columns(summed)), policies_with({}))
    found = {o.name: o.extracts for o in evaluation.receipt(DAY, "A", "expense_ratio").operands}
    assert found["expense_counted"] == ("expenses", "summary")
    assert found["expense_collections"] == ("collections",)
