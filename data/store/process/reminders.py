"""Who wants to be reminded where, and what was sent: recorded before and after, so that nothing goes twice.

A message is claimed in a transaction before it is sent and its outcome recorded behind it. What a crash
left between the two is sent once more, and then never again: at most one message comes twice.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import uuid4

import duckdb
import orjson

from data.people.channels import Channels, channels_by_default, channels_of
from data.people.person import Person, account_key
from data.store.audit.log import Entry, ProcessAct, entries_after, recorded
from data.store.by import By
from data.store.connection import Connection

State = Literal["begun", "sent", "failed"]
#: Under which name a program reminds.
ACTOR = "reminders"
_ACTS: tuple[ProcessAct, ...] = ("reminded", "channels")
#: After so long without an outcome, whoever sent it is taken for dead.
ABANDONED = timedelta(minutes=15)
#: So often, and so far apart, is tried what a channel refuses.
MOST_TRIES, AGAIN_AFTER = 20, timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Sending:
    """One message: about `keys`, to a channel of an account, on a day; `at` (UTC) it was begun."""

    sending_id: str
    account: str
    channel: str
    keys: tuple[str, ...]
    on: date
    at: datetime
    state: State = "begun"


@dataclass(slots=True)
class _Known:
    """channels by account key, sendings by id, in the order of the log."""

    sequence: int = 0
    channels: dict[str, Channels] = field(default_factory=dict)
    sendings: dict[str, Sending] = field(default_factory=dict)

    def copied(self) -> _Known:
        return _Known(self.sequence, dict(self.channels), dict(self.sendings))

    def learn(self, entries: Iterable[Entry]) -> _Known:
        for entry in entries:
            self.sequence = max(self.sequence, entry.sequence)
            if entry.computed_hash() == entry.hash:
                self._add(entry.act, entry.subject, orjson.loads(entry.details))
        return self

    def _add(self, act: str, subject: str, about: dict[str, Any]) -> None:
        if act == "channels":
            self.channels[account_key(subject)] = channels_of(about["channels"])
            return
        begun = self.sendings.get(about["sending"])
        self.sendings[about["sending"]] = Sending(
            about["sending"],
            subject,
            about["channel"],
            tuple(about["keys"]),
            date.fromisoformat(about["on"]),
            # An outcome leaves the time at which it was begun.
            begun.at if begun else datetime.fromisoformat(about["at"]),
            about["state"],
        )

    def to_channel(self, account: str, channel: str) -> list[Sending]:
        key = account_key(account)
        return [s for s in self.sendings.values() if account_key(s.account) == key and s.channel == channel]


class Reminders:
    """What the log knows of reminders, and the way to add to it; safe between threads."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known = _Known()
        self._lock = threading.Lock()

    def channels(self, person: Person) -> Channels:
        """Where somebody wants to be reminded; by mail if they chose nothing."""
        chosen = self._seen().channels.get(account_key(person.account))
        return channels_by_default(person.email) if chosen is None else chosen

    def choose(self, account: str, channels: Channels, actor: str | By, on: date, now: datetime) -> None:
        """Keep where an account wants to be reminded."""
        details = {"at": now.isoformat(), "on": on.isoformat(), "channels": channels.as_dict()}

        def write(cursor: duckdb.DuckDBPyConnection) -> None:
            By.of(actor).demand(cursor)
            By.of(actor).record(cursor, "channels", account, details)

        recorded(self._connection, write)

    def open_keys(
        self, account: str, channel: str, keys: Sequence[str], on: date, now: datetime, *, is_daily: bool
    ) -> tuple[str, ...]:
        """Which of `keys` are still to be sent to a channel; see `claim`. Changes nothing."""
        earlier = self._seen().to_channel(account, channel)
        return still_open(earlier, keys, on, now, is_daily=is_daily)

    def claim(
        self, account: str, channel: str, keys: Sequence[str], on: date, now: datetime, *, is_daily: bool
    ) -> Sending | None:
        """Record that a message begins with what of `keys` is still to be sent; None if nothing is."""

        def write(cursor: duckdb.DuckDBPyConnection) -> Sending | None:
            earlier = self._seen_by(cursor).to_channel(account, channel)
            left = still_open(earlier, keys, on, now, is_daily=is_daily)
            if not left:
                return None
            sending = Sending(str(uuid4()), account, channel, left, on, now)
            _record(cursor, sending, now)
            return sending

        return recorded(self._connection, write)

    def finish(self, sending: Sending, state: State, now: datetime) -> None:
        """Record what became of a message."""
        done = Sending(
            *(sending.sending_id, sending.account, sending.channel, sending.keys, sending.on, sending.at),
            state,
        )
        recorded(self._connection, lambda cursor: _record(cursor, done, now))

    def _seen(self) -> _Known:
        """What is known by now."""
        with self._connection.cursor() as cursor:
            known = self._seen_by(cursor)
        with self._lock:
            if known.sequence > self._known.sequence:
                self._known = known
        return known

    def _seen_by(self, cursor: duckdb.DuckDBPyConnection) -> _Known:
        """What a transaction sees. A copy learns it: it may never be committed."""
        with self._lock:
            known = self._known
        later = entries_after(cursor, known.sequence, _ACTS)
        return known.copied().learn(later) if later else known


def still_open(
    earlier: Sequence[Sending], keys: Sequence[str], on: date, now: datetime, *, is_daily: bool
) -> tuple[str, ...]:
    """Which keys may go to a channel to which `earlier` went: new ones, refused ones, one lost in a crash.

    is_daily: nothing more on a day on which something went.
    """
    if is_daily and any(s.on == on and (s.state == "sent" or _is_under_way(s, now)) for s in earlier):
        return ()
    return tuple(key for key in dict.fromkeys(keys) if _is_open([s for s in earlier if key in s.keys], now))


def _is_open(earlier: Sequence[Sending], now: datetime) -> bool:
    if any(sending.state == "sent" or _is_under_way(sending, now) for sending in earlier):
        return False
    if any(sending.state == "failed" and now < sending.at + AGAIN_AFTER for sending in earlier):
        return False
    lost = sum(sending.state == "begun" for sending in earlier)
    return lost <= 1 and len(earlier) < MOST_TRIES


def _is_under_way(sending: Sending, now: datetime) -> bool:
    return sending.state == "begun" and now < sending.at + ABANDONED


def _record(cursor: duckdb.DuckDBPyConnection, sending: Sending, now: datetime) -> None:
    details = {
        "at": now.isoformat(),
        "on": sending.on.isoformat(),
        "sending": sending.sending_id,
        "channel": sending.channel,
        "keys": list(sending.keys),
        "state": sending.state,
    }
    By(ACTOR).record(cursor, "reminded", sending.account, details)
