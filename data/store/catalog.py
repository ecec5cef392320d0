"""A catalog in PostgreSQL, seen past DuckDB: whether it is there, whether it may be used, whose turn it is.

DuckLake speaks to PostgreSQL by itself. What it does not do stands here, over a connection of our own
with the same client library, which finds passwords and certificates in the same places.
"""

# ruff: noqa: S608 - names in SQL are this module's own; values are parameters

from __future__ import annotations

import hashlib
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from data.store.address import Address, Server
from data.store.errors import CatalogRefused, StoreError, StoreUnavailable

#: What DuckLake writes into a catalog that it makes.
LAKE_VERSION = "1.0"
#: The oldest PostgreSQL that its makers still look after.
_OLDEST = 14
_APART = 120.0  # seconds
#: How long somebody else's turn is waited for, and a server that does not answer (both in seconds).
_TURN, _PATIENCE = 120, 15.0
_CONNECT: dict[str, str | int] = {
    "connect_timeout": 5,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "application_name": "region-cockpit",
}
#: The table with the mark of the shared folder, beside DuckLake's own.
_MARK = "region_cockpit_folder"
_PASSING = (
    *("starting up", "shutting down", "recovery mode", "too many", "remaining connection slots"),
    "closed the connection unexpectedly",
)


def conninfo(server: Server) -> str:
    """What libpq is told; passwords it finds by itself."""
    given = {"host": server.host, "port": server.port, "user": server.user, "dbname": server.database}
    return make_conninfo("", **{name: value for name, value in given.items() if value}, **_CONNECT)


class Catalog:
    """One connection to the PostgreSQL database of a store, for one thread at a time; close it when done."""

    def __init__(self, place: Address) -> None:
        """Connect. CatalogRefused, or StoreUnavailable if nobody answers within some seconds."""
        if place.server is None:
            raise ValueError(f"{place} has no catalog of its own")
        self._place, self._server = place, place.server
        self._connection = _connected(place, place.server)

    def close(self) -> None:
        """End the connection, and every turn taken over it."""
        with suppress(psycopg.Error):
            self._connection.close()

    def __enter__(self) -> Catalog:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        """The rows that a query returns; `{schema}` in it is ours. StoreUnavailable."""
        text = sql.SQL(query).format(schema=sql.Identifier(self._server.schema))
        try:
            cursor = self._connection.execute(text, parameters)
            return cursor.fetchall() if cursor.description else []
        except psycopg.errors.LockNotAvailable as error:
            raise StoreUnavailable("turn", str(self._place), seconds=_TURN) from error
        except psycopg.errors.InsufficientPrivilege as error:
            raise self._rights() from error
        except psycopg.Error as error:
            raise StoreUnavailable("lost", str(self._place), reason=error) from error

    def take(self, turn: str) -> None:
        """Wait for a turn of this name among all programs with this store; it ends with the connection."""
        self.ask("SELECT pg_advisory_lock(%s)", self._key(turn))

    def give_back(self, turn: str) -> None:
        """End a turn; nothing happens if the connection ended it."""
        with suppress(StoreUnavailable):
            self.ask("SELECT pg_advisory_unlock(%s)", self._key(turn))

    def _key(self, turn: str) -> int:
        """Advisory locks are those of the database; the schema tells one company's from another's."""
        digest = hashlib.sha256(f"region-cockpit/{self._server.schema}/{turn}".encode()).digest()
        return int.from_bytes(digest[:8], signed=True)

    @property
    def is_filled(self) -> bool:
        """Whether DuckLake has made its tables."""
        return self._has("ducklake_metadata")

    def _has(self, table: str) -> bool:
        return self.ask("SELECT to_regclass(%s) IS NOT NULL", f"{self._server.schema}.{table}") == [(True,)]

    def mark(self) -> str | None:
        """The mark that the shared folder bears; None if none was agreed on."""
        if not self._has(_MARK):
            return None
        found = self.ask(f"SELECT mark FROM {{schema}}.{_MARK}")
        return str(found[0][0]) if found else None

    def agree_on(self, mark: str) -> None:
        """Have the shared folder bear another mark from now on; durable when done."""
        if not self._has_schema():  # to ask for it at all needs a right that may have been left out
            self.ask("CREATE SCHEMA IF NOT EXISTS {schema}")
        self.ask(f"CREATE TABLE IF NOT EXISTS {{schema}}.{_MARK} (mark text NOT NULL)")
        self.ask(
            f"WITH gone AS (DELETE FROM {{schema}}.{_MARK}) INSERT INTO {{schema}}.{_MARK} VALUES (%s)", mark
        )

    def drop(self) -> None:
        """Take away what belongs to the store in the database; a schema that is empty then, too."""
        for (table,) in self.ask(_TABLES, self._server.schema):
            if _is_ours(table):
                name = sql.Identifier(self._server.schema, table)
                self._connection.execute(sql.SQL("DROP TABLE IF EXISTS {} CASCADE").format(name))
        with suppress(psycopg.Error):
            self._connection.execute(
                sql.SQL("DROP SCHEMA IF EXISTS {} RESTRICT").format(sql.Identifier(self._server.schema))
            )

    def refuse_unfit(self) -> None:
        """CatalogRefused unless this server, its clock, our rights and what is there already will do."""
        version = self._connection.info.server_version
        if version < _OLDEST * 10_000:
            raise self._refused("old_server", found=f"{version // 10_000}.{version % 10_000}", wanted=_OLDEST)
        before = datetime.now(UTC)
        [(is_standby, encoding, now)] = self.ask(
            "SELECT pg_is_in_recovery(), current_setting('server_encoding'), clock_timestamp()"
        )
        if is_standby:
            raise self._refused("standby")
        if encoding != "UTF8":
            raise self._refused("encoding", found=encoding)
        after = datetime.now(UTC)
        apart = max((before - now).total_seconds(), (now - after).total_seconds())
        if apart > _APART:
            raise self._refused("clock", minutes=round(apart / 60))
        self._refuse_rights()
        self._refuse_foreign()
        if self.is_filled:
            self._refuse_version()

    def _has_schema(self) -> bool:
        return bool(self.ask("SELECT 1 FROM pg_namespace WHERE nspname = %s", self._server.schema))

    def _refuse_rights(self) -> None:
        if self._has_schema():
            asked = "SELECT has_schema_privilege(%s, 'CREATE') AND has_schema_privilege(%s, 'USAGE')"
            may = self.ask(asked, self._server.schema, self._server.schema)
        else:
            may = self.ask("SELECT has_database_privilege(current_database(), 'CREATE')")
        if may != [(True,)]:
            raise self._rights()

    def _rights(self) -> CatalogRefused:
        return self._refused("rights", user=self._connection.info.user, schema=self._server.schema)

    def _refuse_foreign(self) -> None:
        """Nothing in the schema may answer in the place of DuckLake's tables, or fill them by itself."""
        schema = self._server.schema
        for found, name in self.ask(_NOT_OF_A_CATALOG, schema, schema, schema, schema):
            raise self._refused("schema_altered", schema=schema, found=f"{found} {name}")
        tables = [name for (name,) in self.ask(_TABLES, schema)]
        if others := [name for name in tables if not _is_ours(name)]:
            raise self._refused("schema_used", schema=schema, table=others[0])

    def _refuse_version(self) -> None:
        found = self.ask("SELECT value FROM {schema}.ducklake_metadata WHERE key = 'version'")
        version = str(found[0][0]) if found else "?"
        if version != LAKE_VERSION:
            code = "newer_catalog" if _parts(version) > _parts(LAKE_VERSION) else "older_catalog"
            raise self._refused(code, found=version, known=LAKE_VERSION)

    def _refused(self, code: str, **parameters: object) -> CatalogRefused:
        return CatalogRefused(code, str(self._place), **parameters)


