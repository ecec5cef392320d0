"""Running a command for another program that asks for it, since this one has the store open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.commands.cli import cli, failure
from dashboard.commands.options import language_of
from dashboard.commands.served import Served, run
from dashboard.i18n import Translator, translator
from dashboard.services.stores.serving import Progress
from data.store import Store


def answered(store: Store, arguments: Mapping[str, Any], progress: Progress, _: Translator) -> dict[str, Any]:
    """The outcome of a command (`served.run`). KeyError for one that does not go this way."""
    del _
    command = cli.commands[arguments["name"]]
    if not isinstance(command, Served):
        raise KeyError(arguments["name"])
    said = translator(language_of(arguments["given"]))
    return run(command, store, arguments, progress, lambda error: failure(error, said))
