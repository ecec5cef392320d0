"""How the server begins and ends: nothing of a dead one stays, and nothing keeps it from ending."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from types import FrameType
from typing import Any

from streamlit import runtime

from dashboard.entrance import attendance, draining
from dashboard.entrance.begun import BEGUN, begin
from dashboard.entrance.opened import store_at
from dashboard.entrance.promptness import be_prompt
from dashboard.entrance.sessions import people
from dashboard.entrance.terms import METRICS_VARIABLE, terms
from dashboard.entrance.unasked import spare_asking
from dashboard.services import metrics
from dashboard.services.reminders import asking
from dashboard.services.stores import serving
from dashboard.services.stores.people import now
from dashboard.services.stores.stores import store_url
from dashboard.services.uploads.returning import give_back
from data.scratch import give_up, sweep

#: So long (seconds) may a reader's slow request, or a check under way, hold up the end.
GRACE = 5.0
_MINUTE = 60.0
#: So far (seconds) the rounds of reminders are apart.
_ROUND = 5 * _MINUTE
#: So often (seconds) a server that is to end looks whether it may.
_LOOK = 0.25
#: Within so long (seconds) other replicas see what this one wrote.
_SEEN_WITHIN = 1.5
#: So long (seconds) it tries to hand its sessions over.
_HANDED_OVER = 5.0
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
#: Set where a timer makes the rounds of reminders, for all replicas.
NO_ROUNDS_VARIABLE = "REGION_COCKPIT_NO_ROUNDS"
_log = logging.getLogger("region_cockpit")


@asynccontextmanager
async def lifetime(_app: object) -> AsyncGenerator[dict[str, Any]]:
    """From the server's start to its end."""
    sweep()
    be_prompt()
    spare_asking()
    _obey_signals()
    _tell_metrics()
    begin()
    rounds = () if os.environ.get(NO_ROUNDS_VARIABLE) else (_remind_now_and_then,)
    tasks = [asyncio.create_task(each()) for each in (_give_back_now_and_then, _end_when_idle, *rounds)]
    try:
        yield {}
    finally:
        BEGUN.clear()
        draining.stop()
        for task in tasks:
            task.cancel()
        asking.let_go()
        serving.close()
        give_up()


async def _give_back_now_and_then() -> None:
    """Let go, once a minute, of what readers who left held: uploads, checked rows."""
    while True:
        await asyncio.sleep(_MINUTE)
        _forget_those_who_left()
        await asyncio.to_thread(give_back)


async def _remind_now_and_then() -> None:
    """Make the rounds of reminders, if no other process does."""
    while True:
        await asyncio.sleep(_ROUND)
        await asyncio.to_thread(asking.make_round, store_url(), terms().public or "", now())


def _tell_metrics() -> None:
    """Tell figures where `serve` says, which has seen that it can be done."""
    host, _, port = (os.environ.get(METRICS_VARIABLE) or "").rpartition(":")
    if port:
        metrics.tell(host.strip("[]"), int(port))


async def _end_when_idle() -> None:
    """Once it was told to stop, end as soon as nobody would lose anything by it, or time is up."""
    while not draining.is_asked():
        await asyncio.sleep(_LOOK)
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.to_thread(_hand_over), _HANDED_OVER)
    draining.begin()
    while not draining.is_over(attendance.quiet_for()):
        await asyncio.sleep(_LOOK)
    os.kill(os.getpid(), signal.SIGTERM)


def _hand_over() -> None:
    """Let other replicas know of sessions that are alive here, before their readers are sent there."""
    try:
        if terms().sign_in and store_at(store_url()).is_shared:
            people().hand_over(now())
            time.sleep(_SEEN_WITHIN)
    except Exception:  # noqa: BLE001 - the store may be why it is to end
        _log.warning("sessions could not be handed over", exc_info=True)


def _forget_those_who_left() -> None:
    """End the sessions whose time to come back is over.

    Streamlit itself notices them only when the next reader leaves, which at night is in the morning.
    """
    storage = getattr(runtime.get_instance(), "_session_mgr", None)
    for name in ("_session_storage", "_cache", "expire"):
        storage = getattr(storage, name, None)
    if callable(storage):
        storage()


def _obey_signals() -> None:
    """End in order on any of the signals, and anyway when the time for that is over.

    A closed terminal (HUP) is no reason to leave children and folders behind either. TERM, by which
    supervisors stop a server, first lets its sessions come to rest where `serve --drain` gives them time;
    any further signal ends it.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    in_order = signal.getsignal(signal.SIGTERM)

    def end(number: int, frame: FrameType | None) -> None:
        if number == signal.SIGTERM and draining.patience() and not draining.is_asked():
            draining.ask()
            return
        last = threading.Timer(GRACE, os._exit, [128 + number])
        last.daemon = True
        last.start()
        if callable(in_order):
            in_order(number, frame)

    for number in _SIGNALS:
        signal.signal(number, end)
