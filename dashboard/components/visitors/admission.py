"""Who is shown nothing but a sentence: nobody signed in, or somebody without a role in force."""

from __future__ import annotations

import html

import streamlit as st

from dashboard.formats import plain
from dashboard.i18n import _
from dashboard.visit import current_visitor


def is_admitted() -> bool:
    """Whether the reader has anything to see here; says so if not. SignedOut if nobody signed in."""
    visitor = current_visitor()
    if visitor.is_operator or visitor.scope.grants:
        return True
    st.info(
        _(
            "{name}, you have no access yet. Ask an administrator for a role; then reload this page.",
            name=plain(visitor.name),
        ),
        icon=":material/lock:",
    )
    link_out("/logout", _("Sign out"))
    return False


def show_way_in() -> None:
    """Say that the session is over, with a link to begin another."""
    st.info(_("You are not signed in, or your session has ended."), icon=":material/lock:")
    link_out("/login", _("Sign in"))


def link_out(address: str, text: str) -> None:
    """A link out of the pages, in the same window."""
    st.html(f'<a href="{address}" target="_self">{html.escape(text)}</a>')  # type: ignore[markdown] # our own
