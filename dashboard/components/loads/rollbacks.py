"""Taking a load back: behind a dialog that shows what would change and asks why."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.cache.acting import current_writer
from dashboard.cache.current import current_reader, current_snapshot
from dashboard.components.forms.doers import say_who_may
from dashboard.components.forms.refusals import show_refusal
from dashboard.components.uploads.consequences import show_consequences
from dashboard.formats import plain
from dashboard.i18n import _
from dashboard.parts import alone
from dashboard.services.policies import policies
from dashboard.services.process.returning import roll_back
from dashboard.services.uploads.consequences import Consequences, consequences_of_rollback
from data.store import Load, StoreError

_TOLD = 5


def show_rollback(load: Load) -> None:
    """Offer to take the load back, to whom it is; the dialog stays open until it is answered."""
    if not current_writer().may_roll_back(load.load_id):
        say_who_may("roll_back")
        return
    if st.button(_("Take this load back …"), icon=":material/undo:", key=f"rollback_{load.load_id}"):
        state.keep("rolling_back", load.load_id)
    if state.kept("rolling_back") == load.load_id:
        st.dialog(_("Take a load back"), width="large", on_dismiss=_forget)(alone(_ask))(load)


def _forget() -> None:
    state.drop("rolling_back")
    state.drop("rollback_preview")


def _ask(load: Load) -> None:
    st.markdown(
        _(
            "Load {load} of {files}: what it replaced counts again. Nothing is deleted; "
            "the history keeps both.",
            load=plain(load.load_id),
            files=plain(_(", ").join(file.name for file in load.files)),
        )
    )
    try:
        found = _preview(load.load_id)
        show_consequences(found, key="rollback", title=_("What taking it back would change"), told=_TOLD)
    except StoreError as error:
        show_refusal(error)
        return
    reason = st.text_input(_("Why it is taken back"), key="rollback_reason", max_chars=500).strip()
    with st.container(horizontal=True):
        is_confirmed = st.button(
            _("Take it back"), type="primary", icon=":material/undo:", key="rollback_yes"
        )
        is_cancelled = st.button(_("Leave it"), key="rollback_no")
    if is_cancelled:
        _forget()
        st.rerun()
    if is_confirmed and not reason:
        st.error(_("Say why first; the reason stays in the history."), icon=":material/edit:")
    elif is_confirmed:
        _take_back(load.load_id, reason)


def _preview(load_id: str) -> Consequences:
    """What would change, computed once per state of the store."""
    snapshot = current_snapshot()
    wanted = (load_id, snapshot.data_version, snapshot.policies.digest)
    known = state.kept("rollback_preview")
    if known is not None and known[0] == wanted:
        return known[1]  # type: ignore[no-any-return]
    found = consequences_of_rollback(current_reader(), load_id, snapshot)
    state.keep("rollback_preview", (wanted, found))
    return found


def _take_back(load_id: str, reason: str) -> None:
    try:
        with st.spinner(_("Taking the load back …")):
            roll_back(current_writer(), policies(), load_id, reason)
    except StoreError as error:
        show_refusal(error)
        return
    _forget()
    state.drop("loaded")
    state.keep("notice", _("Load {load} was taken back.", load=load_id))
    st.rerun()
