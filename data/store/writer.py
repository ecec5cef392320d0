"""The one door to acts: a store as somebody acts on it.

What may be done is asked of the grants again in the very transaction that writes, whatever a page showed,
kept or was told before. This machine's operator may do everything.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from data.mappings import HeaderMapping
from data.people.doer import Doer
from data.people.person import Person
from data.people.roles import Act
from data.people.scope import EVERYTHING, Scope, names_of_doers, scope_of, scope_of_grants
from data.store.audit.check import Progress, silent
from data.store.audit.findings import AuditReport
from data.store.backup.writing import Backup, write_backup
from data.store.by import By
from data.store.connection import Connection
from data.store.errors import ActRefused, LoadUnknown
from data.store.history import loaded_by, roll_back
from data.store.loads import LoadRequest, commit
from data.store.mappings import remember_mapping
from data.store.process.acting import Acting
from data.store.process.acts import Acts
from data.store.process.book import Book
from data.store.process.deeds import KeptFile
from data.store.process.publications import Published
from data.store.pruning import Pruned, Quarantine, prune
from data.store.reader import Reader
from data.store.scenarios import SavedScenario, regions_of, remove_scenario, save_scenario

if TYPE_CHECKING:
    from data.store import Store


class Writer:
    """What somebody does to a store; whatever is not theirs to do raises ActRefused and does nothing.

    today: the day by the company's calendar, asked on each act, since grants begin and end.
    """

    def __init__(self, store: Store, connection: Connection, doer: Doer, today: Callable[[], date]) -> None:
        self._store = store
        self._connection = connection
        self._people = store.people
        self._today = today
        self.doer = doer
        self.process = Acts(Acting(connection, store.process, doer, self._scope, today))

    def scope(self) -> Scope:
        """What may be done now."""
        with self._connection.cursor() as cursor:
            return self._scope(cursor)

    def reader(self) -> Reader:
        """The door to what may be seen now."""
        return Reader(self._store, self.scope(), self.doer.account)

    def whole(self) -> Reader:
        """All that is there: what an act rests on, such as ranks, is of all regions; not to be shown."""
        return Reader(self._store, EVERYTHING)

    def book(self) -> Book:
        """All that was done in the course of the months; not to be shown."""
        return self._store.process.book()

    def published(self) -> dict[date, Published]:
        """The publications in force; not to be shown."""
        return self._store.process.frozen.in_force(self.book())

    def doers_of(self, act: Act, region: str) -> tuple[str, ...]:
        """The names of those who may do something in a region: whom to ask."""
        return names_of_doers(self._people.persons(), act, region, self._today())

    def receive(self, content: bytes) -> str:
        """Keep a file that is to be loaded; `Store.receive`."""
        self.demand("upload")
        return self._store.receive(content)

    def keep(self, act: Act, name: str, content: bytes) -> KeptFile:
        """Keep a file that a deed is to name, for whom that deed is; `Store.receive`."""
        self.demand(act)
        return KeptFile(name=name, sha256=self._store.receive(content), size=len(content))

    def holds(self, sha256: str) -> bool:
        """Whether a received file is kept; `Store.holds`."""
        return self._store.holds(sha256)

    def commit(self, request: LoadRequest) -> str:
        """Write a load, of regions whose rows may be loaded; `Store.commit`."""
        regions = {str(region) for frame in request.frames.values() for region in frame["region"].unique()}
        by = self._by("upload", regions)
        return commit(self._connection, replace(request, actor=self.doer.actor), by)

    def rollback(self, load_id: str, reason: str) -> None:
        """Take a load back that one made oneself; `Store.rollback`. LoadUnknown for what is not seen."""
        roll_back(
            self._connection, load_id, self._having(lambda c: self._demand_rollback(c, load_id)), reason
        )

    def may_roll_back(self, load_id: str) -> bool:
        """Whether a load is one's own to take back."""
        try:
            with self._connection.cursor() as cursor:
                self._demand_rollback(cursor, load_id)
        except (ActRefused, LoadUnknown):
            return False
        return True

    def remember_mapping(self, mapping: HeaderMapping) -> None:
        """Keep what headers and values mean in files of one's regions; `Store.remember_mapping`."""
        remember_mapping(
            self._connection, mapping, self._by("map"), lambda cursor: self._scope(cursor).regions_for("map")
        )

    def save_scenario(self, body: Mapping[str, Any], scenario_id: str | None = None) -> str:
        """Save a scenario about one's own regions; `Store.save_scenario`."""
        by = self._by("save_scenario", regions_of(body))
        return save_scenario(self._connection, body, by, scenario_id, self._demand_author_of(by))

    def remove_scenario(self, scenario_id: str) -> None:
        """Take a scenario off the list that one saved oneself; `Store.remove_scenario`."""
        by = self._by("save_scenario")
        remove_scenario(self._connection, scenario_id, by, self._demand_author_of(by))

    def may_remove_scenario(self, saved_by: str) -> bool:
        """Whether a scenario that `saved_by` saved is one's own to change and remove."""
        return self.scope().may("save_scenario") and self.doer.is_author(saved_by)

    def back_up(self, path: Path, progress: Progress = silent) -> Backup:
        """Write everything to one new file; `Store.back_up`."""
        return write_backup(self._connection, path, self._by("back_up"), progress)

    def prune(self, quarantine: Quarantine) -> Pruned:
        """Take away received files that were never loaded; `Store.prune`."""
        return prune(self._connection, quarantine, self._by("back_up"))

    def make_room(self, quarantine: Quarantine, actor: str) -> None:
        """Take away, as a program called `actor` does by itself, what was received too long ago."""
        self._store.prune(quarantine, actor)

    def load_people(self, persons: Iterable[Person], now: datetime) -> tuple[str, ...]:
        """Take in people; `People.load`."""
        return self._people.load(persons, self._by("manage_people"), now, self._today())

    def invite(self, account: str, now: datetime) -> str:
        """Invite an account; `People.invite`."""
        return self._people.invite(account, self._by("manage_people"), now, self._today())

    def end_sessions(self, account: str, now: datetime) -> int:
        """End the sessions of an account; `People.end_sessions`."""
        return self._people.end_sessions(account, self._by("end_sessions"), now)

    def demand(self, act: Act, *regions: str) -> None:
        """ActRefused unless something may be done: at all, in these regions."""
        with self._connection.cursor() as cursor:
            self._demand(act, regions, cursor)

    def audit(self, head: str | None = None, progress: Progress = silent) -> AuditReport:
        """Everything checked that the store holds, for whom the log is open; `Store.audit`."""
        if not self.scope().sees_audit:
            raise ActRefused("audit", self.doer.account)
        return self._store.audit(head, progress)

    def demand_operator(self) -> None:
        """ActRefused unless it is this machine's operator."""
        if not self.doer.is_operator:
            raise ActRefused("operator", self.doer.account)

    def _scope(self, cursor: duckdb.DuckDBPyConnection) -> Scope:
        if self.doer.is_operator:
            return EVERYTHING
        person = self._people.seen_by(cursor).person(self.doer.account)
        return scope_of(person, self._today()) if person is not None else scope_of_grants(())

    def _by(self, act: Act, regions: Collection[str] = ()) -> By:
        return self._having(partial(self._demand, act, regions))

    def _having(self, demand: Callable[[duckdb.DuckDBPyConnection], None]) -> By:
        return By(self.doer.actor, self.doer.operator, demand)

    def _demand(self, act: Act, regions: Collection[str], cursor: duckdb.DuckDBPyConnection) -> None:
        if self.doer.is_looking:
            raise ActRefused("looking", self.doer.account)
        scope = self._scope(cursor)
        if not scope.may(act):
            raise ActRefused(act, self.doer.account)
        elsewhere = [region for region in regions if not scope.may(act, region)]
        if elsewhere:
            raise ActRefused(f"{act}_elsewhere", self.doer.account, elsewhere)

    def _demand_rollback(self, cursor: duckdb.DuckDBPyConnection, load_id: str) -> None:
        self._demand("roll_back", (), cursor)
        scope = self._scope(cursor)
        made_by, regions = loaded_by(cursor, load_id)
        if not all(map(scope.sees_region, regions)):
            raise LoadUnknown(f"There is no load {load_id}.")
        is_own = self.doer.is_author(made_by) and all(scope.may("roll_back", region) for region in regions)
        if not is_own:
            raise ActRefused("roll_back", self.doer.account)

    def _demand_author_of(self, by: By) -> Callable[[duckdb.DuckDBPyConnection, SavedScenario | None], None]:
        def demand(cursor: duckdb.DuckDBPyConnection, before: SavedScenario | None) -> None:
            by.demand(cursor)
            if before is not None and not self.doer.is_author(before.actor):
                if not self._scope(cursor).sees_scenario(before.regions, is_own=False):
                    raise KeyError(before.scenario_id)
                raise ActRefused("another's_scenario", self.doer.account)

        return demand
