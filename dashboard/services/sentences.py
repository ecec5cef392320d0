"""Foreseen failures as sentences that say what to do next."""

from __future__ import annotations

from dashboard.i18n import Translator
from dashboard.services.ingest import NotCommittable
from data.store import LoadConflict, LoadFailed, StoreBusy, StoreChanged, StoreTooNew, StoreUnreadable
from engine.parameters import PolicyError


def sentence(error: Exception, _: Translator) -> str:
    """What went wrong and what to do, in the reader's language."""
    match error:
        case StoreBusy(pid=None):
            text = _("Another program has the store open. Close it (it may be the dashboard) and try again.")
        case StoreBusy(pid=pid):
            text = _(
                "Process {pid} has the store open. Close it (it may be the dashboard), "
                "or do this through it, and try again.",
                pid=pid,
            )
        case StoreTooNew():
            text = _("The store was written by a later version of this program. Update the program.")
        case StoreUnreadable(path=path, reason=reason):
            text = _("{path} cannot be opened as a store: {reason}", path=path, reason=reason)
        case StoreChanged():
            text = _("The store has changed since the files were checked. Check them again.")
        case LoadConflict():
            text = _("Somebody else was committing at the same moment; nothing was loaded. Try again.")
        case LoadFailed():
            text = _("The store refused the load; nothing was loaded. Details: {reason}", reason=error)
        case NotCommittable(args=("reason",)):
            text = _("The warnings must be accepted with a reason first.")
        case NotCommittable():
            text = _("Nothing was loaded: mend the errors first.")
        case PolicyError():
            text = _("The policy files cannot be used. {reason}", reason=error)
        case _:
            text = str(error)
    return text
