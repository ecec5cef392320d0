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
#: The largest and smallest sums of an office's months, per extract and money column.
EXTREMES: dict[str, pl.DataType | type[pl.DataType]] = {
    "extract": pl.String,
    "region": pl.String,
    "office": pl.String,
    "measure": pl.String,
    "months": pl.Int64,
    "largest": pl.Int64,
    "second_largest": pl.Int64,
    "smallest": pl.Int64,
    "second_smallest": pl.Int64,
}
DOCUMENTS: dict[str, pl.DataType | type[pl.DataType]] = {
    "document": pl.String,
    "month": pl.Date,
    "region": pl.String,
}
OFFICES: dict[str, pl.DataType | type[pl.DataType]] = {"region": pl.String, "office": pl.String}
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

    def months(self, extracts: Collection[str]) -> pl.DataFrame:
        """The months (`extract`, `month`) of which there are current rows of these extracts."""
        ...

    def extremes(self, extracts: Collection[str], without: pl.DataFrame) -> pl.DataFrame:
        """The extremes of all of an office's months (`EXTREMES`), as `office_months` has the months.

        without: `extract`, `month` and `region` of office-months that are left out. `months`: how many there
        are. largest, second_largest: of the sums without their sign; smallest, second_smallest: of those
        above 0. Null where there are not so many.
        """
        ...

    def office_months_beside(self, offices: pl.DataFrame) -> pl.DataFrame:
        """The office-months of all extracts and months, of other offices than these (`region`, `office`)."""
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

    def names(self, column: str, among: pl.Series | None = None) -> pl.Series:
        """Every name (not null, each once) that stands in a column of that name in any current extract.

        among: the only ones that are asked for (None: all). By code point.
        """
        ...

    def names_ever(self, column: str) -> pl.Series:
        """All of `names`, and perhaps some that are current no more: told at less cost."""
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

    def months(self, extracts: Collection[str]) -> pl.DataFrame:
        """No rows."""
        del extracts
        return pl.DataFrame(schema={name: OFFICE_MONTHS[name] for name in ("extract", "month")})

    def extremes(self, extracts: Collection[str], without: pl.DataFrame) -> pl.DataFrame:
        """No rows."""
        del extracts, without
        return pl.DataFrame(schema=EXTREMES)

    def office_months_beside(self, offices: pl.DataFrame) -> pl.DataFrame:
        """No rows."""
        del offices
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

    def names(self, column: str, among: pl.Series | None = None) -> pl.Series:
        """No names."""
        del among
        return pl.Series(column, [], dtype=pl.String)

    def names_ever(self, column: str) -> pl.Series:
        """No names."""
        return pl.Series(column, [], dtype=pl.String)

    def live_load_of(self, sha256: str) -> str | None:
        """No load."""
        del sha256
        return None
