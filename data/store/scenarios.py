"""What-if scenarios that somebody saved. They live in the audit log, which only grows.

A saved scenario is told by an id that says nothing about it, so that a link to it carries
no data. The newest version of an id counts; one that was removed stays in the log.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import duckdb
import orjson

from data.store.audit.log import recorded
from data.store.by import By
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

    @property
    def regions(self) -> frozenset[str]:
        """The regions that it is about: those of its levers, its customers and its rivals."""
        return regions_of(self.body)


def regions_of(body: Mapping[str, Any]) -> frozenset[str]:
    """The regions that a scenario is about, however old or broken its body."""
    parts = [body.get("rivals"), *_listed(body.get("levers")), *_listed(body.get("customers"))]
    return frozenset(str(part["region"]) for part in parts if isinstance(part, Mapping) and "region" in part)


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []


#: Told of what is on the list under an id (None: nothing); raises what keeps it from being changed.
Demand = Callable[[duckdb.DuckDBPyConnection, SavedScenario | None], None]


def _nothing(cursor: duckdb.DuckDBPyConnection, before: SavedScenario | None) -> None:
    del cursor, before


def save_scenario(
    connection: Connection,
    body: Mapping[str, Any],
    by: By,
    scenario_id: str | None = None,
    demand: Demand = _nothing,
) -> str:
    """Save a scenario, under a new id or as the newest version of `scenario_id`; returns the id.

    Raises LoadConflict or LoadFailed, the store being unchanged.
    """
    chosen = scenario_id or secrets.token_hex(_ID_BYTES)

    def write(cursor: duckdb.DuckDBPyConnection) -> None:
        demand(cursor, None if scenario_id is None else seen_by(cursor).get(scenario_id))
        by.record(cursor, "scenario", chosen, body)

    recorded(connection, write)
    return chosen


def remove_scenario(connection: Connection, scenario_id: str, by: By, demand: Demand = _nothing) -> None:
    """Take a scenario off the list; KeyError if it is not on it."""

    def write(cursor: duckdb.DuckDBPyConnection) -> None:
        before = seen_by(cursor)[scenario_id]
        demand(cursor, before)
        by.record(cursor, "scenario_removed", scenario_id, {})

    recorded(connection, write)


def saved_scenarios(connection: Connection) -> dict[str, SavedScenario]:
    """The scenarios on the list by id, the newest first."""
    with connection.cursor() as cursor:
        return seen_by(cursor)


def seen_by(cursor: duckdb.DuckDBPyConnection) -> dict[str, SavedScenario]:
    """`saved_scenarios` through a cursor at hand."""
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
