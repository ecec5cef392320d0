"""What stands in texts and HTML of our own: links, the menu, figures."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qsl, urlsplit

from streamlit.testing.v1 import AppTest

_WAY = re.compile(r"\[:material/arrow_forward: ([^]]+)\]\((/[^)]*)\)")
_LINK = re.compile(r'<a href="([^"]+)"')
_TITLE = re.compile(r"</span>([^<]+)</a>")
_TILE = re.compile(r'<dt>([^<]+)<.*?<dd class="value[^"]*">([^<]+)</dd>', re.DOTALL)


def ways(app: AppTest) -> list[tuple[str, str, dict[str, str]]]:
    """The links in sentences, in their order: label, path, query."""
    found = (match for element in app.main.markdown for match in _WAY.finditer(element.value))
    return [(match[1], *_parts(match[2])) for match in found]


def menu(app: AppTest) -> list[tuple[str, dict[str, str]]]:
    """Path and query of the menu's links."""
    return [_parts(html.unescape(href)) for href in _LINK.findall(_menu(app))]


def menu_titles(app: AppTest) -> list[str]:
    """What the menu's links are called."""
    return _TITLE.findall(_menu(app))


def _menu(app: AppTest) -> str:
    bodies = (element.proto.body for element in app.sidebar.get("html"))
    return next((body for body in bodies if 'class="menu"' in body), "")


def tiles(app: AppTest) -> list[tuple[str, str]]:
    """Label and value of the figures."""
    bodies = (element.proto.body for element in app.main.get("html"))
    return [(match[1], match[2]) for body in bodies for match in _TILE.finditer(body)]


def _parts(address: str) -> tuple[str, dict[str, str]]:
    return urlsplit(address).path, dict(parse_qsl(urlsplit(address).query))
