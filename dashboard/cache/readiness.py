"""A server that is ready for its first reader: what a start takes is done before anybody comes."""

from __future__ import annotations

import logging
import os
import time
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pkgutil import walk_packages

from dashboard.cache.warming import have_open, warm, warm_year
from dashboard.entrance.attendance import quiet_for
from dashboard.entrance.begun import has_begun, when_begun
from dashboard.services.stores.stores import IDENTITY_VARIABLE, store_url

_COMPONENTS = "dashboard.components"
#: So often (seconds) it is looked whether anybody waits for a page, and so long at most.
_LOOK, _PATIENCE = 0.05, 30.0
_log = logging.getLogger("region_cockpit")


def prepare() -> None:
    """Have the server make itself ready once it has begun, beside whatever it is asked meanwhile.

    Only where `serve` has seen that there is a store: a page that is opened makes one where there is none.
    """
    if os.environ.get(IDENTITY_VARIABLE):
        when_begun(make_ready)


def make_ready() -> None:
    """Import what pages are made of, and compute what they rest on.

    What goes wrong is no matter here: pages ask again, and say it.
    """
    try:
        url = store_url()
        have_open(url)
        with ThreadPoolExecutor(1, "importing") as beside:
            beside.submit(_import_components)  # while the database reads
            warm(url)
        if _let_readers_go_first():
            warm_year(url)
    except Exception:  # noqa: BLE001
        _log.debug("not made ready", exc_info=True)


def _import_components() -> None:
    components = import_module(_COMPONENTS)  # which rest on this room
    for module in walk_packages(components.__path__, f"{_COMPONENTS}."):
        import_module(module.name)


def _let_readers_go_first() -> bool:
    """Wait until no page is being made: they would share a processor, and most do not show the year.

    False if the server ended meanwhile: its end would wait for what nobody reads.
    """
    until = time.monotonic() + _PATIENCE
    while quiet_for() == 0 and time.monotonic() < until:
        if not has_begun():
            return False
        time.sleep(_LOOK)
    return True
