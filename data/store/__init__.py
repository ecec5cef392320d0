"""The store: loads in, current rows, history and the engine's facts out."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from copy import copy
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any

import polars as pl

from data.mappings import HeaderMapping
from data.people.doer import Doer
from data.store.address import Address, address
from data.store.amounts import in_yuan
from data.store.around_checkpoint import Ledger, rows_of_days, went_back
from data.store.as_of import AsOf, holding
from data.store.audit.check import Progress, audit, silent
from data.store.audit.findings import AuditReport, Finding
from data.store.audit.log import head_of, identity_of
from data.store.backup.restoring import restore_backup
from data.store.backup.writing import Backup, write_backup
from data.store.behind import Behind, Found, rows_behind
from data.store.belongings import keeper_of
from data.store.breakdowns import debtors, expense_categories, pending_claims
from data.store.by import By
from data.store.connection import Connection, is_open, open_connection
from data.store.current_state import StoredState
from data.store.customers import WHOLE_MONTH, balance_rows, customer_balances, customer_payments
from data.store.days import daily_totals, office_days
from data.store.differences import differences
from data.store.errors import (
    ActRefused,
    AuditDamaged,
    BackupRefused,
    CatalogRefused,
    DiskFailed,
    DiskFull,
    EntriesLost,
    HeadDamaged,
    LoadConflict,
    LoadFailed,
    LoadLost,
    LoadRolledBack,
    LoadUnknown,
    OriginalDamaged,
    OriginalNotKept,
    PeopleRefused,
    ProcessRefused,
    StateGone,
    StoreBusy,
    StoreChanged,
    StoreError,
    StoreForeign,
    StoreLost,
    StoreTooNew,
    StoreTorn,
    StoreUnavailable,
    StoreUnreadable,
    StoreVanished,
)
from data.store.existence import exists, remove
from data.store.facts import CheckpointDay, PublishedFrames, monthly_facts
from data.store.finding import customers_named, documents_named, loads_named
from data.store.history import Load, Rollback, Scope, load_history, roll_back
from data.store.holds import Hold
from data.store.kept import KeptHead
from data.store.loads import LoadFile, LoadRequest, commit
from data.store.mappings import header_mappings, remember_mapping
from data.store.migrations import migrate
from data.store.moved import capital_changes, rows_of_moves
from data.store.people.people import People
from data.store.policies import GivenPolicies, given_policies, take_policies
from data.store.position import Position
from data.store.preview import Preview, preview_of_load, preview_of_rollback
from data.store.process.process import Process
from data.store.process.reminders import Reminders
from data.store.pruning import Pruned, Quarantine, prune
from data.store.repair import Repair, repair
from data.store.rows import current_rows, source_rows
from data.store.scenarios import SavedScenario, remove_scenario, save_scenario, saved_scenarios
from data.store.tracing import FIGURES, Place, documents, parties
from data.store.version import version_of_data
from data.store.writer import Writer
from engine.facts import Facts
from engine.forecasting import Days
from engine.planning.daily_courses import OfficeDays

__all__ = [
    "ActRefused",
    "AuditDamaged",
    "AuditReport",
    "Backup",
    "BackupRefused",
    "CatalogRefused",
    "DiskFailed",
    "DiskFull",
    "EntriesLost",
    "Finding",
    "HeadDamaged",
    "Load",
    "LoadConflict",
    "LoadFailed",
    "LoadFile",
    "LoadLost",
    "LoadRequest",
    "LoadRolledBack",
    "LoadUnknown",
    "OriginalDamaged",
    "OriginalNotKept",
    "PeopleRefused",
    "Preview",
    "ProcessRefused",
    "Pruned",
    "Quarantine",
    "Repair",
    "Rollback",
    "Scope",
    "StateGone",
    "Store",
    "StoreBusy",
    "StoreChanged",
    "StoreError",
    "StoreForeign",
    "StoreLost",
    "StoreTooNew",
    "StoreTorn",
    "StoreUnavailable",
    "StoreUnreadable",
    "StoreVanished",
    "in_yuan",
]


class Store:
    """One company's data. Safe to share between threads; close it when done.

    A context manager: `with Store.open(url) as store`.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        # The history by version, the latest that was asked for; one with the copies of `as_of`.
        self._history: dict[str, tuple[Load, ...]] = {}
        self.people = People(connection)
        self.process = Process(connection)
        self.reminders = Reminders(connection)

    @classmethod
    def open(
        cls, url: str | os.PathLike[str], *, identity: str | None = None, is_return: bool = False
    ) -> Store:
        """Open (and if need be create or migrate) the store at `url`; see `connection` for addresses.

        identity: that of the store which must be there (`Store.identity`); is_return: a store that is
        gone may be made anew. Raises StoreBusy, StoreUnreadable, StoreTooNew, EntriesLost, HeadDamaged,
        StoreVanished, CatalogRefused or StoreUnavailable.
        """
        place = address(url)
        was_there = keeper_of(place).exists
        must_exist = identity is not None or (was_there and not is_return)
        if must_exist and not is_open(place) and not exists(place):
            raise _vanished(place)
        connection = open_connection(url, ignores_kept=is_return)
        try:
            migrate(connection, ignores_kept=is_return)
            if identity is not None and identity_of(connection) != identity:
                raise StoreVanished(str(place))
        except BaseException:
            connection.close()
            raise
        return cls(connection)

    @property
    def is_shared(self) -> bool:
        """Whether several programs may have it open at a time."""
        return self._connection.address.server is not None

    @property
    def laid_open(self) -> int:
        """How many files and folders of the store other accounts had rights to, before it was opened."""
        return self._connection.laid_open

    def close(self) -> None:
        """Close the store; the file is free when its last user in this process has closed it."""
        self._connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def commit(self, request: LoadRequest) -> str:
        """Write a load, all or nothing, and return its id; see `loads.commit`."""
        return commit(self._connection, request)

    def preview(self, request: LoadRequest, checkpoint_day: CheckpointDay) -> Preview:
        """What committing `request` would change; see `preview.preview_of_load`."""
        return preview_of_load(self._connection, request, checkpoint_day, self._published)

    def preview_rollback(self, load_id: str, checkpoint_day: CheckpointDay) -> Preview:
        """What taking a load back would change; see `preview.preview_of_rollback`."""
        return preview_of_rollback(self._connection, load_id, checkpoint_day, self._published)

    def rollback(self, load_id: str, actor: str, reason: str) -> None:
        """Take a load back; see `history.roll_back`."""
        roll_back(self._connection, load_id, By(actor), reason)

    def receive(self, content: bytes) -> str:
        """Keep an uploaded file durably under its SHA-256, which is returned; OriginalNotKept."""
        return self._connection.originals.keep(content)

    def original(self, sha256: str) -> bytes | None:
        """A received file as it came, None if it is not kept; OriginalDamaged if it changed since."""
        return self._connection.originals.content(sha256)

    def back_up(self, path: Path, actor: str, progress: Progress = silent) -> Backup:
        """Write everything to one new file, while the store is in use; see `backup.writing.write_backup`."""
        return write_backup(self._connection, path, By(actor), progress)

    @classmethod
    def restore(
        cls,
        url: str | os.PathLike[str],
        path: Path,
        actor: str,
        head: str | None = None,
        progress: Progress = silent,
    ) -> Backup:
        """Make the store at `url` from a backup; see `backup.restoring.restore_backup`.

        A store that holds anything is refused; one that could not be made is taken away again.
        """
        place = address(url)
        is_new = not exists(place)
        before = [part for part in place.parts if part.exists()]
        kept = _kept_before(place) if is_new else None
        try:
            # What a store that is gone has left behind here does not stand in the way of its return.
            with cls.open(url, is_return=is_new) as store:
                return restore_backup(store._connection, path, actor, head, progress, before=kept)
        except BaseException:
            if is_new:
                remove(place, keep=before)
            raise

    @classmethod
    def repair(
        cls,
        url: str | os.PathLike[str],
        actor: str,
        head: str | None = None,
        progress: Progress = silent,
    ) -> Repair:
        """Make a store that cannot be opened usable again and say what was lost; see `repair.repair`."""
        return repair(url, actor, head, progress)

    def prune(self, quarantine: Quarantine, actor: str) -> Pruned:
        """Take away received files that no load names and that `quarantine` keeps no longer.

        Files of loads stay, also of those rolled back.
        """
        return prune(self._connection, quarantine, By(actor))

    def holds(self, sha256: str) -> bool:
        """Whether a received file is kept."""
        return self._connection.originals.holds(sha256)

    def loads(self) -> tuple[Load, ...]:
        """The history, newest first; read anew after every load and rollback."""
        version = self.data_version()
        known = self._history.get(version)
        if known is None:
            known = load_history(self._connection)
            self._history.clear()
            self._history[version] = known
        return known

    def differences(self, load_id: str) -> dict[str, pl.DataFrame]:
        """What a load changed, per extract; see `differences.differences`."""
        return differences(self._connection, load_id)

    def header_mappings(self, regions: frozenset[str] | None = None) -> dict[str, HeaderMapping]:
        """What headers mean in files of these regions, by shape; see `mappings.header_mappings`."""
        return header_mappings(self._connection, regions)

    def remember_mapping(self, mapping: HeaderMapping, actor: str) -> None:
        """Keep a header mapping from now on; LoadConflict, LoadFailed."""
        remember_mapping(self._connection, mapping, By(actor))

    def identity(self) -> str:
        """What tells this company's store, and whatever was restored from it, from any other."""
        return identity_of(self._connection)

    def audit_head(self) -> str:
        """The hash of the audit log's last entry, to be kept elsewhere; AuditDamaged."""
        return head_of(self._connection)

    def audit(self, head: str | None = None, progress: Progress = silent) -> AuditReport:
        """Everything checked that the store holds; see `audit.check.audit`."""
        return audit(self._connection, head, progress)

    def data_version(self) -> str:
        """A short text that differs after every load and rollback."""
        connection = self._connection
        return connection.version if isinstance(connection, AsOf) else version_of_data(connection)

    def held(self, version: str | None = None) -> AbstractContextManager[Hold]:
        """Hold the present state for who reads `as_of` its version on this thread; see `as_of.holding`."""
        return holding(self._connection.live, version)

    def position(self) -> Position | None:
        """How far what was written has come, for who looks often; None if nobody else writes."""
        place = self._connection.address
        return Position(place) if place.server is not None else None

    def as_of(self, version: str) -> Store:
        """The store to read one version of the data by: StateGone once it is neither held nor there."""
        seen = copy(self)
        seen._connection = AsOf(self._connection.live, version)
        seen.process = self.process.as_of(seen._connection)
        return seen

    @property
    def live(self) -> Store:
        """The store as it is now, whatever version this one reads."""
        if self._connection.live is self._connection:
            return self
        now = copy(self)
        now._connection, now.process = self._connection.live, self.process.live
        return now

    def current(self, extract: str, month: date | None = None) -> pl.DataFrame:
        """Current rows of an extract in fen, with provenance; see `rows.current_rows` and `in_yuan`."""
        return current_rows(self._connection, extract, month)

    def source_rows(
        self, extract: str, region: str | None, month: date, office: str | None = None
    ) -> pl.DataFrame:
        """The rows behind a figure: file, sheet, row, load; see `rows.source_rows`."""
        return source_rows(self._connection, extract, region, month, office)

    def save_scenario(self, body: Mapping[str, Any], actor: str, scenario_id: str | None = None) -> str:
        """Save a what-if scenario and return its id; see `scenarios.save_scenario`."""
        return save_scenario(self._connection, body, By(actor), scenario_id)

    def remove_scenario(self, scenario_id: str, actor: str) -> None:
        """Take a scenario off the list; KeyError if it is not on it."""
        remove_scenario(self._connection, scenario_id, By(actor))

    def given_policies(self) -> tuple[GivenPolicies, ...]:
        """The policies that were put in force, the latest first; see `policies`."""
        return given_policies(self._connection)

    def take_policies(self, digest: str, texts: Mapping[str, str], actor: str, after: str | None) -> bool:
        """Put policies in force that follow those of the digest `after`; see `policies.take_policies`."""
        return take_policies(self._connection, digest, texts, By(actor), after)

    def saved_scenarios(self) -> dict[str, SavedScenario]:
        """The scenarios on the list by id, the newest first."""
        return saved_scenarios(self._connection)

    def parties(self, figure: str, place: Place) -> pl.DataFrame:
        """With whom an office's figure was made; see `tracing.parties`. KeyError for an unknown figure."""
        return parties(self._connection, FIGURES[figure], place)

    def documents(self, figure: str, place: Place, party: str | None = None) -> pl.DataFrame:
        """The rows behind an office's figure; see `tracing.documents`. KeyError for an unknown figure."""
        return documents(self._connection, FIGURES[figure], place, party)

    def rows_behind(self, fact: str, behind: Behind, first: int = 0, most: int | None = None) -> Found:
        """All rows behind a region's figure, or a page of them; see `behind.rows_behind`."""
        return rows_behind(self._connection, fact, behind, first, most)

    def facts(self, checkpoint_day: CheckpointDay) -> Facts:
        """What the engine eats; `checkpoint_day` maps a month to its checkpoint day."""
        return monthly_facts(self._connection, checkpoint_day, self._published)

    @property
    def _published(self) -> PublishedFrames:
        self.process.book()  # what it knows needs no reading within the transaction
        return self.process.frames

    def daily_totals(self) -> Days:
        """Sales and collections by day; see `days.daily_totals`."""
        return daily_totals(self._connection)

    def office_days(self, first: date, last: date) -> OfficeDays:
        """Sales and collections of some months by office and day; see `days.office_days`."""
        return office_days(self._connection, first, last)

    def customer_balances(self, month: date, region: str | None = None) -> pl.DataFrame:
        """Who owes what; see `customers.customer_balances`."""
        return customer_balances(self._connection, month, region)

    def balance_rows(self, month: date, region: str) -> pl.DataFrame:
        """Who owes what, by due date; see `customers.balance_rows`."""
        return balance_rows(self._connection, month, region)

    def customer_payments(
        self, region: str, first: date, last: date, days: tuple[int, int] = WHOLE_MONTH
    ) -> pl.DataFrame:
        """Who paid what; see `customers.customer_payments`."""
        return customer_payments(self._connection, region, first, last, days)

    def rows_of_days(self, ledger: Ledger, places: pl.DataFrame) -> pl.DataFrame:
        """Rows of some days; see `around_checkpoint.rows_of_days`."""
        return rows_of_days(self._connection, ledger, places)

    def went_back(self, ledger: Ledger, places: pl.DataFrame) -> pl.DataFrame:
        """What customers gave back; see `around_checkpoint.went_back`."""
        return went_back(self._connection, ledger, places)

    def capital_changes(self, places: pl.DataFrame) -> pl.DataFrame:
        """What of capital fell in a region and changed elsewhere; see `moved.capital_changes`."""
        return capital_changes(self._connection, places)

    def rows_of_moves(self, moves: pl.DataFrame) -> pl.DataFrame:
        """The rows behind what moved; see `moved.rows_of_moves`."""
        return rows_of_moves(self._connection, moves)

    def expense_categories(self, managers: pl.DataFrame) -> pl.DataFrame:
        """Expenses by category; see `breakdowns.expense_categories`."""
        return expense_categories(self._connection, managers)

    def pending_claims(
        self, managers: pl.DataFrame, first: date, last: date, *, region: str | None, most: int | None = None
    ) -> pl.DataFrame:
        """The largest claims awaiting approval; see `breakdowns.pending_claims`."""
        return pending_claims(self._connection, managers, first, last, region=region, most=most)

    def debtors(self, month: date, region: str | None, most: int | None = None) -> pl.DataFrame:
        """Whose balances tie up most; see `breakdowns.debtors`."""
        return debtors(self._connection, month, region, most)

    def customers_named(self, asked: str, month: date, most: int) -> pl.DataFrame:
        """Customers by a part of their name; see `finding.customers_named`."""
        return customers_named(self._connection, asked, month, most)

    def documents_named(self, asked: str, month: date, most: int, managers: pl.DataFrame) -> pl.DataFrame:
        """Documents by a part of their number; see `finding.documents_named`."""
        return documents_named(self._connection, asked, month, most, managers)

    def loads_named(self, asked: str, most: int) -> pl.DataFrame:
        """Loads by a part of their number or of a file's name; see `finding.loads_named`."""
        return loads_named(self._connection, asked, most)

    def current_state(self, regions: frozenset[str] | None = None) -> StoredState:
        """What validation may ask about that which is loaded already, of these regions (None: of all)."""
        return StoredState(self._connection, regions)

    def acting(self, doer: Doer, today: Callable[[], date]) -> Writer:
        """The store as somebody acts on it; see `writer.Writer`."""
        return Writer(self, self._connection, doer, today)


def _vanished(place: Address) -> StoreError:
    if place.server is None:
        return StoreVanished(str(place))
    from data.store.shared import vanished  # noqa: PLC0415 - files do without

    return vanished(place)


def _kept_before(place: Address) -> KeptHead | None:
    """What is known of the store that stood at a place; nothing if that cannot be read."""
    try:
        return keeper_of(place).read()
    except HeadDamaged:
        return None
