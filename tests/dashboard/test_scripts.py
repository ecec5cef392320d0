"""Streamlit's own files come from memory, the same bytes, packed for who is far away."""

from __future__ import annotations

import asyncio
import gzip

import pytest

from dashboard.entrance import scripts
from dashboard.entrance.preloading import STATIC
from dashboard.entrance.terms import Terms

FILE = next((STATIC / "static" / "js").glob("react-dom.*.js"))
PATH = f"/static/js/{FILE.name}"
FONT = next((STATIC / "static").rglob("*.woff2"))
UNPACKS = [(b"accept-encoding", b"gzip, deflate, br")]


def answer(path: str, headers: list[tuple[bytes, bytes]]) -> tuple[dict[bytes, bytes], bytes] | None:
    found = asyncio.run(scripts.script(path, headers))
    return None if found is None else (dict(found.headers), found.body)


@pytest.fixture
def far_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """People sign in, so they may come from other machines."""
    monkeypatch.setattr(scripts, "terms", lambda: Terms(sign_in=True, public="https://cockpit.example"))


def test_a_script_is_the_file_itself() -> None:
    headers, body = answer(PATH, UNPACKS) or ({}, b"")
    assert body == FILE.read_bytes()
    assert headers[b"content-type"] == b"text/javascript; charset=utf-8"
    assert b"immutable" in headers[b"cache-control"]
    assert b"content-encoding" not in headers, "on this machine packing costs more than it saves"


@pytest.mark.usefixtures("far_away")
def test_who_may_be_far_away_gets_it_packed() -> None:
    headers, body = answer(PATH, UNPACKS) or ({}, b"")
    assert headers[b"content-encoding"] == b"gzip"
    assert headers[b"vary"] == b"accept-encoding", "a proxy must not give it to whoever cannot unpack it"
    assert gzip.decompress(body) == FILE.read_bytes()
    assert len(body) < FILE.stat().st_size / 2


@pytest.mark.usefixtures("far_away")
def test_who_cannot_unpack_it_and_what_is_packed_already_come_plain() -> None:
    assert (answer(PATH, []) or ({}, b""))[1] == FILE.read_bytes()
    font, body = answer(f"/{FONT.relative_to(STATIC).as_posix()}", UNPACKS) or ({}, b"")
    assert b"content-encoding" not in font
    assert body == FONT.read_bytes()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/static",
        "/static/",
        "/static/js",
        "/index.html",
        "/static/../index.html",
        "/static/js/../../index.html",
        f"/static/js//{FILE.name}",
        "/static//etc/passwd",
        f"{PATH}/",
        f"{PATH}%00",
    ],
)
def test_nothing_but_these_files_can_be_asked_for(path: str) -> None:
    assert answer(path, UNPACKS) is None
