"""A server that is ready for its first reader: what a start takes is done before anybody comes."""

from __future__ import annotations

import logging
import os
import threading
from importlib import import_module
from pkgutil import walk_packages

from dashboard.cache.warming import warm
from dashboard.entrance.begun import BEGUN
from dashboard.services.stores.stores import IDENTITY_VARIABLE, store_url

_COMPONENTS = "dashboard.components"
_log = logging.getLogger("region_cockpit")


def prepare() -> None:
    """Make it ready once the server has begun, beside whatever it is asked meanwhile.

    Only where `serve` has seen that there is a store: a page that is opened makes one where there is none.
    """
    if os.environ.get(IDENTITY_VARIABLE):
        threading.Thread(target=_when_begun, name="readiness", daemon=True).start()


def _when_begun() -> None:
    BEGUN.wait()
    make_ready(store_url())


def make_ready(url: str) -> None:
    """Import what pages are made of, and compute what they rest on.

    What goes wrong is no matter here: pages ask again, and say it.
    """
    try:
        components = import_module(_COMPONENTS)  # which rest on this room
        for module in walk_packages(components.__path__, f"{_COMPONENTS}."):
            import_module(module.name)
        warm(url)
    except Exception:  # noqa: BLE001
        _log.debug("not made ready", exc_info=True)
