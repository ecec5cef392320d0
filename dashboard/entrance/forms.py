"""Forms of the way in: that they come from a page of ours, in time, and what they hold."""

from __future__ import annotations

import hmac
import os
import secrets
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response

from dashboard.entrance.sessions import cookie_of, set_cookie
from dashboard.entrance.terms import terms

#: A form of ours is far smaller.
MOST_BYTES = 8_192
#: What replicas share, so that a form from one of them may be sent to another.
SECRET_VARIABLE = "REGION_COCKPIT_SECRET"  # noqa: S105 - the name of it
_OWN = secrets.token_bytes(32)
_FIELD = "form"


@dataclass(frozen=True, slots=True)
class Form:
    """What was sent; is_ours: whether a page that we showed to this very browser sent it."""

    fields: dict[str, str]
    is_ours: bool

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "")


class Ticket:
    """What a form must bring back: a mark in a cookie, and in the form what only we make of that."""

    def __init__(self, request: Request) -> None:
        known = cookie_of(request.scope, _cookie())
        self._is_new = known is None or len(known) != 43
        self._mark = secrets.token_urlsafe(32) if self._is_new or known is None else known

    def field(self, purpose: str) -> str:
        """The value of the hidden field."""
        return _made(self._mark, purpose)

    def give(self, response: Response) -> None:
        """Let the browser keep its mark."""
        if self._is_new:
            set_cookie(response, _cookie(), self._mark)


async def read_form(request: Request, purpose: str) -> Form:
    """The form that was sent; of one that is too large or no form, nothing."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return Form({}, False)
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return Form({}, False)
    try:
        sent = parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=20)
    except ValueError:
        return Form({}, False)
    fields = {name: values[0] for name, values in sent.items()}
    return Form(fields, _is_ours(request, fields.get(_FIELD, ""), purpose))


def is_our_link(request: Request, purpose: str) -> bool:
    """Whether a page that we showed to this very browser holds the link that was followed."""
    return _is_ours(request, request.query_params.get(_FIELD, ""), purpose)


def _is_ours(request: Request, given: str, purpose: str) -> bool:
    mark = cookie_of(request.scope, _cookie())
    return mark is not None and hmac.compare_digest(given.encode(), _made(mark, purpose).encode())


def _cookie() -> str:
    return f"{terms().cookie}-form"


def _key() -> bytes:
    shared = os.environ.get(SECRET_VARIABLE)
    return sha256(shared.encode()).digest() if shared else _OWN


def _made(mark: str, purpose: str) -> str:
    return hmac.new(_key(), f"{purpose}\n{mark}".encode(), sha256).hexdigest()
