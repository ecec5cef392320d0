"""What a server does for commands that find the store open: see `served.py`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.i18n import Translator
from dashboard.services.stores import serving
from data.store import Store

#: What the program that has the store open is asked for.
VERB = "command"


def offer() -> None:
    """Run commands for other programs of this user, about whatever store is served from now on."""
    serving.offer(VERB, _answered)


def _answered(
    store: Store, arguments: Mapping[str, Any], progress: serving.Progress, _: Translator
) -> dict[str, Any]:
    # A server that nobody asks starts without the command line.
    from dashboard.commands.answering import answered  # noqa: PLC0415

    return answered(store, arguments, progress, _)
