"""The steps of a month: who does what by when, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

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
Status = Literal["done", "open", "late", "not_due", "not_applicable"]
NAMES: tuple[Name, ...] = (
    *("declare", "adjust", "approve", "checkpoint", "load", "submit", "verify", "publish"),
    *("appeal", "decide", "explain", "report", "transfer", "promise"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a month. due: the last day, None without one. done_at: when it was completed, UTC.

    by: the account that completed it; None as well where a file brought it and it is not known who wrote it.
    """

    step: Name
    due: date | None
    done_at: datetime | None
    by: str | None
    status: Status
