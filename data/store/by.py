"""By whom the store is written: what must hold in the transaction, and what the log says of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import duckdb

from data.store.audit.log import Act, append


def _nothing(cursor: duckdb.DuckDBPyConnection) -> None:
    del cursor


@dataclass(frozen=True, slots=True)
class By:
    """actor: the name in the log. operator: who ran the command line for that person, empty for nobody.

    demand: called inside the transaction before it writes; raises what keeps it from being done.
    """

    actor: str
    operator: str = ""
    demand: Callable[[duckdb.DuckDBPyConnection], None] = _nothing

    @classmethod
    def of(cls, actor: str | By) -> By:
        """A mere name as one of whom nothing is demanded: the operator, a program."""
        return cls(actor) if isinstance(actor, str) else actor

    def record(
        self, cursor: duckdb.DuckDBPyConnection, act: Act, subject: str, details: Mapping[str, object]
    ) -> str:
        """Write the entry through a cursor inside the transaction; its hash."""
        told = {**details, "operator": self.operator} if self.operator else details
        return append(cursor, act, subject, self.actor, told)
