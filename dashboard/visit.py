"""Who is looking: the person behind this run of a page, and what may be seen and done.

Without sign-in whoever reaches the page is this machine's operator, to whom everything is open, and who may
be any of the store's people for a while. With it the session's cookie tells who it is; the gate lets nobody
in without one, and pages do not rely on that. Who signed in and sees everything may look at what others see.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from dashboard import state
from dashboard.entrance.opened import store_at
from dashboard.entrance.terms import terms
from dashboard.memory import once_a_run
from dashboard.services.stores.people import now, today
from dashboard.services.stores.stores import store_url
from data.people.person import Person
from data.people.preferences import Preferences
from data.people.roles import KINDS
from data.people.scope import EVERYTHING, Scope, scope_of, viewed_as, views_as_others
from data.people.tokens import token_hash
from data.store.people.people import People


@dataclass(frozen=True, slots=True)
class Visitor:
    """account, name: the person's, empty for this machine's operator. scope: what is seen and may be done.

    really: the account of whoever views as another person (the operator's name without sign-in), empty
    otherwise.
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
    def owner(self) -> str:
        """Another text for whoever else it is, or sees anything else: to whom belongs what a page keeps."""
        return f"{self.account}/{self.really}/{self.scope.text}"

    @property
    def actor(self) -> str:
        """The name under which acts are recorded."""
        return self.account or OPERATOR


#: Under which acts of pages without sign-in are recorded.
OPERATOR = "dashboard"
_OPERATOR = Visitor("", "", EVERYTHING)
#: What a page keeps of whom it is viewed as: an account.
VIEWED = "view_as"


class SignedOut(Exception):
    """No session, or one that has ended: nothing is shown."""


@once_a_run
def current_visitor() -> Visitor:
    """The person behind this run. Asked anew on each run and each act: grants are read again.

    SignedOut where people sign in and this reader has not, or has no longer.
    """
    return _visitor()


def _visitor() -> Visitor:
    own = real_visitor()
    account = state.kept(VIEWED)
    if account is None or not views_as_others(own.scope):
        return own
    person = _people().person(account)
    seen = None if person is None else _seen_of(person, own)
    return own if person is None or seen is None else Visitor(person.account, person.name, seen, own.actor)


@once_a_run
def real_visitor() -> Visitor:
    """Who it is, whomever they view as. SignedOut as above."""
    return _own()


def _own() -> Visitor:
    return visitor_of(_token()) if terms().sign_in else _OPERATOR


def _token() -> str | None:
    """What the browser sent as the session's cookie when it opened the page."""
    return st.context.cookies.get(terms().cookie)


def visitor_of(token: str | None) -> Visitor:
    """Whose session a token is, with the grants that hold today. SignedOut if nobody's."""
    people = _people()
    session = people.session(token, now()) if token else None
    person = people.person(session.account) if session else None
    if person is None:
        raise SignedOut
    return Visitor(person.account, person.name, scope_of(person, today()))


def session_key() -> str | None:
    """The key of the session by which whoever signed in is here; None without sign-in."""
    token = _token() if terms().sign_in else None
    return None if token is None else token_hash(token)


def preferences_of(visitor: Visitor) -> Preferences:
    """What somebody wants pages to begin with."""
    return _people().preferences(visitor.account)


def viewable() -> tuple[Person, ...]:
    """As whom the visitor may look at pages, by role: nobody where that would show more than their own."""
    own = real_visitor()
    if not views_as_others(own.scope):
        return ()
    return tuple(
        person
        for person in sorted(_people().persons(), key=_by_role)
        if person.account != own.account and (seen := _seen_of(person, own)) is not None and seen.grants
    )


def view_as(account: str | None) -> None:
    """Look at pages as another person does, or (None) as oneself again.

    Of somebody who signed in it is recorded, before anything is seen, who looked as whom.
    """
    own = real_visitor()
    if account is None:
        state.drop(VIEWED)
    elif account in {person.account for person in viewable()}:
        if not own.is_operator:
            _people().view_as(account, own.actor, now())
        state.keep(VIEWED, account)


def _by_role(person: Person) -> int:
    """Where the first of somebody's roles stands in the table of roles."""
    return min((KINDS.index(grant.kind) for grant in person.grants), default=len(KINDS))


def _seen_of(person: Person, own: Visitor) -> Scope | None:
    """What of a person's the visitor may look at; the operator may also do what the person may."""
    scope = scope_of(person, today())
    return scope if own.is_operator else viewed_as(own.scope, scope)


def _people() -> People:
    return store_at(store_url()).people
