"""The addresses before the pages: sign in, sign out, redeem an invitation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TypeVar
from urllib.parse import urlencode

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from dashboard.assets import ASSETS
from dashboard.entrance import pages
from dashboard.entrance.forms import Ticket, read_form
from dashboard.entrance.paths import (
    LOGIN,
    LOGOUT,
    OIDC_BEGIN,
    PICTURE,
    SESSION,
    STYLE,
    in_language,
    next_page,
)
from dashboard.entrance.providing import provider_name
from dashboard.entrance.sessions import drop_cookie, is_running, people, set_cookie, token_of
from dashboard.entrance.terms import terms
from dashboard.i18n import DEFAULT, LANGUAGES, N_, Translator, translator
from dashboard.services.stores.people import INVITATION, now
from data.people.limits import RateLimit
from data.store import PeopleRefused

Answer = TypeVar("Answer")

STALE = N_("This page was open for too long, or came from elsewhere. Please try again.")
TOO_OFTEN = N_("Too many tries from your network. Wait a minute, then try again.")
NOT_THE_SAME = N_("The two passwords are not the same.")
#: So many tries a minute from one place: enough for an office that starts work behind one address.
TRIES = RateLimit(30, timedelta(minutes=1))
#: A password takes 64 MiB and all of a processor for a moment.
_AT_ONCE = 2


def language_of(request: Request, sent: str = "") -> Translator:
    """The language of a page: what the address or the form says, else that of the page asked for."""
    asked = sent or request.query_params.get("lang") or ""
    if asked not in LANGUAGES:
        after = request.query_params.get("next", "")
        asked = next((each for each in LANGUAGES if f"lang={each}" in after), DEFAULT)
    return translator(asked)


def place_of(request: Request) -> str:
    """Where tries come from: an address, or the network that one customer of IPv6 has."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return "?"
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(ip_network((address, 64), strict=False))
    return str(address)


def may_try(request: Request) -> bool:
    """Whether one more try may come from there now; it is counted."""
    return TRIES.allows(place_of(request), now())


@cache
def _passwords() -> CapacityLimiter:
    return CapacityLimiter(_AT_ONCE)


async def _slowly(work: Callable[[], Answer]) -> Answer:
    """Something with passwords, few at a time."""
    return await to_thread.run_sync(work, limiter=_passwords())


@cache
def _writers() -> CapacityLimiter:
    return CapacityLimiter(_AT_ONCE)


async def writing(work: Callable[[], Answer]) -> Answer:
    """Something that waits for whoever writes, few at a time: the gate needs threads meanwhile."""
    return await to_thread.run_sync(work, limiter=_writers())


async def show_sign_in(request: Request) -> Response:
    """The form, or straight on for somebody who is signed in."""
    _, after = language_of(request), next_page(request.query_params.get("next"))
    token = token_of(request.scope)
    if token is not None and await to_thread.run_sync(is_running, token):
        return RedirectResponse(after, 303)
    said = _("You are signed out.") if "out" in request.query_params else ""
    return _sign_in_page(request, _, after, said=said, is_good=True)


async def sign_in(request: Request) -> Response:
    """Begin a session with a password."""
    form = await read_form(request, LOGIN)
    _, after = language_of(request, form["lang"]), next_page(form["next"])
    account = form["account"][:200]
    if not form.is_ours:
        return _sign_in_page(request, _, after, said=_(STALE), status=403, account=account)
    if not may_try(request):
        return _sign_in_page(request, _, after, said=_(TOO_OFTEN), status=429, account=account)
    try:
        begun = await _slowly(lambda: people().sign_in(account, form["password"], now()))
    except PeopleRefused as refused:
        return _sign_in_page(request, _, after, said=refused.text(_), status=401, account=account)
    return await begin(request, begun.token, in_language(after, _.language))


async def begin(request: Request, token: str, after: str) -> Response:
    """Go on with a session that has just begun; the one this browser had before ends."""
    before = token_of(request.scope)
    if before is not None:
        await writing(lambda: people().end_session(before, now()))
    response = RedirectResponse(after, 303)
    set_cookie(response, terms().cookie, token)
    return response


def _sign_in_page(
    request: Request,
    _: Translator,
    after: str,
    *,
    said: str,
    status: int = 200,
    account: str = "",
    is_good: bool = False,
) -> Response:
    ticket = Ticket(request)
    body = pages.sign_in_form(
        _,
        ticket=ticket.field(LOGIN),
        after=after,
        link=ticket.field(OIDC_BEGIN),
        account=account,
        provider=provider_name(),
    )
    here = f"{LOGIN}?{urlencode({'next': after})}"
    response = pages.page(
        _, _("Sign in"), body, status=status, here=here, said=said, tone="good" if is_good else "bad"
    )
    ticket.give(response)
    return response


