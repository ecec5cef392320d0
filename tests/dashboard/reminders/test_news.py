"""What is news to whom: by hand-written tables, on the very days it is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from dashboard.i18n import speaking, translator
from dashboard.services.reminders.news import of_appeals, of_publications, of_risks, of_tasks
from dashboard.services.reminders.risks import Risk
from dashboard.services.reminders.running import message_of
from data.store.process.book import Book
from data.store.process.deeds import Appeal, Decision, Publication, Reopening
from engine.process.tasks import Task

DUE = date(2026, 2, 5)
TASK = Task("submit", date(2026, 1, 1), "华北", None, None, DUE, "due", ("zhang",), "/month?month=2026-01")
TOLD = {
    "by": "compliance",
    "operator": "",
    "at": datetime(2026, 2, 10, tzinfo=UTC),
    "on": date(2026, 2, 10),
    "sequence": 9,
}
_ = translator("zh")


@pytest.mark.parametrize(
    ("left", "kinds"),
    [
        (4, []),
        (3, [("soon", "due")]),
        (1, [("soon", "due")]),
        (0, [("today", "due")]),
        (-1, [("late", "late")]),
        (-40, [("late", "late")]),
    ],
)
def test_a_task_is_told_three_days_before_on_the_day_and_once_it_is_late(
    left: int, kinds: list[tuple[str, str]]
) -> None:
    found = list(of_tasks([TASK], DUE - timedelta(days=left), _))
    assert [(news.key.partition("/")[0], news.topic) for news in found] == kinds


def test_the_same_task_bears_the_same_key_on_another_day_and_another_task_another_one() -> None:
    first, second = (next(of_tasks([TASK], DUE - timedelta(days=left), _)).key for left in (3, 2))
    assert first == second
    others = [
        Task("submit", date(2026, 1, 1), "华东", None, None, DUE, "due"),
        Task("submit", date(2026, 2, 1), "华北", None, None, DUE, "due"),
        Task("declare", date(2026, 1, 1), "华北", "北京", None, DUE, "due"),
        Task("submit", date(2026, 1, 1), "华北", None, None, DUE + timedelta(days=1), "due"),
    ]
    keys = {news.key for news in of_tasks(others, DUE - timedelta(days=2), _)}
    assert len(keys | {first}) == len(others) + 1


def publication(on: date) -> Publication:
    return Publication(**{**TOLD, "on": on}, month=date(2026, 1, 1), version=2, content={})


@pytest.mark.parametrize(("days", "is_told"), [(-1, False), (0, True), (7, True), (8, False)])
def test_a_publication_is_news_for_a_week(days: int, is_told: bool) -> None:
    book = Book(course={date(2026, 1, 1): [publication(date(2026, 2, 10))]})
    found = list(of_publications(book, date(2026, 2, 10) + timedelta(days=days), _))
    assert [news.key for news in found] == (["published/2026-01/2"] if is_told else [])


def test_a_publication_that_was_reopened_is_no_news() -> None:
    month, day = date(2026, 1, 1), date(2026, 2, 10)
    reopened = Reopening(**{**TOLD, "on": day}, month=month, reason="x")
    course = [replace(publication(day), version=1), reopened]
    assert list(of_publications(Book(course={month: [*course]}), day, _)) == []
    again = Book(course={month: [*course, publication(day)]})
    assert [news.key for news in of_publications(again, day, _)] == ["published/2026-01/2"]


@pytest.mark.parametrize(
    ("account", "managed", "is_told"),
    [("Zhang", (), True), ("li", ("华北",), True), ("li", ("华东",), False), ("li", (), False)],
)
def test_a_decided_appeal_is_told_to_who_made_it_and_who_manages_the_region(
    account: str, managed: tuple[str, ...], *, is_told: bool
) -> None:
    decision = Decision(**TOLD, verdict="refused", reason="数据无误")
    appeal = Appeal(
        **{**TOLD, "by": "zhang"},
        appeal_id="a1",
        month=date(2026, 1, 1),
        version=1,
        region="华北",
        item="checkpoint",
        text="不服",
        decision=decision,
    )
    found = list(of_appeals(Book(appeals={"a1": appeal}), date(2026, 2, 11), account, managed, _))
    assert [news.key for news in found] == (["decided/a1"] if is_told else [])
    assert all("未予支持" in news.text and "数据无误" in news.text for news in found)


def test_a_risk_names_amounts_and_customers_and_hostile_names_cannot_break_the_line() -> None:
    risk = Risk(
        date(2026, 2, 1),
        "华北",
        28,
        0.23,
        (("collections", 1_234_500.0),),
        (("客户甲\n- 假的一行", 500_000.0),),
        is_part=True,
    )
    with speaking("zh"):
        (news,) = of_risks([risk], _)
        title, body = message_of([news], "https://cockpit.example/", _)
    assert "23%" in news.text
    assert "123.45 万元" in news.text
    assert "只按您所见区域估计" in news.text
    assert "50.00 万元" in news.text
    lines = [line for line in body.splitlines() if line.startswith("- ")]
    assert len(lines) == 1
    assert "https://cockpit.example/targets?month=2026-02" in body
    assert "1 条提醒" in title


def test_what_is_late_comes_first_and_is_counted() -> None:
    news = [*of_tasks([TASK], DUE, _), *of_tasks([TASK], DUE + timedelta(days=1), _)]
    title, body = message_of(news, "", _)
    assert "其中 1 条已逾期" in title
    assert body.index("已逾期") < body.index("今天到期")
    assert "http" not in body
