"""A receipt can be followed with a pocket calculator, and says what it rests on."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from dashboard.views.evidence.receipts import input_table, receipt_text, stamps, worked
from engine.settlement.receipt import Receipt
from tests.dashboard.demo import demo_snapshot

SEPTEMBER = date(2026, 9, 1)
NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?")


def receipt(region: str, item: str, month: date = SEPTEMBER) -> Receipt:
    return demo_snapshot().evaluation.receipt(month, region, item)


def numbers(line: str) -> list[Decimal]:
    return [Decimal(text.replace(",", "")) for text in NUMBER.findall(line)]


def test_products_and_sums_come_to_their_result() -> None:
    quota, occupied = (worked(receipt("东北", "capital_overrun"))[line] for line in (1, 3))
    rate, target, result = numbers(quota)
    assert rate / 100 * target == result
    retail, inventory, together = numbers(occupied)
    assert retail + inventory == together


def test_a_ratio_just_short_of_the_threshold_is_not_shown_as_reaching_it() -> None:
    lines = worked(receipt("华北", "checkpoint"))
    part, whole, shown = numbers(lines[3])
    assert part / whole < Decimal("0.7")
    assert shown < 70
    assert str(shown) in lines[5]


@pytest.mark.parametrize(
    "item",
    ["checkpoint", "capital_overrun", "sales_attainment", "collections_attainment", "expense_ratio", "score"],
)
def test_the_copy_holds_every_line_the_inputs_the_clause_and_both_versions(item: str) -> None:
    found, current = receipt("西南", item), demo_snapshot()
    notes = stamps(found, current.policies.at(SEPTEMBER), current.data_version)
    text = receipt_text(found, notes)
    assert all(line in text for line in worked(found))
    assert all(value in text for value in input_table(found, notes).frame["value"])
    assert f"条款 {found.clause}" in text
    assert current.data_version in text
    assert current.policy_version(SEPTEMBER) in text
    assert ("人力资源" in text) == (item in {"checkpoint", "capital_overrun"})


def test_the_parts_of_a_score_add_up_to_it_as_they_are_shown() -> None:
    for region in ("华北", "西南", "东北"):
        *parts, shown = numbers(worked(receipt(region, "score"))[-1])
        assert round(sum(parts), 2) == shown


def test_what_is_missing_is_named() -> None:
    planned = input_table(receipt("西南", "checkpoint", date(2026, 12, 1)), ()).frame
    assert planned.filter(note="缺失")["name"].to_list() == ["截至节点日销售额", "截至节点日回款额"]
    complete = input_table(receipt("西南", "checkpoint"), ())
    assert "note" not in [column.name for column in complete.columns]
