"""What a store consists of besides rows, held against what this program makes.

A macro can stand in the place of a function, a view in that of a table, a column can sort
or compute by itself: whoever defines such a thing decides what every figure is, and no
digest of rows would tell. So nothing of the kind is used: the store's own views are not
asked, and a store that holds what could take the place of something is not opened.
"""

# ruff: noqa: S608 - names in SQL come from data/fields.py and this package; values are parameters

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

import duckdb

from data.fields import EXTRACTS
from data.store.audit.log import TABLES as AUDIT
from data.store.schema import HISTORY, TOTALS, create_everything, row_columns, views

Kind = Literal["macro", "type", "index", "table", "column", "view", "schema", "sequence"]

#: The version of the tables, a row for each time that they grew.
VERSION = {"schema_version": "version INTEGER NOT NULL"}
#: What may stand in the place of something that this program uses.
_HARMFUL: frozenset[Kind] = frozenset({"macro", "type", "index", "column"})


@dataclass(frozen=True, slots=True)
class Stranger:
    """Something in a store that this program did not make, or (`is_lacking`) does not find there.

    name: with its schema, if that is not the main one; a column's with its table.
    """

    kind: Kind
    name: str
    is_lacking: bool = False
    dropped_by: str | None = None

    @property
    def is_harmful(self) -> bool:
        """Whether it could change what a query of this program means."""
        return self.is_lacking or self.kind in _HARMFUL


def strangers(cursor: duckdb.DuckDBPyConnection) -> list[Stranger]:
    """What the store holds that is not of this program, and what it lacks; the harmful first.

    The cursor must not have the store in its search path: its macros would answer.
    `dropped_by` is SQL that takes the thing away, None where rows of this program would go with it.
    """
    found = [*_others(cursor), *strange_tables(cursor)]
    return sorted(found, key=lambda each: (not each.is_harmful, each.kind, each.name))


def stored_version(cursor: duckdb.DuckDBPyConnection) -> int:
    """What the table of versions says; 0 if it is empty."""
    return max((version for (version,) in cursor.execute("FROM schema_version").fetchall()), default=0)


