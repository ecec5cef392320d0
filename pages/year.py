"""Year: will it be made, who will not make it, and what must each month bring."""

from dashboard.cache import current_snapshot
from dashboard.cards.year import regions, tables
from dashboard.components.frame.cards import show_cards
from dashboard.components.frame.pageframe import open_page
from dashboard.components.year.ahead import show_ahead, show_ahead_cards
from dashboard.components.year.answer import show_answer
from dashboard.components.year.comparing import show_comparison

scope = open_page("year")
show_answer(scope)
rest = show_ahead(scope)
show_cards(regions(scope), scope.unit, scope.month)
show_ahead_cards(scope, rest)
show_cards(tables(scope), scope.unit, scope.month)
show_comparison(scope, current_snapshot().loaded_through or scope.month)
