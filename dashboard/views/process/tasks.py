"""我的待办: what somebody has to do, gathered as people think of it, and who below them is late."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import polars as pl

from dashboard.formats import Markdown, month_text, plain
from dashboard.i18n import _
from dashboard.published import column
from dashboard.tables import Column, Table
from dashboard.views.process.days import due_text, waits_text
from dashboard.views.process.words import PARTS, TASKS
from dashboard.words import ITEMS, word
from engine.process.tasks import ORDER, Task, TaskStatus

Named = Callable[[str], str]
#: So many offices are named in a line.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class TaskLine:
    """Tasks of one kind, month and region in a sentence, with the page's parameters that lead to the form."""

    status: TaskStatus
    text: Markdown
    due: Markdown
    page: str
    query: dict[str, str]


def task_lines(tasks: Sequence[Task], day: date) -> list[TaskLine]:
    """The tasks gathered by kind, month and region: what is late first, then by the day it is due."""
    groups: dict[tuple[Any, ...], list[Task]] = {}
    for task in sorted(tasks, key=lambda each: (ORDER[each.status], each.due, each.task, each.region or "")):
        key = (task.status, task.due, task.task, task.month, task.region)
        groups.setdefault(key, []).append(task)
    return [_line(group, day) for group in groups.values()]


def _line(group: Sequence[Task], day: date) -> TaskLine:
    first = group[0]
    parts = [f"**{plain(word(TASKS, first.task))}**", month_text(first.month)]
    if first.region is not None:
        parts.append(plain(first.region))
    if offices := sorted({task.office for task in group if task.office}):
        named = _(", ").join(offices[:_NAMED])
        many = _("{offices} and {count} more", offices=named, count=len(offices) - _NAMED)
        parts.append(plain(named if len(offices) <= _NAMED else many))
    if items := sorted({task.item for task in group if task.item and task.item in ITEMS}):
        parts.append(plain(_(", ").join(word(ITEMS, item) for item in items)))
    return TaskLine(
        first.status,
        Markdown(" · ".join(parts)),
        waits_text(first.due, day) if first.status == "upcoming" else due_text(first.due, day),
        urlsplit(first.link).path.removeprefix("/"),
        _query(first),
    )


def _query(task: Task) -> dict[str, str]:
    """What the task's link asks the page for; the part by its title, as the page's own links name it."""
    query = dict(parse_qsl(urlsplit(task.link).query))
    return {name: word(PARTS, value) if name == "part" else value for name, value in query.items()}


def summary(lines: Sequence[TaskLine]) -> Markdown:
    """How much there is to do, in a sentence: as many things as lines stand below it."""
    late = sum(line.status == "late" for line in lines)
    due = sum(line.status == "due" for line in lines)
    if late and not due:
        return _("**{late} are late.**", late=late)
    if late:
        return _("**{late} are late**, {due} more can be done now.", late=late, due=due)
    if due:
        return _("**{due} to do**, nothing is late.", due=due)
    if lines:
        return _("**Nothing to do.** What is to come stands below.")
    return _("**Nothing to do.**")


def before_text(months: Sequence[date]) -> Markdown:
    """That months before those that tasks are about are late as well (ascending, not empty)."""
    if len(months) == 1:
        return _(
            "{month} is not published either and late; it is not among the tasks.",
            month=month_text(months[0]),
        )
    return _(
        "{count} earlier months, {first} to {last}, are not published either and late; they are not among "
        "the tasks.",
        count=len(months),
        first=month_text(months[0]),
        last=month_text(months[-1]),
    )


def late_table(tasks: Sequence[Task], day: date, named: Named) -> Table:
    """Who is late, a row per person and task, the longest first."""
    rows = [
        {
            "who": _(", ").join(named(account) for account in task.who) or _("nobody holds the role"),
            "task": word(TASKS, task.task),
            "month": task.month,
            "region": task.region or "",
            "office": task.office or "",
            "days": (day - task.due).days,
        }
        for task in tasks
        if task.status == "late"
    ]
    schema = {
        "who": pl.String,
        "task": pl.String,
        "month": pl.Date,
        "region": pl.String,
        "office": pl.String,
        "days": pl.Int64,
    }
    columns = (
        Column("who", _("Who")),
        Column("task", _("What")),
        column("month"),
        column("region"),
        Column("office", _("Office")),
        Column("days", _("Days late"), "count"),
    )
    frame = pl.DataFrame(rows, schema=schema).sort("days", "who", descending=[True, False])
    return Table("late", _("Who is late"), frame, columns)
