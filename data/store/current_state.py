"""What is loaded already, as validation asks for it (`data.current_state.CurrentState`)."""

# ruff: noqa: S608 - names in SQL come from data/fields.py and this package; values are parameters

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import polars as pl

from data.cleaning.documents import HYPHEN, PLAIN, keys, likenesses
from data.current_state import DAYS, DOCUMENTS, OFFICE_MONTHS, Span
from data.fields import BY_NAME, EXTRACTS, PROVENANCE, Extract
from data.store.amounts import sql_integer
from data.store.connection import Connection, result
from data.store.office_facts import of_months
from data.store.rows import current_rows, rows_in
from data.store.schema import quoted
from data.store.totals import LEDGERS


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

    def organisation(self) -> pl.DataFrame:
        """Current organisation rows, columns as in `data/fields.py`."""
        return self._own(current_rows(self._connection, "org").drop(PROVENANCE))

    def office_months(
        self, extracts: Collection[str] | None = None, months: Span | None = None
    ) -> pl.DataFrame:
        """Sums and row counts per extract, office-month and money column (`OFFICE_MONTHS`).

        `amount` is null where the column is blank in every row.
        """
        asked = {each.name for each in EXTRACTS} if extracts is None else set(extracts)
        first, last = months or (date.min, date.max)
        query, parameters = _office_months(asked), dict[str, object](first=first, last=last)
        if ledgers := sorted(asked & set(LEDGERS)):
            parameters["ledgers"] = ledgers
        if not query:
            return pl.DataFrame(schema=OFFICE_MONTHS)
        with self._connection.cursor() as cursor:
            return self._own(result(cursor, query, parameters).cast(pl.Schema(OFFICE_MONTHS)))

    def documents(self, extract: str, documents: pl.Series) -> pl.DataFrame:
        """Month and region of the current rows with a number alike one of these (`DOCUMENTS`).

        An extract without document numbers gives no rows.
        """
        if all(field.name != "document" for field in BY_NAME[extract].fields):
            return pl.DataFrame(schema=DOCUMENTS)
        with self._connection.cursor() as cursor:
            # A first load has nothing to be held against; a million numbers need not be brought to one form.
            if cursor.execute(f"SELECT 1 FROM current_{extract} LIMIT 1").fetchone() is None:
                return pl.DataFrame(schema=DOCUMENTS)
            asked = likenesses(documents.cast(pl.String))
            cursor.register("asked", pl.DataFrame({"document": asked}))
            columns = f"period AS month, region FROM current_{extract}"
            found = result(cursor, f"SELECT upper(document) AS document, {columns} WHERE {_IS_ASKED}")
            # Numbers that were loaded before there was one form of them, and the few that look like it.
            odd = result(cursor, f"SELECT document, {columns} WHERE NOT {_IS_PLAIN}")
        odd = odd.with_columns(keys(odd["document"]).alias("document"))
        odd = odd.filter(likenesses(odd["document"]).is_in(asked.implode()))
        return self._own(pl.concat([found, odd]).unique(maintain_order=True))

    def current(self, extract: str, scopes: pl.DataFrame) -> pl.DataFrame:
        """Current rows in these scopes (region, period), with the load that each came in with."""
        with self._connection.cursor() as cursor:
            return rows_in(cursor, BY_NAME[extract], self._own(scopes))

    def sales_days(self, months: Span) -> pl.DataFrame:
        """Sales of these months per office and day, in fen (`DAYS`)."""
        span = {"first": months[0], "last": months[1]}
        with self._connection.cursor() as cursor:
            return self._own(result(cursor, _SALES_DAYS, span).cast(pl.Schema(DAYS)))

    def names(self, column: str) -> pl.Series:
        """Every current name in a column called that, each once, whichever extract it stands in."""
        having = [e.name for e in EXTRACTS if any(field.name == column for field in e.fields)]
        # What the organisation names, nothing else names anew.
        having = ["org"] if "org" in having else having
        # Each extract by itself first: a million rows have few names.
        parts = [
            f"SELECT DISTINCT {quoted(column)} AS name FROM current_{extract} "
            "WHERE $regions IS NULL OR list_contains($regions, region)"
            for extract in having
        ]
        regions = {"regions": None if self._regions is None else sorted(self._regions)}
        query = f"SELECT DISTINCT name FROM ({' UNION ALL '.join(parts)}) ORDER BY name"
        with self._connection.cursor() as cursor:
            found = result(cursor, query, regions)
        return found["name"].cast(pl.String).drop_nulls()

    def live_load_of(self, sha256: str) -> str | None:
        """The latest load that brought in all of these bytes, if all of what it loaded is still current."""
        regions = None if self._regions is None else sorted(self._regions)
        with self._connection.cursor() as cursor:
            # Most files are new; which scopes are current need not be found out for them.
            if cursor.execute(_IS_KNOWN, {"sha256": sha256}).fetchone() is None:
                return None
            found = cursor.execute(_LIVE_LOAD, {"sha256": sha256, "regions": regions}).fetchone()
        return found[0] if found else None


_IS_PLAIN = f"regexp_matches(document, '{PLAIN}')"
_IS_ASKED = f"""
    CASE WHEN contains(document, '-') THEN regexp_replace(upper(document), '{HYPHEN}', '\\1\\2')
    ELSE upper(document) END IN (SELECT document FROM asked)"""

_SALES_DAYS = f"""
    SELECT region, office, date, {sql_integer("sum(amount)")} AS amount
    FROM {of_months("day_totals")} WHERE extract = 'sales' GROUP BY region, office, date"""

_IS_KNOWN = "SELECT 1 FROM load_files WHERE sha256 = $sha256 LIMIT 1"
# A load without rows cannot be, so "superseded nowhere" implies "current somewhere".
_LIVE_LOAD = """
    SELECT max(load_id) FROM load_files
    WHERE sha256 = $sha256 AND left_out IS NULL
        AND load_id NOT IN (SELECT load_id FROM load_scopes ANTI JOIN current_scopes
        USING (load_id, extract, period, region))
        AND ($regions IS NULL OR load_id NOT IN (SELECT load_id FROM load_scopes
        WHERE NOT list_contains($regions, region)))"""


def _is_per_office_month(extract: Extract) -> bool:
    names = {field.name for field in extract.fields}
    has_money = any(field.kind == "money" for field in extract.fields)
    return extract.scope == "region_month" and "office" in names and has_money


def _sums(extract: Extract, measure: str) -> str:
    return f"""
        SELECT '{extract.name}' AS extract, period AS month, region, office, '{measure}' AS measure,
            {sql_integer(f"sum({quoted(measure)})")} AS amount, count(*) AS rows
        FROM {of_months(extract.name)} GROUP BY period, region, office"""


_LEDGER_SUMS = f"""
    SELECT extract, period AS month, region, office, measure, {sql_integer("amount")} AS amount,
        row_count AS rows
    FROM {of_months("measure_totals")} WHERE list_contains($ledgers, extract)"""


def _office_months(extracts: Collection[str]) -> str:
    """SQL of the sums of these extracts; nothing if none of them has any."""
    parts = [_LEDGER_SUMS] if set(extracts) & set(LEDGERS) else []
    parts += [
        _sums(extract, field.name)
        for extract in EXTRACTS
        if extract.name in extracts and extract.name not in LEDGERS and _is_per_office_month(extract)
        for field in extract.fields
        if field.kind == "money"
    ]
    return " UNION ALL ".join(parts)
