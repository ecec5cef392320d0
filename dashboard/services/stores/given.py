"""The policies that a store was given: through the program that has it open, or by opening it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.i18n import Translator
from dashboard.services.stores import asking, serving
from data.store import Store


def listed(url: str | None, _: Translator) -> list[dict[str, Any]]:
    """What was put in force, the latest first: at (UTC), digest, actor, files; ready for JSON."""
    rows: list[dict[str, Any]] = asking.done(url, VERBS, "policies_list", {}, _)["rows"]
    return rows


def _listed(
    store: Store, arguments: Mapping[str, Any], progress: serving.Progress, _: Translator
) -> dict[str, Any]:
    del arguments, progress
    return {
        "rows": [
            {
                "at": f"{each.at:%Y-%m-%d %H:%M:%S}",
                "digest": each.digest,
                "actor": each.actor,
                "files": " ".join(sorted(each.texts)),
            }
            for each in store.given_policies()
        ]
    }


VERBS: dict[str, serving.Verb] = {"policies_list": _listed}
