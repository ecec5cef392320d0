"""The form of a person: account, name, address, and a block for each role."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from dashboard import state
from dashboard.cache.acting import current_writer
from dashboard.cache.opened import current_store
from dashboard.components.forms.refusals import show_refusal
from dashboard.formats import Markdown, plain
from dashboard.i18n import _, current, translator
from dashboard.parts import alone
from dashboard.services.stores.entered import Entered, EnteredGrant, read_entered
from dashboard.services.stores.people import now
from dashboard.views.people.roles import role_title
from data.organisation import Organisation
from data.people.person import Grant, Person
from data.people.roles import KINDS, Role
from data.store import StoreError

_EDITED = "edited_person"
_BLOCKS = "edited_roles"
_ROLES: tuple[Role, ...] = tuple(kind.code for kind in KINDS)


@dataclass(frozen=True, slots=True)
class _Block:
    """A role's place in the form; its number stays its own when others are taken away."""

    number: int
    grant: EnteredGrant


def ask_new() -> None:
    """A button that opens the form for somebody new."""
    if st.button(_("Add a person"), icon=":material/person_add:", key="person_new"):
        _open(Person("", "", "", ()))
    _show_open(is_new=True)


def ask_change(person: Person) -> None:
    """A button that opens the form of somebody."""
    if st.button(_("Change roles"), icon=":material/edit:", key="person_change"):
        _open(person)
    _show_open(is_new=False)


def _open(person: Person) -> None:
    state.keep(_EDITED, person)
    grants = [_as_entered(grant) for grant in person.grants] or [EnteredGrant(None)]
    state.keep(_BLOCKS, [_Block(number, grant) for number, grant in enumerate(grants)])


def _forget() -> None:
    state.drop(_EDITED)
    state.drop(_BLOCKS)


def _as_entered(grant: Grant) -> EnteredGrant:
    first, last = (f"{month:%Y-%m}" if month else "" for month in (grant.first, grant.last))
    regions, offices = sorted(grant.regions or ()), sorted(grant.offices)
    return EnteredGrant(grant.role, tuple(regions), tuple(offices), first, last)


def _show_open(*, is_new: bool) -> None:
    person = state.kept(_EDITED)
    if person is None or is_new != (not person.account):
        return
    title = _("Add a person") if is_new else _("Change {name}", name=plain(person.name))
    st.dialog(title, width="large", on_dismiss=_forget)(alone(_show_form))(person)


def _show_form(person: Person) -> None:
    organisation = Organisation(current_store().current_state().organisation())
    who, called = st.columns(2, gap="small")
    account = who.text_input(
        _("Account"),
        person.account,
        key=f"person_account/{person.account}",
        disabled=bool(person.account),
        max_chars=100,
        help=_("What is typed when signing in; it stays."),
    )
    name = called.text_input(_("Name"), person.name, key=f"person_name/{person.account}", max_chars=100)
    email = st.text_input(
        _("E-mail (may be blank)"), person.email, key=f"person_email/{person.account}", max_chars=200
    )
    blocks: list[_Block] = state.kept(_BLOCKS, [])
    edited = [replace(block, grant=_ask_grant(block, organisation)) for block in blocks]
    if not blocks:
        st.info(_("Without a role the account stays, and sees nothing."), icon=":material/info:")
    st.button(_("Another role"), icon=":material/add:", key="role_add", on_click=_add, type="tertiary")
    entered = Entered(account.strip(), name.strip(), email.strip(), tuple(block.grant for block in edited))
    _offer_saving(person, entered, organisation)


def _add() -> None:
    blocks: list[_Block] = state.kept(_BLOCKS, [])
    number = max((block.number for block in blocks), default=-1) + 1
    state.keep(_BLOCKS, [*blocks, _Block(number, EnteredGrant(None))])


def _remove(number: int) -> None:
    state.keep(_BLOCKS, [block for block in state.kept(_BLOCKS, []) if block.number != number])


def _ask_grant(block: _Block, organisation: Organisation) -> EnteredGrant:
    """The fields of one role, and what stands in them."""
    grant, key = block.grant, f"role/{block.number}"
    with st.container(border=True):
        role = st.selectbox(
            _("Role"),
            _ROLES,
            index=None if grant.role is None else _ROLES.index(grant.role),
            format_func=lambda code: plain(role_title(code)),
            placeholder=_("Choose a role"),
            key=f"{key}/role",
        )
        regions = _ask_names(
            _("Regions of the role"),
            _regions(organisation),
            grant.regions,
            f"{key}/regions",
            _("All regions"),
        )
        offices: tuple[str, ...] = ()
        if role == "office_head":
            known = sorted({office for region in regions for office in _offices(organisation, region)})
            offices = _ask_names(
                _("Offices of the role"), known, grant.offices, f"{key}/offices", _("Choose the own office")
            )
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            first = st.text_input(
                _("From month"), grant.first, key=f"{key}/first", placeholder="2026-01", width=130
            )
            last = st.text_input(
                _("Until month"), grant.last, key=f"{key}/last", placeholder="2026-12", width=130
            )
            st.button(
                _("Take this role away"),
                icon=":material/remove:",
                key=f"{key}/remove",
                type="tertiary",
                on_click=_remove,
                args=(block.number,),
            )
    return EnteredGrant(role, regions, offices, first.strip(), last.strip())


def _ask_names(
    label: str, known: list[str], held: tuple[str, ...], key: str, nothing: str
) -> tuple[str, ...]:
    # What is held already stays choosable, though the organisation may not know it any more.
    options = sorted({*known, *held})
    chosen = st.multiselect(plain(label), options, list(held), placeholder=plain(nothing), key=key)
    return tuple(chosen)


def _regions(organisation: Organisation) -> list[str]:
    return sorted(set(organisation.regions.values()))


def _offices(organisation: Organisation, region: str) -> set[str]:
    return set(organisation.offices.get(region, {}).values())


def _offer_saving(person: Person, entered: Entered, organisation: Organisation) -> None:
    with st.container(horizontal=True):
        is_saved = st.button(_("Save"), type="primary", icon=":material/save:", key="person_save")
        is_left = st.button(_("Cancel"), key="person_leave")
    if is_left:
        _forget()
        st.rerun()
    if is_saved:
        _save(person, entered, organisation)


def _save(person: Person, entered: Entered, organisation: Organisation) -> None:
    if faults := _faults(person, entered):
        st.error("\n".join(f"- {fault}" for fault in faults), icon=":material/edit:")
        return
    found = read_entered(entered, organisation)
    if found.errors:
        translate = translator(current())
        said = [plain(f"{issue.text(translate)} {issue.remedy(translate)}") for issue in found.errors]
        st.error("\n".join(f"- {each}" for each in said), icon=":material/edit:")
        return
    try:
        current_writer().load_people(found.persons, now())
    except StoreError as error:
        show_refusal(error)
        return
    _forget()
    state.choose("person", found.persons[0].account)
    state.keep("people_notice", _("{name} is saved.", name=plain(found.persons[0].name)))
    st.rerun()


def _faults(person: Person, entered: Entered) -> list[Markdown]:
    """What lacks before the checks of files can say anything, and an account that is somebody's already."""
    faults = []
    if not entered.account:
        faults.append(_("Type an account."))
    elif not person.account and (known := current_store().people.person(entered.account)) is not None:
        faults.append(_("The account {account} is {name}'s already.",
                        account=plain(known.account), name=plain(known.name)))  # fmt: skip
    if not entered.name:
        faults.append(_("Type a name."))
    if any(grant.role is None for grant in entered.grants):
        faults.append(_("Choose a role in every block, or take the block away."))
    return faults
