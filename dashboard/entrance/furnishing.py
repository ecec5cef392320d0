"""Streamlit's page as we send it: with our style sheet and script, and its own scripts from memory.

They come once a visit, from the browser's memory after the first, where elements of a page would be sent,
checked and styled anew on every run of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.assets import ASSETS
from dashboard.entrance.own_words import with_words
from dashboard.entrance.paths import is_own
from dashboard.entrance.preloading import STATIC, preloads
from dashboard.entrance.scripts import FOR_A_YEAR, script
from dashboard.entrance.terms import terms

_STYLE, _SCRIPT, _WORDS = "page.css", "page.js", "words.js"
#: Where people sign in, a page whose session has ended is left.
_LEAVING = "leaving.js"
#: What described the page as it was before.
_OF_BEFORE = {b"content-length", b"content-encoding", b"etag", b"last-modified", b"accept-ranges"}


class Furnishing:
    """ASGI middleware that answers with our files, and names them in every page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; an answer that is Streamlit's page is sent furnished."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"} or is_own(scope["path"]):
            await self._app(scope, receive, send)
            return
        found = served().get(scope["path"])
        if found is not None:
            kind, body = found
            await _answer(send, [(b"content-type", f"{kind}; charset=utf-8".encode()), FOR_A_YEAR], body)
            return
        known = await script(scope["path"], scope["headers"])
        if known is not None:
            await _answer(send, known.headers, known.body)
            return
        is_page = False

        async def furnished(message: Message) -> None:
            nonlocal is_page
            if message["type"] == "http.response.start":
                headers = [(name.lower(), value) for name, value in message.get("headers", ())]
                is_page = message["status"] == 200 and dict(headers).get(b"content-type", b"").startswith(
                    b"text/html"
                )
                if is_page:
                    await _answer(send, [pair for pair in headers if pair[0] not in _OF_BEFORE], page())
                    return
            if not is_page:
                await send(message)

        await self._app(scope, receive, furnished)


@cache
def served() -> dict[str, tuple[str, bytes]]:
    """Path → media type and content; another content is another path."""
    files = {}
    for name in (_STYLE, _SCRIPT, _WORDS, *((_LEAVING,) if terms().sign_in else ())):
        content = (ASSETS / name).read_bytes()
        if name == _WORDS:
            content = with_words(content)
        path = f"/furnishing/{hashlib.sha256(content).hexdigest()[:16]}/{name}"
        files[path] = ("text/css" if name == _STYLE else "text/javascript", content)
    return files


@cache
def page() -> bytes:
    """Streamlit's page with our files at its end, where our styles come after its own."""
    html = (STATIC / "index.html").read_text("utf-8")
    style, *scripts = served()
    ours = f'<link rel="stylesheet" href="{style}">'
    ours += "".join(f'<script src="{script}" defer></script>' for script in scripts)
    return (
        html.replace("</head>", f"{preloads(html)}</head>", 1)
        .replace("</body>", f"{ours}</body>", 1)
        .encode()
    )


async def _answer(send: Send, headers: Iterable[tuple[bytes, bytes]], body: bytes) -> None:
    told = [*headers, (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": told})
    await send({"type": "http.response.body", "body": body})
