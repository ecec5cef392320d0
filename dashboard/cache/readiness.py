"""A server that is ready for its first reader: what a start takes is done before anybody comes."""

from __future__ import annotations

import logging
import os
from importlib import import_module
from pkgutil import walk_packages

from dashboard.cache.warming import warm, warm_year
from dashboard.entrance.begun import when_begun
from dashboard.services.stores.stores import IDENTITY_VARIABLE, store_url

_COMPONENTS = "dashboard.components"
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
        components = import_module(_COMPONENTS)  # which rest on this room
        for module in walk_packages(components.__path__, f"{_COMPONENTS}."):
            import_module(module.name)
        warm(store_url())
        warm_year(store_url())
    except Exception:  # noqa: BLE001
        _log.debug("not made ready", exc_info=True)
