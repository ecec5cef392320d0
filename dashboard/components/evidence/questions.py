"""Questions about the year's rewards, with the rows behind them."""

from __future__ import annotations

from dashboard.cache.details import current_questions
from dashboard.cards import settlement
from dashboard.components.elements.cards import show_cards
from dashboard.components.elements.waiting import outlined
from dashboard.views.scope import Scope


def show_questions(scope: Scope) -> None:
    """What the rewards of the year rest on, as questions with the rows behind them."""
    with outlined(320):
        asked = current_questions(scope.month)
    show_cards(settlement.questions(scope, asked), scope.unit, scope.month)
