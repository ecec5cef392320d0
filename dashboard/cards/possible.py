"""While an extract is missing: what is still possible, in place of a bare "no data"."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.cards.card import Card, Gap
from dashboard.formats import Markdown
from dashboard.views.overview.possible import possible_sentences, possible_table, possible_title
from dashboard.views.scope import Scope
from engine.whatif.missing import Possible


def still_possible(scope: Scope, found: Possible | None) -> Iterator[Card]:
    """The ranges of award and rank and the way to the upload; nothing where nothing is missing."""
    if found is None:
        return
    told, *regions = possible_sentences(scope, found)
    listed = Markdown("\n".join([told, "", *(f"- {sentence}" for sentence in regions)]))
    table = possible_table(scope, found) if found.is_bounded else None
    yield Gap(possible_title(scope), listed, table, "possible")