async def show_sign_out(request: Request) -> Response:
    """Who is signed in, with the button that ends it."""
    _, token = language_of(request), token_of(request.scope)
    name = await to_thread.run_sync(_name_of, token) if token else None
    if name is None:
        return RedirectResponse(LOGIN, 303)
    ticket = Ticket(request)
    body = pages.sign_out_form(_, ticket=ticket.field(LOGOUT), name=name)
    response = pages.page(_, _("Sign out"), body, here=LOGOUT)
    ticket.give(response)
    return response


def _name_of(token: str) -> str | None:
    session = people().running(token, now())
    person = people().person(session.account) if session else None
    return person.name if person else None


async def sign_out(request: Request) -> Response:
    """End the session."""
    form = await read_form(request, LOGOUT)
    _, token = language_of(request, form["lang"]), token_of(request.scope)
    if not form.is_ours:
        return pages.page(_, _("Sign out"), pages.way_in(_), status=403, said=_(STALE))
    if token is not None:
        await writing(lambda: people().end_session(token, now()))
    response = RedirectResponse(f"{LOGIN}?out=1&lang={_.language}", 303)
    drop_cookie(response, terms().cookie)
    return response


async def show_invitation(request: Request) -> Response:
    """The form for whom an invitation is for. To look at it does not use it up."""
    return await _invitation_page(request, language_of(request))


async def redeem(request: Request) -> Response:
    """Set a password, and begin a session with it."""
    form = await read_form(request, INVITATION)
    _, token = language_of(request, form["lang"]), request.path_params["token"]
    if not form.is_ours:
        return await _invitation_page(request, _, said=_(STALE), status=403)
    if not may_try(request):
        return await _invitation_page(request, _, said=_(TOO_OFTEN), status=429)
    if form["password"] != form["again"]:
        return await _invitation_page(request, _, said=_(NOT_THE_SAME), status=422)

    def work() -> str:
        person = people().redeem(token, form["password"], now())
        return people().sign_in(person.account, form["password"], now()).token

    try:
        begun = await _slowly(work)
    except PeopleRefused as refused:
        return await _invitation_page(request, _, said=refused.text(_), status=422)
    return await begin(request, begun, in_language("/", _.language))


async def _invitation_page(request: Request, _: Translator, *, said: str = "", status: int = 200) -> Response:
    token = request.path_params["token"]
    title = _("Welcome")
    try:
        person = await to_thread.run_sync(people().invited, token, now())
    except PeopleRefused as refused:
        return pages.page(_, title, pages.way_in(_), status=404, said=refused.text(_))
    ticket, address = Ticket(request), f"{INVITATION}/{token}"
    body = pages.invitation_form(
        _,
        address=address,
        ticket=ticket.field(INVITATION),
        link=ticket.field(OIDC_BEGIN),
        account=person.account,
        provider=provider_name(),
        token=token,
    )
    response = pages.page(
        _, _("Welcome, {name}", name=person.name), body, status=status, here=address, said=said
    )
    ticket.give(response)
    return response


async def show_session(request: Request) -> Response:
    """204 if this browser's session runs, 401 if not; keeps nothing alive."""
    token = token_of(request.scope)
    runs = token is not None and await to_thread.run_sync(is_running, token)
    return Response(status_code=204 if runs else 401, headers={"cache-control": "no-store"})


async def show_style(_request: Request) -> Response:
    """The style sheet of the way in."""
    return FileResponse(ASSETS / "entrance.css", media_type="text/css")


async def show_picture(_request: Request) -> Response:
    """The product's mark."""
    return FileResponse(ASSETS / "icon.svg", media_type="image/svg+xml")


ROUTES: tuple[BaseRoute, ...] = (
    Route(LOGIN, show_sign_in, methods=["GET"]),
    Route(LOGIN, sign_in, methods=["POST"]),
    Route(LOGOUT, show_sign_out, methods=["GET"]),
    Route(LOGOUT, sign_out, methods=["POST"]),
    Route(f"{INVITATION}/{{token}}", show_invitation, methods=["GET"]),
    Route(f"{INVITATION}/{{token}}", redeem, methods=["POST"]),
    Route(SESSION, show_session, methods=["GET"]),
    Route(STYLE, show_style, methods=["GET"]),
    Route(PICTURE, show_picture, methods=["GET"]),
)
