"""What is to be done by when: every step that is not done yet, as long as it can be done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from engine.policy.parameters import Policy
from engine.process.courses import Course
from engine.process.dues import dues_of, first_of_month_before, month_end
from engine.process.steps import window

#: Late: it should have been done. Due: it can be done now. Upcoming: its turn has not come.
TaskStatus = Literal["late", "due", "upcoming"]
TaskName = Literal[
    "declare",
    "approve",
    "load",
    "submit",
    "verify",
    "publish",
    "decide",
    "explain",
    "report",
    "retain",
    "transfer",
    "adjustment",
    "promise",
]
ORDER: dict[TaskStatus, int] = {"late": 0, "due": 1, "upcoming": 2}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something to be done. item: the id of what is to be decided."""

    task: TaskName
    month: date
    region: str | None
    office: str | None
    item: str | None
    due: date
    status: TaskStatus


@dataclass(frozen=True, slots=True)
class Task(Wanted):
    """Something to be done, with the accounts of those who may do it, and the address of its form."""

    who: tuple[str, ...] = ()
    link: str = ""


#: What waits for somebody whatever the month's steps are.
WAITING: frozenset[TaskName] = frozenset({"decide", "adjustment", "promise"})


def wanted(course: Course, policy: Policy, day: date) -> tuple[Wanted, ...]:
    """What is to be done about a month on a day."""
    return (*_declaring(course, policy, day), *_closing(course, policy, day), *_after(course, policy, day))


def _declaring(course: Course, policy: Policy, day: date) -> Iterator[Wanted]:
    dues = dues_of(course.month, policy)
    if not first_of_month_before(course.month) <= day <= dues["adjust"] or course.state == "published":
        return
    for region, office in course.undeclared:
        yield _wanted(course, "declare", dues["declare"], day, region, office=office)
    for region, office in course.pending:
        yield _wanted(course, "approve", dues["approve"], day, region, office=office)


def _closing(course: Course, policy: Policy, day: date) -> Iterator[Wanted]:
    dues = dues_of(course.month, policy)
    is_over = day > month_end(course.month)
    if course.state == "published" or not is_over:
        return
    if course.first_open:
        for region in course.unloaded:
            yield _wanted(course, "load", dues["load"], day, region)
    match course.state:
        case "open" if not course.unloaded:
            yield _wanted(course, "submit", dues["submit"], day)
        case "submitted":
            yield _wanted(course, "verify", dues["verify"], day)
        case "verified" if course.first_open:
            yield _wanted(course, "publish", dues["publish"], day)
    if not course.first_open:
        return
    for at, step in enumerate(("submit", "verify", "publish")):
        reached = ("open", "submitted", "verified").index(course.state)
        if at > reached or (at == 0 and reached == 0 and course.unloaded):
            name: Literal["submit", "verify", "publish"] = ("submit", "verify", "publish")[at]
            yield Wanted(name, course.month, None, None, None, dues[step], "upcoming")


def _after(course: Course, policy: Policy, day: date) -> Iterator[Wanted]:
    for waiting in course.adjustments:
        yield _wanted(course, "adjustment", waiting.due, day, waiting.region, item=waiting.item)
    for promise in course.promises:
        if day <= promise.due:
            yield _wanted(course, "promise", promise.due, day, promise.region, item=promise.item)
    # An appeal waits for its answer also while the month is open again.
    for appeal in course.waiting:
        yield _wanted(course, "decide", appeal.due, day, appeal.region, item=appeal.item)
    if course.state != "published":
        return
    dues = dues_of(course.month, policy)
    explain_until = window(course.published, policy.process.explanation_days.value)
    for region in course.unexplained:
        yield _wanted(course, "explain", explain_until or dues["report"], day, region)
    for region in course.unreported:
        yield _wanted(course, "report", dues["report"], day, region)
    for region in course.unanswered:
        yield _wanted(course, "retain", dues["report"], day, region)
    for region in course.undecided:
        yield _wanted(course, "transfer", dues["transfer"], day, region)


def _wanted(
    course: Course,
    task: TaskName,
    due: date,
    day: date,
    region: str | None = None,
    *,
    office: str | None = None,
    item: str | None = None,
) -> Wanted:
    return Wanted(task, course.month, region, office, item, due, "late" if day > due else "due")
