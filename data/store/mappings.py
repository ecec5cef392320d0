"""Header mappings that somebody confirmed once. They live in the audit log, which only grows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import orjson

from data.mappings import HeaderMapping
from data.store.audit.log import recorded
from data.store.by import By
from data.store.connection import Connection

#: Regions of whose files something is meant; None: of all.
Regions = frozenset[str] | None


def everywhere(cursor: duckdb.DuckDBPyConnection) -> Regions:
    """All regions, as long as nobody says whose."""
    del cursor
    return None


def remember_mapping(
    connection: Connection,
    mapping: HeaderMapping,
    by: By,
    regions: Callable[[duckdb.DuckDBPyConnection], Regions] = everywhere,
) -> None:
    """Keep what headers and values of a shape mean; the latest saying counts. LoadConflict, LoadFailed.

    regions: asked in the transaction, of whose files that is said.
    """
    details: dict[str, Any] = {"extract": mapping.extract, "columns": dict(mapping.columns)}
    if mapping.values:
        details["values"] = {field: dict(meant) for field, meant in mapping.values.items()}

    def write(cursor: duckdb.DuckDBPyConnection) -> None:
        by.demand(cursor)
        meant = regions(cursor)
        told = details if meant is None else {**details, "regions": sorted(meant)}
        by.record(cursor, "mapping", mapping.shape, told)

    recorded(connection, write)


def header_mappings(connection: Connection, regions: Regions = None) -> dict[str, HeaderMapping]:
    """The mappings by shape that were said of files of all these `regions` (None: of everybody's).

    What somebody says of the own files means nothing for others'. Older entries tell nothing of values,
    and were said of all regions.
    """
    with connection.cursor() as cursor:
        rows = cursor.execute(
            "SELECT subject, details FROM audit_entries WHERE act = 'mapping' ORDER BY sequence"
        ).fetchall()
    mappings = {}
    for shape, text in rows:
        details = orjson.loads(text)
        if not _is_said_of(details.get("regions"), regions):
            continue
        mappings[shape] = HeaderMapping(
            shape, details["extract"], details["columns"], details.get("values", {})
        )
    return mappings


def _is_said_of(said: list[str] | None, regions: Regions) -> bool:
    return said is None or (regions is not None and bool(regions) and regions <= set(said))
