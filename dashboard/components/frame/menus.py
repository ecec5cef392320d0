"""The menu. Its links carry month, region, unit and language along."""

from __future__ import annotations

from html import escape
from itertools import groupby

import streamlit as st

from dashboard import state
from dashboard.assets import ASSETS
from dashboard.cache.current import current_snapshot
from dashboard.components.elements.links import address_of
from dashboard.components.frame.searches import show_search
from dashboard.components.visitors.filters import address, running_month
from dashboard.formats import Markdown
from dashboard.i18n import _, current
from dashboard.navigation import ENTRIES, Entry, lookers, may_open
from dashboard.services.evaluation import Snapshot
from dashboard.visit import current_visitor
from data.people.scope import Scope
from data.store import StoreError
from engine.policy.parameters import PolicyError


def show_menu(shown: str) -> None:
    """Show the product's name and, by group, links to the pages that the visitor may open.

    shown: this page's path.
    """
    st.logo(
        str(ASSETS / f"logo-{current()}.svg"),
        size="large",
        icon_image=str(ASSETS / "icon.svg"),
    )
    scope = current_visitor().scope
    snapshot = _snapshot(scope)
    query = address(snapshot)
    with st.sidebar:
        if snapshot is not None and not snapshot.is_empty:
            show_search(snapshot, f"{shown} {state.arrivals()}")
        links = {entry: query | _own(entry.key, snapshot) for entry in ENTRIES if may_open(entry, scope)}
        st.html(_links(shown, links))


def _links(shown: str, queries: dict[Entry, dict[str, str]]) -> Markdown:
    """The links as one element: each further one costs a rerun of any page more than all of these."""
    groups = []
    for group, entries in groupby(queries, key=lambda entry: entry.group):
        links = "".join(_link(entry, shown, queries[entry]) for entry in entries)
        groups.append(f"<h2>{escape(_(group))}</h2><ul>{links}</ul>")
    named = escape(_("Pages"))
    return Markdown(f'<nav class="menu" aria-label="{named}">{"".join(groups)}</nav>')  # type: ignore[markdown] # escaped


def _link(entry: Entry, shown: str, query: dict[str, str]) -> str:
    here = ' aria-current="page"' if shown == ("" if entry.is_default else entry.key) else ""
    icon = entry.icon.removeprefix(":material/").removesuffix(":")
    return (
        f'<li><a href="{escape(address_of(entry.key, query))}"{here}>'
        f'<span class="icon" aria-hidden="true" translate="no">{icon}</span>{escape(_(entry.title))}</a></li>'
    )


def _snapshot(scope: Scope) -> Snapshot | None:
    if not lookers(scope):
        return None
    try:
        return current_snapshot()
    except (StoreError, PolicyError):
        return None  # the page will say what is wrong; some pages need neither


def _own(key: str, snapshot: Snapshot | None) -> dict[str, str]:
    """The what-if page is about the month under way, unless the reader has chosen another."""
    if key != "whatif" or snapshot is None or snapshot.is_empty or "month" in state.address():
        return {}
    month = running_month(snapshot)
    return {} if month is None else {"month": f"{month:%Y-%m}"}
