"""Which loads a month's rows rest on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb

from data.store.schema import NO_PERIOD

_LOADS = """
    SELECT period, load_id, bool_or(extract <> 'annual_plan') FROM load_scopes
    ANTI JOIN load_rollbacks USING (load_id) GROUP BY period, load_id ORDER BY load_id"""


@dataclass(frozen=True, slots=True)
class InForce:
    """The loads that were not taken back, by month: which rows of it are current follows from them alone.

    Loads never change and none is ever another's successor by name, so the same loads mean the same rows.
    months: those with rows of an extract that has months, ascending. organisation: loads of it.
    """

    months: dict[date, tuple[str, ...]]
    organisation: tuple[str, ...]


def loads_in_force(cursor: duckdb.DuckDBPyConnection) -> InForce:
    """The loads in force as a cursor inside a transaction sees them."""
    loads: dict[date, list[str]] = {}
    months: set[date] = set()
    for period, load, has_month in cursor.execute(_LOADS).fetchall():
        loads.setdefault(period, []).append(load)
        if has_month and period != NO_PERIOD:
            months.add(period)
    return InForce({month: tuple(loads[month]) for month in sorted(months)}, tuple(loads.get(NO_PERIOD, ())))
