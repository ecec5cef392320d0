"""Whether a page is shown to who asked for it; one that is not says so in words and shows nothing."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import state
from dashboard.components.frame.heads import show_title
from dashboard.formats import plain
from dashboard.i18n import _
from dashboard.navigation import BY_KEY, ENTRIES, Entry, may_open
from dashboard.views.people.roles import titles_text
from dashboard.visit import current_visitor


def show_page(page: Any) -> None:
    """Run a page of the menu, if it is open to the visitor; from the first page lead to one that is."""
    entry = next(entry for entry in ENTRIES if page.url_path == ("" if entry.is_default else entry.key))
    scope = current_visitor().scope
    if may_open(entry, scope):
        page.run()
    elif entry.is_default:
        # Who sees no amounts is there for people.
        first = next(each for each in (BY_KEY["people"], *ENTRIES) if may_open(each, scope))
        st.switch_page(first.script, query_params=state.address())
    else:
        _refuse(entry)


def _refuse(entry: Entry) -> None:
    show_title(entry.key)
    st.info(
        _(
            "This page is not open to you. Your roles: {roles}. If you need it, ask an administrator.",
            roles=plain(titles_text(current_visitor().scope.grants)),
        ),
        icon=":material/lock:",
    )
