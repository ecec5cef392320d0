"""Who may come in: requests meant for this server, by its own pages; without sign-in, of this machine.

A page at a foreign name that resolves to this machine (DNS rebinding) sends that name as
Host; a page of another site, or of another port here, sends its own Origin. Both are held
against what this server is called, exactly. Everything that is answered carries headers
that let no other site frame it, read it or run anything in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.entrance.loopback import hosts, is_loopback
from dashboard.entrance.paths import WATCHED
from dashboard.entrance.protection import protection
from dashboard.entrance.terms import Terms, terms
from dashboard.i18n import DEFAULT, N_, translator

#: Methods that change nothing; browsers send them to other sites without an Origin.
_SAFE = {"GET", "HEAD", "OPTIONS"}
#: Traces of a proxy or tunnel: whoever is behind it is not on this machine.
_FORWARDED = {b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"x-real-ip"}

NOT_HERE = N_("Without sign-in the dashboard answers this machine only.")
NOT_THIS_HOST = N_("The dashboard is not served under this name. Use the address that it was started with.")
NOT_THIS_PAGE = N_("Another page asked for this; the dashboard answers its own pages only.")


class Door:
    """ASGI middleware that refuses strangers and adds the protecting headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with 403 and the reason."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        reason = refusal(scope)
        if scope["type"] == "websocket":
            if reason is None:
                await self._app(scope, receive, send)
            else:  # before it is accepted, this is answered with 403
                await send({"type": "websocket.close", "code": 1008})
            return
        guarded = _guarded(send, _own_host(scope), scope["path"])
        if reason is None:
            await self._app(scope, receive, guarded)
        else:
            await answer(guarded, 403, translator(DEFAULT)(reason))


def refusal(scope: Scope) -> str | None:
    """Why this request or handshake is not let in (a msgid), None if it is."""
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    here = terms()
    if not here.sign_in and not _is_of_this_machine(scope):
        return NOT_HERE
    named = _values(headers, b"host")
    if scope["type"] == "http" and scope["path"] in WATCHED and here.sign_in:
        return None  # whoever watches the server calls it by any name, and is told nothing
    if len(named) != 1 or named[0].lower() not in own_hosts(scope, here):
        return NOT_THIS_HOST
    origins = _values(headers, b"origin")
    if any(origin.lower() != (here.public or _origin(scope, named[0])) for origin in origins):
        return NOT_THIS_PAGE
    # Browsers name the origin of whatever may change something; programs have a command line.
    if not origins and (scope["type"] == "websocket" or scope["method"] not in _SAFE):
        return NOT_THIS_PAGE
    return None if _is_own_fetch(headers) else NOT_THIS_PAGE


def own_hosts(scope: Scope, here: Terms) -> tuple[str, ...]:
    """The Host headers that mean this server."""
    if here.public is not None:
        return (here.public.split("://", 1)[1],)
    return hosts((scope.get("server") or ("", 0))[1])


def _is_of_this_machine(scope: Scope) -> bool:
    server, client = scope.get("server") or ("", 0), scope.get("client") or ("", 0)
    is_passed_on = any(name in _FORWARDED for name, _value in scope["headers"])
    return not is_passed_on and is_loopback(server[0]) and is_loopback(client[0])


async def answer(
    send: Send, status: int, text: str, *more: tuple[bytes, bytes], of: str = "http.response"
) -> None:
    """A sentence as the whole answer. more: headers. of: what the messages belong to, a request's answer."""
    body = text.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(body))]
    await send({"type": f"{of}.start", "status": status, "headers": [*headers, *more]})
    await send({"type": f"{of}.body", "body": body})


def _is_own_fetch(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether the browser says that one of our pages, or the reader, asked for this.

    A link on another page may lead here, as the whole of a window; embedded pictures, scripts
    and frames may not. Old browsers say nothing.
    """
    said = {name: value.decode("latin-1") for name, value in headers if name.startswith(b"sec-fetch-")}
    if said.get(b"sec-fetch-site", "none") in {"none", "same-origin"}:
        return True
    return said.get(b"sec-fetch-mode") == "navigate" and said.get(b"sec-fetch-dest") == "document"


def _guarded(send: Send, host: str, path: str) -> Send:
    added = [(name.encode(), value.encode()) for name, value in protection(host, path).items()]
    names = {name for name, _value in added}

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [pair for pair in message.get("headers", ()) if pair[0].lower() not in names]
            message = {**message, "headers": [*kept, *added]}
        await send(message)

    return guarded


def _own_host(scope: Scope) -> str:
    """The Host of the request if it is ours, else the first of our own names."""
    own = own_hosts(scope, terms())
    named = [name for name in _values(scope["headers"], b"host") if name in own]
    return (*named, *own)[0]


def _origin(scope: Scope, host: str) -> str:
    return f"{'https' if scope['scheme'] in {'https', 'wss'} else 'http'}://{host.lower()}"


def _values(headers: Iterable[tuple[bytes, Any]], name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in headers if key == name]
