"""How a deed to people is written, and what several of them ask first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import duckdb

from data.people.person import Person
from data.people.roles import BY_CODE
from data.store.audit.log import PeopleAct
from data.store.by import By
from data.store.errors import PeopleRefused
from data.store.people.book import Book


def has_admin(persons: Iterable[Person], day: date) -> bool:
    """Whether anybody may manage people on a day."""
    return any("manage_people" in BY_CODE[g.role].acts for person in persons for g in person.grants_on(day))


def invited(book: Book, key: str, now: datetime) -> Person:
    """Whom the invitation with a token's hash is for; PeopleRefused if it is good no longer."""
    found = book.invitations.get(key)
    person = book.person(found.account) if found else None
    if found is None or person is None:
        raise PeopleRefused("invitation_unknown")
    if found.is_used:
        raise PeopleRefused("invitation_used")
    if now >= found.expires:
        raise PeopleRefused("invitation_expired")
    return person


def append_deed(
    cursor: duckdb.DuckDBPyConnection,
    act: PeopleAct,
    account: str,
    actor: str | By,
    now: datetime,
    **details: Any,
) -> None:
    """Write an entry about an account through a cursor inside a transaction.

    now: the caller's clock, UTC, which stands in the entry.
    """
    By.of(actor).record(cursor, act, account, {"at": now.isoformat(), **details})
