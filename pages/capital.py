"""Capital: who ties up more than the quota allows, what moved, and whose balances they are."""

from dashboard.cache import current_debtors
from dashboard.cards.capital import occupied, tables
from dashboard.components.evidence.debtors import show_debtors
from dashboard.components.evidence.receipts import show_receipt_of
from dashboard.components.frame.cards import show_cards
from dashboard.components.frame.pageframe import open_page
from dashboard.views.capital.balances import debtor_sentence, debtor_table

scope = open_page("capital")
show_cards(occupied(scope), scope.unit, scope.month)
debtors = current_debtors(scope.month, scope.region)
show_debtors(scope, debtor_table(scope, debtors), debtor_sentence(scope, debtors))
show_cards(tables(scope), scope.unit, scope.month)
show_receipt_of(scope, "capital_overrun")
