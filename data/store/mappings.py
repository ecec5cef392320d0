"""Header mappings that somebody confirmed once. They live in the audit log, which only grows."""

from __future__ import annotations

from typing import Any

import duckdb
import orjson

from data.mappings import HeaderMapping
from data.store.audit.log import append, recorded
from data.store.connection import Connection


def remember_mapping(connection: Connection, mapping: HeaderMapping, actor: str) -> None:
    """Keep what headers and values of a shape mean; the latest saying counts. LoadConflict, LoadFailed."""
    details: dict[str, Any] = {"extract": mapping.extract, "columns": dict(mapping.columns)}
    if mapping.values:
        details["values"] = {field: dict(meant) for field, meant in mapping.values.items()}

    def write(cursor: duckdb.DuckDBPyConnection) -> None:
        append(cursor, "mapping", mapping.shape, actor, details)

    recorded(connection, write)


def header_mappings(connection: Connection) -> dict[str, HeaderMapping]:
    """The mappings by shape. Older entries tell nothing of values."""
    with connection.cursor() as cursor:
        rows = cursor.execute(
            "SELECT subject, details FROM audit_entries WHERE act = 'mapping' ORDER BY sequence"
        ).fetchall()
    mappings = {}
    for shape, text in rows:
        details = orjson.loads(text)
        mappings[shape] = HeaderMapping(
            shape, details["extract"], details["columns"], details.get("values", {})
        )
    return mappings
