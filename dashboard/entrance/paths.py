"""The addresses before the pages: the way in and out, and what watches the server."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from dashboard.i18n import DEFAULT
from dashboard.navigation import ENTRIES
from dashboard.services.stores.people import INVITATION

LOGIN, LOGOUT = "/login", "/logout"
OIDC_BEGIN, OIDC_BACK = "/oidc/begin", "/oidc/callback"
#: Answers whether this browser's session still runs, without keeping it alive.
SESSION = "/session"
#: Whether the process lives, and whether it may be sent readers.
HEALTH, READY = "/healthz", "/readyz"
WATCHED = frozenset({HEALTH, READY})
STYLE, PICTURE = "/entrance.css", "/entrance.svg"

_OPEN = frozenset({LOGIN, LOGOUT, OIDC_BEGIN, OIDC_BACK, SESSION, STYLE, PICTURE, *WATCHED})
_INVITED = re.compile(rf"{INVITATION}/[A-Za-z0-9_-]{{1,100}}")
_PAGES = frozenset({"/", *(f"/{entry.key}" for entry in ENTRIES)})


def is_own(path: str) -> bool:
    """Whether a path is answered by the entrance itself, to anybody."""
    return path in _OPEN or _INVITED.fullmatch(path) is not None


def is_page(path: str) -> bool:
    """Whether a path is one that people open in a browser: a page, or one of the way in."""
    return path in _PAGES or path in {LOGIN, LOGOUT, OIDC_BEGIN} or _INVITED.fullmatch(path) is not None


def next_page(asked: str | None) -> str:
    """Where to go after the way in: a page of ours with its query, whatever else was asked for the first.

    Never another site: what does not begin with the path of a page is not followed.
    """
    try:
        parts = urlsplit(asked or "")
    except ValueError:
        return "/"
    is_ours = not parts.scheme and not parts.netloc and parts.path in _PAGES
    if not is_ours or not (asked or "").startswith("/") or any(ord(c) < 33 or c == "\\" for c in asked or ""):
        return "/"
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def in_language(page: str, language: str) -> str:
    """A page, in the language that was chosen on the way to it."""
    if language == DEFAULT or "lang=" in page:
        return page
    return f"{page}{'&' if '?' in page else '?'}lang={language}"
