"""How an older store becomes a newer one."""

from __future__ import annotations

from collections.abc import Callable

import duckdb

from data.fields import EXTRACTS
from data.store.audit.digests import stored_digests
from data.store.audit.log import TABLES, append, open_log
from data.store.connection import Connection
from data.store.errors import StoreTooNew, StoreUnreadable
from data.store.schema import (
    HISTORY,
    TOTALS,
    create_current_view,
    create_everything,
    create_totals,
    row_columns,
)
from data.store.totals import write_earlier_payments

_PAYMENTS = "payment_totals"


def _open_log(cursor: duckdb.DuckDBPyConnection) -> None:
    """The log's first entry looks into every table of rows: also into those of a later version."""
    create_totals(cursor, _PAYMENTS)
    open_log(cursor)


def _sum_payments(cursor: duckdb.DuckDBPyConnection) -> None:
    """What each customer paid, per load, of the loads there are; the log records their digests."""
    create_totals(cursor, _PAYMENTS)
    write_earlier_payments(cursor)
    if digests := stored_digests(cursor, [_PAYMENTS]):
        append(cursor, "upgrade", _PAYMENTS, "", {"loads": digests})


#: Table → columns that came with version 4: lines of documents and people, and what a load left out.
_LINES = {
    "sales": {"line": "VARCHAR", "salesperson": "VARCHAR"},
    "collections": {"line": "VARCHAR", "salesperson": "VARCHAR"},
    "receivables": {"due_date": "DATE", "salesperson": "VARCHAR"},
    "expenses": {"line": "VARCHAR", "approver": "VARCHAR"},
    "load_files": {"left_out": "VARCHAR"},
}


def _add_lines(cursor: duckdb.DuckDBPyConnection) -> None:
    """Columns without values change no digest, so the log needs no entry."""
    for table, columns in _LINES.items():
        for column, kind in columns.items():
            cursor.execute(f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {column} {kind}")
        if table not in HISTORY:
            create_current_view(cursor, table)


#: Migration i takes a store from version i to version i + 1. Append only. The first one makes
#: the tables as `data/fields.py` has them today, so one that adds a field's column says
#: `ADD COLUMN IF NOT EXISTS`, nullable. They run on the rows of a restored older backup too.
MIGRATIONS: tuple[Callable[[duckdb.DuckDBPyConnection], None], ...] = (
    create_everything,
    _open_log,
    _sum_payments,
    _add_lines,
)


def migrate(connection: Connection) -> None:
    """Bring the store to the newest schema, in one transaction.

    Raises StoreTooNew if a later program wrote it, StoreUnreadable if the database holds
    something else or lacks a table, or a column that `data/fields.py` has.
    """
    with connection.write_lock:
        with connection.cursor() as cursor:
            version = _version(cursor, str(connection.address))
        if version > len(MIGRATIONS):
            raise StoreTooNew(version, len(MIGRATIONS))
        if version < len(MIGRATIONS):
            with connection.transaction() as cursor:
                if version == 0:
                    cursor.execute("CREATE TABLE schema_version (version INTEGER NOT NULL)")
                for step in MIGRATIONS[version:]:
                    step(cursor)
                cursor.execute("INSERT INTO schema_version VALUES ($version)", {"version": len(MIGRATIONS)})
        with connection.cursor() as cursor:
            _check_columns(cursor, str(connection.address))


def _version(cursor: duckdb.DuckDBPyConnection, path: str) -> int:
    tables = {name for (name,) in cursor.execute(_TABLES).fetchall()}
    if "schema_version" in tables:
        found = cursor.execute("SELECT coalesce(max(version), 0) FROM schema_version").fetchone()
        return int(found[0]) if found else 0
    if tables:
        raise StoreUnreadable(path, f"it is a database of something else (table {min(tables)})")
    return 0


_TABLES = """
    SELECT table_name FROM information_schema.tables
    WHERE table_catalog = 'store' AND table_schema = 'main'"""


def _check_columns(cursor: duckdb.DuckDBPyConnection, path: str) -> None:
    query = """
        SELECT table_name, column_name FROM information_schema.columns
        WHERE table_catalog = 'store' AND table_schema = 'main'"""
    found = set(cursor.execute(query).fetchall())
    if missing := sorted({*HISTORY, *TOTALS, *TABLES} - {table for table, _ in found}):
        raise StoreUnreadable(path, f"it lacks the table {missing[0]}")
    wanted = {(extract.name, column) for extract in EXTRACTS for column in row_columns(extract)}
    if lacking := sorted(wanted - found):
        raise StoreUnreadable(path, "it lacks the column {}.{}".format(*lacking[0]))
