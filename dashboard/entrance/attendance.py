"""Who is here: open pages, what they asked and still wait for. While the server is to end, nobody new.

A rerun is timed from what a page says to the end of the run that answers it, as its reader has it: with
waiting for a turn, and fragments alike. Of what is said to a page only the shortest messages are looked at.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import runtime
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.entrance import draining
from dashboard.entrance.door import answer
from dashboard.entrance.paths import is_page
from dashboard.i18n import DEFAULT, N_, translator
from dashboard.services.metrics import RERUN_SECONDS, SESSIONS, TURNED_AWAY

IS_ENDING = N_("This server is being restarted and takes nobody new. Reload the page in a few seconds.")
#: After so many seconds a browser, or a proxy, may ask again.
RETRY_AFTER = b"5"
_PROTOCOL = b"sec-websocket-protocol"
#: `script_finished` is the number of a field and a number; the id of a run may stand before it.
_LONGEST_END = 128
_FINISHED = ForwardMsg.DESCRIPTOR.fields_by_name["script_finished"].number << 3
_ENDED = {
    ForwardMsg.FINISHED_SUCCESSFULLY: "page",
    ForwardMsg.FINISHED_WITH_COMPILE_ERROR: "page",
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY: "fragment",
}


class Page:
    """An open page: when it last asked (`heard`), and since when it waits (`asked`), None if it does not."""

    __slots__ = ("asked", "clock", "heard")

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.heard = clock()
        self.asked: float | None = None

    def hear(self, said: bytes) -> None:
        """Note what the page says, if it asks for a run."""
        message = BackMsg()
        try:
            message.ParseFromString(said)
        except DecodeError:
            return
        if message.WhichOneof("type") == "rerun_script":
            self.heard = self.clock()
            # Of what is asked during a run, the first one waits longest.
            self.asked = self.heard if self.asked is None else self.asked

    def say(self, said: bytes) -> None:
        """Note what is said to the page, if it ends a run that was asked for."""
        if len(said) > _LONGEST_END or self.asked is None or _FINISHED not in said:
            return
        message = ForwardMsg()
        try:
            message.ParseFromString(said)
        except DecodeError:
            return
        if message.WhichOneof("type") != "script_finished":
            return
        extent = _ENDED.get(message.script_finished)
        if extent is not None:  # else it was broken off for another run, for which the page still waits
            RERUN_SECONDS.labels(extent).observe(self.clock() - self.asked)
            self.heard, self.asked = self.clock(), None


class Attendance:
    """ASGI middleware behind the gate; `quiet_for` tells how long all that it let in has been idle."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on but, once the server is to end, whoever begins anew (503)."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif draining.is_draining() and _begins(scope):
            TURNED_AWAY.inc()
            await _turn_away(scope, send)
        elif scope["type"] == "websocket":
            await self._attend(scope, receive, send)
        else:
            _here.requests += 1
            try:
                await self._app(scope, receive, send)
            finally:
                _here.requests -= 1

    async def _attend(self, scope: Scope, receive: Receive, send: Send) -> None:
        page = Page()

        async def hear() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive":
                page.hear(message.get("bytes") or b"")
            return message

        async def say(message: Message) -> None:
            await send(message)
            if message["type"] == "websocket.send":
                page.say(message.get("bytes") or b"")

        _here.pages.add(page)
        SESSIONS.set(len(_here.pages))
        try:
            await self._app(scope, hear, say)
        finally:
            _here.pages.discard(page)
            SESSIONS.set(len(_here.pages))


class _Here:
    """The pages and requests of this process."""

    def __init__(self) -> None:
        self.pages: set[Page] = set()
        self.requests = 0


_here = _Here()


def quiet_for() -> float | None:
    """Seconds since any page asked for anything, 0 while one waits or is sent something; None if none is
    open. Any thread may ask."""
    pages = list(_here.pages)
    if _here.requests or any(page.asked is not None for page in pages):
        return 0.0
    return min((page.clock() - page.heard for page in pages), default=None)


def _begins(scope: Scope) -> bool:
    """Whether a request opens a page that this server does not have."""
    if scope["type"] == "websocket":
        return not _is_known(_number_of(scope))
    return scope["method"] in {"GET", "HEAD"} and is_page(scope["path"])


def _number_of(scope: Scope) -> str | None:
    """The number of the page that comes back by a handshake, None if it is a new one."""
    told = b",".join(value for name, value in scope["headers"] if name == _PROTOCOL).split(b",")
    return told[2].strip().decode("latin-1") if len(told) > 2 else None


def _is_known(number: str | None) -> bool:
    if number is None or not runtime.exists():
        return False
    manager = getattr(runtime.get_instance(), "_session_mgr", None)
    storage = getattr(manager, "_session_storage", None)
    if manager is None or storage is None:
        return False
    return manager.get_session_info(number) is not None or storage.get(number) is not None


async def _turn_away(scope: Scope, send: Send) -> None:
    text = translator(DEFAULT)(IS_ENDING)
    if scope["type"] == "http":
        await answer(send, 503, text, (b"retry-after", RETRY_AFTER), (b"cache-control", b"no-store"))
    elif "websocket.http.response" in scope.get("extensions", {}):
        await answer(send, 503, text, (b"retry-after", RETRY_AFTER), of="websocket.http.response")
    else:
        await send({"type": "websocket.close", "code": 1013})
