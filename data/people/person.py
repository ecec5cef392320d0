"""People and their grants: who holds which role over what, from a month until a month."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from data.people.roles import BY_CODE, Kind, Role


def account_key(account: str) -> str:
    """What two spellings of one account have in common: width, case and blanks around do not matter."""
    return unicodedata.normalize("NFKC", account).strip().casefold()


@dataclass(frozen=True, slots=True)
class Grant:
    """A role over regions (None: all of them), an office head's over some of their offices.

    first, last: the first and the last month of the calendar in which it holds; None for no end.
    """

    role: Role
    regions: frozenset[str] | None
    offices: frozenset[str] = frozenset()
    first: date | None = None
    last: date | None = None

    @property
    def kind(self) -> Kind:
        """The role's row of the table."""
        return BY_CODE[self.role]

    def holds_on(self, day: date) -> bool:
        """Whether it holds on a day of the company's calendar."""
        month = day.replace(day=1)
        return (self.first is None or self.first <= month) and (self.last is None or month <= self.last)

    def covers(self, region: str) -> bool:
        """Whether it is over a region."""
        return self.regions is None or region in self.regions

    def as_dict(self) -> dict[str, Any]:
        """For JSON and the audit log; `grant_of` reads it."""
        return {
            "role": self.role,
            "regions": None if self.regions is None else sorted(self.regions),
            "offices": sorted(self.offices),
            "from": f"{self.first:%Y-%m}" if self.first else None,
            "until": f"{self.last:%Y-%m}" if self.last else None,
        }


def grant_of(about: Mapping[str, Any]) -> Grant:
    """The grant that `Grant.as_dict` wrote. ValueError or KeyError for anything else."""
    if about["role"] not in BY_CODE:
        raise ValueError(about["role"])
    regions = about["regions"]
    return Grant(
        about["role"],
        None if regions is None else frozenset(regions),
        frozenset(about["offices"]),
        _month(about["from"]),
        _month(about["until"]),
    )


def _month(text: str | None) -> date | None:
    return date.fromisoformat(f"{text}-01") if text else None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account: the name and address to show, and all grants, past and to come."""

    account: str
    name: str
    email: str
    grants: tuple[Grant, ...]

    def grants_on(self, day: date) -> tuple[Grant, ...]:
        """The grants that hold on a day."""
        return tuple(grant for grant in self.grants if grant.holds_on(day))

    def as_dict(self) -> dict[str, Any]:
        """For JSON and the audit log."""
        return asdict(self) | {"grants": [grant.as_dict() for grant in self.grants]}
