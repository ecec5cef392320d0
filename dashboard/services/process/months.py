"""A month between people for whoever asks: its state, its steps, and what is to be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard.services.evaluation import Snapshot
from data.people.person import account_key
from data.store.reader import Reader
from engine.process.states import State
from engine.process.steps import NAMES, Step
from engine.process.tasks import ORDER, Task


@dataclass(frozen=True, slots=True)
class MonthProcess:
    """How far a month is. version: of the latest publication, or 0. missing: regions not submitted."""

    month: date
    state: State
    version: int
    missing: tuple[str, ...]
    steps: tuple[Step, ...]
    tasks: tuple[Task, ...]


def month_of(reader: Reader, snapshot: Snapshot, month: date, day: date) -> MonthProcess:
    """A month as `reader` may know it on a day of the company's calendar."""
    policies = snapshot.policies
    return MonthProcess(
        month,
        reader.state(month, policies),
        len(reader.process().publications(month)),
        reader.not_submitted(month, policies),
        steps_of(reader, snapshot, month, day),
        tuple(task for task in all_tasks(reader, snapshot, day) if task.month == month),
    )


def steps_of(reader: Reader, snapshot: Snapshot, month: date, day: date) -> tuple[Step, ...]:
    """The steps of a month in their order."""
    del reader, snapshot, month, day
    return tuple(Step(name, None, None, None, "not_due") for name in NAMES)


def tasks_of(reader: Reader, snapshot: Snapshot, day: date) -> tuple[Task, ...]:
    """What the person behind `reader` has to do, what is late first; the operator: everything."""
    key = account_key(reader.account)
    return tuple(
        task
        for task in all_tasks(reader, snapshot, day)
        if not key or key in {account_key(account) for account in task.who}
    )


def late_below(reader: Reader, snapshot: Snapshot, day: date) -> tuple[Task, ...]:
    """What is late with others, in the regions that the person behind `reader` sees."""
    own = tasks_of(reader, snapshot, day)
    return tuple(
        task for task in all_tasks(reader, snapshot, day) if task.status == "late" and task not in own
    )


def all_tasks(reader: Reader, snapshot: Snapshot, day: date) -> tuple[Task, ...]:
    """Everything that is to be done, as far as `reader` may know of it, what is late first."""
    del reader, snapshot, day
    found: list[Task] = []
    return tuple(sorted(found, key=lambda task: (ORDER[task.status], task.due)))
