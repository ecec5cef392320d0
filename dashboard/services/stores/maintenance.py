"""Audit and backup for whoever asks: through the program that has the store open, or by opening it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from dashboard.i18n import Translator
from dashboard.services.papers import asking as papers
from dashboard.services.reminders import asking as reminders
from dashboard.services.stores import given, people, serving
from dashboard.services.stores.stores import open_store, store_url
from dashboard.services.stores.who import Who
from data.store import BackupRefused, Pruned, Quarantine, Store, StoreBusy
from data.store.address import address
from data.store.existence import exists

Progress = Callable[[float, str], None]
Arguments = Mapping[str, Any]


def _audited(store: Store, arguments: Arguments, progress: Progress, _: Translator) -> dict[str, Any]:
    report = people.writer_for(store, arguments).audit(arguments["head"], progress)
    return {
        "entries": report.entries,
        "loads": report.loads,
        "originals": report.originals,
        "never_kept": report.never_kept,
        "head": report.head,
        "findings": [finding.text(_) for finding in report.findings],
    }


def _backed_up(store: Store, arguments: Arguments, progress: Progress, _: Translator) -> dict[str, Any]:
    writer = people.writer_for(store, arguments)
    written = writer.back_up(Path(arguments["path"]), progress)
    if not writer.scope().sees_audit:
        return {}
    return {"loads": written.loads, "originals": written.originals, "head": written.head}


def _pruned(store: Store, arguments: Arguments, progress: Progress, _: Translator) -> dict[str, Any]:
    del progress, _
    pruned = people.writer_for(store, arguments).prune(Quarantine(arguments["days"], arguments["most"]))
    return asdict(pruned)


_VERBS: dict[str, serving.Verb] = {"audit": _audited, "backup": _backed_up, "prune": _pruned}
_ANSWERED = _VERBS | people.VERBS | papers.VERBS | reminders.VERBS | given.VERBS


def audited(url: str | None, head: str | None, who: Who, progress: Progress, _: Translator) -> dict[str, Any]:
    """The audit of the store: entries, loads, originals, never_kept, head, and findings in words.

    ActRefused or PeopleRefused if it is not open to them. BackupRefused if there is no store; StoreBusy
    if a program has it open that does not listen.
    """
    return _done(url, "audit", {"head": head, **who.asked()}, progress, _)


def backed_up(url: str | None, path: Path, who: Who, progress: Progress, _: Translator) -> dict[str, Any]:
    """Backs the store up to a new file: loads, originals, head; nothing of that to whom the log is not open.

    BackupRefused says why not; ActRefused or PeopleRefused if it is not theirs to do.
    """
    return _done(url, "backup", {"path": str(path.absolute()), **who.asked()}, progress, _)


def repaired(
    url: str | None, head: str | None, actor: str, progress: Progress, _: Translator
) -> dict[str, Any]:
    """Mends the store: what was done and lost, and the audit of what is there now, ready for JSON.

    StoreBusy while a program has it open; StoreVanished, StoreUnreadable if it cannot be mended.
    """
    done = Store.repair(store_url(url), actor, head, progress)
    report = done.report
    return {
        "store": store_url(url),
        "copy": str(done.copy) if done.copy is not None else None,
        "log_bytes": done.log_bytes,
        "lost_bytes": done.lost_bytes,
        "removed": done.removed,
        "lost_entries": done.lost_entries,
        "lost": [
            {
                "sequence": entry.sequence,
                "at": entry.at,
                "by": entry.actor,
                "act": entry.act,
                "subject": entry.subject,
                "files": list(entry.files),
            }
            for entry in done.lost
        ],
        "entries": report.entries,
        "loads": report.loads,
        "originals": report.originals,
        "head": report.head,
        "findings": [finding.text(_) for finding in report.findings],
    }


def pruned(url: str | None, quarantine: Quarantine, who: Who, _: Translator) -> Pruned:
    """Takes away received files that no load names and that `quarantine` keeps no longer.

    ActRefused or PeopleRefused if it is not theirs to do.
    """
    arguments = {**asdict(quarantine), **who.asked()}
    return Pruned(**_done(url, "prune", arguments, lambda share, step: None, _))


def _done(
    url: str | None, verb: str, arguments: Arguments, progress: Progress, _: Translator
) -> dict[str, Any]:
    place = address(store_url(url))
    if not exists(place):
        raise BackupRefused("store_missing", store=str(place))
    try:
        with open_store(url) as store:
            return _VERBS[verb](store, arguments, progress, _)
    except StoreBusy as busy:
        return serving.answer(place, verb, arguments, progress, _, busy)


def serve(url: str) -> None:
    """Let other programs of this user audit, back up and look after people while this one has it open."""
    serving.listen(url, _ANSWERED)
