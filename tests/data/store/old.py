"""Stores and backups that earlier versions of this program wrote, unpacked.

`tests/fixtures/stores/vN.tar.xz` holds, made by the program as it was at version N, a DuckDB store, a
DuckLake store and (from version 2 on) a backup of either: three loads, the second one rolled back.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

_STORES = Path(__file__).parents[2] / "fixtures" / "stores"
VERSIONS = (1, 2, 3, 4)


def unpacked(version: int, folder: Path) -> Path:
    """The folder with `duckdb/store`, `ducklake/store`, `duckdb.zip` and `ducklake.zip` of a version."""
    shutil.unpack_archive(_STORES / f"v{version}.tar.xz", folder)
    made = folder / f"v{version}"
    # DuckLake remembers where it was made.
    with duckdb.connect(str(made / "ducklake" / "store" / "catalog.ducklake")) as catalog:
        catalog.execute(
            "UPDATE ducklake_metadata SET value = $path WHERE key = 'data_path'",
            {"path": f"{made}/ducklake/store/data/"},
        )
    return made


def address_of(made: Path, kind: str) -> str:
    """The address of the unpacked store of a kind."""
    return f"{kind}://{made}/{kind}/store"
