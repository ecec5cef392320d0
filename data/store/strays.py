"""Files of rows that no load names: what one that failed, or whose program was killed, has left behind."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

import duckdb

from data.store.address import Address

_NAMED = re.compile(r'"([^"]+/ducklake-[0-9a-f-]{36}\.parquet)"')
#: A writer that lost its turn in the middle, and does not know it yet, has newer ones.
_DAYS = 1


def discard_unfinished(place: Address, complaint: str) -> None:
    """Take away the file that a failed write was about, by what the database says: it would fill the disk.

    DuckLake takes away what it finished in a transaction that came to nothing, but not what it had begun.
    """
    folder = _folder(place)
    if folder is not None:
        for path in map(Path, _NAMED.findall(complaint)):
            if path.is_relative_to(folder):
                with suppress(OSError):
                    path.unlink(missing_ok=True)


def discard_strays(place: Address, cursor: duckdb.DuckDBPyConnection) -> None:
    """Take away what killed programs left more than a day ago; whoever asks holds the turn to write."""
    if _folder(place) is not None:
        cursor.execute(
            "CALL ducklake_delete_orphaned_files('store', older_than => now() - to_days($days))",
            {"days": _DAYS},
        )


def _folder(place: Address) -> Path | None:
    """Where DuckLake has its files; None for other stores, and for a bucket."""
    return None if place.kind == "duckdb" else place.belonging("data")
