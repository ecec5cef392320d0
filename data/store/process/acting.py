"""How an act of the process is done: a transaction that looks at grants, log and data, refuses or writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

import duckdb

from data.people.doer import Doer
from data.people.person import account_key
from data.people.roles import Act
from data.people.scope import Scope
from data.store.audit.log import ProcessAct, recorded
from data.store.by import By
from data.store.connection import Connection
from data.store.errors import ActRefused, ProcessRefused
from data.store.process.book import Book
from data.store.process.deeds import Deed, KeptFile
from data.store.process.process import Process
from data.store.version import version_seen_by
from engine.process.states import Marks

Written = TypeVar("Written")
#: So far a clock may run behind the log before nothing is dated by it any more.
_SLACK = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Basis:
    """What somebody goes by: the version of the data that was read first, and what was made of it.

    marks: of the month's figures. months: those that were evaluated, ascending.
    """

    version: str
    marks: Marks
    months: Sequence[date] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Moment:
    """What a transaction sees: the log, who may do what, the day and the time (UTC)."""

    cursor: duckdb.DuckDBPyConnection
    book: Book
    scope: Scope
    on: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Acting:
    """Somebody who acts on a store's months. scope: asked within a transaction. now: UTC."""

    connection: Connection
    process: Process
    doer: Doer
    scope: Callable[[duckdb.DuckDBPyConnection], Scope]
    today: Callable[[], date]
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def done(self, write: Callable[[Moment], Written]) -> Written:
        """What `write` returns, done in one transaction; whatever it raises leaves nothing behind."""
        return recorded(self.connection, lambda cursor: write(self.moment(cursor)))

    def moment(self, cursor: duckdb.DuckDBPyConnection) -> Moment:
        """What a transaction sees. ProcessRefused (`clock_back`) if the clock fell behind the log."""
        if self.doer.is_looking:
            raise ActRefused("looking", self.doer.account)
        book, at = self.process.seen_by(cursor), self.now()
        if book.latest is not None and at < book.latest - _SLACK:
            raise ProcessRefused("clock_back", last=f"{book.latest:%Y-%m-%d %H:%M}")
        return Moment(cursor, book, self.scope(cursor), self.today(), at)

    def demand(self, moment: Moment, act: Act, region: str | None = None, office: str | None = None) -> None:
        """ActRefused unless something may be done: at all, in a region, in an office."""
        if not moment.scope.may(act):
            raise ActRefused(act, self.doer.account)
        if region is not None and not moment.scope.may(act, region, office):
            raise ActRefused(f"{act}_elsewhere", self.doer.account, (region,))

    def demand_everywhere(self, moment: Moment, act: Act, regions: Iterable[str]) -> None:
        """ActRefused unless something may be done in every one of these regions as a whole."""
        self.demand(moment, act)
        allowed = moment.scope.regions_for(act)
        if allowed is not None and (elsewhere := set(regions) - allowed):
            raise ActRefused(f"{act}_elsewhere", self.doer.account, elsewhere)

    def record(self, moment: Moment, act: ProcessAct, subject: str, about: Mapping[str, object]) -> None:
        """Write a deed."""
        by = By(self.doer.actor, self.doer.operator)
        by.record(moment.cursor, act, subject, dated(moment, about))

    def is_own(self, actor: str) -> bool:
        """Whether something was done under the very name under which is acted now."""
        return account_key(actor) == account_key(self.doer.actor)


def dated(moment: Moment, about: Mapping[str, object]) -> dict[str, object]:
    """A deed's details with when it is done."""
    return {"at": moment.at.isoformat(), "on": moment.on.isoformat(), **about}


def demand_unchanged(moment: Moment, basis: Basis, month: date) -> None:
    """ProcessRefused (`changed`) if the data is no longer what was looked at."""
    if version_seen_by(moment.cursor) != basis.version:
        raise ProcessRefused("changed", month=month_text(month))


def demand_after(moment: Moment, deed: Deed | None) -> None:
    """ProcessRefused (`before`) if the day lies before that of what it rests on."""
    if deed is not None and moment.on < deed.on:
        raise ProcessRefused("before", on=moment.on, last=deed.on)


def written(text: str | None) -> str:
    """A text without blanks around it; nothing if nothing of it can be seen, as of a zero-width space."""
    if not any(each.isprintable() and not each.isspace() for each in text or ""):
        return ""
    return (text or "").strip()


def demand_text(text: str) -> str:
    """What is `written`; ProcessRefused (`text_missing`) if that is nothing."""
    said = written(text)
    if not said:
        raise ProcessRefused("text_missing")
    return said


def month_text(month: date) -> str:
    """A month as the log has it."""
    return f"{month:%Y-%m}"


def listed(files: Sequence[KeptFile]) -> list[dict[str, object]]:
    """Kept files as a deed's details hold them."""
    return [{"name": file.name, "sha256": file.sha256, "size": file.size} for file in files]
