"""How an older store becomes a newer one, and which version a store is of.

The table of versions says so, and so does the audit log, which cannot be set back unseen.
Where both speak the log is believed: a store whose table was set back is not brought up to
date a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

import duckdb

from data.store.audit.log import append, entries, keep_head, logged_schema, make_log, open_log
from data.store.audit.recorded import recorded_of
from data.store.connection import SEARCH_PATH, Connection
from data.store.definitions import Stranger, earlier_views, stored_version, strange_tables, strangers
from data.store.errors import StoreForeign, StoreTooNew, StoreUnreadable
from data.store.schema import create_everything, create_totals
from data.store.totals import write_earlier_payments

_PAYMENTS = "payment_totals"
#: Tables that the backups of earlier versions lack.
CAME_LATER = (_PAYMENTS,)
#: The first version of which a log tells.
TOLD = 5
#: The version that brought the log.
WITH_LOG = 2


def _sum_payments(cursor: duckdb.DuckDBPyConnection) -> None:
    """What each customer paid, per load, of the loads that have no sums yet."""
    create_totals(cursor, _PAYMENTS)
    recorded = recorded_of(entries(cursor)).loads
    write_earlier_payments(cursor, [load for load, record in recorded.items() if _PAYMENTS in record.digests])


#: Table → columns that came with version 4: lines of documents and people, and what a load left out.
_LINES = {
    "sales": {"line": "VARCHAR", "salesperson": "VARCHAR"},
    "collections": {"line": "VARCHAR", "salesperson": "VARCHAR"},
    "receivables": {"due_date": "DATE", "salesperson": "VARCHAR"},
    "expenses": {"line": "VARCHAR", "approver": "VARCHAR"},
    "load_files": {"left_out": "VARCHAR"},
}


def _add_lines(cursor: duckdb.DuckDBPyConnection) -> None:
    """Columns without values change no digest."""
    for table, columns in _LINES.items():
        for column, kind in columns.items():
            cursor.execute(f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {column} {kind}")


def _drop_views(cursor: duckdb.DuckDBPyConnection) -> None:
    """Views are the connection's own since version 5."""
    for statement in earlier_views(cursor):
        cursor.execute(statement)


#: Migration i takes a store from version i to version i + 1. Append only. The first one makes
#: the tables as `data/fields.py` has them today, so one that adds a field's column says
#: `ADD COLUMN IF NOT EXISTS`, nullable. From the third on, each may run twice without harm: a log
#: begun before version 5 does not tell which of them a store, or a restored backup, has seen.
MIGRATIONS: tuple[Callable[[duckdb.DuckDBPyConnection], None], ...] = (
    create_everything,
    make_log,
    _sum_payments,
    _add_lines,
    _drop_views,
)


def migrate(connection: Connection, *, ignores_kept: bool = False) -> None:
    """Bring the store to the newest schema, in one transaction, and make the views over it.

    Raises StoreTooNew if a later program wrote it, StoreUnreadable if the database holds
    something else, lacks something, or holds what could change a figure's meaning, EntriesLost or
    HeadDamaged unless it is as the head kept beside it says. ignores_kept: neither heed nor keep that.
    """
    if not connection.is_ready:  # a turn may have to be waited for
        with connection.write_lock:
            _migrate(connection, ignores_kept)


def _migrate(connection: Connection, ignores_kept: bool) -> None:
    if connection.is_ready:
        return  # another thread did it
    found = _looked_through(connection, strangers)
    version = _version_of(connection, {each.name for each in found if each.is_lacking})
    if version > len(MIGRATIONS):
        raise StoreTooNew(version, len(MIGRATIONS))
    if not ignores_kept:
        _refuse_loss(connection, has_log=version >= WITH_LOG)
    if version < len(MIGRATIONS):
        with connection.transaction() as cursor:
            if version == 0:
                cursor.execute("CREATE TABLE store.main.schema_version (version INTEGER NOT NULL)")
            upgrade(cursor, version)
            cursor.execute("INSERT INTO schema_version VALUES ($version)", {"version": len(MIGRATIONS)})
        found = _looked_through(connection, strange_tables)  # no step makes anything else
    if lacking := next((each for each in found if each.is_lacking), None):
        raise StoreUnreadable(str(connection.address), f"it lacks the {lacking.kind} {lacking.name}")
    connection.make_views()
    connection.is_ready = True
    if not ignores_kept:
        keep_head(connection)


def _refuse_loss(connection: Connection, *, has_log: bool) -> None:
    found: list[tuple[int, str]] = []
    if has_log:
        with connection.cursor() as cursor:
            found = cursor.execute("SELECT sequence, hash FROM audit_entries").fetchall()
    connection.kept.refuse_loss(str(connection.address), found)


def upgrade(cursor: duckdb.DuckDBPyConnection, version: int) -> None:
    """Run what came after `version` and have the log tell of it."""
    cursor.execute("USE store")  # tables are made in it, not beside the views
    for step in MIGRATIONS[version:]:
        step(cursor)
    if version < WITH_LOG:
        open_log(cursor, len(MIGRATIONS))
    else:
        append(cursor, "upgrade", str(len(MIGRATIONS)), "", {"schema": len(MIGRATIONS), "loads": {}})
    cursor.execute(f"SET search_path = '{SEARCH_PATH}'")


def _looked_through(
    connection: Connection, look: Callable[[duckdb.DuckDBPyConnection], Iterable[Stranger]]
) -> list[Stranger]:
    """What is in the store that should not be, or is lacking; StoreUnreadable if something does harm."""
    with connection.outside() as cursor:
        cursor.execute("BEGIN TRANSACTION READ ONLY")  # one look at DuckLake's catalog, not one a query
        found = list(look(cursor))
        cursor.execute("ROLLBACK")
    if harmful := next((each for each in found if each.is_harmful and not each.is_lacking), None):
        raise StoreForeign(
            str(connection.address),
            f"it holds the {harmful.kind} {harmful.name}, which is not of this program and could change "
            f"what its figures mean",
        )
    return found


def _version_of(connection: Connection, lacking: Collection[str]) -> int:
    """The version of the store's tables, 0 for an empty one: what the log tells, else what the table says.

    StoreUnreadable if the database is of something else.
    """
    path = str(connection.address)
    with connection.cursor() as cursor:
        if "schema_version" in lacking:
            others = cursor.execute(_TABLES).fetchall()
            if others:
                raise StoreUnreadable(path, f"it is a database of something else (table {others[0][0]})")
            return 0
        stored = stored_version(cursor)
        if "audit_entries" not in lacking:
            if stored > len(MIGRATIONS):
                return stored  # of a later program, whatever its log says in which way
            told = logged_schema(entries(cursor, "open", "upgrade"))
            return told or (stored if stored >= TOLD else WITH_LOG)
    if stored >= WITH_LOG:
        raise StoreUnreadable(path, "it lacks the table audit_entries")
    return stored


_TABLES = """
    SELECT table_name FROM system.main.duckdb_tables()
    WHERE database_name = 'store' AND schema_name = 'main' ORDER BY table_name"""
