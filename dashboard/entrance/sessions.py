"""The session's cookie: how it is read, set and taken away, and whose session it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TypeVar

from anyio import to_thread
from starlette.responses import Response
from starlette.types import Scope

from dashboard.entrance.opened import store_at
from dashboard.entrance.terms import terms
from dashboard.services.stores.people import now
from dashboard.services.stores.stores import store_url
from data.people.tokens import is_token
from data.store.people.people import People

Answer = TypeVar("Answer")


def people() -> People:
    """The people of the store that the pages show."""
    return _people_at(store_url())


@lru_cache(maxsize=4)
def _people_at(url: str) -> People:
    """To ask Streamlit's cache with every message would cost more than to look at the session."""
    return store_at(url).people


def cookie_of(scope: Scope, name: str) -> str | None:
    """A cookie of a request; None if there is none, or several of that name."""
    found = [value for key, value in scope["headers"] if key == b"cookie"]
    values = [value for line in found for value in _read(line.decode("latin-1"), name)]
    return values[0] if len(values) == 1 else None


def _read(line: str, name: str) -> Iterable[str]:
    for part in line.split(";"):
        key, _, value = part.strip().partition("=")
        if key == name:
            yield value


def token_of(scope: Scope) -> str | None:
    """The session's token that a browser sends, whether it is good or not; None if it is no token."""
    token = cookie_of(scope, terms().cookie)
    return token if token is not None and is_token(token) else None


def is_alive(token: str) -> bool:
    """Whether the session of a token runs; to ask is a sign of life."""
    return people().session(token, now()) is not None


def is_running(token: str) -> bool:
    """Whether the session of a token runs; to ask keeps nothing alive."""
    return people().running(token, now()) is not None


async def soon(question: Callable[[str], Answer], token: str) -> Answer:
    """What is asked about a token; by another thread if the store has to be looked into for it."""
    return question(token) if people().is_at_hand else await to_thread.run_sync(question, token)


def set_cookie(response: Response, name: str, value: str, *, seconds: int | None = None) -> None:
    """Give the browser a cookie that no script reads and no other site sends along with its forms."""
    response.set_cookie(
        name, value, max_age=seconds, path="/", secure=terms().is_secure, httponly=True, samesite="lax"
    )


def drop_cookie(response: Response, name: str) -> None:
    """Take a cookie away again."""
    response.delete_cookie(name, path="/", secure=terms().is_secure, httponly=True, samesite="lax")
