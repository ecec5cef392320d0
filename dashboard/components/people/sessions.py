"""Where the visitor is signed in: each session can be ended, the one of this browser by signing out."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.cache.opened import current_store
from dashboard.components.visitors.admission import link_out
from dashboard.components.visitors.zones import reader_zone
from dashboard.formats import plain
from dashboard.i18n import _
from dashboard.services.stores.people import now
from dashboard.views.people.tables import session_text
from dashboard.visit import real_visitor, session_key


def show_sessions() -> None:
    """Show the sessions of whoever signed in; nothing where nobody does."""
    own = real_visitor()
    if own.is_operator:
        return
    here, zone = session_key(), reader_zone()
    with st.container(border=True):
        st.markdown(f"#### {_('Where you are signed in')}")
        for session in current_store().people.sessions(own.account, now()):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                told = plain(session_text(session, zone))
                if session.key == here:
                    st.markdown(_("**This browser**: {session}", session=told), width="content")
                    link_out("/logout", _("Sign out"))
                else:
                    st.markdown(told, width="content")
                    st.button(
                        _("End it"),
                        key=f"end/{session.key[:16]}",
                        type="tertiary",
                        on_click=_end,
                        args=(session.key,),
                    )
        if state.kept("session_ended"):
            st.success(_("The session is ended; its pages show nothing any more."), icon=":material/check:")
            state.drop("session_ended")


def _end(key: str) -> None:
    current_store().people.end_own_session(real_visitor().account, key, now())
    state.keep("session_ended", value=True)
