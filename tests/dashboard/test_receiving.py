"""What is received at once: a cap for each reader and one for all, before a byte is read."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from dashboard.entrance import receiving
from dashboard.entrance.receiving import Receiving
from dashboard.services.uploads.limits import ALL_MEGABYTES, KEEP_DAYS, READER_MEGABYTES, quarantine

MB = 1_000_000


@pytest.fixture(autouse=True)
def _caps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(READER_MEGABYTES, "10")
    monkeypatch.setenv(ALL_MEGABYTES, "25")


def upload(
    door: Receiving, session: str, size: int | None, *, method: str = "PUT", chunked: bool = False
) -> int:
    """The status that an upload of `size` bytes is answered with."""
    sent: list[Any] = []
    headers = [(b"content-length", str(size).encode())] if size is not None else []
    headers += [(b"transfer-encoding", b"chunked")] if chunked else []
    path = f"/base/_stcore/upload_file/{session}/file"

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        raise AssertionError("a byte was read")

    scope = {"type": "http", "method": method, "path": path, "headers": headers}
    asyncio.run(door(scope, receive, send))
    return int(sent[0]["status"])


async def accepts(scope: Any, receive: Any, send: Any) -> None:
    del scope, receive
    await send({"type": "http.response.start", "status": 204, "headers": []})


def test_a_reader_holds_no_more_than_its_share_and_all_no_more_than_the_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    there: dict[str, int] = {}
    monkeypatch.setattr(receiving, "held", lambda: there)
    door = Receiving(accepts)
    assert upload(door, "a", 10 * MB) == 204
    assert upload(door, "a", 10 * MB + 1) == 413
    there["a"] = 9 * MB
    assert upload(door, "a", MB) == 204
    assert upload(door, "a", MB + 1) == 413
    assert upload(door, "b", 9 * MB) == 204
    there |= {"b": 9 * MB, "c": 6 * MB}
    assert upload(door, "d", MB) == 204
    assert upload(door, "d", MB + 1) == 503
    assert upload(door, "a", None) == 411
    assert upload(door, "a", 1, chunked=True) == 411
    assert upload(door, "a", None, method="DELETE") == 204


def test_what_is_still_coming_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "held", dict)
    statuses = []

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        # While this one is being received, the same reader sends another.
        if not statuses:
            statuses.append(None)
            statuses.append(await asyncio.to_thread(upload, door, "a", 6 * MB))
        await accepts(scope, receive, send)

    door = Receiving(slow)
    assert upload(door, "a", 6 * MB) == 204
    assert statuses == [None, 413]
    assert upload(door, "a", 6 * MB) == 204  # and counts no longer when it is done


def test_a_setting_that_is_no_number_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for text in ("-3", "0", "many", "1.5", "１"):
        monkeypatch.setenv(KEEP_DAYS, text)
        with pytest.raises(ValueError, match=KEEP_DAYS):
            quarantine()
