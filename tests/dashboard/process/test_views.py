"""The month in words: tasks, lateness, amounts typed, the prepared report, decisions and their clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from dashboard.formats import WAN, Markdown, plain
from dashboard.typed import NotANumber, fen
from dashboard.views.process.days import due_text
from dashboard.views.process.decided import decision_sentences
from dashboard.views.process.declaring import amount_typed
from dashboard.views.process.report import report_draft
from dashboard.views.process.steps import lateness, passed_over, step_lines
from dashboard.views.process.tasks import before_text, late_table, summary, task_lines
from dashboard.views.scope import Scope
from data.store.process.book import Book
from data.store.process.deeds import Retention
from engine.process.steps import Step
from engine.process.tasks import Task, TaskStatus
from tests.dashboard.demo import demo_snapshot

DAY = date(2026, 10, 30)


def task(office: str, status: TaskStatus = "due", due: date = date(2026, 10, 28)) -> Task:
    link = "/month?month=2026-11&part=declare&region=North"
    return Task("declare", date(2026, 11, 1), "North", office, None, due, status, ("head",), link)


def test_offices_of_a_region_are_one_line_that_leads_to_the_form() -> None:
    (line,) = task_lines([task(f"Office {n}") for n in range(1, 6)], date(2026, 10, 27))
    assert "Office 1、Office 2、Office 3 等（另 2 个）" in line.text
    assert (line.page, line.query["part"]) == ("month", "提报")


def test_what_is_late_stands_first_and_is_counted() -> None:
    late = date(2026, 10, 1)
    lines = task_lines([task("A"), task("B", "late", late), task("C", "late", late)], DAY)
    assert [line.status for line in lines] == ["late", "due"], "two offices are one thing to do"
    assert summary(lines) == "**1 项已逾期**，另有 1 项现在可办。"
    assert summary([]).startswith("**暂无待办。**")


def test_who_is_late_is_told_by_name_and_days() -> None:
    table = late_table([task("A", "late"), task("B")], DAY, lambda account: account.upper())
    assert table.frame.select("who", "office", "days").rows() == [("HEAD", "A", 2)]


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (date(2026, 10, 28), "已逾期 2 天（应于 10-28 前完成）"),
        (DAY, "今天截止"),
        (date(2027, 1, 3), "2027-01-03 截止，还有 65 天"),
        (None, ""),
    ],
)
def test_days_are_told_as_people_count_them(due: date | None, said: str) -> None:
    assert due_text(due, DAY) == said


@pytest.mark.parametrize(("text", "amount"), [("120万", 120_000_000), ("1,234.5", 123_450), ("0", 0)])
def test_amounts_are_read_to_the_fen(text: str, amount: int) -> None:
    assert fen(text) == amount
    assert fen(amount_typed(amount)) == amount


@pytest.mark.parametrize("text", ["", "-1", "1.005", "很多", "1/3"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(NotANumber):
        fen(text)


def test_the_prepared_report_holds_each_last_month_and_what_is_to_be_filled_in() -> None:
    scope = Scope(demo_snapshot().evaluation, date(2026, 8, 1), None, WAN)
    draft = report_draft(scope, "东北", [], "甲")
    assert "已连续 4 个月排名末位" in draft
    assert [line[:7] for line in draft.splitlines() if line.startswith("2026-")] == [
        *("2026-05", "2026-06", "2026-07", "2026-08")
    ]
    assert "脱离末位最少需要：甲" in draft
    assert "六、整改措施、责任人和完成时间（待填写）" in draft
    assert report_draft(scope, "无此区域", [], "") == ""


@pytest.mark.parametrize(
    ("day", "said"),
    [(DAY, "还剩 182 天"), (date(2027, 5, 2), "2 天前已到期"), (date(2027, 4, 30), "还剩 0 天")],
)
def test_a_retention_tells_how_long_it_holds(day: date, said: str) -> None:
    kept = Retention(
        by="vp",
        operator="",
        at=datetime(2026, 10, 30, tzinfo=UTC),
        on=DAY,
        sequence=1,
        month=date(2026, 8, 1),
        region="东北",
        until=date(2027, 4, 30),
        reason="<b>因</b>",
    )
    book = Book(retentions={(kept.month, kept.region): kept})
    named: Callable[[str], Markdown] = plain

    def told(month: date, region: str | None) -> list[Markdown]:
        scope = Scope(demo_snapshot().evaluation, month, region, WAN)
        return decision_sentences(book, scope, day, named)

    (sentence,) = told(date(2026, 9, 1), None)
    assert said in sentence
    assert "<b>" not in sentence
    assert told(date(2026, 7, 1), None) == []
    assert told(date(2026, 9, 1), "华东") == []


def test_of_a_month_that_later_publications_passed_over_nothing_is_late() -> None:
    steps = [Step("submit", date(2026, 10, 5), None, None, status) for status in ("late", "done", "not_due")]
    assert [step.status for step in passed_over(steps)] == ["lapsed", "done", "not_due"]
    assert not lateness(passed_over(steps))
    assert lateness(steps)


def test_months_before_those_of_the_tasks_are_counted_with_their_first_and_last() -> None:
    months = [date(2026, month, 1) for month in (4, 5, 6)]
    assert "3 个月（2026-04 至 2026-06）" in before_text(months)
    assert "2026-04" in before_text(months[:1])


def test_a_step_whose_turn_has_not_come_waits_and_is_not_told_late() -> None:
    steps = [Step("verify", date(2026, 10, 8), None, None, status) for status in ("not_due", "late")]
    waits, late = step_lines(steps, DAY, str, None)
    assert "10-08" in waits.note
    assert "逾期" not in waits.note
    assert late.note == "已逾期 22 天（应于 10-08 前完成）"
