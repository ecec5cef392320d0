"""Capital: who ties up more than the quota allows, what moved, and whose balances they are."""

from functools import partial

from dashboard.cards.capital import moved, occupied, regions, tiers
from dashboard.components.elements.cards import show_cards
from dashboard.components.elements.parts import Parts, show_parts
from dashboard.components.evidence.debtors import show_debtors
from dashboard.components.frame.pageframe import open_page
from dashboard.i18n import _

scope = open_page("capital", "capital_overrun")
show_cards(occupied(scope), scope.unit, scope.month)
parts: Parts = {
    _("Moved and made of"): partial(moved, scope),
    _("Largest customers"): partial(show_debtors, scope),
    _("Tiers"): partial(tiers, scope),
    _("By region"): partial(regions, scope),
}
show_parts(parts, scope.unit, scope.month)
