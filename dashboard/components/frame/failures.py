"""Nothing unexpected reaches a reader but a sentence and a reference; the log has the rest."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dashboard import state
from dashboard.components.visitors.admission import show_way_in
from dashboard.formats import Markdown, plain
from dashboard.i18n import _, current, translator
from dashboard.services.metrics import ERRORS
from dashboard.services.uploads.sentences import sentence
from dashboard.unforeseen import tell_unforeseen
from dashboard.visit import SignedOut
from data.store import (
    ActRefused,
    AuditDamaged,
    BackupRefused,
    CatalogRefused,
    EntriesLost,
    HeadDamaged,
    LoadFailed,
    OriginalDamaged,
    OriginalNotKept,
    StateGone,
    StoreBusy,
    StoreError,
    StoreForeign,
    StoreTooNew,
    StoreTorn,
    StoreUnavailable,
    StoreUnreadable,
    StoreVanished,
)
from engine.policy.parameters import PolicyError

_log = logging.getLogger("region_cockpit")


@contextmanager
def guarded() -> Iterator[None]:
    """Run a page; say known troubles in words, an unexpected one with a reference to the log.

    A page whose catalog was lost in the middle is drawn once more before that is said: a server that was
    started again is there by then. So is one that asked for rows of a state that is gone.
    """
    try:
        yield
        state.drop(state.ONCE_MORE)
    except SignedOut:
        show_way_in()
    except (StoreError, PolicyError) as error:
        if _is_of_a_moment(error) and not state.kept(state.ONCE_MORE):
            state.keep(state.ONCE_MORE, True)
            st.rerun()
        state.drop(state.ONCE_MORE)
        ERRORS.labels("known").inc()
        _log.warning("%s", error)
        st.error(trouble(error), icon=":material/error:")
    except Exception:  # noqa: BLE001 - here and in parts, because it is logged
        tell_unforeseen()


def _is_of_a_moment(error: Exception) -> bool:
    """Whether a page that only reads met a catalog that broke off, or what was not the present state."""
    is_lost = isinstance(error, StoreUnavailable) and error.code == "lost" and not error.in_writing
    return is_lost or isinstance(error, StateGone)


def trouble(error: StoreError | PolicyError) -> Markdown:
    """A known trouble in the reader's language, with what to do about it."""
    match error:
        case StoreBusy():
            return _(
                "The store is in use by another program (process {pid}). Close it, then reload this page.",
                pid=error.pid if error.pid is not None else "?",
            )
        case StoreTooNew():
            return _("The store was written by a later version of this program. Update the program.")
        case (
            ActRefused()
            | AuditDamaged()
            | BackupRefused()
            | CatalogRefused()
            | OriginalDamaged()
            | OriginalNotKept()
            | StoreTorn()
            | StoreUnavailable()
            | StoreForeign()
            | StoreVanished()
            | EntriesLost()
            | HeadDamaged()
            | LoadFailed()
        ):
            return plain(sentence(error, translator(current())))
        case StoreUnreadable():
            return _("The store cannot be opened. Check its address: {path}", path=plain(error.path))
        case PolicyError():
            return _("The policy file may not be used: {reason}", reason=plain(error))
        case StoreError():
            return _("The store refused; nothing was changed: {reason}", reason=plain(error))
