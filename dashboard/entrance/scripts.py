"""Streamlit's own scripts, styles and fonts, answered from memory.

A page needs sixty to eighty of them before it shows anything. Streamlit opens, looks at and reads each anew
for each visitor, every step in another thread: some 10 ms a file, most of what a first visit waited for.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cache
from mimetypes import guess_type
from pathlib import Path

from anyio import to_thread

from dashboard.entrance.preloading import STATIC
from dashboard.entrance.terms import terms

#: Their names carry a digest of what they hold.
FOR_A_YEAR = (b"cache-control", b"public, max-age=31536000, immutable")
#: Kinds that are worth packing; fonts and pictures are packed already.
_TEXTS = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
_LEVEL = 6


@dataclass(frozen=True)
class Answer:
    """What a browser is sent for a path."""

    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


async def script(path: str, headers: list[tuple[bytes, bytes]]) -> Answer | None:
    """The answer to a request for a file of Streamlit's; None for any other path.

    It is packed for whoever may be far away and can unpack it: once, by the first who asks.
    """
    file = _files().get(path)
    if file is None:
        return None
    if not terms().sign_in or b"gzip" not in dict(headers).get(b"accept-encoding", b""):
        return _plain(file)
    return await to_thread.run_sync(_packed, file)


@cache
def _files() -> dict[str, Path]:
    """Path in an address → file, of all there are: nothing else can be asked for."""
    return {f"/{file.relative_to(STATIC).as_posix()}": file for file in (STATIC / "static").rglob("*.*")}


@cache
def _plain(file: Path) -> Answer:
    kind = _TEXTS.get(file.suffix) or guess_type(file.name)[0] or "application/octet-stream"
    return Answer(((b"content-type", kind.encode()), FOR_A_YEAR), file.read_bytes())


@cache
def _packed(file: Path) -> Answer:
    plain = _plain(file)
    if file.suffix not in _TEXTS:
        return plain
    unlike = ((b"content-encoding", b"gzip"), (b"vary", b"accept-encoding"))
    return Answer((*plain.headers, *unlike), gzip.compress(plain.body, _LEVEL, mtime=0))
