"""Forms of compliance: a new case, what is added to one, its sanction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

from dashboard import state
from dashboard.cache.acting import current_writer
from dashboard.cache.current import current_reader
from dashboard.components.forms.attachments import ask_files
from dashboard.components.forms.doers import say_who_may
from dashboard.components.forms.refusals import show_refusal
from dashboard.formats import Markdown
from dashboard.i18n import DEFAULT, _, translator
from dashboard.services.policies import policies
from dashboard.services.process.conduct import add_to_case, record_case, rule_case
from dashboard.services.stores.people import today
from dashboard.views.conduct.cases import PROHIBITED
from dashboard.visit import current_visitor
from data.store import StoreError
from data.store.process.conduct import Misconduct, Ruling, sanctions
from data.store.process.deeds import Case

_SAID = "conduct_said"
_LONG, _SHORT = 2_000, 100


def show_new_case() -> None:
    """The form of a violation, for whose it is to record; else who may."""
    said: Markdown | None = state.kept(_SAID)
    if said is not None:
        st.success(said, icon=":material/check:")
        state.drop(_SAID)
    scope = current_visitor().scope
    if not scope.may("record_conduct"):
        say_who_may("record_conduct")
        return
    organisation = current_reader().organisation()
    regions = [r for r in organisation["region"].unique().sort().to_list() if scope.may("record_conduct", r)]
    with st.container(border=True):
        st.markdown(f"#### {_('Record a violation')}")
        if not regions:
            st.caption(_("No region is loaded yet."))
            return
        told, statement, files = _ask_case(regions)
        if st.button(_("Record it"), type="primary", icon=":material/gavel:", key="conduct_record"):
            _do(
                lambda: state.choose(
                    "case", record_case(current_writer(), policies(), told, statement, files)
                ),
                _("Recorded. The sanction is added once it is decided."),
            )


def _ask_case(regions: list[str]) -> tuple[Misconduct, str, list[tuple[str, bytes]]]:
    number = state.kept("conduct_forms", 0)
    organisation = current_reader().organisation()
    first, second = st.columns(2, gap="small")
    region = first.selectbox(_("Region"), regions, key=f"conduct_region/{number}")
    known = organisation.filter(organisation["region"] == region)["office"].unique().sort().to_list()
    office = second.selectbox(
        _("Office"), known, index=None, placeholder=_("none in particular"), key=f"conduct_office/{number}"
    )
    person = first.text_input(_("Person concerned"), key=f"conduct_person/{number}", max_chars=_SHORT)
    day: date = second.date_input(
        _("Day of the act"), today(), max_value=today(), format="YYYY-MM-DD", key=f"conduct_day/{number}"
    )
    listed = [translator(DEFAULT)(each) for each in PROHIBITED]
    spoken = dict(zip(listed, (_(each) for each in PROHIBITED), strict=True))
    act = st.selectbox(
        _("Act"),
        listed,
        index=None,
        format_func=lambda each: spoken.get(each, each),
        accept_new_options=True,
        placeholder=_("One of the regulation, or another in your words"),
        key=f"conduct_act/{number}",
    )
    note = st.text_area(_("What happened"), key=f"conduct_note/{number}", max_chars=_LONG)
    statement = st.text_area(_("What the person says"), key=f"conduct_statement/{number}", max_chars=_LONG)
    agency = st.text_input(_("Agency's case number"), key=f"conduct_agency/{number}", max_chars=_SHORT)
    policy = policies().at(day.replace(day=1))
    files = ask_files(_("Evidence"), policy, f"conduct_files/{number}")
    told = Misconduct(region, office, person, day, act or "", note, agency)
    return told, statement, files


def ask_more(case: Case) -> None:
    """What can be added to a case at any time: a statement, the agency's number, evidence."""
    key = f"{case.case_id}/{state.kept('conduct_forms', 0)}"
    policy = policies().at(date.fromisoformat(case.details["date"]).replace(day=1))
    with st.expander(_("Add to this case"), icon=":material/edit_note:"):
        statement = st.text_area(
            _("What the person says"), case.details["statement"], key=f"more_statement/{key}", max_chars=_LONG
        )
        agency = st.text_input(
            _("Agency's case number"),
            case.details["agency_number"],
            key=f"more_agency/{key}",
            max_chars=_SHORT,
        )
        files = ask_files(_("More evidence"), policy, f"more_files/{key}")
        if st.button(_("Add"), key=f"more/{case.case_id}", icon=":material/add:"):
            _do(
                lambda: add_to_case(
                    current_writer(),
                    policies(),
                    case.case_id,
                    statement=statement,
                    agency_number=agency,
                    files=files,
                ),
                _("Added."),
            )


def ask_ruling(case: Case) -> None:
    """The sanction, from the policy's list, and who decided it."""
    policy = policies().at(date.fromisoformat(case.details["date"]).replace(day=1))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        sanction = st.selectbox(
            _("Sanction"), sanctions(policy), index=None, key=f"ruling/{case.case_id}", width=200
        )
        decided_by = st.text_input(
            _("Sanction decided by"), key=f"ruling_by/{case.case_id}", max_chars=_SHORT, width=200
        )
        is_ruled = st.button(
            _("Record the sanction"),
            type="primary",
            key=f"rule/{case.case_id}",
            icon=":material/gavel:",
            disabled=sanction is None,
        )
    if is_ruled and sanction is not None:
        ruling = Ruling(sanction, decided_by)
        _do(
            lambda: rule_case(current_writer(), policies(), case.case_id, ruling),
            _("Recorded. The row stands among the extract's, source form."),
        )


def _do(act: Callable[[], object], said: Markdown) -> None:
    """Do it and begin the forms anew, or say why it was not done."""
    try:
        act()
    except StoreError as error:
        show_refusal(error)
        return
    state.keep(_SAID, said)
    state.keep("conduct_forms", state.kept("conduct_forms", 0) + 1)
    st.rerun()
