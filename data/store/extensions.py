"""DuckDB's extensions, from PyPI's packages: nothing is fetched when a store is opened."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import duckdb

from data.store.errors import StoreUnreadable


def extension(name: Literal["ducklake", "postgres_scanner", "httpfs"]) -> Path:
    """The file of an extension that fits this DuckDB; StoreUnreadable if its package is missing."""
    found = find_spec(f"duckdb_extension_{name}")
    folders = found.submodule_search_locations if found is not None else None
    files = [file for folder in folders or () for file in Path(folder).rglob(f"{name}.duckdb_extension")]
    matching = [file for file in files if file.parent.name == f"v{duckdb.__version__}"]
    if not matching:
        package = f"duckdb-extension-{name.replace('_', '-')}"
        raise StoreUnreadable(name, f"it needs the package {package}, version {duckdb.__version__}")
    return matching[0]
