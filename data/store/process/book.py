"""What the audit log says of the months: a fold over entries, as `people.book` is of people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any, get_args

import orjson

from data.people.person import account_key
from data.store.audit.log import Act, Entry, ProcessAct
from data.store.process import deeds
from data.store.process.deeds import Deed, kept_files

#: What the book is made of: deeds of the process, and what says that some were lost.
ACTS: tuple[Act, ...] = (*get_args(ProcessAct), "restore", "repair")
Place = tuple[date, str]
OfficePlace = tuple[date, str, str]


@dataclass(slots=True)
class Book:
    """What was done, by month, place or id; lists stand in the order of the log.

    lost: month → publications that are known to have been made, of which the store, restored from an
    older backup, has nothing. course: submissions, verifications, returns, reopenings and publications of
    a month as they came. declared, approved, refused: of an office-month; of the latter two the latest.
    forms: load that a form wrote → the loads of files whose rows it carried along. drafts: (account key,
    form) → what it keeps for somebody. reminded: keys of reminders sent. channels, seen: by account key.
    """

    sequence: int = 0
    lost: dict[date, int] = field(default_factory=dict)
    latest: datetime | None = None
    course: dict[date, list[Deed]] = field(default_factory=dict)
    declared: dict[OfficePlace, list[deeds.Declared]] = field(default_factory=dict)
    approved: dict[OfficePlace, deeds.DeclarationApproved] = field(default_factory=dict)
    refused: dict[OfficePlace, deeds.DeclarationRefused] = field(default_factory=dict)
    appeals: dict[str, deeds.Appeal] = field(default_factory=dict)
    explanations: dict[Place, deeds.Explanation] = field(default_factory=dict)
    reports: dict[Place, deeds.Report] = field(default_factory=dict)
    retentions: dict[Place, deeds.Retention] = field(default_factory=dict)
    transfers: dict[Place, deeds.TransferDecision] = field(default_factory=dict)
    promises: dict[str, deeds.Promise] = field(default_factory=dict)
    adjustments: dict[str, deeds.Adjustment] = field(default_factory=dict)
    cases: dict[str, deeds.Case] = field(default_factory=dict)
    forms: dict[str, frozenset[str]] = field(default_factory=dict)
    evidence: dict[str, str] = field(default_factory=dict)
    drafts: dict[tuple[str, str], Mapping[str, Any]] = field(default_factory=dict)
    reminded: dict[str, datetime] = field(default_factory=dict)
    channels: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)

    def publications(self, month: date) -> tuple[deeds.Publication, ...]:
        """The publications of a month, by version; those before a reopening among them."""
        return tuple(deed for deed in self.course.get(month, ()) if isinstance(deed, deeds.Publication))

    def next_version(self, month: date) -> int:
        """The number of the next publication of a month: none is given twice, were the first one lost."""
        return len(self.publications(month)) + self.lost.get(month, 0) + 1

    def lost_version(self, month: date) -> int:
        """The version up to which publications of a month were lost; 0 if none is known to be."""
        lost = self.lost.get(month, 0)
        later = [each.version for each in self.publications(month)]
        return 0 if not lost or later[-1:] > [lost] else self.next_version(month) - 1

    def published(self, month: date) -> deeds.Publication | None:
        """The publication of a month that stands: None without one, and since it was reopened."""
        found: deeds.Publication | None = None
        for deed in self.course.get(month, ()):
            if isinstance(deed, deeds.Publication):
                found = deed
            elif isinstance(deed, deeds.Reopening):
                found = None
        return found

    def published_months(self) -> tuple[date, ...]:
        """The months of which a publication stands, ascending."""
        return tuple(month for month in sorted(self.course) if self.published(month) is not None)

    def reopened_months(self) -> tuple[date, ...]:
        """The months that were published and are open again, ascending."""
        return tuple(m for m in sorted(self.course) if self.publications(m) and self.published(m) is None)

    def verifications(self, month: date) -> tuple[deeds.Verification, ...]:
        """The verifications of a month since it was last returned or reopened, in order."""
        found: list[deeds.Verification] = []
        for deed in self.course.get(month, ()):
            if isinstance(deed, deeds.Verification):
                found.append(deed)
            elif isinstance(deed, deeds.Returned | deeds.Reopening):
                found.clear()
        return tuple(found)

    def verification(self, month: date) -> deeds.Verification | None:
        """The latest verification of a month that stands: none once it was returned or reopened."""
        return next(reversed(self.verifications(month)), None)

    def held(self, month: date) -> Mapping[tuple[str, str], str]:
        """The lines of a month that are held: (region, item) → reason."""
        found = self.verification(month)
        return found.held if found is not None else {}

    def copied(self) -> Book:
        """A book that can learn more without this one learning it."""
        book = replace(self)
        for each in fields(self):
            if isinstance(known := getattr(self, each.name), dict):
                own = {k: list(value) if isinstance(value, list) else value for k, value in known.items()}
                setattr(book, each.name, own)
        return book

    def learn(self, entries: Iterable[Entry]) -> Book:
        """Take in later entries. One whose hash is wrong was altered and says nothing."""
        for entry in entries:
            self.sequence = max(self.sequence, entry.sequence)
            if entry.act in ACTS and entry.computed_hash() == entry.hash:
                about = orjson.loads(entry.details)
                if entry.act in {"restore", "repair"}:
                    self._lose(about.get("lost", ()))
                else:
                    self._add(entry.act, entry.subject, _told(entry, about), about)
        return self

    def _lose(self, lost: Iterable[Mapping[str, Any]]) -> None:
        for entry in lost:
            if entry.get("act") == "publish":
                month = _month(entry["subject"])
                self.lost[month] = self.lost.get(month, 0) + 1

    def _add(self, act: str, subject: str, told: dict[str, Any], about: dict[str, Any]) -> None:
        self.latest = max(self.latest, told["at"]) if self.latest else told["at"]
        if "load" in about:
            self.forms[about["load"]] = frozenset(about.get("carried", ()))
        match act:
            case "submit" | "verify" | "returned" | "publish" | "reopen":
                deed = _of_month(act, subject, told, about)
                self.course.setdefault(deed[0], []).append(deed[1])
            case "declared" | "declaration_approved" | "declaration_refused":
                self._add_declaration(act, told, about)
            case "appeal":
                self.appeals[subject] = deeds.Appeal(
                    **told,
                    appeal_id=subject,
                    month=_month(about["month"]),
                    version=about["version"],
                    region=about["region"],
                    item=about["item"],
                    text=about["text"],
                    files=kept_files(about["files"]),
                )
            case "appeal_decided" if subject in self.appeals:
                self.appeals[subject] = replace(self.appeals[subject], decision=_decision(told, about))
            case "adjustment":
                self.adjustments[subject] = deeds.Adjustment(
                    **told,
                    adjustment_id=subject,
                    month=_month(about["month"]),
                    region=about["region"],
                    amount_fen=about["amount_fen"],
                    reason=about["reason"],
                )
            case "adjustment_decided" if subject in self.adjustments:
                self.adjustments[subject] = replace(
                    self.adjustments[subject], decision=_decision(told, about)
                )
            case "promise":
                self.promises[subject] = _promise(subject, told, about)
            case "case":
                known = self.cases[subject].details if subject in self.cases else {}
                details = {**known, **about["details"]}
                self.cases[subject] = deeds.Case(
                    **told, case_id=subject, region=about["region"], details=details
                )
            case "evidence":
                self.evidence[about["sha256"]] = about["region"]
            case _:
                self._add_of_region(act, told, about)
                self._add_of_account(act, subject, told, about)

    def _add_declaration(self, act: str, told: dict[str, Any], about: dict[str, Any]) -> None:
        place = {"month": _month(about["month"]), "region": about["region"], "office": about["office"]}
        key = (place["month"], place["region"], place["office"])
        if act == "declared":
            rest = {name: about[name] for name in ("load", "sales", "collections", "reason", "remedy")}
            self.declared.setdefault(key, []).append(deeds.Declared(**told, **place, **rest))
        elif act == "declaration_approved":
            self.approved[key] = deeds.DeclarationApproved(**told, **place, load=about["load"])
        else:
            rest = {name: about[name] for name in ("reason", "sales", "collections")}
            declared_on = date.fromisoformat(about["declared_on"])
            self.refused[key] = deeds.DeclarationRefused(**told, **place, **rest, declared_on=declared_on)

    def _add_of_region(self, act: str, told: dict[str, Any], about: dict[str, Any]) -> None:
        if act not in {"explanation", "report", "retention", "transfer_decision"}:
            return
        here = {"month": _month(about["month"]), "region": about["region"]}
        key = (here["month"], here["region"])
        match act:
            case "explanation":
                files = kept_files(about["files"])
                self.explanations[key] = deeds.Explanation(**told, **here, text=about["text"], files=files)
            case "report":
                files = kept_files(about["files"])
                self.reports[key] = deeds.Report(**told, **here, text=about["text"], files=files)
            case "retention":
                until = date.fromisoformat(about["until"]) if about["until"] else None
                self.retentions[key] = deeds.Retention(**told, **here, until=until, reason=about["reason"])
            case _:
                self.transfers[key] = deeds.TransferDecision(
                    **told, **here, verdict=about["verdict"], reason=about["reason"]
                )

    def _add_of_account(self, act: str, subject: str, told: dict[str, Any], about: dict[str, Any]) -> None:
        key = account_key(subject)
        match act:
            case "draft":
                self.drafts[(key, about["form"])] = about["content"]
            case "reminded":
                self.reminded[subject] = told["at"]
            case "channels":
                self.channels[key] = about["channels"]
            case "seen":
                self.seen[key] = about["sequence"]


def _told(entry: Entry, about: dict[str, Any]) -> dict[str, Any]:
    return {
        "by": entry.actor,
        "operator": about.get("operator", ""),
        "at": datetime.fromisoformat(about["at"]),
        "on": date.fromisoformat(about["on"]),
        "sequence": entry.sequence,
    }


def _of_month(act: str, named: str, told: dict[str, Any], about: dict[str, Any]) -> tuple[date, Deed]:
    month = _month(named)
    match act:
        case "submit":
            regions, digests = frozenset(about["digests"]), about["digests"]
            return month, deeds.Submission(
                **told, month=month, regions=regions, fingerprint=about["fingerprint"], digests=digests
            )
        case "verify":
            held = {(line["region"], line["item"]): line["reason"] for line in about["held"]}
            return month, deeds.Verification(**told, month=month, fingerprint=about["fingerprint"], held=held)
        case "returned":
            why, subject = about["why"], about["subject"]
            return month, deeds.Returned(
                **told, month=month, why=why, subject=subject, told=tuple(about["told"])
            )
        case "reopen":
            return month, deeds.Reopening(**told, month=month, reason=about["reason"])
        case _:
            return month, deeds.Publication(
                **told, month=month, version=about["version"], content=about["content"]
            )


def _decision(told: dict[str, Any], about: dict[str, Any]) -> deeds.Decision:
    return deeds.Decision(**told, verdict=about["verdict"], reason=about["reason"])


def _promise(subject: str, told: dict[str, Any], about: dict[str, Any]) -> deeds.Promise:
    return deeds.Promise(
        **told,
        promise_id=subject,
        region=about["region"],
        office=about["office"],
        figure=about["figure"],
        amount_fen=about["amount_fen"],
        month=_month(about["month"]) if about["month"] else None,
        until=date.fromisoformat(about["until"]),
        text=about["text"],
        origin=about["origin"],
    )


def _month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")