_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY tablename"
_NOT_OF_A_CATALOG = """
    SELECT 'the view', c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = %s AND c.relkind NOT IN ('r', 'i', 't', 'S')
    UNION ALL SELECT 'the trigger', t.tgname FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = %s AND NOT t.tgisinternal
    UNION ALL SELECT 'the rule', r.rulename FROM pg_rewrite r
    JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = %s AND c.relkind = 'r'
    UNION ALL SELECT 'the function', p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname = %s"""


def _is_ours(table: str) -> bool:
    return table == _MARK or table.startswith("ducklake_")


def _parts(version: str) -> list[int]:
    return [int(part) for part in version.split("-", maxsplit=1)[0].split(".") if part.isdecimal()]


def _connected(place: Address, server: Server) -> psycopg.Connection[Any]:
    """A connection, tried for some seconds while nobody answers: a server that restarts is back soon."""
    last = time.monotonic() + _PATIENCE
    while True:
        try:
            connection = psycopg.connect(conninfo(server), autocommit=True)
            # The machine of a program that vanished without a word is not waited for.
            connection.execute(
                f"SET lock_timeout = '{_TURN}s'; SET tcp_keepalives_idle = 15; "
                "SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3"
            )
        except psycopg.Error as error:
            failure = _explained(error, place, server)
            if isinstance(failure, CatalogRefused) or time.monotonic() > last:
                raise failure from error
            time.sleep(0.3)
        else:
            return connection


def _explained(error: psycopg.Error, place: Address, server: Server) -> StoreError:
    """What a failed connection means. The library hands on no code, so its words must do."""
    text = str(error)
    if not any(words in text for words in _PASSING):
        if "does not exist" in text and "role" not in text:
            return CatalogRefused("no_database", str(place), reason=text)
        tried = error.pgconn
        is_barred = tried is not None and (tried.needs_password or tried.used_password)
        if is_barred or "pg_hba.conf" in text or "authentication failed" in text:
            return CatalogRefused("not_admitted", str(place), user=server.user or "?", reason=text)
    return StoreUnavailable("unreachable", str(place), reason=text)
