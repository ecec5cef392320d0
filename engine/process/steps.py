"""The steps of a month: who does what by when, and how far it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from engine.policy.parameters import Policy
from engine.process.courses import Course, Done, last_of
from engine.process.dues import dues_of, first_of_month_before, month_end

Name = Literal[
    "declare",
    "adjust",
    "approve",
    "checkpoint",
    "load",
    "submit",
    "verify",
    "publish",
    "appeal",
    "decide",
    "explain",
    "report",
    "transfer",
    "promise",
]
#: Lapsed: it was not done, and can be done no more.
Status = Literal["done", "open", "late", "lapsed", "not_due", "not_applicable"]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a month. due: the last day, None without one. by: the account that completed it, if known.

    done_at: when it was completed, a moment (UTC); where a file brought it, the day that the file says.
    """

    step: Name
    due: date | None
    done_at: date | None
    by: str | None
    status: Status


def steps_of(course: Course, policy: Policy, day: date) -> tuple[Step, ...]:
    """The steps of a month on a day, in their order.

    Late is what was not done by its day and can still be done, or is the turn of others; lapsed what can be
    done no more; not applicable what nothing asks for.
    """
    dues = dues_of(course.month, policy)
    return (*_declaring(course, dues, day), *_closing(course, dues, day), *_after(course, policy, dues, day))


def _declaring(course: Course, dues: Mapping[str, date], day: date) -> tuple[Step, ...]:
    is_begun = day >= first_of_month_before(course.month)
    is_over = day > dues["adjust"]
    return (
        _step(
            "declare",
            dues["declare"],
            last_of(course.declared),
            day,
            is_done=bool(course.offices) and not course.undeclared,
            is_asked=bool(course.offices),
            is_turn=is_begun,
            is_over=is_over,
        ),
        _step(
            "adjust",
            dues["adjust"],
            last_of(course.adjusted),
            day,
            is_done=bool(course.adjusted),
            is_asked=not is_over,
            is_turn=bool(course.declared),
        ),
        _step(
            "approve",
            dues["approve"],
            last_of(course.approved),
            day,
            is_done=bool(course.approved) and not course.pending,
            is_asked=bool(course.pending) or not is_over,
            is_turn=bool(course.pending),
            is_over=is_over,
        ),
        Step("checkpoint", dues["checkpoint"], None, None, "done" if day > dues["checkpoint"] else "not_due"),
    )


def _closing(course: Course, dues: Mapping[str, date], day: date) -> tuple[Step, ...]:
    is_over = day > month_end(course.month)
    reached = ("open", "submitted", "verified", "published").index(course.state)
    is_loaded = course.has_data and not course.unloaded
    return (
        _step("load", dues["load"], course.loaded, day, is_done=is_loaded, is_turn=is_over),
        _step("submit", dues["submit"], course.submitted, day, is_done=reached >= 1, is_turn=is_over),
        _step(
            *("verify", dues["verify"], course.verified, day),
            is_done=reached >= 2,
            is_turn=reached >= 1 or day > dues["verify"],
        ),
        _step(
            *("publish", dues["publish"], course.published, day),
            is_done=reached >= 3,
            is_turn=reached >= 2 or day > dues["publish"],
        ),
    )


def _after(course: Course, policy: Policy, dues: Mapping[str, date], day: date) -> tuple[Step, ...]:
    published = course.published if course.state == "published" else None
    appeal_until = window(published, policy.process.appeal_days.value)
    explain_until = window(published, policy.process.explanation_days.value)
    is_appealable = appeal_until is None or day <= appeal_until
    decide_until = min((each.due for each in course.waiting), default=None)
    return (
        _step(
            *("appeal", appeal_until, last_of(course.appeals), day),
            is_done=bool(course.appeals),
            is_asked=is_appealable,
            is_turn=published is not None,
        ),
        _step(
            *("decide", decide_until, last_of(course.decided), day),
            is_done=bool(course.decided) and not course.waiting,
            is_asked=bool(course.waiting) or is_appealable,
            is_turn=bool(course.waiting),
        ),
        _step(
            *("explain", explain_until, last_of(course.explained), day),
            is_done=bool(course.explained) and not course.unexplained,
            is_asked=bool(course.unexplained) or published is None,
            is_turn=published is not None,
        ),
        _step(
            *("report", dues["report"], last_of(course.reported), day),
            is_done=bool(course.reported) and not (course.unreported or course.unanswered),
            is_asked=bool(course.unreported or course.unanswered) or published is None,
            is_turn=published is not None,
        ),
        _step(
            *("transfer", dues["transfer"], last_of(course.transfers), day),
            is_done=bool(course.transfers) and not course.undecided,
            is_asked=bool(course.undecided) or published is None,
            is_turn=published is not None,
        ),
        _step(
            *("promise", None, last_of(course.promised), day),
            is_done=bool(course.promised),
            is_asked=course.may_promise,
            is_turn=True,
        ),
    )


def window(published: Done | None, days: int) -> date | None:
    """The last day of a window that begins with a publication; None before it."""
    return published.on + timedelta(days=days) if published is not None else None


def _step(
    name: Name,
    due: date | None,
    done: Done | None,
    day: date,
    *,
    is_done: bool,
    is_turn: bool,
    is_asked: bool = True,
    is_over: bool = False,
) -> Step:
    if is_done:
        at = (done.at or done.on) if done is not None else None
        return Step(name, due, at, done.by if done is not None else None, "done")
    status: Status = "open"
    if not is_asked:
        status = "not_applicable"
    elif not is_turn:
        status = "not_due"
    elif is_over:
        status = "lapsed"
    elif due is not None and day > due:
        status = "late"
    return Step(name, due, None, None, status)
