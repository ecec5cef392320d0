"""Where the form of a step stands: an address below that of the dashboard."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from engine.process.tasks import TaskName

#: Task → the part of the month's page that holds its form. What is not here is done on the steps.
PARTS: dict[TaskName, str] = {
    "declare": "declare",
    "approve": "approve",
    "decide": "appeals",
    "explain": "explain",
    "report": "report",
    "retain": "report",
    "transfer": "report",
    "adjustment": "adjustments",
    "promise": "promises",
}


def link(task: TaskName, month: date, region: str | None = None) -> str:
    """The address of the form of a task."""
    if task == "load":
        return "/upload"
    about = {"month": f"{month:%Y-%m}", "part": PARTS.get(task, "steps")}
    return f"/month?{urlencode(about | ({'region': region} if region else {}))}"
