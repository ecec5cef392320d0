"""What loads ever brought, read once in a process: loads never change, whether they count or not.

It is more than what is current. So it tells where to look for that, or that there is nothing to look for.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

import duckdb
import polars as pl

#: SQL of a condition on the column `load_id` → the rows that it leaves.
Read = Callable[[str], pl.DataFrame]


class Ever:
    """Frames by name with all that some loads brought. Safe between threads: none is ever changed."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[frozenset[str], pl.DataFrame]] = {}
        self._lock = Lock()

    def brought(self, cursor: duckdb.DuckDBPyConnection, name: str, read: Read) -> pl.DataFrame:
        """What the loads brought that `cursor`, inside a transaction, sees; each row once.

        read: asks for what is known by that name through the same cursor, of new loads alone.
        """
        loads = frozenset(load for (load,) in cursor.execute("SELECT load_id FROM loads").fetchall())
        told, known = self._known.get(name, (frozenset(), None))
        if known is not None and loads <= told:
            return known
        if known is None:
            known = read("true").unique()
        else:
            cursor.register("new_loads", pl.DataFrame({"load_id": sorted(loads - told)}))
            new = read("load_id IN (SELECT load_id FROM new_loads)")
            cursor.unregister("new_loads")
            known = pl.concat([known, new]).unique()
        with self._lock:
            self._known[name] = loads | told, known
        return known
