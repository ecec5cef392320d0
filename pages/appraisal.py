"""Appraisal: how the regions rank, who has been last, and how far it is to the next."""

from dashboard.cache import current_conduct
from dashboard.cards.appraisal import conduct, last_place, places
from dashboard.components.evidence.indicators import show_indicator_warnings
from dashboard.components.evidence.possible import show_possible
from dashboard.components.evidence.receipts import show_receipt_of
from dashboard.components.frame.cards import show_cards
from dashboard.components.frame.pageframe import open_page

scope = open_page("appraisal")
show_possible(scope)
show_cards([last_place(scope)], scope.unit, scope.month)
show_indicator_warnings(scope)
show_cards(places(scope), scope.unit, scope.month)
show_cards([conduct(scope, current_conduct(scope.month))], scope.unit, scope.month)
show_receipt_of(scope, "score")
