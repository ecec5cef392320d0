"""How much is received at once: a reader's files, and everybody's, stay within their caps.

Streamlit holds uploaded files in memory as long as their page lives, and limits each file
but not their number.
"""

from __future__ import annotations

import re
from collections import Counter

from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import runtime

from dashboard.entrance.door import answer
from dashboard.i18n import DEFAULT, N_, translator
from dashboard.services.uploads.limits import most_in_all, most_per_reader

_UPLOAD = re.compile(r"/_stcore/upload_file/(?P<session>[^/]+)/[^/]+")

NO_LENGTH = N_("An upload must say how long it is.")
READER_IS_FULL = N_("This page holds too many files already. Remove some of them, or load them first.")
ALL_ARE_FULL = N_("Too much is being uploaded at the moment. Try again in a few minutes.")


def held() -> dict[str, int]:
    """Bytes of the uploaded files in memory, by session."""
    manager = runtime.get_instance().uploaded_file_mgr
    storage: dict[str, dict[str, object]] = getattr(manager, "file_storage", {})
    return {
        session: sum(len(getattr(file, "data", b"")) for file in list(files.values()))
        for session, files in list(storage.items())
    }


class Receiving:
    """ASGI middleware that refuses an upload beyond the caps before its first byte is read."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._coming: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on but uploads for which there is no room (411, 413, 503)."""
        upload = _UPLOAD.search(scope["path"]) if scope["type"] == "http" else None
        if upload is None or scope["method"] not in {"PUT", "POST"}:
            await self._app(scope, receive, send)
            return
        session, size = upload["session"], _length(scope)
        refused = self._refusal(session, size)
        if refused is not None:
            await answer(send, refused[0], translator(DEFAULT)(refused[1]))
            return
        self._coming[session] += size or 0
        try:
            await self._app(scope, receive, send)
        finally:
            self._coming[session] -= size or 0
            self._coming += Counter()  # forgets whoever has nothing under way

    def _refusal(self, session: str, size: int | None) -> tuple[int, str] | None:
        if size is None:
            return 411, NO_LENGTH
        there = Counter(held())
        there.update(self._coming)
        if there[session] + size > most_per_reader():
            return 413, READER_IS_FULL
        if there.total() + size > most_in_all():
            return 503, ALL_ARE_FULL
        return None


def _length(scope: Scope) -> int | None:
    """The one length that is told; None if there is none, or a chunked body that could have any."""
    told = [value for name, value in scope["headers"] if name == b"content-length"]
    chunked = any(name == b"transfer-encoding" for name, _value in scope["headers"])
    return int(told[0]) if len(told) == 1 and told[0].isdigit() and not chunked else None
