"""While an extract is missing: what is still possible, in place of a bare "no data"."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.cards.card import Card, Gap
from dashboard.formats import Markdown, listed
from dashboard.views.overview.possible import (
    possible_note,
    possible_sentences,
    possible_table,
    possible_title,
)
from dashboard.views.scope import Scope
from engine.whatif.missing import Possible


def still_possible(scope: Scope, found: Possible | None) -> Iterator[Card]:
    """The ranges of award and rank and the way to the upload; nothing where nothing is missing."""
    if found is None:
        return
    text = Markdown(f"{listed(possible_sentences(scope, found))}\n\n{possible_note(scope, found)}")
    table = possible_table(scope, found) if found.is_bounded else None
    yield Gap(possible_title(scope, found), text, table, "possible")
