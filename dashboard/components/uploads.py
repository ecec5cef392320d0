"""Bringing files in: choose, check, read the issues, commit once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import streamlit as st

from dashboard import state
from dashboard.cache import current_store
from dashboard.components.checks import show_check
from dashboard.components.today import today
from dashboard.i18n import _
from dashboard.navigation import BY_KEY
from dashboard.services.ingest import Checked, NotCommittable, check, commit
from data.ingestion import Upload


def show_upload() -> None:
    """The uploader and everything that follows from what was chosen."""
    _show_done()
    generation = state.kept("upload_generation", 0)
    chosen = st.file_uploader(
        _("Workbooks (.xlsx, .xlsm) or text files (.csv), one or several"),
        accept_multiple_files=True,
        key=f"uploads_{generation}",
        help=_(
            "A monthly pack with a sheet per extract, or single extracts. Nothing is loaded "
            "before you confirm."
        ),
    )
    if not chosen:
        state.drop("checked")
        return
    uploads = [Upload(file.name, file.getvalue()) for file in chosen]
    checked = _checked(uploads)
    reason = show_check(checked)
    if reason is not None:
        _commit(checked, reason, generation)


def _fingerprint(uploads: Sequence[Upload]) -> str:
    digest = hashlib.sha256()
    for upload in uploads:
        digest.update(f"{upload.name}\0{len(upload.content)}\0".encode())
        digest.update(upload.content)
    return digest.hexdigest()


def _checked(uploads: Sequence[Upload]) -> Checked:
    """The check of these files, made once per set of files and state of the store."""
    store = current_store()
    fingerprint = f"{_fingerprint(uploads)}/{store.data_version()}"
    known = state.kept("checked")
    if known is not None and known[0] == fingerprint:
        return known[1]  # type: ignore[no-any-return]
    with st.status(_("Checking the files …"), expanded=False) as status:
        checked = check(store, uploads, today(), lambda _share, step: status.update(label=_(step)))
        status.update(label=_("Checked."), state="error" if checked.has_errors else "complete")
    state.keep("checked", (fingerprint, checked))
    return checked


def _commit(checked: Checked, reason: str, generation: int) -> None:
    try:
        load_id = commit(current_store(), checked, actor="dashboard", reason=reason)
    except NotCommittable:
        state.drop("checked")
        st.warning(_("The store has changed since the check. The files are being checked again."))
        st.rerun()
    rows = sum(frame.height for frame in checked.ingestion.frames.values())
    state.keep("loaded", (load_id, rows))
    state.keep("upload_generation", generation + 1)
    state.drop("checked")
    st.rerun()


def _show_done() -> None:
    loaded = state.kept("loaded")
    if loaded is None:
        return
    load_id, rows = loaded
    st.success(
        _("Loaded {rows} rows. Load number {load}.", rows=f"{rows:,}", load=load_id), icon=":material/check:"
    )
    st.page_link(
        BY_KEY["overview"].script,
        label=_("See what it means"),
        icon=":material/arrow_forward:",
        query_params=state.address(),
    )
    state.drop("loaded")
