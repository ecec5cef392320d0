"""What is loaded already, as validation asks for it (`data.current_state.CurrentState`)."""

# ruff: noqa: S608 - names in SQL come from data/fields.py and this package; values are parameters

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from data.current_state import DAYS, DOCUMENTS, Span
from data.fields import BY_NAME, EXTRACTS, PROVENANCE
from data.store.alike import documents_alike
from data.store.amounts import sql_integer
from data.store.connection import Connection, result
from data.store.office_sums import extremes, office_months, office_months_beside
from data.store.rows import current_rows, rows_in
from data.store.schema import EVERY_MONTH, of_months, quoted, with_replaced


class StoredState:
    """The current state of a store; every question sees the latest commit.

    regions: the only ones of which anything is told (None: all). Whoever uploads rows of some regions learns
    nothing from a check of what was loaded for others.
    """

    def __init__(self, connection: Connection, regions: frozenset[str] | None = None) -> None:
        self._connection = connection
        self._regions = regions

    def _own(self, frame: pl.DataFrame) -> pl.DataFrame:
        return frame if self._regions is None else frame.filter(pl.col("region").is_in(sorted(self._regions)))

    @property
    def _regional(self) -> dict[str, object]:
        return {"regions": None if self._regions is None else sorted(self._regions)}

    def organisation(self) -> pl.DataFrame:
        """Current organisation rows, columns as in `data/fields.py`."""
        return self._own(current_rows(self._connection, "org").drop(PROVENANCE))

    def office_months(
        self, extracts: Collection[str] | None = None, months: Span | None = None
    ) -> pl.DataFrame:
        """Sums and row counts per extract, office-month and money column (`OFFICE_MONTHS`).

        `amount` is null where the column is blank in every row.
        """
        asked = [each.name for each in EXTRACTS] if extracts is None else extracts
        with self._connection.cursor() as cursor:
            return self._own(office_months(cursor, asked, months))

    def months(self, extracts: Collection[str]) -> pl.DataFrame:
        """The months of which there are current rows of these extracts."""
        with self._connection.cursor() as cursor:
            found = result(cursor, _MONTHS, self._regional | {"extracts": sorted(extracts)})
        return found.cast({"extract": pl.String, "month": pl.Date})

    def extremes(self, extracts: Collection[str], without: pl.DataFrame) -> pl.DataFrame:
        """The extremes of all of an office's months (`EXTREMES`)."""
        with self._connection.cursor() as cursor:
            return self._own(extremes(cursor, extracts, without))

    def office_months_beside(self, offices: pl.DataFrame) -> pl.DataFrame:
        """The office-months of all extracts and months, of other offices than these (`region`, `office`)."""
        with self._connection.snapshot() as cursor:
            return self._own(office_months_beside(cursor, offices))

    def documents(self, extract: str, documents: pl.Series) -> pl.DataFrame:
        """Month and region of the current rows with a number alike one of these (`DOCUMENTS`).

        An extract without document numbers gives no rows.
        """
        if all(field.name != "document" for field in BY_NAME[extract].fields):
            return pl.DataFrame(schema=DOCUMENTS)
        with self._connection.snapshot() as cursor:
            return self._own(documents_alike(cursor, self._connection.ever, extract, documents))

    def current(self, extract: str, scopes: pl.DataFrame) -> pl.DataFrame:
        """Current rows in these scopes (region, period), with the load that each came in with."""
        with self._connection.cursor() as cursor:
            return rows_in(cursor, BY_NAME[extract], self._own(scopes))

    def sales_days(self, months: Span) -> pl.DataFrame:
        """Sales of these months per office and day, in fen (`DAYS`)."""
        span = {"first": months[0], "last": months[1]}
        with self._connection.cursor() as cursor:
            return self._own(result(cursor, with_replaced(_SALES_DAYS), span).cast(pl.Schema(DAYS)))

    def names(self, column: str, among: pl.Series | None = None) -> pl.Series:
        """Every current name in a column called that, each once, whichever extract it stands in."""
        is_asked = "" if among is None else f"AND {quoted(column)} IN (SELECT name FROM among)"
        # Each extract by itself first: a million rows have few names.
        parts = [
            f"SELECT DISTINCT {quoted(column)} AS name FROM {of_months(extract)} "
            f"WHERE ($regions IS NULL OR list_contains($regions, region)) {is_asked}"
            for extract in _having(column)
        ]
        query = f"SELECT DISTINCT name FROM ({' UNION ALL '.join(parts)}) ORDER BY name"
        with self._connection.cursor() as cursor:
            if among is not None:
                cursor.register("among", pl.DataFrame({"name": among.cast(pl.String)}))
            found = result(cursor, with_replaced(query), self._regional | EVERY_MONTH)
        return found["name"].cast(pl.String).drop_nulls()

    def names_ever(self, column: str) -> pl.Series:
        """All of `names`, of all regions, and those that are current no more."""
        parts = [f"SELECT DISTINCT {quoted(column)} AS name FROM {quoted(each)}" for each in _having(column)]
        with self._connection.snapshot() as cursor:

            def read(is_new: str) -> pl.DataFrame:
                query = " UNION ALL ".join(f"{part} WHERE {is_new}" for part in parts)
                return result(cursor, query).cast(pl.String)

            return self._connection.ever.brought(cursor, f"names of {column}", read)["name"].drop_nulls()

    def live_load_of(self, sha256: str) -> str | None:
        """The latest load that brought in all of these bytes, if all of what it loaded is still current."""
        with self._connection.cursor() as cursor:
            # Most files are new; which scopes are current need not be found out for them.
            if cursor.execute(_IS_KNOWN, {"sha256": sha256}).fetchone() is None:
                return None
            found = cursor.execute(
                with_replaced(_LIVE_LOAD), {**self._regional, **EVERY_MONTH, "sha256": sha256}
            ).fetchone()
        return found[0] if found else None


_MONTHS = """
    SELECT DISTINCT extract, period AS month FROM load_scopes ANTI JOIN load_rollbacks USING (load_id)
    WHERE list_contains($extracts, extract) AND ($regions IS NULL OR list_contains($regions, region))"""

_SALES_DAYS = f"""
    SELECT region, office, date, {sql_integer("sum(amount)")} AS amount
    FROM {of_months("day_totals")} WHERE extract = 'sales' GROUP BY region, office, date"""

_IS_KNOWN = "SELECT 1 FROM load_files WHERE sha256 = $sha256 LIMIT 1"
# A load without rows cannot be, so "superseded nowhere" implies "current somewhere".
_LIVE_LOAD = """
    SELECT max(load_id) FROM load_files
    WHERE sha256 = $sha256 AND left_out IS NULL
        AND load_id NOT IN (SELECT load_id FROM replaced)
        AND ($regions IS NULL OR load_id NOT IN (SELECT load_id FROM load_scopes
        WHERE NOT list_contains($regions, region)))"""


def _having(column: str) -> list[str]:
    """The extracts that say which names there are in a column called that."""
    having = [e.name for e in EXTRACTS if any(field.name == column for field in e.fields)]
    # What the organisation names, nothing else names anew.
    return ["org"] if "org" in having else having
