"""The year in words: every case has its sentence, and charts and tables hold what the engine found."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dashboard.cards.card import Beside, Chart, Gap
from dashboard.cards.year import courses, regions
from dashboard.formats import YUAN
from dashboard.views.scope import Scope
from dashboard.views.year.comparing import usual
from dashboard.views.year.notes import notes
from dashboard.views.year.standing import figures, in_short, rest, verdict, who_misses
from engine.evaluation import evaluate
from engine.policy.parameters import load_policies
from engine.year.spans import Span
from tests.engine.building import EXTRACTS, facts

JANUARY, MARCH = date(2026, 1, 1), date(2026, 3, 1)
NOT_LOADED = {"not_loaded": list(EXTRACTS)}


def scope(months: dict[str, Any], month: date = MARCH, until: date | None = None) -> Scope:
    return Scope(evaluate(facts({"months": months}), load_policies()), month, None, YUAN, until)


def three(east: dict[str, Any]) -> dict[str, Any]:
    return {f"2026-0{number}": {"East": dict(east)} for number in (1, 2, 3)}


def test_a_year_that_will_be_made_says_by_how_much() -> None:
    shown = scope(three({"annual_sales": 11_000}))
    assert verdict(shown, "sales") == "✓ 按当前进度，**销售可完成年度指标**：全年 12,000 元，超出 1,000 元。"
    assert who_misses(shown)[0] == "销售：按当前进度，各区域均可完成全年指标。"
    # 8,000 over nine months.
    assert rest(shown, "sales") == "剩余 9 个月每月需 889 元，为至今月均（1,000 元）的 0.89 倍。"


def test_a_year_that_will_be_missed_says_by_how_much_and_who() -> None:
    shown = scope(three({"annual_sales": 13_000}))
    assert verdict(shown, "sales") == "× 按当前进度，**销售完不成年度指标**：全年 12,000 元，差 1,000 元。"
    assert who_misses(shown)[0] == "销售：按当前进度，1 个区域中 1 个完不成全年指标（差额，元）：East 1,000。"


def test_a_year_without_a_target_is_not_judged() -> None:
    shown = scope(three({"annual": "none"}))
    assert verdict(shown, "sales") == "○ 销售：累计 3,000 元；2026 年没有年度指标可比。"
    assert rest(shown, "sales") == ""
    assert in_short(shown) == ""
    assert who_misses(shown) == []
    assert "没有年度指标，其业绩不计入年度指标完成率" in notes(shown)[0]
    beside = next(card for card in regions(shown) if isinstance(card, Beside))
    assert all(isinstance(card, Gap) for card in beside.columns)


def test_a_target_that_is_reached_needs_nothing_more() -> None:
    assert rest(scope(three({"annual_sales": 3000})), "sales") == "年度指标已经完成。"


def test_a_december_that_falls_short_has_no_month_left() -> None:
    months = {f"2026-{number:02d}": {"East": {"annual_sales": 12_500}} for number in range(1, 13)}
    assert rest(scope(months, date(2026, 12, 1)), "sales") == "年内已无剩余月份，尚差 500 元。"


def test_a_month_that_is_not_loaded_is_named() -> None:
    months = three({})
    months["2026-02"] = {"East": {"rows": "none"}} | NOT_LOADED
    shown = scope(months)
    assert rest(shown, "sales") == "有月份缺数据，暂无法计算剩余月份需要多少。"
    assert "East缺 2026\\-02 的销售数据：已剔除，不按 0 计算。" in notes(shown)


def test_a_year_with_nothing_loaded_says_so() -> None:
    months = {"2026-01": {"East": {"rows": "none"}} | NOT_LOADED}
    shown = scope(months, JANUARY)
    assert verdict(shown, "sales") == "? 销售：2026 年尚无数据。"
    assert figures(shown)[0].value == "—"
    parts = [*regions(shown), *courses(shown)]
    cards = [card for beside in parts if isinstance(beside, Beside) for card in beside.columns]
    assert [type(card) for card in cards] == [Chart, Chart, Gap, Gap]


def test_regions_that_come_and_go_within_the_year_are_named() -> None:
    months = three({})
    months["2026-01"]["West"] = {}
    months["2026-03"]["North"] = {}
    months["2026-04"] = {
        "East": {"rows": "none"},
        "South": {"rows": "none"},
        "North": {"rows": "none"},
    } | NOT_LOADED
    said = notes(scope(months))
    assert "North自 2026-03 起成立，只计此后月份。" in said
    assert "West于 2026-01 撤销，其未完成部分须由其他区域补足。" in said
    assert "South在年内稍后成立，不计入以上合计。" in said


def test_the_line_of_the_overview_says_share_plan_and_need() -> None:
    line = in_short(scope(three({"annual_sales": 12_000, "annual": 12_000, "sales": 900})))
    assert line == (
        "**本年至 2026-03**：销售完成年度指标 22.5 %，落后计划 300 元，剩余每月需 1,033 元；"
        "回款完成年度指标 25.0 %，超前计划 0 元，剩余每月需 1,000 元"
    )


@pytest.mark.parametrize(
    ("known", "month", "is_open", "spans"),
    [
        (["2025-02", "2025-03", "2026-02", "2026-03"], "2026-03", False, ("2026-02", "2026-03", "2025-02")),
        (["2025-02", "2025-03", "2026-02", "2026-03"], "2026-03", True, ("2026-02", "2026-02", "2025-02")),
        (["2026-02", "2026-03"], "2026-03", False, ("2026-03", "2026-03", "2026-02")),
        (["2026-03"], "2026-03", False, ("2026-03", "2026-03", "2026-03")),
    ],
)
def test_spans_begin_where_both_years_are_known(
    known: list[str], month: str, is_open: bool, spans: tuple[str, str, str]
) -> None:
    months = [date.fromisoformat(f"{each}-01") for each in known]
    one, other = usual(months, date.fromisoformat(f"{month}-01"), is_open=is_open)
    first, last, begun = (date.fromisoformat(f"{each}-01") for each in spans)
    assert one == Span(first, last)
    assert other.first == begun
