"""While an extract is missing: what is still possible, in place of a bare "no data"."""

from __future__ import annotations

from dashboard.cache.ahead import current_possible
from dashboard.cards.possible import still_possible
from dashboard.components.elements.cards import show_cards
from dashboard.views.scope import Scope


def show_possible(scope: Scope) -> None:
    """Show the ranges of award and rank of the month; nothing where nothing is missing."""
    found = current_possible(scope.month, is_over=scope.until is None)
    show_cards(still_possible(scope, found), scope.unit, scope.month)
