"""`verify-bulletin` for whoever asks, and the same for a page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dashboard.i18n import Translator
from dashboard.services.papers.telling import said_of_difference, said_of_many, said_of_paper
from dashboard.services.papers.verifying import Verdict, verify_paper
from dashboard.services.stores import asking, serving
from dashboard.services.stores.people import reader_of
from dashboard.services.stores.who import Who
from data.store import Store
from data.store.reader import Reader


def verdict_on(reader: Reader, name: str, content: bytes) -> Verdict:
    """What a file is, as far as it is to be told to the reader: what differs, to who sees everything."""
    sees_all = reader.scope.is_everything
    return verify_paper(name, content, reader.issued(), reader.published_file, tells_differences=sees_all)


def verified_paper(url: str | None, path: Path, who: Who, _: Translator) -> dict[str, Any]:
    """What the file at `path` is, ready for JSON; `said` in the reader's language. OSError if unreadable."""
    arguments = {"path": str(path.absolute()), **who.asked()}
    return asking.done(url, VERBS, "verify_bulletin", arguments, _)


def _verified(
    store: Store, arguments: Mapping[str, Any], progress: serving.Progress, _: Translator
) -> dict[str, Any]:
    del progress
    path = Path(arguments["path"])
    verdict = verdict_on(reader_of(store, arguments.get("as")), path.name, path.read_bytes())
    code, found = verdict.code, verdict.differences
    return {
        "verdict": verdict.kind,
        "month": f"{code.month:%Y-%m}" if code else None,
        "version": code.version if code else None,
        "latest": verdict.latest,
        "differences": None
        if found is None
        else [{"place": d.place, "published": d.published, "found": d.found} for d in found],
        "said": [
            *said_of_paper(verdict, _),
            *(said_of_difference(each, _) for each in found or ()),
            *filter(None, [said_of_many(verdict, _)]),
        ],
    }


VERBS: dict[str, serving.Verb] = {"verify_bulletin": _verified}
