"""Whose a page's state is: only the session that opened a page comes back to it, or to its files.

Streamlit lets whoever names a page's number take up its state and put files into it, and whoever names a
file fetch it. The numbers are hard to guess; a browser in which one person followed another knows them.
"""

from __future__ import annotations

import re
from collections import OrderedDict

from google.protobuf.message import DecodeError
from starlette.types import Scope
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from data.people.tokens import token_hash

#: So many pages and files are remembered; one that is forgotten must be opened anew.
MOST = 50_000
_PROTOCOL = b"sec-websocket-protocol"
_UPLOADS, _FILES = "/_stcore/upload_file/", "/media/"
_TOLD = re.compile(rb"/media/([0-9a-f]+)")


class Owners:
    """Which pages (Streamlit's sessions) a sign-in session opened, and which files it was told of."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, str], None] = OrderedDict()

    def learn(self, said: bytes, key: str, *, is_page_known: bool) -> bool:
        """Note files, and the page's own number, from what is said to it; whether the number is known.

        key: the hash of the session's token.
        """
        for name in _TOLD.findall(said) if _FILES.encode() in said else ():
            self._note(name.decode(), key)
        if is_page_known:
            return True
        page = _page_of(said)
        if page is not None:
            self._note(page, key)
        return page is not None

    def _note(self, name: str, key: str) -> None:
        self._known[name, key] = None
        self._known.move_to_end((name, key))
        while len(self._known) > MOST:
            self._known.popitem(last=False)

    def has(self, name: str, token: str) -> bool:
        """Whether this session opened that page, or was told of that file."""
        return (name, token_hash(token)) in self._known

    def bound(self, scope: Scope, token: str) -> Scope:
        """The handshake of a socket, without the number of a page that is another's."""
        headers = [
            (name, self._own(value, token) if name == _PROTOCOL else value)
            for name, value in scope["headers"]
        ]
        return {**scope, "headers": headers}

    def _own(self, told: bytes, token: str) -> bytes:
        entries = [entry.strip() for entry in told.split(b",")]
        if len(entries) < 3 or self.has(entries[2].decode("latin-1"), token):
            return told
        return b", ".join(entries[:2])

    def may_have(self, path: str, token: str) -> bool:
        """Whether a path is no upload to, and no file of, a page that is another's."""
        if path.startswith(_UPLOADS):
            return self.has(path.removeprefix(_UPLOADS).split("/")[0], token)
        if path.startswith(_FILES):
            return self.has(path.removeprefix(_FILES).split(".")[0], token)
        return True


def _page_of(said: bytes) -> str | None:
    """The number of the page that a message opens, None if it is another message."""
    message = ForwardMsg()
    try:
        message.ParseFromString(said)
    except DecodeError:
        return None
    if message.WhichOneof("type") != "new_session":
        return None
    return message.new_session.initialize.session_id
