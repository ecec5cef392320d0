"""The way in by another provider of identities: there, and back with an invitation or an account."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from functools import cache, wraps
from typing import TypeVar
from urllib.parse import urlencode

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from dashboard.entrance import pages
from dashboard.entrance.forms import is_our_link
from dashboard.entrance.oidc import NotProven, Provider
from dashboard.entrance.paths import LOGIN, OIDC_BACK, OIDC_BEGIN, next_page
from dashboard.entrance.providing import provider, provider_name
from dashboard.entrance.routes import TOO_OFTEN, begin, language_of, may_try, writing
from dashboard.entrance.sessions import cookie_of, drop_cookie, people, set_cookie
from dashboard.entrance.terms import terms
from dashboard.i18n import N_, Translator
from dashboard.services.stores.people import INVITATION, now
from data.people.person import account_key
from data.people.tokens import is_token, new_token
from data.store import PeopleRefused
from data.store.people.book import Book

Answer = TypeVar("Answer")
Endpoint = Callable[[Request], Awaitable[Response]]
_log = logging.getLogger("region_cockpit")

NOT_PROVEN = N_("{name} did not confirm who you are. Please try again.")
UNKNOWN = N_("{name} knows you, but you have no access here yet. Ask an administrator for an invitation.")
#: How a session began that began so.
OIDC = "oidc"
_SECONDS = 600
_AT_ONCE = 4


def _cookie() -> str:
    return f"{terms().cookie}-oidc"


def _with_provider(answer: Callable[[Request, Provider], Awaitable[Response]]) -> Endpoint:
    """A route that is there with a provider alone, and not for whoever tries too often."""

    @wraps(answer)
    async def answered(request: Request) -> Response:
        there = provider()
        if there is None:
            return Response(status_code=404)
        if not may_try(request):
            return _said(language_of(request), TOO_OFTEN, 429)
        return await answer(request, there)

    return answered


@_with_provider
async def begin_there(request: Request, there: Provider) -> Response:
    """Send somebody to the provider who chose to go there on a page of ours; others to that page.

    Otherwise a link of another site would sign in whoever the provider knows.
    """
    _, browser, invitation = language_of(request), new_token(), request.query_params.get("invitation")
    after = next_page(request.query_params.get("next"))
    if invitation is not None and not is_token(invitation):
        return _said(_, NOT_PROVEN, 400)
    if not is_our_link(request, OIDC_BEGIN):
        page, asked = (LOGIN, {"next": after}) if invitation is None else (f"{INVITATION}/{invitation}", {})
        place = f"{page}?{urlencode({**asked, 'lang': _.language})}"
        return RedirectResponse(place, 303, {"cache-control": "no-store"})
    # The door has held the Host against our own names.
    here = terms().public or f"{request.url.scheme}://{request.headers['host']}"
    back = f"{here}{OIDC_BACK}"
    address = await _proven(lambda: there.send(browser, back, now(), after=after, invitation=invitation))
    if address is None:
        return _said(_, NOT_PROVEN, 502)
    response = RedirectResponse(address, 303, {"cache-control": "no-store"})
    set_cookie(response, _cookie(), browser, seconds=_SECONDS)
    return response


@_with_provider
async def come_back(request: Request, there: Provider) -> Response:
    """Whoever the provider says has come back: an invitation is redeemed, a session begins."""
    _ = language_of(request)
    found = await _proven(lambda: _found(request, there))
    if found is None:
        return _said(_, NOT_PROVEN, 401)
    subject, invitation, after = found
    try:
        token = await writing(lambda: _begun(there.issuer, subject, invitation))
    except PeopleRefused as refused:
        return _said(_, refused.text(_), 403)
    if token is None:
        return _said(_, UNKNOWN, 403)
    response = await begin(request, token, after)
    drop_cookie(response, _cookie())
    return response


def _found(request: Request, there: Provider) -> tuple[str, str | None, str]:
    """Subject, invitation and the page asked for. NotProven otherwise."""
    asked = request.query_params
    errand = there.received(cookie_of(request.scope, _cookie()), asked.get("state", ""), now())
    if "code" not in asked:
        raise NotProven(asked.get("error", "no code")[:100])
    return there.subject(errand, asked["code"], asked.get("iss"), now()), errand.invitation, errand.after


def _begun(issuer: str, subject: str, invitation: str | None) -> str | None:
    """The token of the session that begins; None if nobody here has that identity."""
    if invitation is not None:
        people().link(invitation, issuer, subject, now())
    person = people().identified(issuer, subject)
    if person is None:
        return None
    who, key = (issuer, subject), account_key(person.account)

    def is_proven(book: Book) -> bool:
        return book.identities.get(who) == key

    return people().begin_session(person.account, OIDC, now(), is_proven).token


@cache
def _elsewhere() -> CapacityLimiter:
    """A provider that does not answer holds up those who sign in, not everybody's pages."""
    return CapacityLimiter(_AT_ONCE)


async def _proven(work: Callable[[], Answer]) -> Answer | None:
    """What came of it; None, with the reason in the log, if nothing was proven."""
    try:
        return await to_thread.run_sync(work, limiter=_elsewhere())
    except NotProven as reason:
        _log.warning("oidc: %r", str(reason))
        return None


def _said(_: Translator, sentence: str, status: int) -> Response:
    said = _(sentence, name=provider_name() or "") if "{name}" in sentence else _(sentence)
    return pages.page(_, _("Sign in"), pages.way_in(_), status=status, said=said)


OIDC_ROUTES: tuple[BaseRoute, ...] = (
    Route(OIDC_BEGIN, begin_there, methods=["GET"]),
    Route(OIDC_BACK, come_back, methods=["GET"]),
)
