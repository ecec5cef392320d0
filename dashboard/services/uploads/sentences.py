"""Foreseen failures as sentences that say what to do next."""

from __future__ import annotations

from dashboard.i18n import Translator
from dashboard.services.policies import POLICY_VARIABLE, PoliciesDiffer
from dashboard.services.uploads.ingest import NotCommittable
from data.store import (
    ActRefused,
    AuditDamaged,
    BackupRefused,
    CatalogRefused,
    DiskFailed,
    DiskFull,
    EntriesLost,
    HeadDamaged,
    LoadConflict,
    LoadFailed,
    LoadRolledBack,
    LoadUnknown,
    OriginalDamaged,
    OriginalNotKept,
    PeopleRefused,
    ProcessRefused,
    StoreBusy,
    StoreChanged,
    StoreForeign,
    StoreLost,
    StoreTooNew,
    StoreTorn,
    StoreUnavailable,
    StoreUnreadable,
    StoreVanished,
)
from engine.policy.parameters import PolicyError


def sentence(error: Exception, _: Translator) -> str:
    """What went wrong and what to do, in the reader's language."""
    for told in (_of_opening, _of_disk, _of_records, _of_loading):
        text = told(error, _)
        if text is not None:
            return text
    return str(error)


def _of_opening(error: Exception, _: Translator) -> str | None:
    """A store that cannot be opened, or not as it is."""
    match error:
        case StoreBusy(pid=None):
            return _("Another program has the store open. Close it (it may be the dashboard) and try again.")
        case StoreBusy(pid=pid):
            return _(
                "Process {pid} has the store open. Close it (it may be the dashboard), "
                "or do this through it, and try again.",
                pid=pid,
            )
        case CatalogRefused() | StoreUnavailable():
            return error.text(_)
        case StoreTooNew():
            return _("The store was written by a later version of this program. Update the program.")
        case StoreVanished(path=path):
            return _(
                "The store {path} is gone, or another one stands in its place. Put it back or restore a "
                "backup; no new one was made.",
                path=path,
            )
        case StoreTorn(path=path, reason=reason):
            return _(
                "The write-ahead log of the store {path} is damaged, as after a power cut. Run repair: it "
                "keeps a copy, saves all whole loads and says what was lost. Details: {reason}",
                path=path,
                reason=reason,
            )
        case StoreForeign(path=path, reason=reason):
            return _(
                "The store {path} was altered from outside: {reason}. Run repair, then the audit.",
                path=path,
                reason=reason,
            )
        case EntriesLost(path=path, kept=kept, found=found):
            return _(
                "The store {path} has lost entries: its audit log had {kept}, {found} are there. Its "
                "write-ahead log is missing or cut off, or an earlier copy stands in its place. Put back "
                "what is missing, or run repair, which says what was lost.",
                path=path,
                kept=kept,
                found=found,
            )
        case HeadDamaged(path=path):
            return _(
                "{path} is damaged; whether the store lost something cannot be told. Run repair.", path=path
            )
        case StoreUnreadable(path=path, reason=reason):
            return _("{path} cannot be opened as a store: {reason}", path=path, reason=reason)
        case _:
            return None


def _of_disk(error: Exception, _: Translator) -> str | None:
    match error:
        case DiskFull():
            return _(
                "There is no room on the disk; nothing was loaded. Make room and load again. "
                "Details: {reason}",
                reason=error,
            )
        case DiskFailed():
            return _(
                "The disk refused to write; nothing was loaded. Have the disk looked at before loading "
                "again. Details: {reason}",
                reason=error,
            )
        case StoreLost():
            return _(
                "The database broke off because of the disk. Look into the history whether the load is "
                "there before loading again; if this is said again, restart the program. Details: {reason}",
                reason=error,
            )
        case _:
            return None


def _of_records(error: Exception, _: Translator) -> str | None:
    """Kept files, the audit log, backups and policy files."""
    match error:
        case OriginalNotKept(reason=reason):
            return _(
                "The file could not be kept, so it was not received. Make room on the disk and try again. "
                "Details: {reason}",
                reason=reason,
            )
        case OriginalDamaged(sha256=sha256):
            return _(
                "The kept file was altered or damaged since it was uploaded (SHA-256 was {sha256}). "
                "Run the audit.",
                sha256=sha256,
            )
        case AuditDamaged():
            return _("The audit log is damaged; nothing more is written. Run the audit and restore a backup.")
        case ActRefused() | BackupRefused() | PeopleRefused() | ProcessRefused():
            return error.text(_)
        case PoliciesDiffer(folder=folder, here=here, stored=stored):
            return _(
                "The folder {folder} holds other policies ({here}) than the store that this machine shares "
                "({stored}). To put them in force on all servers: policies adopt {folder}. Otherwise put the "
                "folder back, or name none in {variable}.",
                folder=folder,
                here=here,
                stored=stored,
                variable=POLICY_VARIABLE,
            )
        case PolicyError():
            return _("The policy files cannot be used. {reason}", reason=error)
        case _:
            return None


def _of_loading(error: Exception, _: Translator) -> str | None:
    match error:
        case StoreChanged():
            return _("The store has changed since the files were checked. Check them again.")
        case LoadConflict():
            return _("Somebody else was committing at the same moment; nothing was loaded. Try again.")
        case LoadRolledBack():
            return _("This load was taken back already; nothing is to do.")
        case LoadUnknown():
            return _("There is no such load; reload the page.")
        case LoadFailed():
            return _("The store refused the load; nothing was loaded. Details: {reason}", reason=error)
        case NotCommittable(args=("reason",)):
            return _("The warnings must be accepted with a reason first.")
        case NotCommittable():
            return _("Nothing was loaded: mend the errors first.")
        case _:
            return None
