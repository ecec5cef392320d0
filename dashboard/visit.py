"""Who is looking: the person behind this run of a page, and what may be seen and done.

Without sign-in whoever reaches the page is this machine's operator, to whom everything is open. With it
the session's cookie tells who it is; the gate lets nobody in without one, and pages do not rely on that.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from dashboard.entrance.opened import store_at
from dashboard.entrance.terms import terms
from dashboard.memory import once_a_run
from dashboard.services.stores.people import now, today
from dashboard.services.stores.stores import store_url
from data.people.scope import EVERYTHING, Scope, scope_of


@dataclass(frozen=True, slots=True)
class Visitor:
    """account, name: the person's, empty for this machine's operator. scope: what is seen and may be done.

    really: the account of whoever views as another person, empty otherwise.
    """

    account: str
    name: str
    scope: Scope
    really: str = ""

    @property
    def is_operator(self) -> bool:
        """Whether nobody signed in, since this server asks nobody to."""
        return not self.account

    @property
    def actor(self) -> str:
        """The name under which acts are recorded."""
        return self.account or OPERATOR


#: Under which acts of pages without sign-in are recorded.
OPERATOR = "dashboard"
_OPERATOR = Visitor("", "", EVERYTHING)


class SignedOut(Exception):
    """No session, or one that has ended: nothing is shown."""


@once_a_run
def current_visitor() -> Visitor:
    """The person behind this run. Asked anew on each run and each act: grants are read again.

    SignedOut where people sign in and this reader has not, or has no longer.
    """
    return _visitor()


def _visitor() -> Visitor:
    return visitor_of(_token()) if terms().sign_in else _OPERATOR


def _token() -> str | None:
    """What the browser sent as the session's cookie when it opened the page."""
    return st.context.cookies.get(terms().cookie)


def visitor_of(token: str | None) -> Visitor:
    """Whose session a token is, with the grants that hold today. SignedOut if nobody's."""
    people = store_at(store_url()).people
    session = people.session(token, now()) if token else None
    person = people.person(session.account) if session else None
    if person is None:
        raise SignedOut
    return Visitor(person.account, person.name, scope_of(person, today()))
