"""The store: loads in, current rows, history and the engine's facts out."""

from __future__ import annotations

import os
from datetime import date
from types import TracebackType

import polars as pl

from data.store.amounts import in_yuan
from data.store.connection import Connection, open_connection
from data.store.errors import (
    LoadConflict,
    LoadFailed,
    LoadLost,
    LoadRolledBack,
    LoadUnknown,
    StoreBusy,
    StoreChanged,
    StoreError,
    StoreTooNew,
    StoreUnreadable,
)
from data.store.facts import CheckpointDay, monthly_facts
from data.store.history import Load, Rollback, Scope, load_history, roll_back
from data.store.known import KnownStore
from data.store.loads import LoadFile, LoadRequest, commit
from data.store.rows import current_rows, source_rows
from data.store.schema import migrate
from data.store.version import version_of_data
from engine.facts import Facts

__all__ = [
    "Load",
    "LoadConflict",
    "LoadFailed",
    "LoadFile",
    "LoadLost",
    "LoadRequest",
    "LoadRolledBack",
    "LoadUnknown",
    "Rollback",
    "Scope",
    "Store",
    "StoreBusy",
    "StoreChanged",
    "StoreError",
    "StoreTooNew",
    "StoreUnreadable",
    "in_yuan",
]


class Store:
    """One company's data. Safe to share between threads; close it when done.

    A context manager: `with Store.open(url) as store`.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @classmethod
    def open(cls, url: str | os.PathLike[str]) -> Store:
        """Open (and if need be create or migrate) the store at `url`; see `connection` for addresses.

        Raises StoreBusy, StoreUnreadable or StoreTooNew.
        """
        connection = open_connection(url)
        try:
            migrate(connection)
        except BaseException:
            connection.close()
            raise
        return cls(connection)

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

    def rollback(self, load_id: str, actor: str, reason: str) -> None:
        """Take a load back; see `history.roll_back`."""
        roll_back(self._connection, load_id, actor, reason)

    def loads(self) -> tuple[Load, ...]:
        """The history, newest first."""
        return load_history(self._connection)

    def data_version(self) -> str:
        """A short text that differs after every load and rollback."""
        return version_of_data(self._connection)

    def current(self, extract: str, month: date | None = None) -> pl.DataFrame:
        """Current rows of an extract in fen, with provenance; see `rows.current_rows` and `in_yuan`."""
        return current_rows(self._connection, extract, month)

    def source_rows(self, extract: str, region: str, month: date, office: str | None = None) -> pl.DataFrame:
        """The rows behind a figure: file, sheet, row, load; see `rows.source_rows`."""
        return source_rows(self._connection, extract, region, month, office)

    def facts(self, checkpoint_day: CheckpointDay) -> Facts:
        """What the engine eats; `checkpoint_day` maps a month to its checkpoint day."""
        return monthly_facts(self._connection, checkpoint_day)

    def known(self) -> KnownStore:
        """What validation may ask about that which is loaded already."""
        return KnownStore(self._connection)
