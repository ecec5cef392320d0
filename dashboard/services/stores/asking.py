"""A verb done here, or by the program that has the store open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.i18n import Translator
from dashboard.services.stores import serving
from dashboard.services.stores.stores import open_store, store_url
from data.store import StoreBusy
from data.store.address import address


def done(
    url: str | None,
    verbs: Mapping[str, serving.Verb],
    verb: str,
    arguments: Mapping[str, Any],
    _: Translator,
) -> dict[str, Any]:
    """The outcome of one of `verbs`: what it raises, or Refused by the program that has the store open."""

    def silent(share: float, step: str) -> None:
        del share, step

    try:
        with open_store(url) as store:
            return verbs[verb](store, arguments, silent, _)
    except StoreBusy as busy:
        return serving.answer(address(store_url(url)), verb, arguments, silent, _, busy)
