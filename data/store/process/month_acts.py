"""Submitting, verifying, publishing and reopening a month, and its being returned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from data.store.errors import ProcessRefused
from data.store.process import deeds
from data.store.process.acting import (
    Acting,
    Basis,
    Moment,
    demand_after,
    demand_text,
    demand_unchanged,
    month_text,
)
from data.store.process.book import Book
from data.store.process.loaded import uploaders
from data.store.process.turns import turns_of
from engine.process.states import is_stale, missing, state_of


class MonthActs:
    """What is done to a month as a whole."""

    def __init__(self, acting: Acting) -> None:
        self._acting = acting

    def submit(self, month: date, basis: Basis) -> tuple[str, ...]:
        """Tell that a month is complete for all regions that one may submit; those regions.

        ProcessRefused: `month_empty`, `already_published`, `already_submitted`, `before`, `changed`.
        """

        def write(moment: Moment) -> tuple[str, ...]:
            self._acting.demand(moment, "submit")
            demand_unchanged(moment, basis, month)
            allowed = moment.scope.regions_for("submit")
            own = {r: d for r, d in basis.marks.digests.items() if allowed is None or r in allowed}
            if not own:
                raise ProcessRefused("month_empty", month=month_text(month))
            turns = turns_of(moment.book, month)
            if state_of(turns, basis.marks) == "published":
                raise ProcessRefused("already_published", month=month_text(month))
            if not set(own) & set(missing(turns, basis.marks)) and not is_stale(turns, basis.marks):
                raise ProcessRefused("already_submitted", month=month_text(month))
            demand_after(moment, _last(moment.book, month, deeds.Reopening))
            self._return_if_stale(moment, month, basis)
            about = {"fingerprint": basis.marks.loaded, "digests": own}
            self._acting.record(moment, "submit", month_text(month), about)
            return tuple(sorted(own))

        return self._acting.done(write)

    def verify(self, month: date, basis: Basis, held: Mapping[tuple[str, str], str] | None = None) -> None:
        """Verify every line of a submitted month but those `held`: (region, item) → reason.

        Of a published month only what is held changes. ProcessRefused: `not_submitted`, `own_upload`,
        `own_publication`, `text_missing`, `changed`.
        """
        reasons = {place: demand_text(reason) for place, reason in (held or {}).items()}

        def write(moment: Moment) -> None:
            self._acting.demand_everywhere(moment, "verify", basis.marks.digests)
            demand_unchanged(moment, basis, month)
            turns = turns_of(moment.book, month)
            self._demand_submitted(moment, month, basis)
            if any(self._acting.is_own(actor) for actor in uploaders(moment.cursor, moment.book, month)):
                raise ProcessRefused("own_upload", account=self._acting.doer.actor, month=month_text(month))
            if any(self._acting.is_own(each.by) for each in moment.book.publications(month)):
                raise ProcessRefused(
                    "own_publication", account=self._acting.doer.actor, month=month_text(month)
                )
            demand_after(moment, _last(moment.book, month, deeds.Submission))
            demand_after(moment, moment.book.published(month))
            is_published = state_of(turns, basis.marks) == "published"
            before = moment.book.verification(month)
            fingerprint = before.fingerprint if is_published and before else basis.marks.fingerprint
            lines = [
                {"region": region, "item": item, "reason": reason}
                for (region, item), reason in sorted(reasons.items())
            ]
            about = {"fingerprint": fingerprint, "held": lines}
            self._acting.record(moment, "verify", month_text(month), about)

        self._acting.done(write)

    def publish(self, month: date, basis: Basis, content: Mapping[str, Any]) -> int:
        """Publish a verified month with its figures and the bulletin of that very data; the version.

        ProcessRefused: `not_verified`, `own_verification`, `already_published`, `changed`; `out_of_order`,
        `before_first` and `before_later` where another month has its turn.
        """

        def write(moment: Moment) -> int:
            self._demand_publishable(moment, month, basis)
            version = moment.book.next_version(month)
            if content.get("version") != version:
                raise ProcessRefused("changed", month=month_text(month))
            about = {"version": version, "content": dict(content)}
            self._acting.record(moment, "publish", month_text(month), about)
            return version

        return self._acting.done(write)

    def demand_publishable(self, month: date, basis: Basis) -> int:
        """What `publish` would refuse, before a bulletin is made; the version it would be."""
        with self._acting.connection.cursor() as cursor:
            moment = self._acting.moment(cursor)
            self._demand_publishable(moment, month, basis)
            return moment.book.next_version(month)

    def reopen(self, month: date, reason: str) -> None:
        """Open a published month again; `not_published`, `later_published`, `text_missing`."""
        why = demand_text(reason)

        def write(moment: Moment) -> None:
            self._acting.demand(moment, "reopen")
            found = moment.book.published(month)
            if found is None:
                raise ProcessRefused("not_published", month=month_text(month))
            regions = [row["region"] for row in found.content.get("regions", ())]
            self._acting.demand_everywhere(moment, "reopen", regions)
            later = [each for each in moment.book.published_months() if each > month]
            if later:
                raise ProcessRefused("later_published", month=month_text(month), later=month_text(later[0]))
            demand_after(moment, found)
            self._acting.record(moment, "reopen", month_text(month), {"reason": why})

        self._acting.done(write)

    def mark_returned(self, month: date, basis: Basis, why: str, subject: str) -> tuple[str, ...]:
        """Write that a submitted or verified month is open again, if its figures are others now.

        Whoever changed them need not be allowed to anything else. Those who had acted, () if nothing changed.
        why: load, rollback or policy; subject: which.
        """

        def write(moment: Moment) -> tuple[str, ...]:
            demand_unchanged(moment, basis, month)
            if not is_stale(turns_of(moment.book, month), basis.marks):
                return ()
            told = acted(moment.book, month)
            about = {"why": why, "subject": subject, "told": list(told)}
            self._acting.record(moment, "returned", month_text(month), about)
            return told

        return self._acting.done(write)

    def _demand_publishable(self, moment: Moment, month: date, basis: Basis) -> None:
        self._acting.demand_everywhere(moment, "publish", basis.marks.digests)
        demand_unchanged(moment, basis, month)
        book, text = moment.book, month_text(month)
        state = state_of(turns_of(book, month), basis.marks)
        if state == "published":
            raise ProcessRefused("already_published", month=text)
        verified = book.verification(month)
        if state != "verified" or verified is None:
            raise ProcessRefused("not_verified", month=text)
        if any(self._acting.is_own(each.by) for each in book.verifications(month)):
            raise ProcessRefused("own_verification", account=self._acting.doer.actor, month=text)
        demand_after(moment, verified)
        _demand_order(book, month, basis)
        for earlier in book.published_months():
            demand_after(moment, book.published(earlier))

    def _demand_submitted(self, moment: Moment, month: date, basis: Basis) -> None:
        turns = turns_of(moment.book, month)
        if state_of(turns, basis.marks) == "published":
            return
        lacking = missing(turns, basis.marks) or (() if basis.marks.digests else (month_text(month),))
        if lacking:
            raise ProcessRefused("not_submitted", month=month_text(month), missing="、".join(lacking))

    def _return_if_stale(self, moment: Moment, month: date, basis: Basis) -> None:
        """What a change of the policy did, which nobody had to write."""
        if is_stale(turns_of(moment.book, month), basis.marks):
            about = {"why": "policy", "subject": "", "told": list(acted(moment.book, month))}
            self._acting.record(moment, "returned", month_text(month), about)


def acted(book: Book, month: date) -> tuple[str, ...]:
    """Who submitted and verified a month since it was last opened."""
    since: list[str] = []
    for deed in book.course.get(month, ()):
        match deed:
            case deeds.Returned() | deeds.Reopening() | deeds.Publication():
                since.clear()
            case _:
                since.append(deed.by)
    return tuple(dict.fromkeys(since))


def _demand_order(book: Book, month: date, basis: Basis) -> None:
    if reopened := [each for each in book.reopened_months() if each < month]:
        raise ProcessRefused("out_of_order", month=month_text(reopened[0]))
    published = [each for each in book.published_months() if each != month]
    if not published:
        return
    if month < published[0]:
        raise ProcessRefused("before_first", month=month_text(month), first=month_text(published[0]))
    # Its data may have come when later months were published already.
    if month < published[-1]:
        later = next(each for each in published if each > month)
        raise ProcessRefused("before_later", month=month_text(month), later=month_text(later))
    between = [each for each in basis.months if published[-1] < each < month]
    if between:
        raise ProcessRefused("out_of_order", month=month_text(between[0]))


def _last(book: Book, month: date, kind: type[deeds.Deed]) -> deeds.Deed | None:
    return next((deed for deed in reversed(book.course.get(month, ())) if isinstance(deed, kind)), None)
