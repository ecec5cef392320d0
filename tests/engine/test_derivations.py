"""A receipt can be worked through by hand: its steps, given its operands, come to its amount."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest

from engine.evaluation import Evaluation, evaluate
from engine.policy.scheme import Indicator
from engine.settlement.derivations import formula, plain_number
from engine.settlement.receipt import Receipt
from tests.engine.building import EXTRACTS, MONTH, REGION, facts, month_day
from tests.engine.policies import policies_with

DAY: date = month_day(MONTH)
GIVEN = {
    "a good month": {"sales": 1100, "collections": 1050, "retail": 300, "inventory": 100},
    "more than may count": {"sales": 2000, "collections": 1900},
    "an overrun": {"retail": 840, "overdue": 7},
    "expenses over the cap": {"expenses": 4, "collections": 1000},
    "sanctions": {"sanctions": {"警告": 2, "记过": 1}},
    "capital without data": {"not_loaded": ["receivables"]},
}


def evaluated(given: dict[str, Any], policy: dict[str, Any] | None = None) -> Evaluation:
    return evaluate(facts(given), policies_with(policy or {}))


def worked_through(receipt: Receipt) -> dict[str, float]:
    """Every step computed from the operands, in turn."""
    known = {o.name: o.value for o in receipt.operands if isinstance(o.value, float)}
    found: dict[str, float] = {}
    for step in receipt.steps:
        name, expression = step.split(" = ")
        text = expression.replace("×", "*").replace("÷", "/").replace("−", "-")
        text = re.sub(r"[a-z_]+(\.[a-z_]+)?", lambda m: _number(m.group(0), known | found), text)
        found[name] = eval(text, {"max": max, "min": min})
    return found


def _number(name: str, known: dict[str, float]) -> str:
    return name if name in ("max", "min") else f"({known[name]!r})"


@pytest.mark.parametrize("given", GIVEN.values(), ids=GIVEN)
def test_the_steps_of_a_score_come_to_the_score(given: dict[str, Any]) -> None:
    evaluation = evaluated(given)
    receipt = evaluation.receipt(DAY, REGION, "score")
    found = worked_through(receipt)
    published = Decimal(repr(found["score"])).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert receipt.amount == float(published)
    shown = {o.name: o.value for o in receipt.operands}
    for name, points in found.items():
        if name != "score":
            assert points == pytest.approx(shown[name], abs=1e-9)


def test_a_component_without_data_is_named_and_left_out_of_the_steps() -> None:
    receipt = evaluated(GIVEN["capital without data"]).receipt(DAY, REGION, "score")
    assert "points.capital" in {o.name for o in receipt.operands if o.is_missing}
    assert not any("points.capital" in step for step in receipt.steps)
    assert receipt.steps[-1].endswith("× 100 ÷ 85")


def test_where_a_part_counts_but_there_is_no_score_no_step_pretends_one() -> None:
    nothing = {"rows": "none", "not_loaded": list(EXTRACTS), "sanctions": {"警告": 1}}
    receipt = evaluated(nothing).receipt(DAY, REGION, "score")
    assert (receipt.amount, receipt.status) == (None, "no_data")
    assert not [step for step in receipt.steps if step.startswith("score")]


def test_an_uploaded_indicator_is_read_from_its_file() -> None:
    sales = policies_with({}).items[0].appraisal.indicators[0].model_dump()
    ours = sales | {"name": "satisfaction", "measure": "indicator:Satisfaction"}
    policy = {"appraisal.indicators.4": ours, "appraisal.tie_breaks.order": []}
    receipt = evaluated({"indicators": {"Satisfaction": [10, 9]}}, policy).receipt(DAY, REGION, "score")
    brought = {o.name: o.extracts for o in receipt.operands if o.name.startswith("value.")}
    assert brought["value.satisfaction"] == ("indicators",)
    assert brought["value.sales"] == ()


@pytest.mark.parametrize("given", GIVEN.values(), ids=GIVEN)
def test_the_steps_of_an_expense_ratio_come_to_the_ratio(given: dict[str, Any]) -> None:
    receipt = evaluated(given).receipt(DAY, REGION, "expense_ratio")
    found = worked_through(receipt)
    assert found["expense_ratio"] == pytest.approx(receipt.amount, rel=1e-12, abs=0)
    cap = next(o.value for o in receipt.operands if o.name == "expense_cap")
    assert found["expense_cap"] == pytest.approx(cap, rel=1e-12)


def test_without_collections_there_is_no_ratio_and_no_step_pretends_one() -> None:
    receipt = evaluated({"collections": 0}).receipt(DAY, REGION, "expense_ratio")
    assert (receipt.amount, receipt.status) == (None, "no_ratio")


def test_another_scheme_writes_its_own_steps() -> None:
    ladder = {
        "name": "ladder",
        "rungs": [{"at_least": 1, "share": 1}, {"at_least": 0.9, "share": 0.5}, {"share": 0}],
    }
    policy = policies_with({}).items[0]
    sales = policy.appraisal.indicators[0].model_dump() | {"shape": ladder}
    text = formula(Indicator.model_validate(sales), "value.sales")
    assert text == "35 × 1 (value.sales ≥ 1) / 0.5 (value.sales ≥ 0.9) / 0"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("35", "35"),
        ("1.2", "1.2"),
        ("100", "100"),
        ("0.000001", "0.000001"),
        ("1/3", "1/3"),
        ("1/10000000", "1/10000000"),
    ],
)
def test_a_policy_number_is_written_as_a_person_would(number: str, text: str) -> None:
    assert plain_number(Fraction(number)) == text
