"""Expenses: who stays within the cap, when the year crossed it, and what the money went into."""

from dashboard.cache import current_categories, current_claims
from dashboard.cards.expenses import against_cap, tables
from dashboard.components.evidence.claims import show_claims
from dashboard.components.evidence.receipts import show_receipt_of
from dashboard.components.frame.cards import show_cards
from dashboard.components.frame.pageframe import open_page
from dashboard.views.expenses.spending import claim_sentence, claim_table

scope = open_page("expenses")
show_cards(against_cap(scope, current_categories()), scope.unit, scope.month)
claims = current_claims(scope.month, scope.region)
show_claims(scope, claim_table(scope, claims), claim_sentence(scope, claims))
show_cards(tables(scope), scope.unit, scope.month)
show_receipt_of(scope, "expense_ratio")
