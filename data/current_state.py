"""What validation may ask about that which is loaded already."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Protocol

import polars as pl

from data.cleaning.columns import DTYPES
from data.fields import BY_NAME

ORGANISATION: dict[str, pl.DataType | type[pl.DataType]] = {
    field.name: pl.Date if field.kind == "month" else pl.String for field in BY_NAME["org"].fields
}
OFFICE_MONTHS: dict[str, pl.DataType | type[pl.DataType]] = {
    "extract": pl.String,
    "month": pl.Date,
    "region": pl.String,
    "office": pl.String,
    "measure": pl.String,
    "amount": pl.Int64,
    "rows": pl.Int64,
}
DOCUMENTS: dict[str, pl.DataType | type[pl.DataType]] = {
    "document": pl.String,
    "month": pl.Date,
    "region": pl.String,
}
DAYS: dict[str, pl.DataType | type[pl.DataType]] = {
    "region": pl.String,
    "office": pl.String,
    "date": pl.Date,
    "amount": pl.Int64,
}


#: Months from one to another, both included.
Span = tuple[date, date]


class CurrentState(Protocol):
    """The current state of the store, as far as an upload is judged by it."""

    def organisation(self) -> pl.DataFrame:
        """Current organisation rows; columns as in `ORGANISATION` (those of the extract `org`)."""
        ...

    def office_months(
        self, extracts: Collection[str] | None = None, months: Span | None = None
    ) -> pl.DataFrame:
        """Current rows per extract, month, region, office and money column, summed.

        extracts, months: the only ones that are asked for (None: all).
        Columns as in `OFFICE_MONTHS`: `measure` is the field name of a money column,
        `amount` its sum in fen, `rows` the number of rows.
        """
        ...

    def documents(self, extract: str, documents: pl.Series) -> pl.DataFrame:
        """Current rows of `extract` whose document number is alike one of these; see `DOCUMENTS`.

        `documents` and the answer are numbers as they are compared (`data.cleaning.documents.keys`).
        """
        ...

    def current(self, extract: str, scopes: pl.DataFrame) -> pl.DataFrame:
        """Current rows of `extract` in these scopes, in the order of loading, then of the files.

        scopes: `region` and `period` (a month, the January of a year, or null where the extract
        has no period). Columns: those of the extract, typed as cleaned frames are, and `load_id`.
        """
        ...

    def sales_days(self, months: Span) -> pl.DataFrame:
        """Current sales of these months per office and day, in fen; columns as in `DAYS`."""
        ...

    def names(self, column: str) -> pl.Series:
        """Every name (not null, each once) that stands in a column of that name in any current extract."""
        ...

    def live_load_of(self, sha256: str) -> str | None:
        """The load that brought in exactly these bytes and is still current, or None."""
        ...


class EmptyState:
    """A store in which nothing was loaded yet."""

    def organisation(self) -> pl.DataFrame:
        """No rows."""
        return pl.DataFrame(schema=ORGANISATION)

    def office_months(
        self, extracts: Collection[str] | None = None, months: Span | None = None
    ) -> pl.DataFrame:
        """No rows."""
        del extracts, months
        return pl.DataFrame(schema=OFFICE_MONTHS)

    def documents(self, extract: str, documents: pl.Series) -> pl.DataFrame:
        """No rows."""
        del extract, documents
        return pl.DataFrame(schema=DOCUMENTS)

    def current(self, extract: str, scopes: pl.DataFrame) -> pl.DataFrame:
        """No rows."""
        del scopes
        return pl.DataFrame(
            schema={field.name: DTYPES[field.kind] for field in BY_NAME[extract].fields}
            | {"load_id": pl.String}
        )

    def sales_days(self, months: Span) -> pl.DataFrame:
        """No rows."""
        del months
        return pl.DataFrame(schema=DAYS)

    def names(self, column: str) -> pl.Series:
        """No names."""
        return pl.Series(column, [], dtype=pl.String)

    def live_load_of(self, sha256: str) -> str | None:
        """No load."""
        del sha256
        return None
