"""What a thread holds of a store while it reads."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

import duckdb


@dataclass(slots=True)
class Hold:
    """A transaction that only reads, and the version of the data that it sees."""

    cursor: duckdb.DuckDBPyConnection
    version: str
    is_over: bool = False

    def end(self) -> None:
        """Let go of the state before the block that holds it ends."""
        self.is_over = True
        with suppress(duckdb.Error):
            self.cursor.execute("ROLLBACK")
