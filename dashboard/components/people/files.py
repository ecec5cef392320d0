"""People from a file: checked cell by cell, then taken in whole or not at all."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.cache.acting import current_writer
from dashboard.cache.opened import current_store
from dashboard.components.elements.tables import show_table
from dashboard.components.forms.refusals import show_refusal
from dashboard.components.forms.uploaders import speak_uploader
from dashboard.formats import YUAN, plain
from dashboard.i18n import _
from dashboard.services.stores.people import now
from dashboard.views.uploads.uploads import issue_table
from data.ingestion import Upload
from data.organisation import Organisation
from data.people.fields import PEOPLE
from data.people.reading import PeopleFile, read_people
from data.store import StoreError


def show_file() -> None:
    """Show a place for a file of people, what is wrong in it, and a button that takes it in."""
    with st.container(border=True):
        st.markdown(f"#### {_('People from a file')}")
        st.markdown(
            _(
                "A CSV or Excel file with a row for each role: {columns}. The rows of an account are all its "
                "roles; accounts that the file does not name stay. The download above can be loaded again.",
                columns=plain("、".join(field.zh for field in PEOPLE.fields)),
            )
        )
        speak_uploader()
        chosen = st.file_uploader(
            _("A file of people (.csv, .xlsx)"), key=f"people_file_{state.kept('people_files', 0)}"
        )
        if chosen is None:
            return
        organisation = Organisation(current_store().current_state().organisation())
        found = read_people(Upload(chosen.name, chosen.getvalue()), organisation)
        if found.issues:
            table, _more = issue_table(found.issues)
            if found.errors:
                st.error(_("Nothing was loaded: mend the errors first."), icon=":material/error:")
            show_table(table, YUAN, key="people_issues")
        if not found.errors:
            _offer(found)


def _offer(found: PeopleFile) -> None:
    st.markdown(_("{count} people in the file.", count=len(found.persons)))
    if not st.button(_("Take them in"), type="primary", icon=":material/group_add:", key="people_load"):
        return
    try:
        changed = current_writer().load_people(found.persons, now())
    except StoreError as error:
        show_refusal(error)
        return
    state.keep("people_files", state.kept("people_files", 0) + 1)
    state.keep(
        "people_notice",
        _(
            "{people} people in the file, {changed} new or changed.",
            people=len(found.persons),
            changed=len(changed),
        ),
    )
    st.rerun()
