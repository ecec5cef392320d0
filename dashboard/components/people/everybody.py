"""Everybody with an account: roles, how they get in, and the same as a file."""

from __future__ import annotations

import streamlit as st

from dashboard.cache.opened import current_store
from dashboard.components.elements.downloads import offer_downloads
from dashboard.components.elements.tables import show_table
from dashboard.components.people.forms import ask_new
from dashboard.components.visitors.zones import reader_zone
from dashboard.formats import YUAN
from dashboard.i18n import _
from dashboard.services.stores.people import grant_rows, now, today
from dashboard.views.people.tables import Entrance, file_table, people_table
from data.people.person import Person


def show_everybody() -> tuple[Person, ...]:
    """Show everybody with an account, and a way to add somebody; who they are."""
    persons = current_store().people.persons()
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(f"#### {_('{count} people', count=len(persons))}", width="content")
            with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
                ask_new()
                if persons:
                    offer_downloads(file_table(grant_rows(persons, today())), "people")
        if persons:
            told = [(person, entrance_of(person)) for person in persons]
            show_table(people_table(told, today(), reader_zone()), YUAN, key="table_people")
        else:
            st.markdown(_("Nobody has an account yet. Add somebody, or load a file of people below."))
    return persons


def entrance_of(person: Person) -> Entrance:
    """How somebody gets in now."""
    people, time = current_store().people, now()
    return Entrance(
        people.has_password(person.account),
        people.locked_until(person.account, time),
        people.invited_until(person.account, time),
        len(people.sessions(person.account, time)),
    )
