"""What a region and month have of declarations, with the plans and the names that they are judged by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import duckdb
import polars as pl

from data.fields import BY_NAME
from data.store.facts import places_seen_by
from data.store.process.book import Book
from data.store.rows import rows_of
from data.store.version import version_seen_by
from engine.facts import DECLARATIONS
from engine.policy.parameters import Policy
from engine.process.declaring import Status, statuses

_EXTRACT = BY_NAME["declarations"]


@dataclass(frozen=True, slots=True)
class Books:
    """What a region and month have of declarations, plans and who is in charge, as of a version of the data.

    rows: as a load takes them; loads: of which loads.
    """

    month: date
    region: str
    version: str
    rows: pl.DataFrame
    loads: tuple[str, ...]
    plans: pl.DataFrame
    region_months: pl.DataFrame

    @classmethod
    def read(cls, cursor: duckdb.DuckDBPyConnection, month: date, region: str) -> Books:
        """What a cursor sees of a region and month."""
        found = rows_of(cursor, _EXTRACT, month, region, with_load=True)
        plans, region_months = places_seen_by(cursor, month)
        here = pl.col("region") == region
        loads = tuple(found["load_id"].to_list())
        return cls(
            month,
            region,
            version_seen_by(cursor),
            found.drop("load_id"),
            loads,
            plans.filter(here),
            region_months.filter(here),
        )

    @property
    def place(self) -> tuple[date, str]:
        """Where it is."""
        return self.month, self.region

    @property
    def manager(self) -> str:
        """Who manages the region in the month."""
        return self._in_charge("manager")

    @property
    def vice_president(self) -> str:
        """Who is its VP."""
        return self._in_charge("vice_president")

    @property
    def declarations(self) -> pl.DataFrame:
        """The rows as the engine judges them."""
        numbered = self.rows.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias("position"))
        return numbered.select(list(DECLARATIONS)).cast(pl.Schema(DECLARATIONS))

    def statuses(self, policy: Policy) -> dict[int, Status]:
        """Position → what becomes of each row."""
        return statuses(self.declarations, self.plans, self.region_months, policy)

    def replaced(self, rows: pl.DataFrame) -> Books:
        """With other rows."""
        return replace(self, rows=rows)

    def with_row(self, row: Mapping[str, Any]) -> Books:
        """With one more row."""
        return self.replaced(pl.concat([self.rows, pl.DataFrame([row], schema=self.rows.schema)]))

    def carried(self, book: Book) -> frozenset[str]:
        """The loads of files whose rows these are, through all forms."""
        own = frozenset(self.loads)
        files = frozenset(load for load in own if load not in book.forms)
        return files.union(*(book.forms[load] for load in own if load in book.forms))

    def declarer(self, book: Book, office: str, row: Mapping[str, Any]) -> str:
        """Who declared a row: whose form it was; empty where a file brought it."""
        for deed in reversed(book.declared.get((self.month, self.region, office), ())):
            same = (deed.on, deed.sales, deed.collections)
            if same == (row["declared_on"], row["sales"], row["collections"]):
                return deed.by
        return ""

    def _in_charge(self, column: str) -> str:
        names = self.region_months[column].to_list()
        return str(names[0]) if names and names[0] is not None else ""
