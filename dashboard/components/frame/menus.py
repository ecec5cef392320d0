"""The menu. Its links carry month, region, unit and language along."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from dashboard import state
from dashboard.assets import ASSETS
from dashboard.cache.current import current_snapshot
from dashboard.components.frame.filters import address, running_month
from dashboard.components.frame.searches import show_search
from dashboard.formats import Markdown
from dashboard.i18n import _, current
from dashboard.navigation import ENTRIES, Entry, lookers, may_open
from dashboard.services.evaluation import Snapshot
from dashboard.visit import current_visitor
from data.people.scope import Scope
from data.store import StoreError
from engine.policy.parameters import PolicyError


def show_menu(pages: Sequence[Any], shown: str) -> None:
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
            show_search(snapshot, f"{shown}?{urlencode(state.address())}")
        links = [link for link in zip(pages, ENTRIES, strict=True) if may_open(link[1], scope)]
        for group, members in groupby(links, key=_group):
            st.caption(_(group))
            for page, entry in members:
                st.page_link(page, query_params=query | _own(entry.key, snapshot), width="stretch")


def _snapshot(scope: Scope) -> Snapshot | None:
    if not lookers(scope):
        return None
    try:
        return current_snapshot()
    except (StoreError, PolicyError):
        return None  # the page will say what is wrong; some pages need neither


def _group(link: tuple[Any, Entry]) -> Markdown:
    return link[1].group


def _own(key: str, snapshot: Snapshot | None) -> dict[str, str]:
    """The what-if page is about the month under way, unless the reader has chosen another."""
    if key != "whatif" or snapshot is None or snapshot.is_empty or "month" in state.address():
        return {}
    month = running_month(snapshot)
    return {} if month is None else {"month": f"{month:%Y-%m}"}
