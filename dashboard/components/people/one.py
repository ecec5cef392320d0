"""One person: roles, an invitation or a reset, the end of their sessions."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

import streamlit as st

from dashboard import state
from dashboard.cache.acting import current_writer
from dashboard.components.forms.refusals import show_refusal
from dashboard.components.people.everybody import entrance_of
from dashboard.components.people.forms import ask_change
from dashboard.components.visitors.zones import reader_zone
from dashboard.entrance.terms import terms
from dashboard.formats import Markdown, listed, plain
from dashboard.i18n import _
from dashboard.services.stores.people import invitation_link, now, today
from dashboard.views.people.roles import grant_text
from dashboard.views.people.tables import Entrance, entrance_text
from data.people.limits import INVITATION_LASTS
from data.people.person import Person
from data.store import StoreError

#: Where the dashboard is reached if the browser did not say.
_HERE = "http://127.0.0.1:8501"


def show_one(persons: Sequence[Person]) -> None:
    """Choose one of `persons`, and show what can be done."""
    if not persons:
        return
    said: Markdown | None = state.kept("people_notice")
    if said is not None:
        st.success(said, icon=":material/check:")
        state.drop("people_notice")
    known = {person.account: person for person in persons}
    with st.container(border=True):
        chosen = st.selectbox(
            _("Person"),
            list(known),
            index=None,
            format_func=lambda account: f"{known[account].name} · {account}",
            placeholder=_("Choose somebody to change roles, invite or sign out"),
            key=state.widget_key("person", list(known), None),
            on_change=state.on_choice("person"),
        )
        if chosen is not None:
            _show(known[chosen])


def _show(person: Person) -> None:
    day, entrance = today(), entrance_of(person)
    lines = [
        plain(grant_text(grant)) if grant.holds_on(day) else _("{grant} (not in force)",
                                                               grant=plain(grant_text(grant)))
        for grant in person.grants
    ]  # fmt: skip
    st.markdown(listed(lines) or _("No role: this account sees nothing."))
    st.caption(
        _(
            "{entrance} · signed in {count} times at the moment",
            entrance=plain(entrance_text(entrance, reader_zone())),
            count=entrance.sessions,
        )
    )
    with st.container(horizontal=True, gap="small"):
        ask_change(person)
        is_invited = st.button(_invitation(entrance), icon=":material/link:", key="person_invite")
        is_ended = st.button(
            _("End all sessions"),
            icon=":material/logout:",
            key="person_end",
            disabled=not entrance.sessions,
        )
    if is_invited:
        _invite(person, entrance)
    if is_ended:
        _end(person)


def _invitation(entrance: Entrance) -> Markdown:
    return _("Reset the password") if entrance.has_password else _("Invite")


def _invite(person: Person, entrance: Entrance) -> None:
    """Make a link and show it, this once: only its hash is kept."""
    try:
        token = current_writer().invite(person.account, now())
    except StoreError as error:
        show_refusal(error)
        return
    hours = int(INVITATION_LASTS.total_seconds() // 3600)
    st.markdown(
        _(
            "Send this link to {name}. It sets a password once, within {hours} hours; an earlier link counts "
            "no longer. It is shown only now.",
            name=plain(person.name),
            hours=hours,
        )
    )
    st.code(invitation_link(_address(), token), language=None, wrap_lines=True)
    if entrance.has_password:
        st.caption(_("Until the link is used the old password still counts. End all sessions besides."))
    if not terms().sign_in:
        st.caption(_("Nobody signs in on this server; the link works once it is served with --sign-in."))


def _address() -> str:
    """Where people reach the dashboard: as the server was told, else as this browser does."""
    if (public := terms().public) is not None:
        return public
    here = urlsplit(st.context.url or _HERE)
    return f"{here.scheme}://{here.netloc}"


def _end(person: Person) -> None:
    try:
        count = current_writer().end_sessions(person.account, now())
    except StoreError as error:
        show_refusal(error)
        return
    state.keep("people_notice", _("{count} sessions ended.", count=count))
    st.rerun()
