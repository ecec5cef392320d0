"""The month's recorded conduct (六) on screen."""

from __future__ import annotations

from dashboard.cache import current_conduct
from dashboard.components.cards import show_table_card
from dashboard.formats import plain
from dashboard.views.conduct import conduct_sentence, conduct_table
from dashboard.views.scope import Scope


def show_conduct(scope: Scope) -> None:
    """Show what was recorded in the month, each row with what it costs and the row it stands in."""
    table = conduct_table(scope, current_conduct(scope.month))
    note = plain(conduct_sentence(table))
    show_table_card(table, scope.unit, scope.month, key="conduct", note=note)
