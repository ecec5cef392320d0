"""What watches the server asks: does it live, may it be sent readers? Words alone, nothing of the data."""

from __future__ import annotations

import logging
import threading
from functools import cache

from anyio import CapacityLimiter, move_on_after, to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from dashboard.entrance import draining
from dashboard.entrance.opened import store_at
from dashboard.entrance.paths import HEALTH, READY
from dashboard.services.metrics import timed
from dashboard.services.policies import policies
from dashboard.services.stores.stores import store_url
from data.store import StoreError
from engine.policy.parameters import PolicyError

_log = logging.getLogger("region_cockpit")
#: A store that needs longer (seconds) to say anything does not answer.
_PATIENCE = 5.0
_looking = threading.Lock()
_NO_STORE = {"cache-control": "no-store"}


async def show_health(_request: Request) -> Response:
    """That the process lives: the store is not asked, since a new process would have no better one."""
    return PlainTextResponse("ok", headers=_NO_STORE)


async def show_ready(_request: Request) -> Response:
    """200 if readers may be sent here; else 503 and why: `draining`, `store`, `policies`."""
    reason = await why_not_ready()
    return PlainTextResponse(reason or "ready", 503 if reason else 200, _NO_STORE)


async def why_not_ready() -> str | None:
    """One word, None if it is ready."""
    if draining.is_draining():
        return "draining"
    with move_on_after(_PATIENCE):
        # A store that does not answer keeps its thread; those of readers stay theirs.
        return await to_thread.run_sync(_looked, abandon_on_cancel=True, limiter=_lookers())
    return "store"


@cache
def _lookers() -> CapacityLimiter:
    return CapacityLimiter(4)


def _looked() -> str | None:
    # A store that hangs keeps one thread, however often it is asked for.
    if not _looking.acquire(timeout=_PATIENCE):
        return "store"
    try:
        return _found()
    finally:
        _looking.release()


def _found() -> str | None:
    try:
        with timed("answer"):
            store_at(store_url()).data_version()
    except Exception as error:  # noqa: BLE001 - whatever it is, this server is not ready
        _log.warning("not ready: %s", error if isinstance(error, StoreError) else type(error).__name__)
        return "store"
    try:
        policies()
    except (PolicyError, OSError) as error:
        _log.warning("not ready: %s", error)
        return "policies"
    return None


WATCHING: tuple[BaseRoute, ...] = (
    Route(HEALTH, show_health, methods=["GET"]),
    Route(READY, show_ready, methods=["GET"]),
)
