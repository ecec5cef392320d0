"""What somebody has to do, by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

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
    "transfer",
    "adjustment",
]
ORDER: dict[TaskStatus, int] = {"late": 0, "due": 1, "upcoming": 2}


@dataclass(frozen=True, slots=True)
class Task:
    """A step that is not done yet. item: the line of an appeal, or the id of what is to be decided.

    who: the accounts of those who may do it. link: the address of the form, below that of the dashboard.
    """

    task: TaskName
    month: date
    region: str | None
    office: str | None
    item: str | None
    due: date
    status: TaskStatus
    who: tuple[str, ...]
    link: str
