"""Each thing goes out once, recorded before and after; whatever a channel does, nothing goes three times."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from dashboard.services.policies import policies
from dashboard.services.reminders import asking, running
from dashboard.services.reminders.news import News
from dashboard.services.reminders.sending import Post
from data.people.channels import Channel, Channels
from data.people.person import Grant, Person
from data.store import Store
from data.store.audit.log import entries
from tests.dashboard.reminders.listening import Hook, web_server
from tests.dashboard.seen import company, stored

DAY, NOW = date(2026, 3, 3), datetime(2026, 3, 3, 1, tzinfo=UTC)
LATER = timedelta(hours=1)
FIRST, SECOND = News("late/a", "late", "甲", "/month"), News("published/b", "published", "乙", "/settlement")


@pytest.fixture
def hook() -> Iterator[Hook]:
    with web_server() as server:
        yield server


@pytest.fixture
def store(tmp_path: Path, hook: Hook) -> Iterator[Store]:
    """A store with one person who wants everything at once over a web address."""
    with Store.open(tmp_path / "store.duckdb") as opened:
        opened.people.load([Person("zhang", "张", "", (Grant("gm", None),))], "op", NOW)
        choose(opened, hook, is_daily=False)
        yield opened


def choose(store: Store, hook: Hook, *, is_daily: bool, topics: frozenset[str] | None = None) -> None:
    wanted = Channels((Channel("webhook", hook.url),), is_daily=is_daily)
    if topics is not None:
        wanted = Channels(wanted.to, topics, is_daily)  # type: ignore[arg-type]
    store.reminders.choose("zhang", wanted, "zhang", DAY, NOW)


@pytest.fixture(autouse=True)
def news(monkeypatch: pytest.MonkeyPatch) -> list[News]:
    """What is news to everybody, to be added to."""
    told = [FIRST]
    monkeypatch.setattr(running, "news_of", lambda *_: iter(told))
    return told


def states(store: Store, hook: Hook, now: datetime = NOW, day: date = DAY) -> list[str | None]:
    post = Post(webhooks=(hook.url,))
    return [each.state for each in running.remind(store, policies(), post, day, now)]


def test_it_is_recorded_before_and_after_and_goes_out_once(store: Store, hook: Hook) -> None:
    assert states(store, hook) == ["sent"]
    with store._connection.cursor() as cursor:
        deeds = [(e.actor, e.subject, '"state":"sent"' in e.details) for e in entries(cursor, "reminded")]
    assert deeds == [("reminders", "zhang", False), ("reminders", "zhang", True)]
    assert states(store, hook, NOW + LATER) == []
    assert len(hook.taken) == 1
    assert not store.audit().findings


def test_only_what_is_new_is_told_later(store: Store, hook: Hook, news: list[News]) -> None:
    states(store, hook)
    news.append(SECOND)
    assert states(store, hook, NOW + LATER) == ["sent"]
    assert ("乙" in hook.taken[1]["message"], "甲" in hook.taken[1]["message"]) == (True, False)


def test_once_a_day_is_once_a_day(store: Store, hook: Hook, news: list[News]) -> None:
    choose(store, hook, is_daily=True)
    assert states(store, hook) == ["sent"]
    news.append(SECOND)
    assert states(store, hook, NOW + LATER) == []
    tomorrow = timedelta(days=1)
    assert states(store, hook, NOW + tomorrow, DAY + tomorrow) == ["sent"]
    assert [("甲" in m["message"], "乙" in m["message"]) for m in hook.taken] == [
        (True, False),
        (False, True),
    ]


def test_a_topic_that_nobody_wants_is_not_told(store: Store, hook: Hook) -> None:
    choose(store, hook, is_daily=True, topics=frozenset({"published"}))
    assert states(store, hook) == []


def test_what_was_refused_is_tried_again_half_an_hour_later(store: Store, hook: Hook) -> None:
    hook.status = 500
    assert states(store, hook) == ["failed"]
    assert states(store, hook, NOW + timedelta(minutes=29)) == []
    hook.status = 200
    assert states(store, hook, NOW + timedelta(minutes=31)) == ["sent"]
    assert states(store, hook, NOW + LATER) == []


def test_what_a_crash_left_open_is_sent_once_more_and_then_never(
    store: Store, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = Post.send

    def crashing(self: Post, channel: Channel, title: str, body: str) -> bool:
        send(self, channel, title, body)
        raise KeyboardInterrupt

    monkeypatch.setattr(Post, "send", crashing)
    with pytest.raises(KeyboardInterrupt):
        states(store, hook)
    assert states(store, hook, NOW + timedelta(minutes=1)) == []  # it may still be under way elsewhere
    with pytest.raises(KeyboardInterrupt):
        states(store, hook, NOW + LATER)
    for hours in (2, 3, 30):
        assert states(store, hook, NOW + timedelta(hours=hours)) == []
    assert len(hook.taken) == 2


def test_two_who_remind_at_once_send_one_message(
    store: Store, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = Post.send

    def meanwhile(self: Post, channel: Channel, title: str, body: str) -> bool:
        monkeypatch.setattr(Post, "send", send)
        assert states(store, hook) == []
        return send(self, channel, title, body)

    monkeypatch.setattr(Post, "send", meanwhile)
    assert states(store, hook) == ["sent"]
    assert len(hook.taken) == 1


def test_a_rehearsal_sends_and_records_nothing(store: Store, hook: Hook) -> None:
    head = store.audit_head()
    post = Post(webhooks=(hook.url,))
    (message,) = running.remind(store, policies(), post, DAY, NOW, is_rehearsal=True)
    assert (message.state, "甲" in message.body) == (None, True)
    assert (store.audit_head(), hook.taken) == (head, [])


@pytest.mark.parametrize("grants", [(), (Grant("admin", None),), (Grant("gm", None, last=date(2026, 2, 1)),)])
def test_who_sees_no_amounts_or_holds_no_role_any_more_is_told_nothing(
    store: Store, hook: Hook, grants: tuple[Grant, ...]
) -> None:
    store.people.load(
        [Person("zhang", "张", "", grants), Person("root", "管", "", (Grant("admin", None),))], "op", NOW
    )
    assert states(store, hook) == []


def test_one_process_of_several_makes_the_rounds(
    tmp_path: Path, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = str(tmp_path / "company.duckdb")
    monkeypatch.setenv("REGION_COCKPIT_WEBHOOKS", hook.url)
    with stored(tmp_path / "company.duckdb", [company()]) as opened:
        opened.people.load([Person("zhang", "张", "", (Grant("gm", None),))], "op", NOW)
        choose(opened, hook, is_daily=False)
    morning, night = datetime(2026, 3, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, 20, tzinfo=UTC)
    assert asking.make_round(url, "", night) == 0  # four o'clock in Shanghai
    with monkeypatch.context() as other:
        # Another process holds its locks by file descriptions of its own, as this one then does twice.
        assert asking._is_ours(url)
        other.setattr(asking, "_held", {})
        assert asking.make_round(url, "", morning) == 0
    assert asking.make_round(url, "", morning) == 1
    asking.let_go()
