"""A server with the entrance before stand-ins for Streamlit's own addresses, and browsers that ask it."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.entrance import routes as entrance
from dashboard.entrance.attendance import Attendance
from dashboard.entrance.door import Door
from dashboard.entrance.gate import Gate
from dashboard.entrance.middleware import routes
from dashboard.entrance.opened import store_at
from dashboard.entrance.terms import PUBLIC_VARIABLE, SIGN_IN_VARIABLE
from dashboard.services.stores.people import now
from dashboard.services.stores.stores import STORE_VARIABLE
from data.people import passwords
from data.people.limits import RateLimit
from data.people.person import Grant, Person
from data.store import Store

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

HERE = "http://127.0.0.1:8501"
PASSWORD = "correct horse battery"
#: What a browser says when somebody follows a link or opens an address.
OPENING = {"accept": "text/html", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}


class Hasher(PasswordHasher):
    """One of which a test can watch the methods."""


@dataclass
class Server:
    """A served store; heard: what reached the pages by their sockets. hasher: of passwords, a quick one."""

    store: Store
    app: Any
    heard: list[bytes]
    hasher: Any

    def browser(self, origin: str = HERE) -> TestClient:
        """A browser with cookies of its own, whose pages name their origin."""
        headers = {"origin": origin, "sec-fetch-site": "same-origin"}
        return TestClient(self.app, base_url=origin, headers=headers, follow_redirects=False)

    def signed_in(self, account: str = "li") -> TestClient:
        """A browser in which somebody has signed in."""
        browser = self.browser()
        token = self.store.people.begin_session(account, "password", now()).token
        browser.cookies.set("cockpit", token, domain="127.0.0.1")
        return browser


def opening_page(number: str) -> bytes:
    """What Streamlit says first to a page: its number."""
    message = ForwardMsg()
    message.new_session.initialize.session_id = number
    return message.SerializeToString()


@contextmanager
def serving(folder: Path, monkeypatch: pytest.MonkeyPatch, public: str | None = None) -> Iterator[Server]:
    """A server with two people: `li`, a region manager with a password, and `wang`, an admin without."""
    path = folder / "store.duckdb"
    monkeypatch.setenv(STORE_VARIABLE, str(path))
    monkeypatch.setenv(SIGN_IN_VARIABLE, "1")
    monkeypatch.setenv(PUBLIC_VARIABLE, public or "")
    monkeypatch.setattr(entrance, "TRIES", RateLimit(1_000, timedelta(minutes=1)))
    hasher = Hasher(time_cost=1, memory_cost=64, parallelism=1)
    kept = hasher.hash("nobody's password")
    monkeypatch.setattr(passwords, "_hasher", lambda: hasher)
    monkeypatch.setattr(passwords, "_nobodys", lambda: kept)
    store, heard = store_at(str(path)), list[bytes]()
    manager, admin = Grant("region_manager", frozenset({"East"})), Grant("admin", None)
    people = [Person("li", "Li", "", (manager,)), Person("wang", "Wang", "", (admin,))]
    store.people.load(people, "tests", now())
    store.people.redeem(store.people.invite("li", "tests", now()), PASSWORD, now())

    async def shown(request: Request) -> PlainTextResponse:
        return PlainTextResponse(f"shown {request.url.path}", headers={"cache-control": "public"})

    async def socket(websocket: WebSocket) -> None:
        await websocket.accept(subprotocol="streamlit")
        told = websocket.headers.get("sec-websocket-protocol", "")
        number = told.split(",")[2].strip() if told.count(",") > 1 else f"page{len(heard)}"
        await websocket.send_bytes(opening_page(number))
        await websocket.send_bytes(b'{"url": "/media/' + number.encode().hex().encode() + b'.csv"}')
        async for message in websocket.iter_bytes():
            heard.append(message)
            await websocket.send_bytes(b"answer")

    beyond = [WebSocketRoute("/_stcore/stream", socket), Route("/{path:path}", shown, methods=["GET", "PUT"])]
    app: Any = Starlette(routes=[*routes(), *beyond])
    try:
        yield Server(store, Door(Gate(Attendance(app))), heard, hasher)
    finally:
        store.close()


def sent_form(browser: TestClient, path: str, at: str | None = None, **fields: str) -> Any:
    """The answer to the form of a page, filled in; at: where else it is sent."""
    page = browser.get(path, headers=OPENING)
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    return browser.post(at or path.split("?", maxsplit=1)[0], data=hidden | fields)


def sign_in(
    browser: TestClient, path: str = "/login", *, account: str = "li", password: str = PASSWORD
) -> Any:
    """The answer to account and password, typed into the form."""
    return sent_form(browser, path, account=account, password=password)
