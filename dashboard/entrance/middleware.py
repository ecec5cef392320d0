"""What stands before Streamlit, the outermost first."""

from __future__ import annotations

from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from dashboard.entrance.attendance import Attendance
from dashboard.entrance.door import Door
from dashboard.entrance.furnishing import Furnishing
from dashboard.entrance.gate import Gate
from dashboard.entrance.oidc_routes import OIDC_ROUTES
from dashboard.entrance.receiving import Receiving
from dashboard.entrance.routes import ROUTES
from dashboard.entrance.terms import terms
from dashboard.entrance.watching import WATCHING

MIDDLEWARE = (
    Middleware(Door),
    Middleware(Gate),
    Middleware(Attendance),
    Middleware(Receiving),
    Middleware(Furnishing),
)


def routes() -> tuple[BaseRoute, ...]:
    """The addresses beside Streamlit's own: what watches the server; where people sign in, the way in."""
    return (*WATCHING, *ROUTES, *OIDC_ROUTES) if terms().sign_in else WATCHING
