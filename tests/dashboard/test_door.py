"""The door: who is let in, held against what browsers, proxies and forgers send."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.responses import HTMLResponse

from dashboard.entrance.door import NOT_HERE, NOT_THIS_HOST, NOT_THIS_PAGE, Door, refusal
from dashboard.entrance.loopback import is_loopback

HERE = "127.0.0.1:8501"


def scope_of(
    headers: dict[str, str] | list[tuple[str, str]],
    *,
    kind: str = "http",
    method: str = "GET",
    server: str = "127.0.0.1",
    client: str = "127.0.0.1",
    port: int = 8501,
) -> dict[str, Any]:
    pairs = list(headers.items()) if isinstance(headers, dict) else headers
    return {
        "type": kind,
        "scheme": "ws" if kind == "websocket" else "http",
        "method": method,
        "path": "/",
        "server": (server, port),
        "client": (client, 50_000),
        "headers": [(name.lower().encode(), value.encode()) for name, value in pairs],
    }


def asked(headers: dict[str, str] | list[tuple[str, str]], **said: Any) -> str | None:
    return refusal(scope_of(headers, **said))


def answered(headers: dict[str, str]) -> tuple[int, list[tuple[str, str]]]:
    """Status and headers of what a page behind the door answers."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    page = HTMLResponse("<html></html>", headers={"X-Frame-Options": "ALLOWALL"})
    asyncio.run(Door(page)(scope_of(headers), receive, send))
    return sent[0]["status"], [(name.decode(), value.decode()) for name, value in sent[0]["headers"]]


@pytest.mark.parametrize("host", [HERE, "localhost:8501", "LOCALHOST:8501", "[::1]:8501"])
def test_a_browser_of_this_machine_comes_in_by_any_of_its_names(host: str) -> None:
    assert asked({"Host": host}) is None
    assert asked({"Host": host, "Origin": f"http://{host}"}, kind="websocket") is None
    assert asked({"Host": host, "Origin": f"http://{host}"}, method="PUT") is None


@pytest.mark.parametrize(
    "host",
    [
        "evil.example:8501", "evil.example", "127.0.0.1", "127.0.0.1:8502", "127.0.0.1:8501.evil.example",
        "localhost.evil.example:8501", "localhost.:8501", "user@127.0.0.1:8501", "127.0.0.2:8501",
        "0.0.0.0:8501",
        "127.1:8501", "2130706433:8501", "[::ffff:127.0.0.1]:8501", "127.0.0.1:08501", " 127.0.0.1:8501", "",
    ],
)  # fmt: skip
def test_no_other_name_does(host: str) -> None:
    for kind in ("http", "websocket"):
        assert asked({"Host": host, "Origin": f"http://{host}"}, kind=kind) == NOT_THIS_HOST


def test_two_hosts_or_none_are_none_of_ours() -> None:
    assert asked([("Host", HERE), ("Host", "evil.example:8501")]) == NOT_THIS_HOST
    assert asked([]) == NOT_THIS_HOST
    assert asked({"Host": "127.0.0.1"}, port=80) is None


@pytest.mark.parametrize(
    "origin",
    [
        "http://127.0.0.1:9999", "http://localhost:8501", "https://127.0.0.1:8501", "null",
        "http://127.0.0.1",
        "http://127.0.0.1:8501.evil.example", "https://share.streamlit.io", "http://evil.example:8501",
        "http://127.0.0.1:8501/", "file://", "",
    ],
)  # fmt: skip
def test_an_origin_is_ours_to_the_port_or_it_is_not_ours(origin: str) -> None:
    for kind, method in [("websocket", "GET"), ("http", "PUT"), ("http", "GET"), ("http", "OPTIONS")]:
        assert asked({"Host": HERE, "Origin": origin}, kind=kind, method=method) == NOT_THIS_PAGE


def test_what_changes_something_names_its_origin() -> None:
    assert asked({"Host": HERE}, kind="websocket") == NOT_THIS_PAGE
    for method in ("PUT", "POST", "DELETE", "PATCH"):
        assert asked({"Host": HERE}, method=method) == NOT_THIS_PAGE
    both = [("Host", HERE), ("Origin", f"http://{HERE}"), ("Origin", "http://evil.example")]
    assert asked(both, method="PUT") == NOT_THIS_PAGE


def test_what_another_page_embeds_is_refused_and_a_link_is_followed() -> None:
    def fetched(site: str, mode: str, dest: str) -> str | None:
        said = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest}
        return asked({"Host": HERE, **said})

    assert fetched("cross-site", "navigate", "document") is None
    assert fetched("none", "navigate", "document") is None
    assert fetched("same-origin", "no-cors", "image") is None
    for site in ("cross-site", "same-site"):
        for mode, dest in [
            ("navigate", "iframe"),
            ("no-cors", "script"),
            ("no-cors", "image"),
            ("cors", "empty"),
        ]:
            assert fetched(site, mode, dest) == NOT_THIS_PAGE


def test_another_machine_is_refused_whatever_it_says() -> None:
    good = {"Host": HERE, "Origin": f"http://{HERE}"}
    for kind in ("http", "websocket"):
        assert asked(good, kind=kind, client="192.168.1.7") == NOT_HERE
        assert (
            asked(good, kind=kind, server="192.168.1.2") == NOT_HERE
        )  # though a proxy claims a local client
        assert asked(good, kind=kind, server="", client="") == NOT_HERE
    for trace in ("X-Forwarded-For", "Forwarded", "X-Forwarded-Host", "X-Real-IP"):
        assert asked({**good, trace: "127.0.0.1"}) == NOT_HERE


def test_only_addresses_that_nobody_else_can_reach_are_loopback() -> None:
    assert all(map(is_loopback, ["127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost", "::ffff:127.0.0.1"]))
    others = ["0.0.0.0", "::", "192.168.1.2", "", None, "unix:///x", "localhost.example", "::ffff:10.0.0.1"]
    assert not any(map(is_loopback, others))


@pytest.mark.parametrize(("host", "expected"), [(HERE, 200), ("evil.example", 403)])
def test_every_answer_says_what_a_browser_must_refuse(host: str, expected: int) -> None:
    status, headers = answered({"Host": host})
    assert status == expected
    assert [value for name, value in headers if name == "x-frame-options"] == ["DENY"]
    told = dict(headers)
    assert told["x-content-type-options"] == "nosniff"
    policy = dict(part.split(" ", 1) for part in told["content-security-policy"].split("; "))
    assert policy["img-src"] == "'self' data:"
    assert policy["frame-ancestors"] == policy["default-src"] == "'none'"
    assert "unsafe" not in policy["script-src"]
    assert "evil" not in told["content-security-policy"]
