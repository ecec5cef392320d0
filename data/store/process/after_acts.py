"""What follows a publication: appeals, explanations, reports, promises, adjustments, decisions on them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from data.store.errors import ActRefused, ProcessRefused
from data.store.process.acting import Acting, Moment, demand_after, demand_text, listed, month_text, written
from data.store.process.deeds import KeptFile, Origin, Publication, Verdict
from engine.settlement.naming import names_of

_ID_BYTES = 4


@dataclass(frozen=True, slots=True)
class Pledge:
    """What somebody promises: `figure` (a column of regions, or of an office) of `month` reaches an amount.

    month: None where it is to be reached by `until` whatever the month.
    """

    figure: str
    amount_fen: int
    until: date
    text: str
    origin: Origin
    month: date | None = None
    office: str | None = None


class AfterActs:
    """What people do about single regions and lines."""

    def __init__(self, acting: Acting) -> None:
        self._acting = acting

    def appeal(
        self, month: date, region: str, item: str, text: str, *, days: int, files: Sequence[KeptFile] = ()
    ) -> str:
        """Appeal against a line of a publication, by its name, within `days` of it; the appeal's id.

        ProcessRefused: `not_published`, `line_unknown`, `appeal_late`, `appeal_open`, `text_missing`.
        """
        said = demand_text(text)

        def write(moment: Moment) -> str:
            self._acting.demand(moment, "appeal", region)
            published = _published(moment, month)
            if (region, item) not in names_of(published.content.get("lines", ())):
                raise ProcessRefused("line_unknown", region=region, item=item, month=month_text(month))
            demand_after(moment, published)
            last = published.on + timedelta(days=days)
            if moment.on > last:
                raise ProcessRefused("appeal_late", month=month_text(month), last=last, on=moment.on)
            here = [
                a
                for a in moment.book.appeals.values()
                if (a.month, a.region, a.item) == (month, region, item)
            ]
            if any(found.decision is None for found in here):
                raise ProcessRefused("appeal_open")
            about = {"version": published.version, "item": item, "text": said, "files": listed(files)}
            return self._new(moment, "appeal", month, region, about)

        return self._acting.done(write)

    def decide(self, appeal_id: str, verdict: Verdict, reason: str) -> None:
        """Decide an appeal. ProcessRefused: `no_such_appeal`, `own_appeal`, `decided`, `text_missing`."""
        why = demand_text(reason)

        def write(moment: Moment) -> None:
            self._acting.demand(moment, "decide_appeal")
            found = moment.book.appeals.get(appeal_id)
            if found is None:
                raise ProcessRefused("no_such_appeal", appeal=appeal_id)
            self._acting.demand(moment, "decide_appeal", found.region)
            if found.decision is not None:
                raise ProcessRefused("decided", account=found.decision.by)
            if self._acting.is_own(found.by):
                raise ProcessRefused("own_appeal", account=self._acting.doer.actor)
            demand_after(moment, found)
            self._acting.record(moment, "appeal_decided", appeal_id, {"verdict": verdict, "reason": why})

        self._acting.done(write)

    def explain(self, month: date, region: str, text: str, *, files: Sequence[KeptFile] = ()) -> None:
        """Explain an overrun of a published month in writing. ProcessRefused: `not_published`."""
        said = demand_text(text)

        def write(moment: Moment) -> None:
            self._acting.demand(moment, "explain", region)
            demand_after(moment, _published(moment, month))
            about = {"text": said, "files": listed(files)}
            self._of_region(moment, "explanation", month, region, about)

        self._acting.done(write)

    def report(self, month: date, region: str, text: str, *, files: Sequence[KeptFile] = ()) -> None:
        """The minutes of the report after last months. ProcessRefused: `not_published`."""
        said = demand_text(text)

        def write(moment: Moment) -> None:
            self._acting.demand(moment, "report", region)
            demand_after(moment, _published(moment, month))
            self._of_region(moment, "report", month, region, {"text": said, "files": listed(files)})

        self._acting.done(write)

    def retain(self, month: date, region: str, until: date | None, reason: str) -> None:
        """What the VP decides on a report: retained until a day, or (None) transfer proposed.

        ProcessRefused: `no_report`, `until_wrong`, `own_report`, `text_missing`.
        """
        why = demand_text(reason)

        def write(moment: Moment) -> None:
            deciding = [grant for grant in moment.scope.grants if grant.role == "vp"]
            if not deciding or not moment.scope.may("report"):
                raise ActRefused("retain", self._acting.doer.account)
            if not any(grant.covers(region) for grant in deciding):
                raise ActRefused("retain_elsewhere", self._acting.doer.account, (region,))
            report = moment.book.reports.get((month, region))
            if report is None:
                raise ProcessRefused("no_report", region=region, month=month_text(month))
            if self._acting.is_own(report.by) and not self._acting.doer.is_operator:
                raise ProcessRefused("own_report", account=self._acting.doer.actor)
            demand_after(moment, report)
            last = half_a_year_after(moment.on)
            if until is not None and not moment.on <= until <= last:
                raise ProcessRefused("until_wrong", region=region, last=last)
            about = {"until": until.isoformat() if until else None, "reason": why}
            self._of_region(moment, "retention", month, region, about)

        self._acting.done(write)

    def decide_transfer(
        self, month: date, region: str, verdict: Literal["transfer", "kept"], reason: str
    ) -> None:
        """What the general manager decides after six last months. ProcessRefused: `not_published`."""
        why = demand_text(reason)

        def write(moment: Moment) -> None:
            self._acting.demand(moment, "decide_transfer", region)
            demand_after(moment, _published(moment, month))
            about = {"verdict": verdict, "reason": why}
            self._of_region(moment, "transfer_decision", month, region, about)

        self._acting.done(write)

    def promise(self, region: str, pledge: Pledge) -> str:
        """Promise a figure by a day; the promise's id. ProcessRefused: `promise_past`, `text_missing`."""
        said = demand_text(pledge.text)

        def write(moment: Moment) -> str:
            self._acting.demand(moment, "promise", region)
            if pledge.until < moment.on:
                raise ProcessRefused("promise_past", until=pledge.until)
            promise_id = secrets.token_hex(_ID_BYTES)
            about = {
                "region": region,
                "office": pledge.office,
                "figure": pledge.figure,
                "amount_fen": pledge.amount_fen,
                "month": month_text(pledge.month) if pledge.month else None,
                "until": pledge.until.isoformat(),
                "text": said,
                "origin": pledge.origin,
            }
            self._acting.record(moment, "promise", promise_id, about)
            return promise_id

        return self._acting.done(write)

    def propose_adjustment(self, month: date, region: str, amount_fen: int, reason: str) -> str:
        """Propose an amount for a region of a month that is not published; the adjustment's id.

        ProcessRefused: `adjustment_zero`, `already_published`, `text_missing`.
        """
        why = demand_text(reason)
        if amount_fen == 0:
            raise ProcessRefused("adjustment_zero")

        def write(moment: Moment) -> str:
            self._acting.demand(moment, "propose_adjustment", region)
            _demand_open(moment, month)
            about = {"amount_fen": amount_fen, "reason": why}
            return self._new(moment, "adjustment", month, region, about)

        return self._acting.done(write)

    def decide_adjustment(self, adjustment_id: str, verdict: Verdict, reason: str) -> None:
        """Approve (`upheld`) or refuse an adjustment. If its month was published, the first open one has it.

        ProcessRefused: `no_such_adjustment`, `decided`, `own_proposal`, `text_missing`.
        """
        why = written(reason) if verdict == "upheld" else demand_text(reason)

        def write(moment: Moment) -> None:
            self._acting.demand(moment, "approve_adjustment")
            found = moment.book.adjustments.get(adjustment_id)
            if found is None:
                raise ProcessRefused("no_such_adjustment", adjustment=adjustment_id)
            self._acting.demand(moment, "approve_adjustment", found.region)
            if found.decision is not None:
                raise ProcessRefused("decided", account=found.decision.by)
            if self._acting.is_own(found.by):
                raise ProcessRefused("own_proposal", account=self._acting.doer.actor)
            demand_after(moment, found)
            about = {"verdict": verdict, "reason": why}
            self._acting.record(moment, "adjustment_decided", adjustment_id, about)

        self._acting.done(write)

    def draft(self, form: str, content: Mapping[str, Any]) -> None:
        """Keep what somebody has filled into a form so far; the latest counts, {} is none."""

        def write(moment: Moment) -> None:
            about = {"form": form, "content": dict(content)}
            self._acting.record(moment, "draft", self._acting.doer.account, about)

        self._acting.done(write)

    def look(self, sequence: int) -> None:
        """Keep up to which deed somebody has seen what changed."""

        def write(moment: Moment) -> None:
            self._acting.record(moment, "seen", self._acting.doer.account, {"sequence": sequence})

        self._acting.done(write)

    def _new(
        self,
        moment: Moment,
        act: Literal["appeal", "adjustment"],
        month: date,
        region: str,
        about: Mapping[str, object],
    ) -> str:
        new = secrets.token_hex(_ID_BYTES)
        self._acting.record(moment, act, new, {"month": month_text(month), "region": region, **about})
        return new

    def _of_region(
        self,
        moment: Moment,
        act: Literal["explanation", "report", "retention", "transfer_decision"],
        month: date,
        region: str,
        about: Mapping[str, object],
    ) -> None:
        told = {"month": month_text(month), "region": region, **about}
        self._acting.record(moment, act, region, told)


def half_a_year_after(day: date) -> date:
    """The day half a year later, the last of its month where that is shorter."""
    years, month = divmod(day.month + 5, 12)
    first = date(day.year + years, month + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return min(first + timedelta(days=day.day - 1), last)


def _published(moment: Moment, month: date) -> Publication:
    found = moment.book.published(month)
    if found is None:
        raise ProcessRefused("not_published", month=month_text(month))
    return found


def _demand_open(moment: Moment, month: date) -> None:
    if moment.book.published(month) is not None:
        raise ProcessRefused("already_published", month=month_text(month))
