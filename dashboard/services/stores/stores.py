"""Which store: named by an argument, else by the environment, else the local default."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from dashboard.i18n import DEFAULT, translator
from dashboard.services.stores.in_force import settle
from data.store import Store

_log = logging.getLogger("region_cockpit")

STORE_VARIABLE = "REGION_COCKPIT_STORE"
#: Which store must be at that address: set by `serve`, which has seen it.
IDENTITY_VARIABLE = "REGION_COCKPIT_STORE_IDENTITY"
#: By which address `serve` says that people reach the server it starts.
SERVED_VARIABLE = "REGION_COCKPIT_SERVED_AT"
DEFAULT_URL = str(Path(__file__).resolve().parents[3] / "var" / "store.duckdb")


def store_url(url: str | None = None) -> str:
    """`url`, else the environment's store, else `var/store.duckdb` in the project."""
    return url or os.environ.get(STORE_VARIABLE) or DEFAULT_URL


def open_store(url: str | None = None) -> Store:
    """The opened store; StoreBusy or StoreUnreadable say in words why it cannot be.

    The log says if other accounts could read it until now. PoliciesDiffer if it is shared, and this machine
    names other policies than it has.
    """
    return _settled(_closed(Store.open(store_url(url))), may_differ=False)


def open_seen_store(url: str) -> Store:
    """The store that `serve` has seen; StoreVanished if it is gone since, or another one is there."""
    store = _closed(Store.open(url, identity=os.environ.get(IDENTITY_VARIABLE) or None))
    # A folder that is being changed stops no server that is up.
    return _settled(store, may_differ=True)


def _settled(store: Store, *, may_differ: bool) -> Store:
    try:
        settle(store, may_differ=may_differ)
    except BaseException:
        store.close()
        raise
    return store


def _closed(store: Store) -> Store:
    if store.laid_open:
        _ = translator(DEFAULT)
        _log.warning(
            "%s",
            _(
                "Other accounts of this machine had access to {count} files and folders of the store; "
                "that has been taken from them.",
                count=store.laid_open,
            ),
        )
    return store
