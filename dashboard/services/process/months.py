"""A month between people for whoever asks: its state, its steps, and what is to be done."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date, timedelta

from dashboard.services.evaluation import Snapshot
from dashboard.services.process.basis import months_with_data
from dashboard.services.process.courses import CourseBasis, course_of
from dashboard.services.process.links import link
from dashboard.services.process.promises import month_promised
from data.people.person import account_key
from data.people.roles import Act
from data.people.scope import Scope, scope_of
from data.store.reader import Reader
from engine.process import steps, tasks
from engine.process.states import State
from engine.process.steps import Step
from engine.process.tasks import ORDER, Task, Wanted

#: Task → the act that does it.
_ACTS: dict[tasks.TaskName, Act] = {
    "declare": "declare",
    "approve": "approve_declaration",
    "load": "upload",
    "submit": "submit",
    "verify": "verify",
    "publish": "publish",
    "decide": "decide_appeal",
    "explain": "explain",
    "report": "explain",
    "retain": "report",
    "transfer": "decide_transfer",
    "adjustment": "approve_adjustment",
    "promise": "promise",
}


#: Tasks that months in last place bring with them, and what a publication says where it asks for them.
_REPORTING: frozenset[tasks.TaskName] = frozenset({"report", "retain", "transfer"})
_ASKING = {"report_to_vp", "transfer"}


@dataclass(frozen=True, slots=True)
class MonthProcess:
    """How far a month is. version: of the latest publication, or 0. missing: regions not submitted.

    lost: the latest version that is known to have been published before the store was restored from an
    older backup, which has nothing of it; 0 if there is none.
    """

    month: date
    state: State
    version: int
    missing: tuple[str, ...]
    steps: tuple[Step, ...]
    tasks: tuple[Task, ...]
    lost: int = 0


def month_of(reader: Reader, snapshot: Snapshot, month: date, day: date) -> MonthProcess:
    """A month as `reader` may know it on a day of the company's calendar."""
    known = CourseBasis.by(reader, snapshot)
    course = course_of(known, month, first_open=month in _first_open(known, day))
    return MonthProcess(
        month,
        course.state,
        max((each.version for each in known.book.publications(month)), default=0),
        tuple(course.unsubmitted) if course.state != "published" else (),
        steps.steps_of(course, snapshot.policies.at(month), day),
        tuple(_with_doers(known, wanted, day) for wanted in _wanted(known, month, day)),
        known.book.lost_version(month),
    )


def steps_of(reader: Reader, snapshot: Snapshot, month: date, day: date) -> tuple[Step, ...]:
    """The steps of a month in their order."""
    course = course_of(CourseBasis.by(reader, snapshot), month)
    return steps.steps_of(course, snapshot.policies.at(month), day)


def tasks_of(reader: Reader, snapshot: Snapshot, day: date) -> tuple[Task, ...]:
    """What the person behind `reader` has to do, what is late first; the operator: everything."""
    return mine(reader, all_tasks(reader, snapshot, day))


def mine(reader: Reader, tasks: Iterable[Task]) -> tuple[Task, ...]:
    """Those of `tasks` that the person behind `reader` has to do; the operator: all of them."""
    return tuple(task for task in tasks if is_mine(reader, task))


def late_below(reader: Reader, tasks: Iterable[Task]) -> tuple[Task, ...]:
    """Those of `tasks` that are late with others, in the regions that the person behind `reader` sees."""
    return tuple(task for task in tasks if task.status == "late" and not is_mine(reader, task))


def is_mine(reader: Reader, task: Task) -> bool:
    """Whether a task is to be done by the person behind `reader`; the operator may do everything."""
    key = account_key(reader.account)
    return not key or key in {account_key(account) for account in task.who}


def all_tasks(reader: Reader, snapshot: Snapshot, day: date) -> tuple[Task, ...]:
    """Everything that is to be done, as far as `reader` may know of it, what is late first."""
    known = CourseBasis.by(reader, snapshot)
    at_work = months_at_work(known, day)
    wanted = [each for month in at_work for each in _wanted(known, month, day)]
    for month in _months_waiting(known, at_work, day):
        wanted += (each for each in _wanted(known, month, day) if each.task in tasks.WAITING)
    found = [_with_doers(known, each, day) for each in wanted]
    return tuple(sorted(found, key=lambda task: (ORDER[task.status], task.due, task.month)))


def months_at_work(known: CourseBasis, day: date) -> tuple[date, ...]:
    """The months of which something may be to do on a day, ascending.

    Those published; from the one after the last published on (without any: the last that is over and has
    data) to the one after the month of the day, whose declarations are made now.
    """
    book, this = known.book, day.replace(day=1)
    published = book.published_months()
    over = [month for month in months_with_data(known.snapshot.evaluation) if month < this]
    begun = [month for month, course in book.course.items() if course and month not in published]
    usual = [_next(published[-1])] if published else [*over[-1:], _before(this)]
    return tuple(dict.fromkeys((*published, *_from(min([*begun, *usual]), _next(this)))))


