"""Now or next month, in words: which is cheaper, why, and what cannot be done."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.formats import YUAN
from dashboard.services.ahead import two_from
from dashboard.views.scope import Scope
from dashboard.views.whatif.nextmonth import (
    Kind,
    answer,
    bases,
    carried_over,
    detail_table,
    reasons,
    shift_of,
    summary_table,
    unknown_text,
    where_changes_begin,
)
from engine.whatif.nextmonth import TwoMonths
from engine.whatif.verdict import Verdict, verdict
from tests.engine.building import fen
from tests.engine.months import month
from tests.engine.policies import policies_with
from tests.engine.test_nextmonth import APRIL, MARCH, MONTHS, NO_DAYS, loaded

BOTH = (MARCH, APRIL)


@pytest.fixture(scope="module")
def two() -> TwoMonths:
    return loaded(MONTHS)


def found(two: TwoMonths, amount: object, kind: Kind = "collect_retail") -> Verdict:
    return verdict(two, shift_of(kind, "East", fen(amount)))


def said(two: TwoMonths, amount: object) -> str:
    return answer(found(two, amount), shift_of("collect_retail", "East", fen(amount)), BOTH)


def scope(two: TwoMonths) -> Scope:
    return Scope(two.start.evaluation, MARCH, "East", YUAN)


def test_the_cheaper_month_is_said_first_with_what_it_is_worth(two: TwoMonths) -> None:
    # Worked out in the engine's tests: 3,000 instead of 500.
    assert said(two, 50) == ("**放在 2026-03 更划算**：将 50 元从 2026-04 提前，两个月合计 +2,500 元。")


def test_no_difference_in_money_is_said_as_such(two: TwoMonths) -> None:
    assert said(two, "0.01").startswith("**奖惩金额没有差别**")


def test_where_shifting_gains_nothing_it_says_so_and_what_it_may_cost(two: TwoMonths) -> None:
    """Awards of every way are weighed; where as it stands is best, the loss of the worst way is named."""
    text = answer(found(two, 30), shift_of("collect_retail", "East", fen(30)), BOTH)
    # 30 forward: 690 owed lie within the quota, +500; the checkpoint is missed all the same.
    assert text == "**放在 2026-03 更划算**：将 30 元从 2026-04 提前，两个月合计 +500 元。"
    rival = replace(found(two, 30), best=("as_is",), awards={"as_is": 500, "forward": -500, "back": 0})
    assert answer(rival, shift_of("collect_retail", "East", fen(30)), BOTH) == (
        "**不必调整**：移动 30 元没有好处，方向错了还会损失 1,000 元。"
    )


def test_what_makes_the_difference_is_told_month_by_month(two: TwoMonths) -> None:
    forward, back = reasons(scope(two), found(two, 50))
    assert forward.startswith("提前到本月：2026-03 节点奖惩 罚 1,000 元 → 奖 1,000 元")
    assert "2026-04 连续末位月数 0 → 1" in forward
    assert "2026-03 资金奖惩" in back


def test_a_way_that_is_not_possible_says_how_much_would_be(two: TwoMonths) -> None:
    forward, back = reasons(scope(two), found(two, 700))
    assert back == "推迟到下月：金额过大，最多 650 元。"
    assert forward.startswith("提前到本月：")


def test_the_summary_adds_up_both_months(two: TwoMonths) -> None:
    frame = summary_table(found(two, 50), BOTH).frame
    assert frame.rows() == [
        ("不移动", -1000, 1500, 500, 0),
        ("提前到本月", 1500, 1500, 3000, 2500),
        ("推迟到下月", -1500, 1500, 0, -500),
    ]


def test_the_details_mark_what_is_simulated(two: TwoMonths) -> None:
    frame = detail_table(scope(two), found(two, 50)).frame
    assert frame["in_month"].unique().sort().to_list() == ["2026-03", "2026-04"]
    assert not any(text.startswith("▨") for text in frame["as_is"])
    assert any(text.startswith("▨") for text in frame["forward"])


def test_what_the_months_are_taken_for_is_said(two: TwoMonths) -> None:
    assert bases(two, BOTH) == "2026-03 与 2026-04 均已结束，以实际数据为准。"
    open_ones = replace(two, is_expected=(True, True))
    assert bases(open_ones, BOTH) == "2026-03 与 2026-04 均按预测中值推算到月末。"


def test_what_cannot_be_forecast_is_said(two: TwoMonths) -> None:
    assert unknown_text(None, "East", "2026-05").startswith("2026-05 既无数据也无法预测")
    assert unknown_text(two, "Nowhere", "2026-04") == "该区域不能在两个月里都作预测。"
    assert unknown_text(two, "East", "2026-04") == ""


def test_a_company_without_days_knows_the_months_that_are_over() -> None:
    start = loaded(MONTHS).start
    seen = two_from(start, NO_DAYS, MARCH)
    assert seen is not None
    assert seen.is_expected == (False, False)
    assert two_from(start, NO_DAYS, APRIL) is None
    assert two_from(start, NO_DAYS, month(0)) is None


def test_from_which_amount_on_it_matters_is_said() -> None:
    assert where_changes_begin({"forward": fen(20), "back": None}) == "奖惩开始变化：提前到本月 20 元起。"
    assert where_changes_begin({"forward": None, "back": None}).startswith("可移动的任何金额都不会改变")


def test_what_carries_over_depends_on_what_the_quota_rests_on(two: TwoMonths) -> None:
    assert "两者都不变" in carried_over(scope(two))
    trailing = policies_with({"capital.collections_basis": "trailing_twelve_months"})
    moving = replace(scope(two), evaluation=replace(two.start.evaluation, policies=trailing))
    assert "资金额度（按近十二个月回款）" in carried_over(moving)
