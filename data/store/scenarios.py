"""What-if scenarios that somebody saved. They live in the audit log, which only grows.

A saved scenario is told by an id that says nothing about it, so that a link to it carries
no data. The newest version of an id counts; one that was removed stays in the log.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import duckdb
import orjson

from data.store.audit.log import append, recorded
from data.store.connection import Connection

#: Bytes of an id: 2^64 of them, not to be guessed by counting.
_ID_BYTES = 8


@dataclass(frozen=True, slots=True)
class SavedScenario:
    """A scenario as it was saved: `body` is what `Scenario.as_dict` gave. `saved_at` is UTC."""

    scenario_id: str
    saved_at: datetime
    actor: str
    body: Mapping[str, Any]


def save_scenario(
    connection: Connection, body: Mapping[str, Any], actor: str, scenario_id: str | None = None
) -> str:
    """Save a scenario, under a new id or as the newest version of `scenario_id`; returns the id.

    Raises LoadConflict or LoadFailed, the store being unchanged.
    """
    chosen = scenario_id or secrets.token_hex(_ID_BYTES)

    def write(cursor: duckdb.DuckDBPyConnection) -> None:
        append(cursor, "scenario", chosen, actor, body)

    recorded(connection, write)
    return chosen


def remove_scenario(connection: Connection, scenario_id: str, actor: str) -> None:
    """Take a scenario off the list; KeyError if it is not on it."""
    if scenario_id not in saved_scenarios(connection):
        raise KeyError(scenario_id)

    def write(cursor: duckdb.DuckDBPyConnection) -> None:
        append(cursor, "scenario_removed", scenario_id, actor, {})

    recorded(connection, write)


def saved_scenarios(connection: Connection) -> dict[str, SavedScenario]:
    """The scenarios on the list by id, the newest first."""
    with connection.cursor() as cursor:
        rows = cursor.execute(
            "SELECT act, subject, created_at, actor, details FROM audit_entries "
            "WHERE act IN ('scenario', 'scenario_removed') ORDER BY sequence"
        ).fetchall()
    found: dict[str, SavedScenario] = {}
    for act, scenario_id, at, actor, details in rows:
        found.pop(scenario_id, None)
        if act == "scenario":
            saved_at = at.replace(tzinfo=UTC)
            found[scenario_id] = SavedScenario(scenario_id, saved_at, actor, orjson.loads(details))
    return dict(reversed(found.items()))
