"""Expenses: who stays within the cap, when the year crossed it, and what the money went into."""

from functools import partial

from dashboard.cache.details import current_categories
from dashboard.cards.expenses import against_cap, course, tables
from dashboard.components.elements.cards import show_cards
from dashboard.components.elements.parts import Parts, show_parts
from dashboard.components.evidence.claims import show_claims
from dashboard.components.frame.pageframe import open_page
from dashboard.i18n import _

scope = open_page("expenses", "expense_ratio")
show_cards(against_cap(scope), scope.unit, scope.month)
parts: Parts = {
    _("Course and categories"): partial(course, scope, current_categories()),
    _("Awaiting approval"): partial(show_claims, scope),
    _("By region"): partial(tables, scope),
}
show_parts(parts, scope.unit, scope.month)
