"""What is published of the regions that the reader does not see."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.cards.card import Card, Rows
from dashboard.views.published import others_table
from dashboard.views.scope import Scope


def others(scope: Scope) -> Iterator[Card]:
    """The other regions as published; nothing where all are seen."""
    if scope.is_part and scope.region is None:
        yield Rows(others_table(scope), "published")
