"""Appraisal: how the regions rank, who has been last, and how far it is to the next."""

from functools import partial

from dashboard.cache.details import current_conduct
from dashboard.cards.appraisal import clock, conduct, distances, last_place, places, ranks
from dashboard.components.elements.cards import show_cards
from dashboard.components.elements.parts import Parts, show_parts
from dashboard.components.evidence.indicators import show_indicator_warnings
from dashboard.components.evidence.possible import show_possible
from dashboard.components.frame.pageframe import open_page
from dashboard.components.papers.handovers import show_handover
from dashboard.components.process.decided import decisions
from dashboard.i18n import _

scope = open_page("appraisal", "score")
show_possible(scope)
show_cards([last_place(scope)], scope.unit, scope.month)
show_indicator_warnings(scope)
show_cards(places(scope), scope.unit, scope.month)
parts: Parts = {
    _("Streak clock"): partial(clock, scope, decisions(scope)),
    _("Distances"): partial(distances, scope),
    _("By region"): partial(ranks, scope),
    _("Misconduct on record"): partial(conduct, scope, current_conduct(scope.month)),
    _("Handover"): partial(show_handover, scope),
}
show_parts(parts, scope.unit, scope.month)
