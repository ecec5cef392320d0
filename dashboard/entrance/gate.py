"""With sign-in nothing of the pages without a session: no page, nor its socket, files or uploads.

A socket is asked again with every message: when its session has ended, it is closed instead of heard,
and nothing more is said to it.
"""

from __future__ import annotations

from urllib.parse import quote

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from dashboard.entrance.door import answer
from dashboard.entrance.owners import Owners
from dashboard.entrance.paths import LOGIN, is_own
from dashboard.entrance.sessions import is_alive, is_running, soon, token_of
from dashboard.entrance.terms import terms
from dashboard.i18n import DEFAULT, N_, translator
from data.people.tokens import token_hash

SIGN_IN_FIRST = N_("Sign in first.")
NOT_YOURS = N_("There is nothing here for you.")
#: Streamlit's own addresses that a page needs; whatever else it may offer there stays shut.
_NEEDED = ("health", "host-config", "stream", "upload_file/", "bidi-components/")
_CORE = "/_stcore/"
#: What pages say to the server, and what they ask of it.
_SAID = {"rerun_script", "stop_script", "file_urls_request", "app_heartbeat", "backend_operation_request"}
_ASKED = {"deferred_file", "dataframe_chunk"}


class Gate:
    """ASGI middleware; without sign-in it lets everything pass."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._owners = Owners()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what a session may have, send the rest to the way in (303), or refuse it (401, 403)."""
        is_of_entrance = scope["type"] == "http" and is_own(scope["path"])
        if scope["type"] == "lifespan" or not terms().sign_in or is_of_entrance:
            await self._app(scope, receive, send)
            return
        token = token_of(scope)
        if token is None or not await soon(is_alive, token):
            await _turn_away(scope, send)
        elif scope["type"] == "websocket":
            bound = self._owners.bound(scope, token)
            await self._app(bound, _hearing(receive, send, token), _saying(send, token, self._owners))
        elif _is_shut(scope["path"]) or not self._owners.may_have(scope["path"], token):
            await answer(send, 403, translator(DEFAULT)(NOT_YOURS))
        else:
            await self._app(scope, receive, _unkept(send, scope["path"]))


def _is_shut(path: str) -> bool:
    return path.startswith(_CORE) and not path.removeprefix(_CORE).startswith(_NEEDED)


async def _turn_away(scope: Scope, send: Send) -> None:
    if scope["type"] == "websocket":  # before it is accepted, this is answered with 403
        await send({"type": "websocket.close", "code": 1008})
        return
    headers = dict(scope["headers"])
    is_page = scope["method"] == "GET" and b"text/html" in headers.get(b"accept", b"")
    if not is_page or headers.get(b"sec-fetch-mode", b"navigate") != b"navigate":
        await answer(send, 401, translator(DEFAULT)(SIGN_IN_FIRST))
        return
    query = scope["query_string"].decode("latin-1")
    asked = scope["path"] + (f"?{query}" if query else "")
    place = f"{LOGIN}?next={quote(asked, safe='')}" if asked != "/" else LOGIN
    to = [(b"location", place.encode()), (b"content-length", b"0"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 303, "headers": to})
    await send({"type": "http.response.body", "body": b""})


def _hearing(receive: Receive, send: Send, token: str) -> Receive:
    """`receive` of a socket that hears nothing of a session that has ended, nor what no page of ours says."""

    async def hear() -> Message:
        while True:
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            if not await soon(is_alive, token):
                break
            if _is_ours(message.get("bytes") or b""):
                return message
        await send({"type": "websocket.close", "code": 1008})
        return {"type": "websocket.disconnect", "code": 1008}

    return hear


def _is_ours(said: bytes) -> bool:
    """Whether a page of ours says such things. Streamlit would also clear everybody's caches, ask git …"""
    message = BackMsg()
    try:
        message.ParseFromString(said)
    except DecodeError:
        return False
    kind = message.WhichOneof("type")
    return kind in _SAID and (
        kind != "backend_operation_request"
        or message.backend_operation_request.WhichOneof("payload") in _ASKED
    )


def _saying(send: Send, token: str, owners: Owners) -> Send:
    """`send` of a socket to which nothing is said once its session has ended."""
    is_known, key = False, token_hash(token)

    async def say(message: Message) -> None:
        nonlocal is_known
        if message["type"] == "websocket.send":
            if not await soon(is_running, token):
                await send({"type": "websocket.close", "code": 1008})
                raise OSError("the session has ended")
            is_known = owners.learn(message.get("bytes") or b"", key, is_page_known=is_known)
        await send(message)

    return say


def _unkept(send: Send, path: str) -> Send:
    """`send` of an answer that no browser or proxy may keep, but for Streamlit's own scripts and styles."""
    if path.startswith("/static/"):
        return send

    async def say(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [pair for pair in message.get("headers", ()) if pair[0].lower() != b"cache-control"]
            message = {**message, "headers": [*kept, (b"cache-control", b"no-store")]}
        await send(message)

    return say
