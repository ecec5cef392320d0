"""Which store: named by an argument, else by the environment, else the local default."""

from __future__ import annotations

import os
from pathlib import Path

from data.store import Store

STORE_VARIABLE = "REGION_COCKPIT_STORE"
DEFAULT_URL = str(Path(__file__).resolve().parents[2] / "var" / "store.duckdb")


def store_url(url: str | None = None) -> str:
    """`url`, else the environment's store, else `var/store.duckdb` in the project."""
    return url or os.environ.get(STORE_VARIABLE) or DEFAULT_URL


def open_store(url: str | None = None) -> Store:
    """The opened store; StoreBusy or StoreUnreadable say in words why it cannot be."""
    return Store.open(store_url(url))
