"""The line of a month's steps: what each is, how far it is, by whom and when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo

from dashboard.formats import NONE, Markdown, month_text, plain
from dashboard.i18n import _
from dashboard.views.process.days import due_text, moment_text, waits_text
from dashboard.views.process.words import STATES, STATUSES, STEPS
from dashboard.words import word
from engine.process.steps import Step

Named = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step as it is shown: title, how far it is, when and by whom; `status` chooses its looks."""

    title: str
    said: str
    note: str
    status: str


def passed_over(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps of a month that was never published while later ones are: what is late has lapsed."""
    return tuple(replace(step, status="lapsed") if step.status == "late" else step for step in steps)


def passed_text(month: date, later: date) -> Markdown:
    """Why nothing of such a month is asked for."""
    return _(
        "{month} was not published, and {later} is: months are published in order, so nothing of it is asked "
        "for any more.",
        month=month_text(month),
        later=month_text(later),
    )


def step_lines(steps: Sequence[Step], day: date, named: Named, zone: tzinfo | None) -> list[StepLine]:
    """The steps in their order; texts are plain."""
    return [
        StepLine(
            word(STEPS, step.step), word(STATUSES, step.status), _note(step, day, named, zone), step.status
        )
        for step in steps
    ]


def _note(step: Step, day: date, named: Named, zone: tzinfo | None) -> str:
    if step.status in {"not_applicable", "lapsed"}:
        return ""
    if step.status == "done":
        at = "" if step.done_at is None else moment_text(step.done_at, zone)
        who = "" if step.by is None else named(step.by)
        return " ".join(filter(None, (who, at)))
    if step.status == "not_due" and step.due is not None:
        return waits_text(step.due, day)
    return due_text(step.due, day)


def state_sentence(month: date, state: str, version: int, missing: Sequence[str]) -> Markdown:
    """Where a month stands, and what is to be done next."""
    named = month_text(month)
    if state == "published":
        return _(
            "**{month} is published**, version {version}. What was published stays; later changes are "
            "paid as corrections.",
            month=named,
            version=version,
        )
    if state == "verified":
        return _("**{month} is verified.** Next, compliance publishes it.", month=named)
    if state == "submitted":
        return _("**{month} is submitted.** Next, finance verifies the settlement's lines.", month=named)
    if missing:
        return _(
            "**{month} is open.** Not submitted yet: {regions}.",
            month=named,
            regions=plain(_(", ").join(missing)),
        )
    return _("**{month} is open.** Nothing is loaded for it yet.", month=named)


def state_word(state: str) -> str:
    """A state in a word."""
    return word(STATES, state)


def lateness(steps: Sequence[Step]) -> Markdown:
    """Which steps are late, in a sentence; empty if none is."""
    late = [word(STEPS, step.step) for step in steps if step.status == "late"]
    return _("Late: {steps}.", steps=plain(_(", ").join(late))) if late else NONE
