"""Links in sentences: a page's address with what it is to show. `page.js` follows them without a new load."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode

from dashboard.formats import Markdown
from dashboard.navigation import BY_KEY


def address_of(page: str, query: Mapping[str, str]) -> Markdown:
    """The path and query of a page; nothing in it is read as Markdown, and as HTML nothing but the `&`."""
    path = "" if BY_KEY[page].is_default else BY_KEY[page].key
    asked = f"?{urlencode(query, quote_via=quote)}" if query else ""
    return Markdown(f"/{path}{asked}")  # type: ignore[markdown] # one of our keys, the rest encoded


def link(label: Markdown, page: str, query: Mapping[str, str]) -> Markdown:
    """A link with an arrow, for a sentence."""
    return Markdown(f"[:material/arrow_forward: {label}]({address_of(page, query)})")


def together(ways: Sequence[Markdown]) -> Markdown:
    """Links that stand on one line of a sentence, whichever that is (`page.css`)."""
    joined = Markdown(" ").join(ways)
    return joined if len(ways) < 2 else Markdown(f":gray[{joined}]")
