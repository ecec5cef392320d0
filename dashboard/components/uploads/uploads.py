"""Bringing files in: receive, check, map what is unfamiliar, preview, commit once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from dashboard import state
from dashboard.cache.acting import current_writer
from dashboard.cache.current import current_reader, current_snapshot
from dashboard.components.elements.waiting import waiting
from dashboard.components.forms.doers import say_who_may
from dashboard.components.forms.refusals import show_refusal
from dashboard.components.forms.uploaders import speak_uploader
from dashboard.components.uploads.checks import show_check
from dashboard.components.uploads.choices import show_unknown_values
from dashboard.components.uploads.consequences import show_consequences
from dashboard.components.uploads.mappings import show_mappings
from dashboard.components.uploads.newcomers import show_new_offices
from dashboard.components.uploads.received import show_received
from dashboard.components.visitors.today import today
from dashboard.formats import Markdown, plain
from dashboard.i18n import N_, _
from dashboard.navigation import BY_KEY
from dashboard.services.uploads.consequences import Consequences, consequences_of_load
from dashboard.services.uploads.ingest import Checked, check, commit, new_offices
from dashboard.services.uploads.line import CHECKS
from dashboard.services.uploads.returning import given_back
from dashboard.visit import current_visitor
from data.ingestion import Ingestion, Upload
from data.store import StoreChanged, StoreError


@dataclass(frozen=True, slots=True)
class _Draft:
    """Files that were checked, and what loading them would change (None if they cannot be).

    `files` tells the files apart, `basis` what they were held against.
    """

    files: str
    basis: str
    checked: Checked
    consequences: Consequences | None

    @property
    def key(self) -> str:
        """Differs for other files and another basis: a button pressed for one preview serves no other."""
        return hashlib.sha256(f"{self.files}/{self.basis}".encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class _Done:
    """A load that was just committed."""

    load_id: str
    rows: int
    head: str | None
    consequences: Consequences


def show_upload() -> None:
    """The uploader and everything that follows from what was chosen, for whoever may load anything."""
    _show_notice()
    if not current_reader().scope.may("upload"):
        say_who_may("upload")
        return
    speak_uploader()
    generation = state.kept("upload_generation", 0)
    chosen = st.file_uploader(
        _("Workbooks (.xlsx, .xlsm) or text files (.csv), one or several"),
        accept_multiple_files=True,
        key=f"uploads_{current_visitor().account}{generation}",
        help=_(
            "A monthly pack with a sheet per extract, or single extracts. Nothing is loaded "
            "before you confirm."
        ),
    )
    if not chosen:
        state.drop("draft")
        _show_done()
        return
    state.drop("loaded")
    files = [Upload(file.name, file.getvalue()) for file in chosen]
    uploads = [*files, *_added(files)]
    try:
        draft = _draft(uploads)
    except StoreChanged:
        # Somebody committed between the check and its preview: both are made anew.
        st.rerun()
    except StoreError as error:
        show_refusal(error)
        return
    show_received(draft.checked.ingestion.files)
    _show_added(uploads[len(files) :])
    if _answered(draft.checked.ingestion, files):
        state.drop("draft")
        st.rerun()
    reason = show_check(draft.checked, uploads, draft.consequences, key=draft.key)
    if reason is not None and draft.consequences is not None:
        _commit(draft, draft.consequences, reason, generation)


@dataclass(frozen=True, slots=True)
class _Added:
    """Files made on this page for an upload: `to` tells its files apart, `basis` the state of the store."""

    to: str
    basis: str
    files: tuple[Upload, ...]


def _added(files: Sequence[Upload]) -> tuple[Upload, ...]:
    """What the reader had added to these very files, as long as the store is the one it was made for."""
    added = state.kept("added")
    if not isinstance(added, _Added) or added.to != _fingerprint(files):
        return ()
    if added.basis != current_snapshot().data_version:
        # It repeats rows of the organisation that may be others by now.
        state.drop("added")
        st.info(_changed(), icon=":material/sync:")
        return ()
    return added.files


def _show_added(added: Sequence[Upload]) -> None:
    if not added:
        return
    names = _(", ").join(plain(upload.name) for upload in added)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(_("Made on this page for the new offices: {files}", files=names))
        if st.button(_("Take it out again"), key="added_out", type="tertiary", icon=":material/undo:"):
            state.drop("added")
            st.rerun()


def _answered(ingestion: Ingestion, files: Sequence[Upload]) -> bool:
    """Ask what the files leave open; whether something was just answered, so that all is checked anew."""
    if show_mappings(ingestion.unmapped, is_pressing=not ingestion.is_loadable):
        return True
    if show_unknown_values(ingestion.unknown_values):
        return True
    leaders = show_new_offices(ingestion.unknown_offices)
    if leaders is None:
        return False
    made = new_offices(current_reader(), ingestion, leaders, _("new-offices"))
    basis = current_snapshot().data_version
    state.keep("added", _Added(_fingerprint(files), basis, (*_added(files), made)))
    return True


def _fingerprint(uploads: Sequence[Upload]) -> str:
    digest = hashlib.sha256()
    for upload in uploads:
        digest.update(f"{upload.name}\0{len(upload.content)}\0".encode())
        digest.update(upload.content)
    return digest.hexdigest()


def _draft(uploads: Sequence[Upload]) -> _Draft:
    """The check of these files and its preview, made once per set of files and state of the store."""
    snapshot = current_snapshot()
    files, basis = _fingerprint(uploads), f"{snapshot.data_version}/{snapshot.policies.digest}"
    known = state.kept("draft")
    if isinstance(known, _Draft) and known.files == files:
        if known.basis == basis:
            return known
        st.info(_changed(), icon=":material/sync:")
    with waiting(_("Checking the files …")) as tell, CHECKS.turn(partial(_tell_place, tell)), given_back():
        checked = check(current_writer(), uploads, today(), lambda share, step: tell(0.9 * share, step))
        consequences = None
        if checked.ingestion.is_loadable:
            tell(0.95, N_("Computing what would change"))
            consequences = consequences_of_load(current_reader(), checked, snapshot)
    draft = _Draft(files, basis, checked, consequences)
    state.keep("draft", draft)
    return draft


def _tell_place(tell: Callable[[float, str], None], place: int) -> None:
    tell(0.0, _("Other files are being checked; place in the line: {place}", place=place))


def _commit(draft: _Draft, consequences: Consequences, reason: str, generation: int) -> None:
    try:
        with st.spinner(_("Loading into the store …"), show_time=True):
            load_id = commit(current_writer(), draft.checked, reason=reason)
    except StoreChanged:
        state.drop("draft")
        state.keep("notice", _changed())
        st.rerun()
    except StoreError as error:
        show_refusal(error)
        return
    rows = sum(frame.height for frame in draft.checked.ingestion.frames.values())
    state.keep("loaded", _Done(load_id, rows, current_reader().audit_head(), consequences))
    state.keep("upload_generation", generation + 1)
    state.drop("draft")
    st.rerun()


def _changed() -> Markdown:
    return _("The store has changed since the check; nothing was loaded. Everything was checked again.")


def _show_notice() -> None:
    notice = state.kept("notice")
    if notice is not None:
        st.info(plain(notice), icon=":material/sync:")
        state.drop("notice")


def _show_done() -> None:
    done = state.kept("loaded")
    if not isinstance(done, _Done):
        return
    with st.container(border=True):
        st.success(
            _("Loaded {rows} rows. Load number {load}.", rows=f"{done.rows:,}", load=plain(done.load_id)),
            icon=":material/check:",
        )
        if done.head is not None:
            st.caption(
                _(
                    "Head of the audit log: {head}. Write it down elsewhere: whoever has it can prove that "
                    "nothing before it was altered.",
                    head=plain(done.head[:16]),
                ),
                help=plain(done.head),
            )
        show_consequences(done.consequences, key="done", title=_("What changed"))
        st.page_link(
            BY_KEY["overview"].script,
            label=_("See what it means"),
            icon=":material/arrow_forward:",
            query_params=state.address(),
        )