def earlier_views(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    """SQL that takes the views away which programs up to version 4 made in the store, as they made them.

    One that was altered since is left for the audit to find.
    """
    found = cursor.execute(f"SELECT view_name, sql {_VIEWS} AND schema_name = 'main'").fetchall()
    if not found:
        return []
    with duckdb.connect(":memory:") as scratch:
        create_everything(scratch)
        for name, text in views().items():
            scratch.execute(f"CREATE VIEW {name} AS {text}")
        made = dict(
            scratch.execute("SELECT view_name, sql FROM duckdb_views() WHERE NOT internal").fetchall()
        )
    return [f"DROP VIEW store.main.{name}" for name, text in found if made.get(name) == text]


_HERE = "database_name = 'store' AND NOT internal"
_VIEWS = f"FROM system.main.duckdb_views() WHERE {_HERE}"
#: Kind → columns of schema and name, and where they stand. Qualified, since a macro could answer instead.
_OTHERS: dict[Kind, str] = {
    "type": f"schema_name, type_name FROM system.main.duckdb_types() WHERE {_HERE}",
    "index": "schema_name, index_name FROM system.main.duckdb_indexes() WHERE database_name = 'store'",
    "view": f"schema_name, view_name {_VIEWS}",
    "sequence": """
        schema_name, sequence_name FROM system.main.duckdb_sequences() WHERE database_name = 'store'""",
    "schema": f"""
        schema_name, schema_name FROM system.main.duckdb_schemas() WHERE {_HERE} AND schema_name <> 'main'""",
}
_MACROS = f"""
    SELECT DISTINCT schema_name, function_name, function_type FROM system.main.duckdb_functions()
    WHERE {_HERE}"""


def _others(cursor: duckdb.DuckDBPyConnection) -> Iterator[Stranger]:
    for schema, name, what in cursor.execute(_MACROS).fetchall():
        statement = "DROP MACRO TABLE IF EXISTS" if what == "table_macro" else "DROP MACRO IF EXISTS"
        yield Stranger(
            "macro", _named(schema, name), dropped_by=f"{statement} store.{_quoted(schema)}.{_quoted(name)}"
        )
    for kind, source in _OTHERS.items():
        for schema, name in cursor.execute(f"SELECT {source}").fetchall():
            place = _quoted(name) if kind == "schema" else f"{_quoted(schema)}.{_quoted(name)}"
            dropped_by = f"DROP {kind} IF EXISTS store.{place}{' CASCADE' if kind == 'schema' else ''}"
            shown = name if kind == "schema" else _named(schema, name)
            yield Stranger(kind, shown, dropped_by=dropped_by)


def strange_tables(cursor: duckdb.DuckDBPyConnection) -> Iterator[Stranger]:
    """Tables and columns alone, as `strangers` has them: a tenth of its work."""
    wanted = {
        **(HISTORY | TOTALS | AUDIT | VERSION),
        **{each.name: _declared(row_columns(each)) for each in EXTRACTS},
    }
    columns: dict[tuple[str, str], list[str]] = {}
    for schema, table, text in cursor.execute(_TABLES).fetchall():
        if schema != "main" or table not in wanted:
            place = f"{_quoted(schema)}.{_quoted(table)}"
            yield Stranger("table", _named(schema, table), dropped_by=f"DROP TABLE IF EXISTS store.{place}")
            continue
        declared = wanted.pop(table)
        if _is_made(table, declared, _columns_in(text), text):
            continue
        columns = columns or _columns(cursor)
        yield from _differences(table, declared, columns[schema, table], text)
    for table in wanted:
        yield Stranger("table", table, is_lacking=True)


_TABLES = "SELECT schema_name, table_name, sql FROM system.main.duckdb_tables() WHERE database_name = 'store'"
_COLUMNS = """
    SELECT schema_name, table_name, column_name FROM system.main.duckdb_columns()
    WHERE database_name = 'store' ORDER BY schema_name, table_name, column_index"""


def _columns(cursor: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], list[str]]:
    """Schema and table → columns. All that the database has are gone through: a sixth of opening a store."""
    found: dict[tuple[str, str], list[str]] = {}
    for schema, table, column in cursor.execute(_COLUMNS).fetchall():
        found.setdefault((schema, table), []).append(column)
    return found


def _differences(table: str, declared: str, found: list[str], text: str) -> Iterator[Stranger]:
    """What is not as declared in one table; columns that came later may stand in any order."""
    wanted = _by_name(declared)
    for column in wanted.keys() - set(found):
        yield Stranger("column", f"{table}.{column}", is_lacking=True)
    for column in set(found) - wanted.keys():
        yield Stranger("column", f"{table}.{column}")
    if sorted(found) == sorted(wanted) and not _is_made(table, declared, found, text):
        yield Stranger("column", f"{table}.*")


def _is_made(table: str, declared: str, found: list[str], text: str) -> bool:
    """Whether `text` makes the table as this program does, its columns in the order of `found`."""
    wanted = _by_name(declared)
    if sorted(found) != sorted(wanted):
        return False
    made = f"CREATE TABLE {table}({', '.join(wanted[column] for column in found)});"
    # DuckLake writes down defaults that are none.
    return _words(text.replace(" DEFAULT(NULL)", "")) == _words(made)


def _columns_in(text: str) -> list[str]:
    """What a table's text names first between its commas: its columns, if it is one of ours."""
    return [_words(each).partition(" ")[0] for each in _parts(text.partition("(")[2])]


@cache
def _by_name(declared: str) -> dict[str, str]:
    return {_words(each).partition(" ")[0]: each for each in _parts(declared)}


def _declared(columns: dict[str, str]) -> str:
    return ", ".join(f"{name} {kind}" for name, kind in columns.items())


def _parts(declared: str) -> list[str]:
    """The columns of a declaration; the commas of DECIMAL(18,2) have no blank behind them."""
    return " ".join(declared.split()).split(", ")


def _words(text: str) -> str:
    """Without quotation marks around single words: with anything else in them they are no name of ours."""
    return " ".join(re.sub(r'"(\w+)"', r"\1", text).split())


def _named(schema: str, name: str) -> str:
    return name if schema == "main" else f"{schema}.{name}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
