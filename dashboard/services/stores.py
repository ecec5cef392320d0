"""Which store: named by an argument, else by the environment, else the local default."""

from __future__ import annotations

import os
from pathlib import Path

from data.store import Store

STORE_VARIABLE = "REGION_COCKPIT_STORE"
#: Which store must be at that address: set by `serve`, which has seen it.
IDENTITY_VARIABLE = "REGION_COCKPIT_STORE_IDENTITY"
DEFAULT_URL = str(Path(__file__).resolve().parents[2] / "var" / "store.duckdb")


def store_url(url: str | None = None) -> str:
    """`url`, else the environment's store, else `var/store.duckdb` in the project."""
    return url or os.environ.get(STORE_VARIABLE) or DEFAULT_URL


def open_store(url: str | None = None) -> Store:
    """The opened store; StoreBusy or StoreUnreadable say in words why it cannot be."""
    return Store.open(store_url(url))


def open_seen_store(url: str) -> Store:
    """The store that `serve` has seen; StoreVanished if it is gone since, or another one is there."""
    return Store.open(url, identity=os.environ.get(IDENTITY_VARIABLE) or None)
