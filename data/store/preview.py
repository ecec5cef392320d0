"""What a load or a rollback would change: done for real inside a transaction that never commits."""

# ruff: noqa: S608 - names in SQL come from data/fields.py and this package; values are parameters

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import duckdb
import polars as pl

from data.fields import EXTRACTS, Extract
from data.store.connection import Connection, result
from data.store.days import days_seen_by
from data.store.errors import LoadFailed, StoreChanged
from data.store.facts import CheckpointDay, PublishedFrames, facts_seen_by
from data.store.history import record_rollback
from data.store.loads import LoadRequest, stored_frames, write_load
from data.store.schema import NO_PERIOD, quoted
from data.store.version import version_seen_by
from engine.facts import Facts
from engine.forecasting import Days

#: Columns of `Preview.rows`.
ROWS: dict[str, pl.DataType | type[pl.DataType]] = {
    "extract": pl.String,
    "month": pl.Date,
    "added": pl.Int64,
    "replaced": pl.Int64,
    "removed": pl.Int64,
    "unchanged": pl.Int64,
}


@dataclass(frozen=True, slots=True)
class Preview:
    """The store as it would be.

    facts: what the engine would eat. data_version: the state that the change was tried on.
    rows: one row per extract and month (null for the organisation, a year's January for
    annual targets) whose rows would be others: how many are `added`, `replaced` (same key,
    other content), `removed` and `unchanged`. Without a key a changed row counts as one
    removed and one added. days: sales and collections by day, as they would be.
    """

    facts: Facts
    rows: pl.DataFrame
    data_version: str
    days: Days


def preview_of_load(
    connection: Connection, request: LoadRequest, checkpoint_day: CheckpointDay, published: PublishedFrames
) -> Preview:
    """What committing `request` would come to. Writes nothing that anybody else ever sees.

    Raises ValueError as `commit` does, StoreChanged if the store is no longer what the load
    was checked against, LoadFailed if the database refuses the rows.
    """
    frames = stored_frames(request)
    with _trial(connection) as cursor:
        version = version_seen_by(cursor)
        if request.checked_against not in {None, version}:
            raise StoreChanged("The store has changed since the load was checked.")
        periods = sorted({period for frame in frames.values() for period in frame["period"].unique()})
        before = _current_scopes(cursor, periods)
        write_load(cursor, request, frames)
        facts = facts_seen_by(cursor, checkpoint_day, published, connection.by_month, keeps=False)
        days = days_seen_by(cursor, connection.by_month, keeps=False)
        return Preview(facts, _row_changes(cursor, before, periods), version, days)


def preview_of_rollback(
    connection: Connection, load_id: str, checkpoint_day: CheckpointDay, published: PublishedFrames
) -> Preview:
    """What taking a load back would come to; raises LoadUnknown or LoadRolledBack as taking it back does."""
    with _trial(connection) as cursor:
        version = version_seen_by(cursor)
        found = cursor.execute(
            "SELECT DISTINCT period FROM load_scopes WHERE load_id = $load", {"load": load_id}
        )
        periods = [period for (period,) in found.fetchall()]
        before = _current_scopes(cursor, periods)
        record_rollback(cursor, load_id, "", "")
        facts = facts_seen_by(cursor, checkpoint_day, published, connection.by_month, keeps=False)
        days = days_seen_by(cursor, connection.by_month, keeps=False)
        return Preview(facts, _row_changes(cursor, before, periods), version, days)


@contextmanager
def _trial(connection: Connection) -> Iterator[duckdb.DuckDBPyConnection]:
    """A cursor whose writes only it sees, and which takes them all back."""
    try:
        with connection.live.snapshot() as cursor:
            yield cursor
    except duckdb.Error as error:
        raise LoadFailed(f"The store refused the rows, nothing was changed: {error}") from error


def _current_scopes(cursor: duckdb.DuckDBPyConnection, periods: Sequence[date]) -> pl.DataFrame:
    """The scopes of some periods: no load changes those of others, of which years leave many."""
    return result(
        cursor,
        "SELECT extract, period, region, load_id FROM current_scopes WHERE list_contains($periods, period)",
        {"periods": periods},
    )


def _row_changes(
    cursor: duckdb.DuckDBPyConnection, before: pl.DataFrame, periods: Sequence[date]
) -> pl.DataFrame:
    scopes = (
        before.join(
            _current_scopes(cursor, periods),
            on=["extract", "period", "region"],
            how="full",
            coalesce=True,
            suffix="_now",
        )
        .rename({"load_id": "old_load", "load_id_now": "new_load"})
        .filter(pl.col("old_load").ne_missing(pl.col("new_load")))
    )
    touched = [extract for extract in EXTRACTS if extract.name in set(scopes["extract"])]
    if not touched:
        return pl.DataFrame(schema=ROWS)
    cursor.register("changed_scopes", scopes)
    counted = result(cursor, " UNION ALL ".join(map(_counts, touched)))
    month = pl.when(pl.col("period") != NO_PERIOD).then(pl.col("period"))
    order = {extract.name: position for position, extract in enumerate(EXTRACTS)}
    return (
        counted.with_columns(month.alias("month"))
        .select(list(ROWS))
        .cast(pl.Schema(ROWS))
        .sort(pl.col("extract").replace_strict(order), "month")
    )


def _counts(extract: Extract) -> str:
    """SQL: per period, how the rows of the new loads differ from those of the loads they stand for."""
    names = [field.name for field in extract.fields]
    key = [quoted(name) for name in extract.key or names]
    columns = ", ".join(f"t.{quoted(name)}" for name in names)

    def rows(which: str) -> str:
        # Numbered within its key, so that a key that occurs twice is matched twice.
        return f"""
            SELECT t.period AS scope_period, t.region AS scope_region, {columns}, row_number() OVER (
                PARTITION BY t.period, t.region, {", ".join(f"t.{name}" for name in key)}
                ORDER BY t.position) AS occurrence
            FROM {quoted(extract.name)} t JOIN changed_scopes c
            ON c.extract = '{extract.name}' AND c.{which} = t.load_id AND c.period = t.period
                AND c.region = t.region"""

    match = " AND ".join(
        f"n.{name} IS NOT DISTINCT FROM o.{name}"
        for name in ("scope_period", "scope_region", *key, "occurrence")
    )
    is_both = "n.occurrence IS NOT NULL AND o.occurrence IS NOT NULL"
    is_other = " OR ".join(f"n.{quoted(name)} IS DISTINCT FROM o.{quoted(name)}" for name in names)
    return f"""
        SELECT '{extract.name}' AS extract, coalesce(n.scope_period, o.scope_period) AS period,
            count(*) FILTER (o.occurrence IS NULL) AS added,
            count(*) FILTER ({is_both} AND ({is_other})) AS replaced,
            count(*) FILTER (n.occurrence IS NULL) AS removed,
            count(*) FILTER ({is_both} AND NOT ({is_other})) AS unchanged
        FROM ({rows("new_load")}) n FULL JOIN ({rows("old_load")}) o ON {match}
        GROUP BY ALL"""
