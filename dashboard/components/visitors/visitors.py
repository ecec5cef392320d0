"""Who is looking, and as whom: in the side bar, and above each page that is seen through another's eyes."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from dashboard import state
from dashboard.components.visitors.admission import link_out
from dashboard.components.visitors.landing import leave
from dashboard.formats import plain
from dashboard.i18n import _, current
from dashboard.services.stores.people import today
from dashboard.views.people.roles import titles_text
from dashboard.visit import current_visitor, real_visitor, view_as, viewable
from data.people.person import Person

#: The choice in the side bar of whoever views as nobody else.
_ONESELF = ""


def show_visitor() -> None:
    """Show who signed in, the choice of whom to view as, and the way out."""
    own = real_visitor()
    with st.sidebar:
        if not own.is_operator:
            st.markdown(f"**{plain(own.name)}**  \n{plain(titles_text(own.scope.grants))}")
        _choose()
        if not own.is_operator:
            link_out("/logout", _("Sign out"))
    if current_visitor().really:
        _tell()


def _choose() -> None:
    persons = {person.account: person for person in viewable()}
    if not persons:
        return
    visitor = current_visitor()
    names = {account: _called(person) for account, person in persons.items()}
    often = Counter(names.values())
    # Of two choices that read alike Streamlit takes the last, whichever was meant.
    names = {who: f"{name} · {who}" if often[name] > 1 else name for who, name in names.items()}
    oneself = _("Operator") if real_visitor().is_operator else _("Yourself")
    # The browser keeps what a choice is called: in another language it is another field.
    key = f"viewing/{current()}"
    st.selectbox(
        _("View as"),
        [_ONESELF, *persons],
        format_func=lambda account: names.get(account, oneself),
        key=state.showing(key, visitor.account if visitor.really else _ONESELF),
        on_change=state.on_edit(key, _take),
        help=_("Shows the pages as that person sees them."),
    )


def _called(person: Person) -> str:
    """A name, and the roles unless it says them already."""
    titles = titles_text(person.grants_on(today()))
    return person.name if titles in person.name else f"{person.name} · {titles}"


def _take(account: str | None) -> None:
    view_as(account or None)
    leave()


def _tell() -> None:
    """Say whose eyes these are, with the way back."""
    name = plain(current_visitor().name)
    with st.container(key="viewing_as", horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(_(":material/visibility: Seen as **{name}**", name=name), width="content")
        st.button(_("Back to yourself"), key="view_as_oneself", type="tertiary", on_click=_take, args=(None,))
