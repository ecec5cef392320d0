"""How far months are, told from what a person may know of them: the log of deeds and the evaluation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from dashboard.services.evaluation import Snapshot
from dashboard.services.process.overruns import overruns
from dashboard.services.process.promises import kept, month_promised
from data.organisation import Organisation
from data.store.history import Load
from data.store.process import deeds
from data.store.process.book import Book
from data.store.process.deeds import Deed
from data.store.reader import Reader
from engine.policy.parameters import Policy
from engine.process.courses import Course, Done, Open
from engine.process.dues import month_end

#: What a month's extracts bring; a region without one of them is not loaded.
_LEDGERS = ("sales", "collections", "retail_receivables", "inventory", "expense_counted_month")
_JUDGED = ("declaration", "adjustment", "second_adjustment")


@dataclass(frozen=True, slots=True)
class CourseBasis:
    """What somebody may know of the months, asked once."""

    reader: Reader
    snapshot: Snapshot
    book: Book
    loads: tuple[Load, ...]

    @classmethod
    def by(cls, reader: Reader, snapshot: Snapshot) -> CourseBasis:
        """What `reader` may know now."""
        return cls(reader, snapshot, reader.process(), reader.loads())


def course_of(known: CourseBasis, month: date, *, first_open: bool = True) -> Course:
    """A month as somebody may know it."""
    reader, snapshot, book = known.reader, known.snapshot, known.book
    policy = snapshot.policies.at(month)
    state = reader.state(month, snapshot.policies)
    published = book.published(month)
    regions = snapshot.own.regions.filter(pl.col("month") == month)
    lacking = regions.filter(pl.any_horizontal(pl.col(name).is_null() for name in _LEDGERS))
    loads = [load for load in known.loads if load.rollback is None and month in load.months]
    return Course(
        month=month,
        state=state,
        first_open=first_open,
        **_declared(book, snapshot, month),
        unloaded=tuple(lacking["region"].to_list()) if regions.height else _expected(reader, month),
        has_data=bool(regions["sales"].is_not_null().any()),
        loaded=_loaded(loads),
        unsubmitted=reader.not_submitted(month, snapshot.policies),
        submitted=_done(_last(book, month, deeds.Submission)),
        verified=_done(book.verification(month)),
        published=_done(published),
        **_appealed(book, month, policy),
        **_answered(book, snapshot, published),
        adjustments=_proposed(book, month),
        promises=_running(known, month),
    )


def _expected(reader: Reader, month: date) -> tuple[str, ...]:
    """The regions that exist in a month, of which nothing was loaded, not even a plan."""
    offices = Organisation(reader.organisation()).expected_offices(month)
    return tuple(dict.fromkeys(region for region, _ in offices))


def _declared(book: Book, snapshot: Snapshot, month: date) -> dict[str, Any]:
    here = pl.col("month") == month
    # A plan may outlive its region, for which nobody declares any more.
    regions = snapshot.own.regions.filter(here)
    planned = snapshot.own.offices.filter(here & pl.col("sales_plan").is_not_null()).join(
        regions, on="region", how="semi"
    )
    offices = list(planned.select("region", "office").sort("region", "office").iter_rows())
    rows = snapshot.own.declarations.filter(here).sort("declared_on", "position").to_dicts()
    declared: dict[tuple[str, str], Done] = {}
    adjusted: list[Done] = []
    latest: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        office = (row["region"], row["office"])
        told = (row["declared_on"], round(row["sales"] * 100), round(row["collections"] * 100))
        deeds_here = book.declared.get((month, *office), ())
        who = next((deed for deed in deeds_here if (deed.on, deed.sales, deed.collections) == told), None)
        done = Done(row["declared_on"], who.at if who else None, who.by if who else None)
        if office in declared and row["status"] in _JUDGED:
            adjusted.append(done)
        declared.setdefault(office, done)
        latest[office] = row
    refused = {place[1:]: deed for place, deed in book.refused.items() if place[0] == month}
    pending = [
        office
        for office, row in latest.items()
        if row["status"] == "not_approved"
        and not (office in refused and refused[office].declared_on >= row["declared_on"])
    ]
    # An approval that came too late approved nothing.
    approved = [
        Done(row["approved_on"])
        for row in rows
        if row["approved_on"] is not None and row["status"] != "not_approved"
    ]
    decided = [deed for deed in book.approved.values() if deed.month == month]
    return {
        "offices": offices,
        "undeclared": [office for office in offices if office not in declared],
        "declared": list(declared.values()),
        "adjusted": adjusted,
        "pending": sorted(pending),
        "approved": [*approved, *(_told(deed) for deed in (*decided, *refused.values()))],
        "may_promise": bool(approved) or any(key[0] == month for key in _answers(book)),
        "promised": [
            _told(promise) for promise in book.promises.values() if month_promised(promise) == month
        ],
    }


def _answers(book: Book) -> Iterable[tuple[date, str]]:
    return (*book.explanations, *book.reports)


def _appealed(book: Book, month: date, policy: Policy) -> dict[str, Any]:
    appeals = [appeal for appeal in book.appeals.values() if appeal.month == month]
    days = timedelta(days=policy.process.decision_days.value)
    return {
        "appeals": [_told(appeal) for appeal in appeals],
        "waiting": [
            Open(appeal.appeal_id, appeal.region, appeal.on + days)
            for appeal in appeals
            if appeal.decision is None
        ],
        "decided": [_told(appeal.decision) for appeal in appeals if appeal.decision is not None],
    }


def _answered(book: Book, snapshot: Snapshot, published: deeds.Publication | None) -> dict[str, Any]:
    """Explanations, reports and decisions on them: what the publication asks for, and what was done."""
    if published is None:
        return {}
    month = published.month
    rows = published.content.get("regions", ())
    report = [
        row["region"]
        for row in rows
        if row.get("escalation") == "report_to_vp"
        and not is_retained(book, row["region"], month, row.get("manager"))
    ]
    transfer = [row["region"] for row in rows if row.get("escalation") == "transfer"]
    return {
        "unexplained": [
            region for region in overruns(book, snapshot, month) if (month, region) not in book.explanations
        ],
        "explained": [_told(deed) for key, deed in book.explanations.items() if key[0] == month],
        "unreported": [region for region in report if (month, region) not in book.reports],
        "unanswered": [
            region
            for region in report
            if (month, region) in book.reports and (month, region) not in book.retentions
        ],
        "reported": [_told(deed) for key, deed in book.retentions.items() if key[0] == month],
        "undecided": [region for region in transfer if (month, region) not in book.transfers],
        "transfers": [_told(deed) for key, deed in book.transfers.items() if key[0] == month],
    }


def is_retained(book: Book, region: str, month: date, manager: str | None) -> bool:
    """Whether a month's manager was retained, by the latest decision on an earlier report, until after it.

    A retention is somebody's own: it does not spare whoever manages the region since.
    """
    earlier = [deed for deed in book.retentions.values() if deed.region == region and deed.month < month]
    latest = max(earlier, key=lambda deed: deed.month, default=None)
    if latest is None or latest.until is None or latest.until <= month:
        return False
    rows = [row for found in book.publications(latest.month) for row in found.content.get("regions", ())]
    then = [row.get("manager") for row in rows if row["region"] == region]
    return not then or then[-1] == manager


def _running(known: CourseBasis, month: date) -> list[Open]:
    found = [promise for promise in known.book.promises.values() if month_promised(promise) == month]
    return [
        Open(promise.promise_id, promise.region, promise.until)
        for promise in found
        if kept(known.reader, promise, known.snapshot, promise.until).standing == "running"
    ]


def _proposed(book: Book, month: date) -> list[Open]:
    return [
        Open(found.adjustment_id, found.region, month_end(month))
        for found in book.adjustments.values()
        if found.month == month and found.decision is None
    ]


def _loaded(loads: list[Load]) -> Done | None:
    latest = max(loads, key=lambda load: load.created_at, default=None)
    return Done(latest.created_at.date(), latest.created_at, latest.actor) if latest is not None else None


def _last(book: Book, month: date, kind: type[Deed]) -> Deed | None:
    return next((deed for deed in reversed(book.course.get(month, ())) if isinstance(deed, kind)), None)


def _done(deed: Deed | None) -> Done | None:
    return _told(deed) if deed is not None else None


def _told(deed: Deed) -> Done:
    return Done(deed.on, deed.at, deed.by)