def months_before(reader: Reader, snapshot: Snapshot, day: date) -> tuple[date, ...]:
    """The months with data before the first of which something is asked, ascending: late, and nobody's task.

    None once a month is published: what is before it can be published no more.
    """
    known = CourseBasis(reader, snapshot, reader.process(), ())
    if known.book.published_months():
        return ()
    first = months_at_work(known, day)[0]
    return tuple(month for month in months_with_data(snapshot.evaluation) if month < first)


def _wanted(known: CourseBasis, month: date, day: date) -> tuple[Wanted, ...]:
    course = course_of(known, month, first_open=month in _first_open(known, day))
    found = tasks.wanted(course, known.snapshot.policies.at(month), day)
    # A report or transfer that a later publication asks for again is due there.
    return tuple(each for each in found if each.task not in _REPORTING or not _is_asked_again(known, each))


def _is_asked_again(known: CourseBasis, wanted: Wanted) -> bool:
    """Whether a later publication has the region in last place so long that somebody reports anew."""
    later = (known.book.published(each) for each in known.book.published_months() if each > wanted.month)
    rows = (row for found in later if found is not None for row in found.content.get("regions", ()))
    return any(row["region"] == wanted.region and row.get("escalation") in _ASKING for row in rows)


def _months_waiting(known: CourseBasis, at_work: Collection[date], day: date) -> list[date]:
    """Other months of which something waits for somebody: an appeal, an adjustment, a promise."""
    book = known.book
    months = {appeal.month for appeal in book.appeals.values() if appeal.decision is None}
    months |= {each.month for each in book.adjustments.values() if each.decision is None}
    months |= {month_promised(each) for each in book.promises.values() if each.until >= day}
    return sorted(months - set(at_work))


def _first_open(known: CourseBasis, day: date) -> set[date]:
    """The first month that is not published, and the first with data: one without keeps none waiting."""
    published = set(known.book.published_months())
    waiting = [each for each in months_at_work(known, day) if each not in published]
    having = set(months_with_data(known.snapshot.evaluation))
    return {*waiting[:1], *[each for each in waiting if each in having][:1]}


def _with_doers(known: CourseBasis, wanted: Wanted, day: date) -> Task:
    barred = _barred(known, wanted)
    who = tuple(person for person in _doers(known, wanted, day) if person not in barred)
    told = {each.name: getattr(wanted, each.name) for each in fields(wanted)}
    return Task(**told, who=who, link=link(wanted.task, wanted.month, wanted.region))


def _doers(known: CourseBasis, wanted: Wanted, day: date) -> list[str]:
    """The accounts whose role it is: of a month as a whole those who hold it over all that it takes."""
    act = _ACTS[wanted.task]
    office = None if wanted.task == "approve" else wanted.office
    found = known.reader.doers(act, wanted.region, office, day)
    return [person.account for person in found if _may(known, wanted, scope_of(person, day), act)]


def _may(known: CourseBasis, wanted: Wanted, scope: Scope, act: Act) -> bool:
    """Whether the act itself would take the role of somebody who holds one for it."""
    reader, policies = known.reader, known.snapshot.policies
    match wanted.task:
        case "verify" | "publish":
            allowed = scope.regions_for(act)
            return allowed is None or allowed.issuperset(reader.regions_of(wanted.month, policies))
        case "submit":
            allowed = scope.regions_for(act)
            return allowed is None or not allowed.isdisjoint(reader.not_submitted(wanted.month, policies))
        case "retain":
            return any(
                grant.role == "vp" and wanted.region is not None and grant.covers(wanted.region)
                for grant in scope.grants
            )
        case _:
            return True


def _barred(known: CourseBasis, wanted: Wanted) -> set[str]:
    """The accounts that may not do it, since it rests on work of their own."""
    book, month = known.book, wanted.month
    match wanted.task:
        case "verify":
            return {*known.reader.uploaders(month), *(each.by for each in book.publications(month))}
        case "publish":
            return {each.by for each in book.verifications(month)}
        case "approve":
            declared = book.declared.get((month, wanted.region or "", wanted.office or ""), [])
            return {declared[-1].by} if declared else set()
        case "decide":
            return {book.appeals[wanted.item or ""].by}
        case "adjustment":
            return {book.adjustments[wanted.item or ""].by}
        case "retain":
            return {book.reports[(month, wanted.region or "")].by}
        case _:
            return set()


def _from(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first = _next(first)


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)
