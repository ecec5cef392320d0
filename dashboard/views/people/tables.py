"""People as tables: whom there are and how they get in, and their roles as files have them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

import polars as pl

from dashboard.i18n import _, current
from dashboard.tables import Column, Table
from dashboard.views.people.roles import grants_text
from data.people.fields import PEOPLE
from data.people.person import Person
from data.people.roles import BY_CODE
from data.store.people.book import Session


@dataclass(frozen=True, slots=True)
class Entrance:
    """How somebody gets in: until when (UTC) they are locked or an invitation is good, sessions that run."""

    has_password: bool
    locked_until: datetime | None
    invited_until: datetime | None
    sessions: int


def entrance_text(entrance: Entrance, zone: tzinfo | None) -> str:
    """Whether somebody can sign in with a password, as a short text."""
    if entrance.locked_until is not None:
        return _("locked until {time}", time=_moment(entrance.locked_until, zone))
    if entrance.invited_until is not None:
        return _("invited until {time}", time=_moment(entrance.invited_until, zone))
    return _("has a password") if entrance.has_password else _("not invited yet")


def people_table(people: Sequence[tuple[Person, Entrance]], day: date, zone: tzinfo | None) -> Table:
    """A row for each person: roles that hold on a day, those that do not, how they get in."""
    rows = [
        {
            "name": person.name,
            "account": person.account,
            "roles": grants_text(person.grants_on(day)),
            "others": grants_text(others) if (others := _others(person, day)) else "",
            "entrance": entrance_text(entrance, zone),
            "sessions": entrance.sessions,
        }
        for person, entrance in people
    ]
    names = ("name", "account", "roles", "others", "entrance", "sessions")
    schema = {name: pl.Int64 if name == "sessions" else pl.String for name in names}
    has_others = any(row["others"] for row in rows)
    columns = (
        Column("name", _("Name")),
        Column("account", _("Account")),
        Column("roles", _("Roles in force")),
        *((Column("others", _("Past and future roles")),) if has_others else ()),
        Column("entrance", _("Signing in")),
        Column("sessions", _("Signed in now"), "count"),
    )
    return Table("people", _("People"), pl.DataFrame(rows, schema=schema), columns)


def _others(person: Person, day: date) -> list[Any]:
    held = person.grants_on(day)
    return [grant for grant in person.grants if grant not in held]


def file_table(rows: Sequence[dict[str, Any]]) -> Table:
    """The people as a file of them has it: it can be loaded again."""
    frame = as_file(rows, current())
    return Table("people_file", _("People"), frame, tuple(Column(name, name) for name in frame.columns))


def as_file(rows: Sequence[dict[str, Any]], language: str) -> pl.DataFrame:
    """Rows of grants under the headers of files, roles by their name."""
    zh = language == "zh"
    titles = {field.name: field.zh if zh else field.en for field in PEOPLE.fields}

    def role(code: object) -> str | None:
        kind = BY_CODE.get(str(code))
        return None if kind is None else kind.zh[0] if zh else kind.en

    def joined(names: object) -> str | None:
        return ";".join(map(str, names)) or None if isinstance(names, list) else None

    return pl.DataFrame(
        {
            titles["account"]: [row["account"] for row in rows],
            titles["name"]: [row["name"] for row in rows],
            titles["role"]: [role(row["role"]) for row in rows],
            titles["regions"]: [joined(row["regions"]) for row in rows],
            titles["offices"]: [joined(row["offices"]) for row in rows],
            titles["email"]: [row["email"] or None for row in rows],
            titles["first_month"]: [row["from"] for row in rows],
            titles["last_month"]: [row["until"] for row in rows],
        },
        schema=dict.fromkeys(titles.values(), pl.String),
    )


def session_text(session: Session, zone: tzinfo | None) -> str:
    """A session in words: since when, until when at most, how it began."""
    return _(
        "signed in {began}, ends {expires} at the latest",
        began=_moment(session.began, zone),
        expires=_moment(session.expires, zone),
    )


def _moment(at: datetime, zone: tzinfo | None) -> str:
    return f"{at.astimezone(zone):%m-%d %H:%M}"
