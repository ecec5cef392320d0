"""Reminding everybody of what is new to them: one message a channel, each thing once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dashboard.i18n import DEFAULT, Translator, speaking, translator
from dashboard.services.evaluation import Snapshot, seen_by, snapshot
from dashboard.services.process.months import tasks_of
from dashboard.services.reminders.news import News, of_appeals, of_publications, of_risks, of_tasks
from dashboard.services.reminders.risks import risks_of
from dashboard.services.reminders.sending import Post
from data.people.channels import Topic
from data.people.person import Person
from data.people.scope import Scope, scope_of
from data.store import Store
from data.store.process.reminders import State
from data.store.reader import Reader
from engine.policy.parameters import Policies

#: In what order a message tells, and under which heads.
_ORDER: tuple[Topic, ...] = ("late", "due", "at_risk", "published", "decided")


@dataclass(frozen=True, slots=True)
class Message:
    """A message to an account over a way, and what became of it; None where it was only to be looked at."""

    account: str
    way: str
    title: str
    body: str
    keys: tuple[str, ...]
    state: State | None = None


def remind(
    store: Store,
    policies: Policies,
    post: Post,
    day: date,
    now: datetime,
    *,
    address: str = "",
    is_rehearsal: bool = False,
) -> list[Message]:
    """Send everybody what is new to them as of `day`, and record it; what was sent, or could not be.

    address: where people reach the dashboard, empty where nobody said. is_rehearsal: nothing is sent nor
    recorded.
    """
    people = [(person, scope_of(person, day)) for person in store.people.persons()]
    asked = [
        (person, scope, channels)
        for person, scope in people
        if scope.grants and not scope.is_nothing
        if (channels := [c for c in store.reminders.channels(person).to if post.reaches(c)])
    ]
    if not asked:
        return []
    whole = snapshot(store, policies)
    messages = []
    for person, scope, channels in asked:
        language = store.people.preferences(person.account).language or DEFAULT
        wanted = store.reminders.channels(person)
        with speaking(language):
            news = {
                each.key: each
                for each in news_of(store, whole, person, scope, day, translator(language))
                if each.topic in wanted.topics
            }
        for channel in channels:
            about = (person.account, channel.key, tuple(news), day, now)
            if is_rehearsal:
                keys = store.reminders.open_keys(*about, is_daily=wanted.is_daily)
                if keys:
                    title, body = message_of([news[key] for key in keys], address, translator(language))
                    messages.append(Message(person.account, channel.way, title, body, keys))
                continue
            sending = store.reminders.claim(*about, is_daily=wanted.is_daily)
            if sending is None:
                continue
            title, body = message_of([news[key] for key in sending.keys], address, translator(language))
            state: State = "sent" if post.send(channel, title, body) else "failed"
            store.reminders.finish(sending, state, now)
            messages.append(Message(person.account, channel.way, title, body, sending.keys, state))
    return messages


def news_of(
    store: Store, whole: Snapshot, person: Person, scope: Scope, day: date, _: Translator
) -> Iterator[News]:
    """All that is to be told to somebody on a day, within what they see, in their language."""
    reader, seen = Reader(store, scope, person.account), seen_by(whole, scope)
    book = reader.process()
    regions = frozenset(seen.own.regions["region"].unique().to_list())
    yield from of_tasks(tasks_of(reader, seen, day), day, _)
    yield from of_risks(risks_of(reader, seen, day, _answered_for(scope, regions)), _)
    yield from of_publications(book, day, _)
    yield from of_appeals(book, day, person.account, (r for r in regions if scope.may("appeal", r)), _)


def message_of(news: Sequence[News], address: str, _: Translator) -> tuple[str, str]:
    """Title and text of one message."""
    late = sum(each.topic == "late" for each in news)
    title = (
        _("Region Cockpit: {count} reminders, {late} of them late", count=len(news), late=late)
        if late
        else _("Region Cockpit: {count} reminders", count=len(news))
    )
    lines = []
    for topic in _ORDER:
        for each in (each for each in news if each.topic == topic):
            lines.append(f"- {each.text}")
            if address:
                lines.append(f"  {address.rstrip('/')}{each.link}")
    lines += ["", _("You choose under My account where and of what you are reminded.")]
    return title, "\n".join(lines)


def _answered_for(scope: Scope, regions: frozenset[str]) -> frozenset[str]:
    """The regions whose checkpoint is somebody's own affair: who simulates or declares there."""
    heads = {
        region for grant in scope.grants if "declare" in grant.kind.acts for region in grant.regions or ()
    }
    return frozenset(region for region in regions if region in heads or scope.may("simulate", region))
