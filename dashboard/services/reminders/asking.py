"""`remind` for whoever runs this machine, and the rounds of a server: one process of all makes them."""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from dashboard.i18n import Translator
from dashboard.services.policies import policies
from dashboard.services.reminders.running import remind
from dashboard.services.reminders.sending import Post
from dashboard.services.stores import asking, serving
from dashboard.services.stores.people import day_at, now
from dashboard.services.stores.stores import open_seen_store
from data.store import Store
from data.store.address import address
from data.store.existence import exists

_log = logging.getLogger("region_cockpit")
#: Nobody is reminded before this hour by the company's calendar.
FIRST_HOUR = 8
_FOLDER, _LOCK = "serving", "reminding"
#: The rounds that this process makes: store → the lock that it holds.
_held: dict[str, int] = {}


def reminded(
    url: str | None, on: date, link: str, _: Translator, *, is_rehearsal: bool
) -> list[dict[str, Any]]:
    """The messages of a round, ready for JSON. link: where people reach the dashboard, or empty."""
    arguments = {"on": on.isoformat(), "link": link, "rehearsal": is_rehearsal}
    messages: list[dict[str, Any]] = asking.done(url, VERBS, "remind", arguments, _)["messages"]
    return messages


def _reminded(
    store: Store, arguments: Mapping[str, Any], progress: serving.Progress, _: Translator
) -> dict[str, Any]:
    del progress
    on, link, is_rehearsal = date.fromisoformat(arguments["on"]), arguments["link"], arguments["rehearsal"]
    sent = remind(store, policies(), Post.here(), on, now(), address=link, is_rehearsal=is_rehearsal)
    return {
        "messages": [
            {
                "account": each.account,
                "way": each.way,
                "title": each.title,
                "body": each.body,
                "state": each.state,
            }
            for each in sent
        ]
    }


VERBS: dict[str, serving.Verb] = {"remind": _reminded}


def make_round(url: str, link: str, moment: datetime) -> int:
    """Remind everybody of what is new, if it is time and no other process does; how many messages went.

    Whatever goes wrong stands in the program's log; the next round comes.
    """
    try:
        place = address(url)
        if not exists(place) or _local(moment).hour < FIRST_HOUR or not _is_ours(url):
            return 0
        with open_seen_store(url) as store:
            return len(remind(store, policies(), Post.here(), day_at(moment), moment, address=link))
    except Exception:  # noqa: BLE001 - rounds go on
        _log.warning("a round of reminders failed", exc_info=True)
        return 0


def let_go() -> None:
    """Leave the rounds to other processes."""
    while _held:
        _, lock = _held.popitem()
        os.close(lock)


def _local(moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(policies().at(moment.date()).process.time_zone.value))


def _is_ours(url: str) -> bool:
    """Whether this process makes the rounds of a store: who holds the lock, until it ends."""
    folder = address(url).belonging(_FOLDER)
    if folder is None or url in _held:
        return True
    folder.mkdir(mode=0o700, exist_ok=True)
    lock = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        return False
    _held[url] = lock
    return True
